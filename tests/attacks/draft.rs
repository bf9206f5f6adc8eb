//! A draw in the forger's hands: its parts, from which every file follows.

use super::forge::{Site, secret};
use mingchou::draw::commit::nonce_commit;
use mingchou::draw::seal::{parse_leaves, tree_root, write_leaves};
use mingchou::draw::select::{quotas, select, write_result};
use mingchou::draw::text::sha;
use mingchou::draw::{
    BeaconKind, BeaconValue, Commit, ExcludedRow, Files, InspectorRow, Nonces, RecusalRow, RosterRow, Seal, Selected,
    assign, lists, reveal, seed,
};
use mingchou::model::InspectorId;

/// All parts of a draw, from which every file follows: whatever is changed here comes out consistent.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) commit: Commit,
    pub(crate) roster: Vec<RosterRow>,
    pub(crate) excluded: Vec<ExcludedRow>,
    pub(crate) inspectors: Vec<InspectorRow>,
    pub(crate) recusals: Vec<RecusalRow>,
    pub(crate) nonces: Nonces,
    pub(crate) values: Vec<BeaconValue>,
    pub(crate) evidence: Vec<(BeaconKind, String)>,
    pub(crate) salts: Vec<String>,
}

impl Draft {
    /// From a draw's folder; what is not public from the bureau's secrets.
    pub(crate) fn of(site: &Site, draw: &str) -> Self {
        Self::from(&site.folder(draw), &|name| secret(draw, name))
    }

    pub(crate) fn from(files: &Files, secret: &dyn Fn(&str) -> Vec<u8>) -> Self {
        let get = |name: &str| files.get(name).cloned().unwrap_or_else(|| secret(name));
        let commit = Commit::parse(&get("commit.txt")).unwrap();
        let (_, nonces, values) = seed::parse(&get("seed.txt")).unwrap();
        let leaves = parse_leaves(&get("leaves.txt")).unwrap();
        Self {
            roster: lists::parse_roster(&get("roster.csv")).unwrap(),
            excluded: lists::parse_excluded(&get("excluded.csv")).unwrap(),
            inspectors: lists::parse_inspectors(&get("inspectors.csv")).unwrap(),
            recusals: lists::parse_recusals(&get("recusals.csv")).unwrap(),
            nonces,
            values,
            evidence: Seal::parse(&get("seal.txt")).unwrap().evidence,
            salts: leaves.into_iter().map(|leaf| leaf.salt).collect(),
            commit,
        }
    }

    /// Hashes, rows, quotas and nonce commitments of the commitment follow from the parts.
    pub(crate) fn bind(&mut self) {
        let count = |n: usize| u32::try_from(n).unwrap();
        self.commit.roster = (sha(&lists::write_roster(&self.roster)), count(self.roster.len()));
        self.commit.excluded = (sha(&lists::write_excluded(&self.excluded)), count(self.excluded.len()));
        self.commit.inspectors = sha(&lists::write_inspectors(&self.inspectors));
        self.commit.recusals = sha(&lists::write_recusals(&self.recusals));
        self.commit.quotas = quotas(&self.roster, self.excluded.len(), self.commit.rate);
        let (origin, draw) = (self.commit.log.clone(), self.commit.draw.to_string());
        let hashes =
            self.nonces.iter().map(|(party, nonce)| (party.clone(), nonce_commit(&origin, &draw, party, nonce)));
        self.commit.nonce_commits = hashes.collect();
    }

    pub(crate) fn seed(&self) -> Vec<u8> {
        seed::build(&self.commit.digest(), &self.nonces, &self.values)
    }

    pub(crate) fn drawn(&self) -> Vec<Selected> {
        select(&self.commit, &self.roster, &seed::digest(&self.seed()))
    }

    /// Ids in draw order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.drawn().iter().map(|row| row.id.to_string()).collect()
    }

    fn salt(&self, at: usize) -> String {
        self.salts.get(at).cloned().unwrap_or_else(|| sha(format!("salt {at}").as_bytes()))
    }

    pub(crate) fn committed(&self) -> Files {
        Files::from([
            ("commit.txt".into(), self.commit.to_bytes()),
            ("roster.csv".into(), lists::write_roster(&self.roster)),
            ("excluded.csv".into(), lists::write_excluded(&self.excluded)),
            ("inspectors.csv".into(), lists::write_inspectors(&self.inspectors)),
        ])
    }

    /// The whole reveal of these parts.
    pub(crate) fn revealed(&self) -> Files {
        self.outcome(&self.seed(), &self.drawn())
    }

    /// A reveal with a seed and a selection of one's own; the rest follows from them.
    pub(crate) fn outcome(&self, seed: &[u8], drawn: &[Selected]) -> Files {
        let commit = &self.commit;
        let places = assign::places(drawn);
        let found =
            assign::assign(&places, &self.inspectors, &self.recusals, &commit.slots, commit.slack, &seed::digest(seed));
        let teams: Vec<Vec<InspectorId>> = found.unwrap().teams;
        let salts: Vec<String> = (0..drawn.len()).map(|at| self.salt(at)).collect();
        let leaves = reveal::leaves(commit, drawn, &teams, &salts);
        let seal = Seal {
            draw: commit.draw.clone(),
            commit: commit.digest(),
            beacons: self.values.clone(),
            evidence: self.evidence.clone(),
            drawn: u32::try_from(drawn.len()).unwrap(),
            tree_root: tree_root(&leaves),
        };
        let mut files = self.committed();
        files.extend([
            ("seal.txt".into(), seal.to_bytes()),
            ("seed.txt".into(), seed.to_vec()),
            ("result.csv".into(), write_result(drawn)),
            ("assign.csv".into(), assign::write_assign(drawn.iter().map(|row| &row.id).zip(&teams))),
            ("leaves.txt".into(), write_leaves(&leaves)),
            ("recusals.csv".into(), lists::write_recusals(&self.recusals)),
        ]);
        files
    }

    /// What may stand there during the embargo.
    pub(crate) fn sealed(&self) -> Files {
        let mut files = self.revealed();
        files.retain(|name, _| self.committed().contains_key(name) || name == "seal.txt");
        files
    }

    /// Tries nonces for the bureau until the outcome is as wanted. Out: how many it took.
    pub(crate) fn grind(&mut self, wanted: impl Fn(&Self) -> bool) -> u32 {
        for tried in 0..100_000u32 {
            self.nonces[0].1 = sha(format!("try {tried}").as_bytes());
            self.bind();
            if wanted(self) {
                return tried;
            }
        }
        panic!("no nonce serves");
    }
}

/// The forger's favourite: the firm that was honestly drawn first and is to get off.
pub(crate) fn friend(draft: &Draft) -> String {
    draft.ids()[0].clone()
}
