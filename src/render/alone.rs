//! Pages that belong to no county's site. In: a theme, a language, a template, a view. Out: bytes. The template sees `view`, `site`
//! (`lang` and `local`, the folder of the language), `root` and `path`, as base.html explains them.

use super::Theme;
use crate::output::OutPath;
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

/// Renders `template` for the file `path`; `local` is "" or the folder of the language. Errors: the template engine's own words.
pub fn alone(
    theme: &Theme,
    (lang, local): (&str, &str),
    template: &str,
    path: &str,
    view: &impl Serialize,
) -> Result<Vec<u8>, String> {
    let value = |error: tera::Error| format!("{path}: {error}");
    let mut data = tera::Context::new();
    data.insert_value("view", Value::try_from_serializable(view).map_err(value)?);
    let site = BTreeMap::from([("lang", lang), ("local", local)]);
    data.insert_value("site", Value::try_from_serializable(&site).map_err(value)?);
    data.insert_value("root", Value::normal_string(&OutPath::new(path)?.to_root()));
    data.insert_value("path", Value::normal_string(path));
    theme.render(lang, template, &data).map_err(|fault| format!("{path}: {fault}"))
}
