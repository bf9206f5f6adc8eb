//! Why a message of a draw is refused. In: the rule that is broken and the detail. Out: a sentence in plain English here, in
//! other languages in the word files below `fault.CODE`. Codes are stable: tests and other programs name them.

use std::fmt;

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Fault {
    /// The file, `commit.txt` or `slips/0.txt`; empty where the folder as a whole is meant.
    pub file: String,
    /// Line from 1; 0 where the whole file is meant.
    pub line: usize,
    /// Which rule.
    pub code: &'static str,
    /// The value or name concerned; may be empty.
    pub detail: String,
}

impl Fault {
    /// A fault of a whole file.
    pub fn new(file: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 0, code, detail: detail.into() }
    }

    /// A fault of one line.
    pub fn at(file: &str, line: usize, code: &'static str, detail: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, code, detail: detail.into() }
    }
}

/// The rules, each with its English sentence. `tests/words.rs` holds the word files against this list.
pub const SENTENCES: &[(&str, &str)] = &[
    ("not-utf8", "a byte that is not UTF-8"),
    ("bom", "starts with a byte order mark"),
    ("cr", "holds a carriage return"),
    ("no-final-lf", "the last line does not end in LF"),
    ("host-changed", "changed by the host"),
    ("host-page", "a web page of the host or of a proxy stands in place of the file"),
    ("empty-file", "is empty"),
    ("format-line", "the first line does not name the format"),
    ("not-ascii", "a character outside US-ASCII"),
    ("tab", "holds a tab"),
    ("blank-line", "holds a blank line"),
    ("trailing-space", "a line ends in a space"),
    ("double-space", "fields are not separated by exactly one space"),
    ("unknown-key", "a key that this format does not have"),
    ("key-order", "the keys are not in their order"),
    ("key-twice", "a key stands more often than it may"),
    ("key-missing", "a key is missing"),
    ("field-count", "a line has the wrong number of fields"),
    ("integer", "not an integer as the protocol writes it"),
    ("hex", "not 64 lower-case hex digits"),
    ("time", "not a time as the protocol writes it"),
    ("no-such-day", "not a day of the calendar"),
    ("period", "not a period"),
    ("class", "not a class"),
    ("word", "not a name as the protocol allows it"),
    ("origin", "not 1 to 200 printable ASCII characters"),
    ("path", "not a record path"),
    ("note", "the note is empty or holds a forbidden character"),
    ("rate-range", "the rate is not between 1 and 10000 basis points"),
    ("rows-range", "the roster has no rows"),
    ("slot", "not a slot requirement"),
    ("slot-count", "not 2 to 9 slots"),
    ("slack-range", "the slack is not between 0 and 9"),
    ("stratum-twice", "a stratum has two quotas"),
    ("strata-order", "the strata are not in the order of service"),
    ("strata-class", "strata that this class does not have"),
    ("party-count", "not 1 to 9 parties"),
    ("party-twice", "a party stands twice"),
    ("party-unknown", "a party that has no nonce commitment"),
    ("beacon-kind", "not a kind of beacon"),
    ("beacon-count", "not 1 to 3 beacons"),
    ("beacon-twice", "the same beacon stands twice"),
    ("drand-time", "not the moment of that drand round"),
    ("lottery-time", "not the time of day of that lottery"),
    ("lottery-day", "not a day of that lottery"),
    ("issue", "not an issue number"),
    ("issue-year", "the issue is of another year than its day"),
    ("seal-early", "seal-by is before the last beacon"),
    ("seal-late", "seal-by is more than 10 days after the last beacon"),
    ("reveal-late", "reveal-by is more than 31 days after the end of the period"),
    ("header", "not the header of this table"),
    ("forbidden-character", "a forbidden character"),
    ("object-id", "not an object id"),
    ("inspector-id", "not an inspector id"),
    ("empty-name", "a name is empty"),
    ("empty-evidence", "the evidence is empty"),
    ("rule-code", "not a rule of exclusion"),
    ("tags", "the tags are not unique and sorted"),
    ("duplicate-id", "an id stands twice"),
    ("unsorted", "the rows are not sorted by their key"),
    ("case-twin", "two ids differ by case only"),
    ("code-prefix", "an id begins with the bare code of another"),
    ("rows-differ", "has another number of rows than the commitment says"),
    ("hash-differs", "is not the file that was committed to"),
    ("stratum-without-quota", "a stratum of the roster has no quota"),
    ("quota-without-stratum", "a quota for a stratum that the roster does not have"),
    ("quota-sum", "the quotas do not add up to the total that the rate gives"),
    ("quota-order", "the quotas do not serve the strata in order"),
    ("infeasible", "nobody can fill a slot of this object"),
    ("folder-name", "the folder has another name than the draw"),
    ("file-missing", "a file is missing"),
    ("unexpected-file", "a file that this folder may not hold at this stage"),
    ("mixture", "files of different ends of a draw stand together"),
    ("part-of-a-reveal", "only a part of the reveal is here"),
    ("escrow-missing", "the envelope that the commitment names is not here"),
    ("wrong-draw", "names another draw"),
    ("wrong-commit", "refers to another commitment"),
    ("beacon-not-committed", "not the beacons of the commitment, in order"),
    ("beacon-not-canonical", "a beacon value is not in its canonical form"),
    ("evidence-missing", "not one piece of evidence for each beacon, in order"),
    ("evidence", "evidence that is not 1 to 200 printable ASCII characters"),
    ("drand-signature", "the signature is not that of the drand round"),
    ("drand-value", "the value is not the hash of the drand signature"),
    ("drawn-differs", "the number of drawn objects is not the sum of the quotas"),
    ("nonce-order", "the nonces are not those of the commitment, in order"),
    ("nonce-commitment", "a nonce does not match its commitment"),
    ("nonce-unaccounted", "a nonce is neither opened nor named as missing"),
    ("seed-differs", "is not the seed rebuilt from its parts"),
    ("beacon-not-sealed", "other beacon values than the seal's"),
    ("result-differs", "is not the recomputed result"),
    ("assign-differs", "is not the recomputed assignment"),
    ("leaf", "a line is not a leaf"),
    ("leaf-differs", "a leaf is not that of the recomputed draw"),
    ("salt-twice", "two leaves have the same salt"),
    ("root-differs", "the leaves do not have the sealed root"),
    ("slip-name", "the file is not named after its index"),
    ("slip-size", "the slip speaks of another number of leaves than the seal"),
    ("path-length", "the audit path does not have the length of its tree"),
    ("slip-not-in-tree", "the leaf is not in the sealed tree"),
    ("slip-object", "the slip names an object or stratum that the roster does not have"),
    ("no-rows", "has no rows"),
    ("seq", "the rows are not numbered on from 0"),
    ("ground", "not a ground of substitution"),
    ("substitution-object", "a substitution for an object that was not drawn"),
    ("substitution-slot", "a slot that the draw does not have"),
    ("substitution-from", "the replaced inspector does not hold that slot"),
    ("substitution-not-next", "the replacement is not the next in order"),
    ("merged-rows", "a merged visit does not change all slots in consecutive rows"),
    ("merged-round", "a merged visit names a draw whose own visit of the object is merged"),
    ("merged-draw", "a merged visit names a draw that did not draw the object"),
    ("stage", "not a stage"),
    ("reason", "not a reason"),
    ("void-beacon-early", "beacon values stand in a void before the beacon"),
    ("lost-team", "a team with an unknown, repeated, recused or unfit inspector, or above the load allowed"),
    ("lost-order", "the leaves do not stand in draw order with the strata and ranks of the quotas"),
    ("lost-object", "an object that stands twice or not in that stratum"),
    ("assign-not-as-leaves", "is not what the leaves say"),
    ("missing-none", "no missing nonce is named"),
    ("excluded-none", "a shortfall without a single excluded object"),
    ("shortfall-rate", "the rate of the shortfall is not between 1 and 10000 basis points"),
    ("beacon-other-than-yours", "the beacon value is not the one you gave"),
    ("beacon-other-day", "the commitment says another day for this issue than you gave"),
    ("beacon-contradicts", "another draw says another day or value of the same beacon"),
    ("nonce-commit-reused", "a nonce commitment that was used before"),
    ("unreadable", "cannot be read"),
    ("sums-line", "a line that is not a hash, two spaces and a path of this folder"),
    ("sum-differs", "has other bytes than SHA256SUMS.txt says"),
    ("table", "is not a table"),
    ("table-column", "a column is missing"),
    ("origin-differs", "names another log than the other draws"),
    ("plan-task", "the plan does not list the task"),
    ("plan-class", "the plan lists the task with another class"),
    ("plan-cycle", "the plan lists the task with another cycle"),
    ("plan-rate", "the plan asks for a higher rate"),
    ("task-period-twice", "a second draw of the same task and period that is not void"),
    ("replaces", "replaces what is not a void draw of the same task and period"),
    ("replaces-not", "does not say that it replaces an earlier draw of its task and period"),
    ("rosters-overlap", "an object stands in the rosters of two tasks of one class and period"),
    ("earlier-open", "a draw of the class for an earlier period of the year has not ended"),
    ("result-no-draw", "a result of a draw that is not here"),
    ("result-not-drawn", "a result of an object that was not drawn, or whose draw is secret"),
    ("result-missing", "a drawn object has no row of results"),
    ("result-twice", "a drawn object has two rows of results"),
    ("result-and-withheld", "both a result and a ground for withholding it"),
    ("result-empty", "published without a result or a ground for withholding it"),
    ("result-ground", "not a named ground for withholding"),
    ("result-order", "visit, determination and publication are not in this order"),
    ("exempt-ground", "not one of the grounds 1 to 9"),
    ("entry-key", "not the line that stands here in an entry"),
    ("entry-reason", "not a reason for a withdrawal"),
    ("entry-shape", "an entry has five lines and an empty one after it"),
    ("entry-time", "earlier than the entry before it"),
    ("entry-case", "a path that differs from an earlier one by case only"),
    ("entry-draw-twice", "a file of a draw is recorded twice"),
    ("entry-draw-withdrawn", "a file of a draw is withdrawn"),
    ("entry-same", "the same version is recorded twice in a row"),
    ("entry-again", "a withdrawn version comes back"),
    ("entry-withdraws-nothing", "withdraws what is not recorded, or was withdrawn already"),
    ("log-key", "is not the key of a log"),
    ("log-other-key", "another key than the one you gave"),
    ("note-form", "is not a signed note"),
    ("checkpoint-form", "is not a checkpoint"),
    ("checkpoint-name", "is not named after its size"),
    ("checkpoint-origin", "a checkpoint of another log"),
    ("checkpoint-signature", "not signed by the key of the log"),
    ("checkpoint-size", "does not cover exactly the entries that are there"),
    ("checkpoint-root", "its root is not that of the entries: the log was rewritten"),
    ("log-head-differs", "the log does not begin with the state you remember: it was rewritten, or is another log"),
    ("log-record-gone", "recorded in the log, and not here"),
    ("log-record-differs", "has other bytes than the log says"),
    ("log-record-withdrawn", "was withdrawn, and still stands here"),
    ("log-unlogged", "stands in no entry of the log"),
    ("log-older", "is not the older version that the log recorded"),
    ("log-withdrawn-there", "is no version that the log keeps readable"),
    ("log-commit-late", "logged after its beacon could be known"),
    ("log-seal-early", "logged before its beacon was known"),
    ("log-seal-late", "logged after its seal-by"),
    ("log-merged-later", "a merged visit names a draw that was sealed later"),
    ("log-plan-later", "names a plan that was not logged before it"),
    ("log-second-draw", "begun while another draw of its task and period was not void"),
    ("log-replaces", "does not replace the last draw of its task and period"),
    ("log-earlier-open", "begun while a draw of its class for an earlier period had not ended"),
];

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = SENTENCES.iter().find(|(code, _)| *code == self.code).map_or(self.code, |(_, text)| *text);
        if !self.file.is_empty() {
            write!(f, "{}", self.file)?;
            if self.line > 0 {
                write!(f, ":{}", self.line)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(sentence)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl std::error::Error for Fault {}
