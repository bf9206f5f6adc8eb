//! What came of the visits. In: the drawn objects of a draw, the days between which they are visited. Out: visits, answers,
//! papers and follow-ups in the county, and the penalties that make an object special.

use super::chance::Chance;
use super::world::{World, at, later};
use crate::check::applicable_items;
use crate::model::{
    Class, Day, Documents, DrawId, FollowUp, ItemAnswer, Method, ObjectId, Phrase, SpecialEvent, SpecialKind, Time,
    Visit, Withheld,
};
use chrono::Datelike;

/// Between which days a draw's objects are visited, and from when on a result may be public.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) open: Day,
}

/// How grave a draw's results may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grave {
    /// Nothing is found.
    Clean,
    /// Problems, but no penalty.
    Mild,
    /// Anything.
    Any,
}

const AGENCY: &str = "运城市生态环境局绛县分局";

impl World {
    /// A visit of one drawn object, determined and published as far as the day of the demonstration lets it.
    pub(super) fn visit(&mut self, draw: &DrawId, object: &ObjectId, window: Window, grave: Grave) {
        let mut chance = Chance::new(self.seed, &format!("visit {draw} {object}"));
        let span = usize::try_from((window.to - window.from).num_days()).unwrap_or(0) + 1;
        let visited = self.working(later(window.from, chance.below(span)));
        if visited > self.as_of {
            return;
        }
        let result = phrase(&mut chance, grave);
        let determined = self.working(later(visited, 2 + chance.below(9)));
        let determined = Some(determined).filter(|day| *day <= self.as_of);
        let public = determined.map(|day| self.working(later(day.max(window.open), 1 + chance.below(2))));
        let minute = u32::try_from(chance.below(60)).unwrap_or(0);
        let published_at = public.filter(|day| *day <= self.as_of).map(|day| at(day, 15, minute));
        let mut visit = Visit {
            draw: draw.clone(),
            object: object.clone(),
            visited: Some(visited),
            method: Some(Method::Site),
            determined,
            published_at,
            result: determined.map(|_| result.clone()),
            withheld: None,
            agency: AGENCY.to_owned(),
            penalty: None,
            penalty_date: None,
            fine: None,
            transferred: None,
            direct: false,
        };
        if let (Some(determined), true) = (determined, grave == Grave::Any) {
            match result {
                Phrase::Filed => self.penalise(&mut visit, determined, &mut chance),
                Phrase::Clean if chance.permille(12) => {
                    visit.result = None;
                    visit.withheld = Some(Withheld::TradeSecret);
                }
                _ => {}
            }
        }
        if visit.result.is_some() {
            self.papers(&visit, &mut chance);
        }
        self.site.visits.insert((draw.clone(), object.clone()), visit);
    }

    /// A case that was filed ends in a penalty some weeks later.
    fn penalise(&mut self, visit: &mut Visit, determined: Day, chance: &mut Chance) {
        let decided = self.working(later(determined, 25 + chance.below(20)));
        if decided > self.as_of {
            return;
        }
        let document = format!("绛环罚〔{}〕示例{}号", decided.year(), 10 + chance.below(890));
        visit.penalty = Some(document.clone());
        visit.penalty_date = Some(decided);
        visit.fine = Some(10_000 * u32::try_from(1 + chance.below(19)).unwrap_or(1));
        let recorded = at(self.working(later(decided, 1)), 11, 0);
        self.site.special_events.push(SpecialEvent {
            object: visit.object.clone(),
            kind: SpecialKind::Penalty,
            decided,
            document,
            recorded,
        });
    }

    fn papers(&mut self, visit: &Visit, chance: &mut Chance) {
        let key = (visit.draw.clone(), visit.object.clone());
        let Some(day) = visit.visited else { return };
        let problem = visit.result.as_ref().is_some_and(Phrase::is_problem);
        let class = self.site.draws[&visit.draw].class;
        let object = &self.site.objects[&visit.object];
        let items = applicable_items(&self.site.items, object, class, day);
        let bad = chance.below(items.len().max(1));
        let answer = |n: usize| match () {
            () if problem && n == bad => "发现问题",
            () if !problem && n > 0 && (n + bad).is_multiple_of(4) => "不涉及",
            () => "未发现问题",
        };
        let answers: Vec<ItemAnswer> = items
            .iter()
            .enumerate()
            .map(|(n, item)| ItemAnswer {
                draw: visit.draw.clone(),
                object: visit.object.clone(),
                item: item.id.clone(),
                answer: answer(n).to_owned(),
            })
            .collect();
        self.site.answers.insert(key.clone(), answers);
        // Now and then a record is written that the plan does not ask for.
        let needless = !problem && chance.permille(15);
        self.site.documents.insert(
            key.clone(),
            Documents {
                draw: visit.draw.clone(),
                object: visit.object.clone(),
                form: true,
                signed: true,
                record: problem || needless,
                inquiry: problem,
            },
        );
        if let (true, Some(published)) = (problem, visit.published_at) {
            let steps = self.follow_up(visit, published, chance);
            self.site.followups.insert(key, steps);
        }
    }

    fn follow_up(&self, visit: &Visit, published: Time, chance: &mut Chance) -> Vec<FollowUp> {
        let step = |day: Day, state: &str, note: &str, public: Time| FollowUp {
            draw: visit.draw.clone(),
            object: visit.object.clone(),
            date: day,
            state: state.to_owned(),
            note: Some(note.to_owned()),
            published_at: public,
        };
        let mut steps = vec![step(published.date(), "整改中", "已下达责令改正通知", published)];
        let done = self.working(later(published.date(), 12 + chance.below(40)));
        if done <= self.as_of && !chance.permille(80) {
            let (state, note) =
                if visit.penalty.is_some() { ("已结案", "罚款已缴纳") } else { ("已整改", "复查合格") };
            steps.push(step(done, state, note, at(done, 16, 30)));
        }
        steps
    }

    /// Copies the visit of a merged object from the draw whose team went.
    pub(super) fn merged(&mut self, draw: &DrawId, first: &DrawId, object: &ObjectId) {
        let Some(mut visit) = self.site.visits.get(&(first.clone(), object.clone())).cloned() else { return };
        visit.draw = draw.clone();
        let mut chance = Chance::new(self.seed, &format!("merged {draw} {object}"));
        if visit.result.is_some() {
            self.papers(&visit, &mut chance);
        }
        self.site.visits.insert((draw.clone(), object.clone()), visit);
    }

    /// Class of a draw.
    pub(super) fn class(&self, draw: &DrawId) -> Class {
        self.site.draws[draw].class
    }
}

fn phrase(chance: &mut Chance, grave: Grave) -> Phrase {
    if grave == Grave::Clean {
        return Phrase::Clean;
    }
    match chance.below(100) {
        0..3 if grave == Grave::Any => Phrase::Filed,
        3 if grave == Grave::Any => Phrase::Uncooperative,
        0..17 => Phrase::Ordered,
        17..20 => Phrase::Inactive,
        _ => Phrase::Clean,
    }
}
