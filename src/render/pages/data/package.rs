//! The dictionary, the description of the package (Frictionless Data Package), the licence, and the archive that holds
//! them with every CSV. Fixed times and sorted names: the same tables make the same bytes.

use super::File;
use super::specs::SPECS;
use crate::render::table::{Column, Kind, csv};
use crate::render::{Context, sha256};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

/// Columns of the dictionary itself.
const COLUMNS: [Column; 6] = [
    Column::new("表", "table", Kind::Text),
    Column::new("字段", "column", Kind::Text),
    Column::new("标题", "heading", Kind::Text),
    Column::new("值的种类", "type", Kind::Text),
    Column::new("主键", "key", Kind::Text),
    Column::new("含义", "meaning", Kind::Text),
];

/// Rows of the dictionary: every column of every table.
pub(super) fn dictionary_rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for spec in &SPECS {
        for column in spec.columns {
            rows.push(vec![
                spec.group.to_owned(),
                column.name.to_owned(),
                column.heading(),
                column.kind.as_str().to_owned(),
                super::registry::yes(spec.key.contains(&column.name)),
                spec.meaning(context, column),
            ]);
        }
    }
    rows
}

/// `data/dictionary.csv`.
pub(super) fn dictionary(context: &Context<'_>) -> Vec<u8> {
    csv(&COLUMNS, &dictionary_rows(context))
}

/// Licence and how to cite, as plain text.
pub(super) fn licence(context: &Context<'_>) -> Vec<u8> {
    let bureau = context.site.config.bureau.name.as_str();
    let words = ["title", "text", "cite", "formula", "personal"]
        .map(|key| context.say(&format!("data.licence.{key}"), [("bureau", bureau)]));
    let mut text = words.join("\n\n");
    text.push('\n');
    text.into_bytes()
}

/// `datapackage.json`; stands beside the archive as `.txt`, because hosts do not serve `.json`.
pub(super) fn description(context: &Context<'_>, files: &[File]) -> Result<Vec<u8>, String> {
    let resources: Vec<Value> = files.iter().map(|file| resource(context, file)).collect();
    let bureau = &context.site.config.bureau;
    let package = json!({
        "profile": "tabular-data-package",
        "name": format!("mingchou-{}", bureau.region),
        "title": context.say("data.package.title", [("bureau", bureau.name.as_str())]),
        "description": context.words.get("data.package.about"),
        "licenses": [{ "name": "other-attribution", "title": context.words.get("data.licence.text") }],
        "contributors": [{ "title": bureau.name, "role": "publisher" }],
        "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text.into_bytes())
}

fn resource(context: &Context<'_>, file: &File) -> Value {
    let bytes = file.csv(context);
    let fields: Vec<Value> = file
        .spec
        .columns
        .iter()
        .map(|column| {
            let (kind, format) = column.kind.schema();
            json!({
                "name": column.heading(),
                "type": kind,
                "format": format,
                "description": file.spec.meaning(context, column),
            })
        })
        .collect();
    let key: Vec<String> =
        file.spec.columns.iter().filter(|column| file.spec.key.contains(&column.name)).map(Column::heading).collect();
    let path = inside(file);
    json!({
        "profile": "tabular-data-resource",
        "name": path.trim_end_matches(".csv").replace('/', "-"),
        "path": path,
        "title": file.spec.title(context),
        "description": file.spec.about(context),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{}", sha256(bytes)),
        "schema": { "fields": fields, "missingValues": [""], "primaryKey": key },
    })
}

/// Path inside the archive.
fn inside(file: &File) -> String {
    let path = file.path();
    path.strip_prefix("data/").unwrap_or(&path).to_owned()
}

/// `data/data.zip`.
pub(super) fn archive(context: &Context<'_>, files: &[File]) -> Result<Vec<u8>, String> {
    let mut members = BTreeMap::from([
        ("datapackage.json".to_owned(), description(context, files)?),
        ("dictionary.csv".to_owned(), dictionary(context)),
        ("licence.txt".to_owned(), licence(context)),
    ]);
    for file in files {
        members.insert(inside(file), file.csv(context).to_vec());
    }
    pack(&members).map_err(|error| error.to_string())
}

fn pack(members: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
