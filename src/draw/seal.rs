//! Leaves, `seal.txt` and slips (protocol section 8). In: bytes, or drawn objects with teams and salts. Out: values, or bytes.

use super::seed::values;
use super::text::{Message, hex, is_hex64, is_printable, lines, unhex};
use super::{BeaconKind, Fault, Seal};
use crate::log;
use crate::model::{DrawId, InspectorId, ObjectId, is_word};

const LEAF: &str = "mingchou/leaf/1";

/// A leaf: one drawn object with its team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// DRAW.
    pub draw: DrawId,
    /// STRATUM.
    pub stratum: String,
    /// RANK from 1.
    pub rank: u32,
    /// ID.
    pub id: ObjectId,
    /// INSPECTORS in slot order.
    pub team: Vec<InspectorId>,
    /// SALT, 64 hex digits.
    pub salt: String,
}

impl Leaf {
    /// The leaf line, without LF.
    pub fn line(&self) -> String {
        let team: Vec<&str> = self.team.iter().map(InspectorId::as_str).collect();
        format!("{LEAF} {} {} {} {} {} {}", self.draw, self.stratum, self.rank, self.id, team.join(","), self.salt)
    }

    /// Reads a leaf line.
    pub fn parse(line: &str) -> Option<Self> {
        let f: Vec<&str> = line.split(' ').collect();
        if f.len() != 7 || f[0] != LEAF || !is_word(f[2]) || !is_hex64(f[6]) {
            return None;
        }
        Some(Self {
            draw: DrawId::parse(f[1]).ok()?,
            stratum: f[2].to_owned(),
            rank: super::text::integer(f[3]).filter(|rank| *rank > 0)?,
            id: ObjectId::parse(f[4]).ok()?,
            team: f[5].split(',').map(|i| InspectorId::parse(i).ok()).collect::<Option<_>>()?,
            salt: f[6].to_owned(),
        })
    }
}

/// Reads `leaves.txt`; salts must differ.
pub fn parse_leaves(bytes: &[u8]) -> Result<Vec<Leaf>, Fault> {
    let file = "leaves.txt";
    let mut salts = std::collections::BTreeSet::new();
    lines(file, bytes)?
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let leaf = Leaf::parse(line).ok_or_else(|| Fault::at(file, at + 1, "leaf", ""))?;
            if salts.insert(leaf.salt.clone()) { Ok(leaf) } else { Err(Fault::at(file, at + 1, "salt-twice", "")) }
        })
        .collect()
}

/// The bytes of `leaves.txt`.
pub fn write_leaves(leaves: &[Leaf]) -> Vec<u8> {
    leaves.iter().map(|leaf| leaf.line() + "\n").collect::<String>().into_bytes()
}

/// The sealed root over leaves in draw order.
pub fn tree_root(leaves: &[Leaf]) -> String {
    let lines: Vec<String> = leaves.iter().map(Leaf::line).collect();
    hex(&log::root(lines.iter().map(String::as_bytes)))
}

/// Reads `evidence KIND TEXT` lines.
pub(super) fn evidence(m: &mut Message<'_>) -> Result<Vec<(BeaconKind, String)>, Fault> {
    m.many("evidence", 2)?
        .iter()
        .map(|f| {
            let kind = m.value(f[0], "beacon-kind", BeaconKind::parse)?;
            Ok((kind, m.value(f[1], "evidence", |t| is_printable(t).then(|| t.to_owned()))?))
        })
        .collect()
}

impl Seal {
    /// Reads `seal.txt`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let keys = ["draw", "commit", "beacon", "evidence", "drawn", "tree-root"];
        let mut m = Message::open("seal.txt", bytes, "mingchou/seal/1", &keys)?;
        let text = m.one("draw", 1)?[0];
        let draw = m.value(text, "word", |t| DrawId::parse(t).ok())?;
        let text = m.one("commit", 1)?[0];
        let commit = m.hex(text)?;
        let lines = m.some("beacon", 3)?;
        let beacons = values(&mut m, &lines)?;
        let evidence = evidence(&mut m)?;
        let text = m.one("drawn", 1)?[0];
        let drawn = m.integer(text)?;
        let text = m.one("tree-root", 1)?[0];
        let tree_root = m.hex(text)?;
        m.end()?;
        Ok(Self { draw, commit, beacons, evidence, drawn, tree_root })
    }

    /// The bytes of `seal.txt`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("mingchou/seal/1\ndraw {}\ncommit {}\n", self.draw, self.commit);
        for b in &self.beacons {
            out.push_str(&format!("beacon {} {} {}\n", b.kind.as_str(), b.round, b.value));
        }
        for (kind, text) in &self.evidence {
            out.push_str(&format!("evidence {} {text}\n", kind.as_str()));
        }
        out.push_str(&format!("drawn {}\ntree-root {}\n", self.drawn, self.tree_root));
        out.into_bytes()
    }
}

/// A slip: one leaf with its audit path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The leaf.
    pub leaf: Leaf,
    /// From 0.
    pub index: u32,
    /// Number of leaves.
    pub size: u32,
    /// From the leaf to the root.
    pub path: Vec<[u8; 32]>,
}

impl Slip {
    /// The slip of leaf `index`. None if there is no such leaf.
    pub fn of(leaves: &[Leaf], index: u32) -> Option<Self> {
        let at = usize::try_from(index).ok()?;
        let lines: Vec<String> = leaves.iter().map(Leaf::line).collect();
        let path = log::inclusion_path(lines.iter().map(String::as_bytes), at)?;
        Some(Self { leaf: leaves[at].clone(), index, size: u32::try_from(leaves.len()).ok()?, path })
    }

    /// Reads a slip; `file` is its path below the draw's folder.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let mut m = Message::open(file, bytes, "mingchou/slip/1", &["leaf", "index", "size", "path"])?;
        let fields = m.one("leaf", 7)?;
        let leaf = m.value(&fields.join(" "), "leaf", Leaf::parse)?;
        let text = m.one("index", 1)?[0];
        let index = m.integer(text)?;
        let text = m.one("size", 1)?[0];
        let size = m.integer(text)?;
        let path = m
            .many("path", 1)?
            .iter()
            .map(|f| m.value(f[0], "hex", |t| unhex(t).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())))
            .collect::<Result<Vec<_>, Fault>>()?;
        m.end()?;
        Ok(Self { leaf, index, size, path })
    }

    /// The bytes of a slip.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("mingchou/slip/1\nleaf {}\nindex {}\nsize {}\n", self.leaf.line(), self.index, self.size);
        for node in &self.path {
            out.push_str(&format!("path {}\n", hex(node)));
        }
        out.into_bytes()
    }

    /// Checks the slip against a seal.
    pub fn check(&self, file: &str, seal: &Seal) -> Result<(), Fault> {
        if self.leaf.draw != seal.draw {
            return Err(Fault::new(file, "wrong-draw", self.leaf.draw.as_str()));
        }
        if self.size != seal.drawn || self.index >= self.size {
            return Err(Fault::new(file, "slip-size", self.size.to_string()));
        }
        let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        match log::root_of_path(self.leaf.line().as_bytes(), at(self.index), at(self.size), &self.path) {
            None => Err(Fault::new(file, "path-length", self.path.len().to_string())),
            Some(root) if hex(&root) == seal.tree_root => Ok(()),
            Some(_) => Err(Fault::new(file, "slip-not-in-tree", self.leaf.id.as_str())),
        }
    }
}
