//! `data/schema.txt`: a JSON Schema (2020-12) of one row of each table, as a reader of CSV gets it: headings as names, cells as
//! texts. In: the columns. Out: JSON; `#/$defs/GROUP` is a row of `data/GROUP.csv` and of `data/GROUP/….csv`.

use super::dictionary::entry;
use super::package::{say, written};
use super::specs::{SPECS, Spec};
use crate::render::Context;
use crate::render::table::{Column, Kind};
use serde_json::{Map, Value, json};

/// The form of a filled cell.
fn form(column: &Column) -> Option<String> {
    let of_kind = match column.kind {
        Kind::Integer => Some("0|[1-9][0-9]*"),
        Kind::Day => Some("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        Kind::Minute => Some("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"),
        Kind::Hash => Some("[0-9a-f]{64}"),
        Kind::List => Some("[^;]+(;[^;]+)*"),
        Kind::Text => column.form,
    };
    of_kind.map(|form| format!("^({form})$"))
}

fn cell(context: &Context<'_>, spec: &Spec, column: &Column) -> Value {
    let about = entry(spec, context.words, column);
    let mut filled = Map::new();
    if !column.values.is_empty() {
        filled.insert("enum".into(), json!(column.values));
    } else if let Some(form) = form(column) {
        filled.insert("pattern".into(), json!(form));
    } else {
        filled.insert("minLength".into(), json!(1));
    }
    let mut cell = json!({ "type": "string", "title": column.zh, "description": about.meaning });
    if column.may_be_empty {
        cell["anyOf"] = json!([{ "const": "", "description": about.empty }, filled]);
    } else if let Some(cell) = cell.as_object_mut() {
        cell.extend(filled);
    }
    cell
}

fn row(context: &Context<'_>, spec: &Spec) -> Value {
    let cells: Map<String, Value> =
        spec.columns.iter().map(|column| (column.heading(), cell(context, spec, column))).collect();
    let names: Vec<String> = spec.columns.iter().map(Column::heading).collect();
    json!({
        "title": spec.title(context),
        "description": spec.about(context),
        "type": "object",
        "properties": cells,
        "required": names,
        "additionalProperties": false,
    })
}

/// The schema.
pub(super) fn description(context: &Context<'_>) -> Result<Vec<u8>, String> {
    let rows: Map<String, Value> = SPECS.iter().map(|spec| (spec.group.to_owned(), row(context, spec))).collect();
    let any: Vec<Value> = SPECS.iter().map(|spec| json!({ "$ref": format!("#/$defs/{}", spec.group) })).collect();
    written(&json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": say(context, "data.package.title"),
        "description": context.words.get("data-page.schema-about"),
        "anyOf": any,
        "$defs": rows,
    }))
}
