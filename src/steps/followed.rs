//! A draw on its way, for those who take several of its steps: what a step was checked with is what the next one rests on, so that a long list
//! is not walked twice in between. In: as of the steps themselves. Out: their files, and the draw after them.

use super::commit::{CommitRequest, Escrows, draft};
use super::seal::{SealRequest, opening, salts_of, sealing};
use super::{DrawFolder, Step, end, substitute};
use crate::diag::Report;
use crate::draw::{Examined, Stage};
use crate::model::{ObjectId, Time};
use crate::site::Site;
use std::sync::Arc;

/// A draw's folder with what examining it has found. Nobody can change the one without the other.
#[derive(Debug, Clone)]
pub struct Followed {
    folder: DrawFolder,
    found: Arc<Examined>,
}

impl Followed {
    /// A folder as it is read. Errors: every broken rule.
    pub fn of(folder: DrawFolder) -> Result<Self, Report> {
        let found = Arc::new(folder.examine()?);
        Ok(Self { folder, found })
    }

    /// The folder.
    pub fn folder(&self) -> &DrawFolder {
        &self.folder
    }

    /// The folder, to go on without steps.
    pub fn into_folder(self) -> DrawFolder {
        self.folder
    }

    /// What examining it has found.
    pub fn found(&self) -> &Arc<Examined> {
        &self.found
    }

    /// A new draw, as by [`super::commit()`].
    pub fn commit(site: &Site, request: &CommitRequest, nonce: &str, moment: Time) -> Result<(Step, Self), Report> {
        let (step, commit) = draft(site, request, nonce, moment)?.committing(&Escrows::default())?;
        Self::after(DrawFolder::new(commit.draw), step, Stage::Committed)
    }

    /// As [`super::salts_needed`].
    pub fn salts_needed(&self) -> Result<usize, Report> {
        salts_of(&self.folder, &self.found)
    }

    /// As [`super::seal()`].
    pub fn seal(self, request: &SealRequest, salts: &[String], moment: Time) -> Result<(Step, Self), Report> {
        let step = sealing(&self.folder, &self.found, request, salts, moment)?;
        Self::after(self.folder, step, Stage::Sealed)
    }

    /// As [`super::open_slip`].
    pub fn open_slip(self, object: &ObjectId) -> Result<(Step, Self), Report> {
        let step = opening(&self.folder, &self.found, object)?;
        Self::after(self.folder, step, Stage::Sealed)
    }

    /// As [`super::reveal`].
    pub fn reveal(self, moment: Time) -> Result<(Step, Self), Report> {
        let step = end::revealing(&self.folder, &self.found, moment)?;
        Self::after(self.folder, step, Stage::Revealed)
    }

    /// Replaces an inspector of a sealed draw for another ground than a merged visit, as by [`super::substitute()`].
    pub fn substitute(self, request: &substitute::SubstituteRequest) -> Result<(Step, Self), Report> {
        let step = substitute::replace((&self.folder, &self.found), request)?;
        Ok(self.kept(step))
    }

    /// Visits of a sealed draw go to the team of `first`, as by one [`super::substitute()`] after the other. `objects`: each once.
    pub fn merge(self, first: &Self, objects: &[ObjectId]) -> Result<(Step, Self), Report> {
        let step = substitute::merge_all((&self.folder, &self.found), (&first.folder, &first.found), objects)?;
        Ok(self.kept(step))
    }

    /// A step that leaves the public files as they are.
    fn kept(self, step: Step) -> (Step, Self) {
        debug_assert!(step.public.is_empty(), "a row of a sealed draw is secret");
        let folder = self.folder.after(&step);
        (step, Self { folder, found: self.found })
    }

    fn after(folder: DrawFolder, step: Step, stage: Stage) -> Result<(Step, Self), Report> {
        let folder = folder.after(&step);
        let found = Arc::new(folder.reached(stage)?);
        Ok((step, Self { folder, found }))
    }
}
