//! Whether a returned selection is the selection (protocol section 6). In: its bytes, the commitment, S, the roster as a stream.
//! Out: the bytes of `result.csv`, or every fault with its line. Memory: the returned rows and as many of the program's own; the
//! roster is read once, and once more, a line at a time, where something is to be told.

use super::returned::{Row, is_name, place, read};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::lists::ROSTER;
use crate::draw::select::write_result;
use crate::draw::survey::{self, Ask};
use crate::draw::text::{hex, is_hex64};
use crate::draw::ticket::{Ticket, Tickets};
use crate::draw::{Commit, Stream};
use crate::model::is_object_id;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader};

/// Header of `result.csv`.
pub const HEADER: &str = "id,name,stratum,rank,ticket";

/// Faults of one kind that are told one by one.
const TOLD: usize = 100;

/// A selection that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The bytes of `result.csv`.
    pub bytes: Vec<u8>,
    /// Number of rows.
    pub drawn: usize,
}

/// Verifies what an engine returned: it must be what this program selects, to the byte. `file`: its name for messages. `roster`: the
/// bytes of `roster.csv`. Errors of reading come as such; everything else is told at once.
pub fn verify(
    file: &str,
    bytes: &[u8],
    commit: &Commit,
    seed: &str,
    roster: &dyn Stream,
) -> io::Result<Result<Selection, Report>> {
    let returned = read(file, bytes);
    if returned.faults.iter().any(|fault| matches!(fault.code, "MC1120" | "MC1121")) {
        return Ok(Err(Report { diagnostics: returned.faults }));
    }
    let ask = Ask { draw: Some((seed, &commit.quotas)), ..Ask::default() };
    let own = survey::roster(roster, &survey::Excluded::default(), &ask)?;
    let written = written(&returned.rows);
    let is_right = own.fault.is_none() && own.sha256 == commit.roster.0 && written == write_result(&own.drawn);
    if returned.faults.is_empty() && is_right {
        return Ok(Ok(Selection { bytes: written, drawn: returned.rows.len() }));
    }
    let is_whole = returned.is_whole;
    let mut judge = Judge { file, commit, tickets: Tickets::new(seed), is_whole, faults: Faults::default() };
    returned.faults.into_iter().for_each(|fault| judge.faults.push(fault));
    judge.rows(&returned.rows, roster)?;
    let mut report = judge.faults.told(file);
    if !report.has_errors() {
        report.push(Diagnostic::error("MC1133", Place::file(file)).arg("draw", &commit.draw).arg("path", file));
    }
    Ok(Err(report))
}

fn written(rows: &[Row<'_>]) -> Vec<u8> {
    let mut out = format!("{HEADER}\n");
    for row in rows {
        for (field, end) in [(&row.id, ','), (&row.name, ','), (&row.stratum, ',')] {
            out.push_str(field);
            out.push(end);
        }
        out.push_str(&row.rank.unwrap_or(0).to_string());
        out.push(',');
        out.push_str(&row.ticket);
        out.push('\n');
    }
    out.into_bytes()
}

/// Faults, of each kind at most [`TOLD`] and the number of the others.
#[derive(Default)]
struct Faults {
    report: Report,
    counts: BTreeMap<&'static str, usize>,
}

impl Faults {
    fn push(&mut self, fault: Diagnostic) {
        let count = self.counts.entry(fault.code).or_default();
        *count += 1;
        if *count <= TOLD {
            self.report.push(fault);
        }
    }

    fn told(mut self, file: &str) -> Report {
        for (code, count) in self.counts.iter().filter(|(_, count)| **count > TOLD) {
            let more = Diagnostic::error("MC1139", Place::file(file));
            self.report.push(more.arg("code", code).arg("count", count - TOLD));
        }
        self.report
    }
}

struct Judge<'a> {
    file: &'a str,
    commit: &'a Commit,
    tickets: Tickets,
    /// Whether every line is a row: else what is missing may stand in one that is none.
    is_whole: bool,
    faults: Faults,
}

/// By stratum: the largest ticket that was returned, and its row.
type Last<'r> = BTreeMap<&'r str, (Ticket, &'r Row<'r>)>;

impl Judge<'_> {
    fn rows(&mut self, rows: &[Row<'_>], roster: &dyn Stream) -> io::Result<()> {
        self.order(rows);
        let own: Vec<Ticket> = rows.iter().map(|row| self.tickets.of(&row.id)).collect();
        self.tickets_are(rows, &own);
        let last = self.ranks(rows, &own);
        self.roster(rows, &last, &mut BufReader::with_capacity(1 << 16, roster.open()?))
    }

    fn fault(&mut self, code: &'static str, row: &Row<'_>, column: u32, value: &str, args: &[(&'static str, String)]) {
        let mut fault = Diagnostic::error(code, place(self.file, row.line, column)).value(value);
        for (name, arg) in args {
            fault = fault.arg(name, arg);
        }
        self.faults.push(fault);
    }

    /// Sorted by the bytes of the id, nobody twice.
    fn order(&mut self, rows: &[Row<'_>]) {
        for pair in rows.windows(2).filter(|pair| pair[0].id > pair[1].id) {
            self.fault("MC1128", &pair[1], 1, &pair[1].id, &[("before", pair[0].id.to_string())]);
        }
        let mut sorted: Vec<&Row<'_>> = rows.iter().collect();
        sorted.sort_by_key(|row| (&row.id, row.line));
        for pair in sorted.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            self.fault("MC1129", pair[1], 1, &pair[1].id, &[("line", pair[0].line.to_string())]);
        }
    }

    fn tickets_are(&mut self, rows: &[Row<'_>], own: &[Ticket]) {
        for (row, own) in rows.iter().zip(own) {
            if is_hex64(&row.ticket) && is_object_id(&row.id) && row.ticket != hex(own) {
                self.fault("MC1130", row, 5, &row.ticket, &[("object", row.id.to_string())]);
            }
        }
    }

    /// In each stratum as many as its quota, ranks 1 to K in the order of tickets.
    fn ranks<'r>(&mut self, rows: &'r [Row<'_>], own: &[Ticket]) -> Last<'r> {
        let mut strata: BTreeMap<&'r str, Vec<(Ticket, &'r Row<'_>)>> = BTreeMap::new();
        for (row, own) in rows.iter().zip(own) {
            strata.entry(&row.stratum).or_default().push((*own, row));
        }
        let quotas = &self.commit.quotas;
        for (stratum, found) in &mut strata {
            found.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
            match quotas.iter().find(|(name, _)| name == stratum) {
                Some((_, k)) => self.stratum(stratum, *k, found),
                None => {
                    for (_, row) in found.iter() {
                        self.fault("MC1131", row, 3, stratum, &[]);
                    }
                }
            }
        }
        let is_whole = self.is_whole;
        for (stratum, k) in quotas.iter().filter(|(name, k)| is_whole && *k > 0 && !strata.contains_key(name.as_str()))
        {
            self.wrong_count(stratum, *k, 0);
        }
        let largest =
            |found: &Vec<(Ticket, &'r Row<'_>)>| found.iter().rfind(|(_, row)| is_object_id(&row.id)).copied();
        strata.iter().filter_map(|(name, found)| largest(found).map(|(t, row)| (*name, (t, row)))).collect()
    }

    fn stratum(&mut self, stratum: &str, k: u32, found: &[(Ticket, &Row<'_>)]) {
        if found.len() > k as usize || self.is_whole && found.len() < k as usize {
            self.wrong_count(stratum, k, found.len());
        }
        // Where rows are missing, the others keep the ranks they have: only what goes down or stands still is out of order.
        let mut before: Option<(u32, &Row<'_>)> = None;
        // The ticket of what is no id says nothing.
        let known = found.iter().filter(|(_, row)| is_object_id(&row.id));
        for (rank, row) in known.filter_map(|(_, row)| Some((row.rank?, row))) {
            let args = [("stratum", stratum.to_owned()), ("k", k.to_string())];
            if rank > k {
                self.fault("MC1126", row, 4, &rank.to_string(), &args);
            } else if let Some((largest, other)) = before.filter(|(largest, _)| *largest >= rank) {
                let args =
                    [("before", other.id.to_string()), ("rank", largest.to_string()), ("line", other.line.to_string())];
                self.fault("MC1134", row, 4, &rank.to_string(), &args);
            }
            before = Some((rank, row));
        }
    }

    fn wrong_count(&mut self, stratum: &str, k: u32, found: usize) {
        let fault = Diagnostic::error("MC1132", Place::file(self.file)).value(stratum);
        self.faults.push(fault.arg("k", k).arg("found", found));
    }

    /// Every returned row stands in the roster as it is here, and nobody with a smaller ticket was left out.
    fn roster(&mut self, rows: &[Row<'_>], last: &Last<'_>, roster: &mut dyn BufRead) -> io::Result<()> {
        // An id that cannot be one has been told.
        let mut wanted: Vec<&Row<'_>> = rows.iter().filter(|row| is_object_id(&row.id)).collect();
        wanted.sort_by(|a, b| a.id.cmp(&b.id));
        wanted.dedup_by(|a, b| a.id == b.id);
        let (mut digest, mut line, mut number, mut next) =
            (Sha256::new(), Vec::new(), 0_u32, wanted.into_iter().peekable());
        let mut sound = true;
        while roster.read_until(b'\n', &mut line)? > 0 {
            digest.update(&line);
            number += 1;
            let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
            let mut fields = text.unwrap_or_default().split(',');
            if number == 1 {
                sound &= text == Some(ROSTER);
            } else if let (Some(id), Some(name), Some(stratum), Some(_), None) =
                (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
            {
                while let Some(row) = next.next_if(|row| *row.id < *id) {
                    self.fault("MC1135", row, 1, &row.id, &[]);
                }
                match next.next_if(|row| *row.id == *id) {
                    Some(row) => self.same(row, name, stratum),
                    None => self.left_out((id, name, stratum), last),
                }
            } else {
                sound = false;
            }
            line.clear();
        }
        for row in next {
            self.fault("MC1135", row, 1, &row.id, &[]);
        }
        if !sound || hex(&digest.finalize()) != self.commit.roster.0 {
            self.faults.push(Diagnostic::error("MC1138", Place::file("roster.csv")).arg("draw", &self.commit.draw));
        }
        Ok(())
    }

    fn same(&mut self, row: &Row<'_>, name: &str, stratum: &str) {
        if row.name != name && is_name(&row.name) {
            self.fault("MC1136", row, 2, &row.name, &[("object", row.id.to_string()), ("roster", name.to_owned())]);
        }
        if row.stratum != stratum {
            self.fault(
                "MC1136",
                row,
                3,
                &row.stratum,
                &[("object", row.id.to_string()), ("roster", stratum.to_owned())],
            );
        }
    }

    fn left_out(&mut self, (id, name, stratum): (&str, &str, &str), last: &Last<'_>) {
        let Some((largest, at)) = last.get(stratum).filter(|_| self.is_whole) else { return };
        let ticket = self.tickets.of(id);
        if (ticket, id) < (*largest, &*at.id) {
            let fault = Diagnostic::error("MC1137", place(self.file, at.line, 1)).value(id);
            let args = [("name", name), ("stratum", stratum), ("other", &*at.id)];
            self.faults.push(args.iter().fold(fault, |fault, (name, value)| fault.arg(name, value)));
        }
    }
}
