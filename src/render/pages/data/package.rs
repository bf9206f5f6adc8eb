//! The short dictionary of the log, the description of the package (Frictionless Data Package, Table Schema), the licence, and
//! the archive that holds them with every CSV. Fixed times and sorted names: the same tables make the same bytes.

use super::File;
use super::dictionary::{self, entry};
use super::history::updates;
use super::specs::{SPECS, Spec};
use crate::model::write_time;
use crate::render::table::{Column, Kind, csv};
use crate::render::{Context, Still};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

/// Columns of the short dictionary.
const COLUMNS: [Column; 6] = [
    Column::new("表", "table", Kind::Text),
    Column::new("字段", "column", Kind::Text),
    Column::new("标题", "heading", Kind::Text),
    Column::new("值的种类", "type", Kind::Text),
    Column::new("主键", "key", Kind::Text),
    Column::new("含义", "meaning", Kind::Text),
];

/// `data/dictionary.csv`: every column of every table.
pub(super) fn dictionary(context: &Context<'_>) -> Vec<u8> {
    let row = |spec: &Spec, column: &Column| {
        vec![
            spec.group.to_owned(),
            column.name.to_owned(),
            column.heading(),
            column.kind.as_str().to_owned(),
            super::registry::yes(spec.key.contains(&column.name)),
            spec.meaning(context, column),
        ]
    };
    let rows: Vec<Vec<String>> =
        SPECS.iter().flat_map(|spec| spec.columns.iter().map(move |column| row(spec, column))).collect();
    csv(&COLUMNS, &rows)
}

/// A sentence below `data.licence.` or `data-page.`, with the bureau's name.
pub(super) fn say(context: &Still<'_>, key: &str) -> String {
    context.say(key, [("bureau", context.site.config.bureau.name.as_str())])
}

/// Who answers questions.
pub(super) fn contact(context: &Still<'_>) -> String {
    let bureau = &context.site.config.bureau;
    let parts = [bureau.name.as_str(), bureau.office.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Licence and how to cite, as plain text.
pub(super) fn licence(context: &Context<'_>) -> Vec<u8> {
    let keys = ["title", "text", "cite", "formula", "personal"].map(|key| format!("data.licence.{key}"));
    let mut words: Vec<String> = keys.iter().map(|key| say(context, key)).collect();
    words.insert(2, context.words.get("data-page.licence-more"));
    let mut text = words.join("\n\n");
    text.push('\n');
    text.into_bytes()
}

/// What the cover of every workbook says.
pub(super) fn common_notes(context: &Still<'_>) -> Vec<(String, String)> {
    let word = |key: &str| context.words.get(&format!("data.cover.{key}"));
    let page = |key: &str| context.words.get(&format!("data-page.{key}"));
    let mut notes = vec![
        (word("publisher"), context.site.config.bureau.name.clone()),
        (page("contact"), contact(context)),
        (word("licence"), context.words.get("data.licence.text")),
        (page("cite"), say(context, "data.licence.cite")),
        (word("cells"), page("cells")),
        (page("empty-cells"), page("empty-cells-text")),
        (page("personal"), context.words.get("data.licence.personal")),
    ];
    let base = context.base();
    if !base.is_empty() {
        notes.insert(1, (page("address"), format!("{base}data/index.html")));
    }
    if context.site.config.demo {
        notes.push((word("demo"), word("demo-text")));
    }
    notes
}

/// `datapackage.json`; stands beside the archive as `.txt`, because hosts do not serve `.json`.
pub(super) fn description(context: &Context<'_>, files: &[File]) -> Result<Vec<u8>, String> {
    let resources: Vec<Value> = files.iter().map(|file| resource(context, files, file)).collect();
    let bureau = &context.site.config.bureau;
    let base = context.base();
    let mut source = json!({ "title": contact(context) });
    let mut package = json!({
        "profile": "tabular-data-package",
        "name": format!("mingchou-{}", bureau.region),
        "title": say(context, "data.package.title"),
        "description": context.words.get("data.package.about"),
        "licenses": [{ "name": "other-at", "path": "licence.txt", "title": context.words.get("data.licence.text") }],
        "contributors": [{ "title": bureau.name, "role": "publisher" }],
        "keywords": ["双随机、一公开", "生态环境", bureau.county],
        "resources": resources,
    });
    if !base.is_empty() {
        package["homepage"] = json!(format!("{base}data/index.html"));
        source["path"] = json!(base);
    }
    package["sources"] = json!([source]);
    // A version of the package is a state of the log, and it was made when that was signed.
    if let Some((size, time)) = context.site.log.as_ref().and_then(|book| updates(book).pop()) {
        package["version"] = json!(size.to_string());
        package["created"] = json!(write_time(time));
    }
    written(&package)
}

/// A description as text.
pub(super) fn written(value: &Value) -> Result<Vec<u8>, String> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text.into_bytes())
}

/// A number where the column counts, the word otherwise.
fn allowed(column: &Column) -> Vec<Value> {
    let number = |word: &&str| word.parse::<u32>().map_or_else(|_| json!(word), |number| json!(number));
    match column.kind {
        Kind::Integer => column.values.iter().map(number).collect(),
        _ => column.values.iter().map(|word| json!(word)).collect(),
    }
}

fn field(context: &Context<'_>, spec: &Spec, column: &Column) -> Value {
    let (kind, format) = column.kind.schema();
    let about = entry(spec, context.words, column);
    let mut limits = Map::new();
    if !column.may_be_empty {
        limits.insert("required".into(), json!(true));
    }
    if spec.unique == Some(column.name) || spec.key == [column.name] {
        limits.insert("unique".into(), json!(true));
    }
    if !column.values.is_empty() {
        limits.insert("enum".into(), json!(allowed(column)));
    } else if column.kind == Kind::Integer {
        limits.insert("minimum".into(), json!(0));
    }
    let form = if column.kind == Kind::Hash { Some("[0-9a-f]{64}") } else { column.form };
    if let Some(form) = form {
        limits.insert("pattern".into(), json!(form));
    }
    let empty = match column.may_be_empty {
        true => format!("{}{}", context.words.get("dictionary.empty-colon"), about.empty),
        false => String::new(),
    };
    let parts = [about.meaning, about.unit, empty].into_iter().filter(|part| !part.is_empty());
    json!({
        "name": column.heading(),
        "title": column.zh,
        "type": kind,
        "format": format,
        "description": parts.collect::<Vec<_>>().join(&context.words.get("dictionary.stop")),
        "constraints": limits,
    })
}

/// Keys of other tables that hold for whatever `check` lets through. An object may have left the registry, and a table of
/// several files is no single target; what these columns refer to stands in the dictionary.
fn foreign(files: &[File], file: &File) -> Vec<Value> {
    let spec = file.spec;
    let is_there = |name: &str| files.iter().any(|file| inside(file) == format!("{name}.csv"));
    let heading = |group: &str, column: &str| {
        let spec = SPECS.iter().find(|spec| spec.group == group);
        spec.map(|spec| spec.headings(&[column]).concat()).unwrap_or_default()
    };
    let mut keys = Vec::new();
    for column in spec.columns.iter().filter(|column| column.kind == Kind::Text) {
        let Some((table, target @ ("draw" | "id"))) = column.refers else { continue };
        if table == "objects" || !is_there(table) {
            continue;
        }
        let resource = if table == spec.group { "" } else { table };
        keys.push(json!({
            "fields": [column.heading()],
            "reference": { "resource": resource, "fields": [heading(table, target)] },
        }));
    }
    let results = inside(file).replace("answers/", "results/");
    if spec.group == "answers" && is_there(results.trim_end_matches(".csv")) {
        let fields = spec.headings(&["draw", "object"]);
        let reference = json!({ "resource": results.trim_end_matches(".csv").replace('/', "-"), "fields": fields });
        keys.push(json!({ "fields": fields, "reference": reference }));
    }
    keys
}

fn resource(context: &Context<'_>, files: &[File], file: &File) -> Value {
    let facts = file.facts(context);
    let fields: Vec<Value> = file.spec.columns.iter().map(|column| field(context, file.spec, column)).collect();
    let path = inside(file);
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if !file.spec.key.is_empty() {
        schema["primaryKey"] = json!(file.spec.headings(file.spec.key));
    }
    let foreign = foreign(files, file);
    if !foreign.is_empty() {
        schema["foreignKeys"] = json!(foreign);
    }
    json!({
        "profile": "tabular-data-resource",
        "name": path.trim_end_matches(".csv").replace('/', "-"),
        "path": path,
        "title": file.title(context),
        "description": file.spec.about(context),
        "sources": [{ "title": file.spec.source }],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "skipInitialSpace": false,
            "header": true,
            "caseSensitiveHeader": true,
        },
        "bytes": facts.bytes,
        "hash": format!("sha256:{}", facts.sha256),
        "schema": schema,
    })
}

/// Path inside the archive.
pub(super) fn inside(file: &File) -> String {
    let path = file.path();
    path.strip_prefix("data/").unwrap_or(&path).to_owned()
}

/// `data/data.zip`.
pub(super) fn archive(context: &Context<'_>, files: &[File]) -> Result<Vec<u8>, String> {
    let own = [
        ("datapackage.json".to_owned(), description(context, files)?),
        ("schema.json".to_owned(), super::schema::description(context)?),
        ("dictionary.csv".to_owned(), dictionary(context)),
        ("columns.csv".to_owned(), dictionary::table(context)),
        ("licence.txt".to_owned(), licence(context)),
    ];
    let own = own.into_iter().map(|(name, bytes)| (name, Member::Bytes(bytes)));
    let members = own.chain(files.iter().map(|file| (inside(file), Member::Table(file)))).collect();
    pack(context, &members).map_err(|error| error.to_string())
}

/// What the archive holds under a name.
enum Member<'a> {
    Bytes(Vec<u8>),
    Table(&'a File),
}

fn pack(context: &Context<'_>, members: &BTreeMap<String, Member<'_>>) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, member) in members {
        archive.start_file(name.as_str(), options)?;
        match member {
            Member::Bytes(bytes) => archive.write_all(bytes)?,
            Member::Table(file) => archive.write_all(&file.csv(context))?,
        }
    }
    Ok(archive.finish()?.into_inner())
}
