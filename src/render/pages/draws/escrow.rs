//! The envelopes of a draw: whose they are, for how many keys they were made, and who can open them as the bureau wrote it down.

use crate::model::Envelope;
use crate::render::Still;
use crate::site::DrawRecord;
use serde::Serialize;

/// One envelope.
#[derive(Serialize)]
pub(super) struct Row {
    party: String,
    file: String,
    keys: usize,
    holders: Vec<Holder>,
}

#[derive(Serialize)]
struct Holder {
    name: String,
    key: Option<String>,
}

/// Envelopes in the order of the commitment; none where it names none.
pub(super) fn rows(context: &Still<'_>, record: &DrawRecord) -> Vec<Row> {
    let escrows = record.commit.iter().flat_map(|commit| &commit.escrows);
    let row = |(party, _): &(String, String)| {
        let file = crate::draw::escrow::file_name(party);
        // Other programs may have made an envelope in another format; then nothing can be counted.
        let keys = record.files.get(&file).and_then(|bytes| Envelope::parse(bytes)).map_or(0, |e| e.keys.len());
        let own = record.holders.iter().filter(|holder| holder.party == *party);
        let holders = own.map(|holder| Holder { name: holder.name.clone(), key: holder.key.clone() }).collect();
        Row { party: name(context, party), file, keys, holders }
    };
    escrows.map(row).collect()
}

/// The bureau by its name; other parties as the commitment names them.
fn name(context: &Still<'_>, party: &str) -> String {
    if party == "bureau" { context.site.config.bureau.name.clone() } else { party.to_owned() }
}
