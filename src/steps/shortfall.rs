//! A shortfall (protocol section 9): nobody of a class can be drawn in a period, and it is said, so that no draw looks
//! hidden. In: the county, task, period, moment. Out: `shortfall.txt` with its `excluded.csv`.

use super::commit::{plan_record, record_file};
use super::{DrawFolder, Step, one};
use crate::diag::Report;
use crate::draw::text::sha;
use crate::draw::{Shortfall, Stage, lists as files};
use crate::freeze::{lists, order_of_draws, task_in_force};
use crate::model::{DrawId, Period, TaskId, Time};
use crate::site::{DrawTimes, Site};

/// Records a shortfall. Errors: somebody can be drawn (MC0738), the class has no object at all (MC0739), and what refuses
/// a commitment.
pub fn shortfall(site: &Site, draw: &DrawId, task: &TaskId, period: Period, moment: Time) -> Result<Step, Report> {
    let (plan, task) = task_in_force(site, task, period, moment)?;
    let folder = DrawFolder::new(draw.clone());
    let mut report = Report::default();
    order_of_draws(site, draw, task, period, moment, &mut report);
    if report.has_errors() {
        return Err(report);
    }
    let lists = lists(site, task, period, moment)?;
    if !lists.roster.is_empty() {
        return Err(one(folder.refuse("MC0738").arg("task", &task.id).arg("objects", lists.roster.len())));
    }
    if lists.excluded.is_empty() {
        return Err(one(folder.refuse("MC0739").arg("task", &task.id)));
    }
    let record = plan_record(site, plan, task)?;
    let excluded = files::write_excluded(&lists.excluded);
    let shortfall = Shortfall {
        log: site.config.log.origin.clone(),
        draw: draw.clone(),
        task: task.id.clone(),
        class: task.class,
        period,
        plan: (plan.record_path(), sha(record)),
        rate: task.rate,
        excluded: (sha(&excluded), u32::try_from(lists.excluded.len()).unwrap_or(u32::MAX)),
    };
    let files = [("shortfall.txt".to_owned(), shortfall.to_bytes()), ("excluded.csv".to_owned(), excluded)];
    let mut step = folder.step(files, DrawTimes { committed: Some(moment), ..DrawTimes::default() });
    step.public.insert(record_file(plan), record.to_vec());
    folder.checked(step, Stage::Shortfall)
}
