//! The rows of each object: visits and all that hangs on them, exempt visits, words. In: the checked county. Out: [`Owns`]. What
//! makes a page gets these rows of one object and no others. Holds back whatever belongs to a draw still secret.

use crate::model::*;
use crate::render::Context;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the tables say of one object.
#[derive(Default, Serialize)]
pub(super) struct Rows<'a> {
    /// Visits by draw.
    pub(super) visits: BTreeMap<&'a DrawId, &'a Visit>,
    /// Answers by draw.
    pub(super) answers: BTreeMap<&'a DrawId, &'a [ItemAnswer]>,
    /// Papers by draw.
    pub(super) documents: BTreeMap<&'a DrawId, &'a Documents>,
    /// Steps of follow-up by draw.
    pub(super) followups: BTreeMap<&'a DrawId, &'a [FollowUp]>,
    /// Corrections by draw.
    pub(super) corrections: BTreeMap<&'a DrawId, Vec<&'a Correction>>,
    /// Words by draw.
    pub(super) replies: BTreeMap<&'a DrawId, Vec<&'a Reply>>,
    /// Words that belong to no draw.
    pub(super) words: Vec<&'a Reply>,
    /// Exempt visits, the latest first.
    pub(super) exempt: Vec<&'a ExemptVisit>,
    /// Findings about one visit, by `DRAW/OBJECT`, or by the number of an exempt visit.
    pub(super) findings: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// The first reason by subject.
    pub(super) reasons: BTreeMap<&'a str, &'a str>,
}

/// What makes the page of one object gets besides the ground.
#[derive(Serialize)]
pub(super) struct Own<'b> {
    /// The object.
    pub(super) id: &'b ObjectId,
    /// File of the site.
    pub(super) path: &'b str,
    /// Its rows.
    pub(super) rows: &'b Rows<'b>,
    /// Rules of classes that anything is said about.
    pub(super) rules: &'b BTreeSet<&'b str>,
}

/// The rows of all objects.
pub(super) struct Owns<'a> {
    rows: FxHashMap<&'a ObjectId, Rows<'a>>,
    rules: BTreeSet<&'a str>,
    nothing: Rows<'a>,
}

impl<'a> Owns<'a> {
    /// Reads the county once.
    pub(super) fn new(context: &Context<'a>) -> Self {
        let site = context.site;
        let rules = site.findings.iter().map(|finding| finding.rule);
        let rules = rules.filter(|rule| super::class::RULES.contains(rule)).collect();
        let mut owns = Self { rows: FxHashMap::default(), rules, nothing: Rows::default() };
        owns.visits(context);
        owns.words(context);
        owns
    }

    /// What makes the page `path` of an object.
    pub(super) fn own<'b>(&'b self, id: &'b ObjectId, path: &'b str) -> Own<'b> {
        Own { id, path, rows: self.rows.get(id).unwrap_or(&self.nothing), rules: &self.rules }
    }

    fn of(&mut self, id: &'a ObjectId) -> &mut Rows<'a> {
        self.rows.entry(id).or_default()
    }

    fn visits(&mut self, context: &Context<'a>) {
        let (site, draws) = (context.site, context.standings().draws());
        for visit in draws.visits(site) {
            self.of(&visit.object).visits.insert(&visit.draw, visit);
        }
        for ((draw, object), answers) in site.answers.iter().filter(|((draw, object), _)| draws.shows(draw, object)) {
            self.of(object).answers.insert(draw, answers);
        }
        for ((draw, object), papers) in site.documents.iter().filter(|((draw, object), _)| draws.shows(draw, object)) {
            self.of(object).documents.insert(draw, papers);
        }
        for ((draw, object), steps) in site.followups.iter().filter(|((draw, object), _)| draws.shows(draw, object)) {
            self.of(object).followups.insert(draw, steps);
        }
        for row in site.corrections.iter().filter(|row| draws.shows(&row.draw, &row.object)) {
            self.of(&row.object).corrections.entry(&row.draw).or_default().push(row);
        }
        for visit in &site.exempt {
            self.of(&visit.object).exempt.push(visit);
        }
        for rows in self.rows.values_mut() {
            rows.exempt.sort_by(|a, b| b.visited.cmp(&a.visited).then_with(|| a.id.cmp(&b.id)));
        }
    }

    fn words(&mut self, context: &Context<'a>) {
        let (site, draws) = (context.site, context.standings().draws());
        for reply in &site.replies {
            match &reply.draw {
                None => self.of(&reply.object).words.push(reply),
                Some(draw) if draws.shows(draw, &reply.object) => {
                    self.of(&reply.object).replies.entry(draw).or_default().push(reply);
                }
                Some(_) => {}
            }
        }
        let exempt: BTreeMap<&str, &'a ObjectId> =
            site.exempt.iter().map(|visit| (visit.id.as_str(), &visit.object)).collect();
        // Whom a subject is about: the object of a public lot or of an exempt visit.
        let about = |subject: &str| {
            let lot = || context.standings().id(subject.split_once('/')?.1).filter(|_| draws.shows_subject(subject));
            exempt.get(subject).copied().or_else(lot)
        };
        for finding in &site.findings {
            if let Some(id) = about(&finding.subject) {
                self.of(id).findings.entry(&finding.subject).or_default().push(finding);
            }
        }
        for reason in &site.reasons {
            if let Some(id) = about(&reason.subject) {
                self.of(id).reasons.entry(&reason.subject).or_insert(&reason.text);
            }
        }
    }
}
