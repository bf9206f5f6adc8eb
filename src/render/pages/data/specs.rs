//! Which tables there are: group, theme, columns, keys, sources, parts, rows.

use super::{columns, draws, plans, registry, results};
use crate::model::Period;
use crate::render::table::Column;
use crate::render::{Context, Still};
use crate::site::Site;
use crate::words::Words;
use serde::Serialize;

/// A part of a group that is a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum Part {
    /// The whole group.
    All,
    /// One year.
    Year(i32),
    /// A version of a year's plan.
    Plan(i32, u32),
    /// One quarter.
    Quarter(Period),
}

impl Part {
    /// Path below `data/`, without the ending.
    pub(super) fn path(self, group: &str) -> String {
        match self {
            Self::All => group.to_owned(),
            part => format!("{group}/{}", part.sheet(group)),
        }
    }

    /// Name of the sheet.
    pub(super) fn sheet(self, group: &str) -> String {
        match self {
            Self::All => group.to_owned(),
            Self::Year(year) => format!("{year:04}"),
            Self::Plan(year, version) => format!("{year}-v{version}"),
            Self::Quarter(period) => period.to_string(),
        }
    }
}

/// A part of the bureau's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Visits,
    Draws,
    Plan,
    Registry,
    Duties,
}

impl Theme {
    /// In the order of the page.
    pub(super) const ALL: [Self; 5] = [Self::Visits, Self::Draws, Self::Plan, Self::Registry, Self::Duties];

    /// Its key below `data-page.theme.`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Draws => "draws",
            Self::Plan => "plan",
            Self::Registry => "registry",
            Self::Duties => "duties",
        }
    }
}

/// What makes the rows of a part.
pub(super) enum Rows {
    /// The ground alone.
    Still(fn(&Still<'_>, Part) -> Vec<Vec<String>>),
    /// All of the county.
    All(fn(&Context<'_>, Part) -> Vec<Vec<String>>),
}

/// A group of tables with the same columns.
pub(super) struct Spec {
    /// Name below `data/`, key below `data.table.`.
    pub(super) group: &'static str,
    /// Which part of the bureau's work it belongs to, key below `data-page.theme.`.
    pub(super) theme: Theme,
    /// Columns.
    pub(super) columns: &'static [Column],
    /// English names of the columns that together are unique; none where rows may repeat.
    pub(super) key: &'static [&'static str],
    /// A column whose values are unique although the dictionary of the log does not call it a key.
    pub(super) unique: Option<&'static str>,
    /// The bureau's files it is made from, below `content/`; the theme's words say what is computed.
    pub(super) source: &'static str,
    /// Its files.
    pub(super) parts: fn(&Site) -> Vec<Part>,
    /// The rows of a part.
    pub(super) rows: Rows,
}

impl Spec {
    /// The group of this name. Errors: there is none.
    pub(super) fn of(group: &str) -> Result<&'static Self, String> {
        SPECS.iter().find(|spec| spec.group == group).ok_or_else(|| format!("no table {group}"))
    }

    /// The rows of a part.
    pub(super) fn rows(&self, context: &Context<'_>, part: Part) -> Vec<Vec<String>> {
        match self.rows {
            Rows::Still(rows) => rows(context, part),
            Rows::All(rows) => rows(context, part),
        }
    }

    /// Title in the site's language.
    pub(super) fn title(&self, context: &Still<'_>) -> String {
        context.words.get(&format!("data.table.{}.title", self.group))
    }

    /// What the table holds, in a sentence.
    pub(super) fn about(&self, context: &Still<'_>) -> String {
        context.words.get(&format!("data.table.{}.about", self.group))
    }

    /// What a column means, in the site's language.
    pub(super) fn meaning(&self, context: &Still<'_>, column: &Column) -> String {
        self.meaning_in(context.words, column)
    }

    /// What a column means: the table's own sentence if it has one, else the one all tables share.
    pub(super) fn meaning_in(&self, words: &Words, column: &Column) -> String {
        let own = format!("data.column-of.{}.{}", self.group, column.name);
        if words.has(&own) { words.get(&own) } else { words.get(&format!("data.column.{}", column.name)) }
    }

    /// Headings of the columns of these names.
    pub(super) fn headings(&self, names: &[&str]) -> Vec<String> {
        self.columns.iter().filter(|column| names.contains(&column.name)).map(Column::heading).collect()
    }
}

fn whole(_site: &Site) -> Vec<Part> {
    vec![Part::All]
}

/// Every group, in the order of the overview.
pub(super) static SPECS: [Spec; 22] = [
    Spec {
        group: "results",
        theme: Theme::Visits,
        columns: columns::RESULTS,
        key: &["draw", "object"],
        unique: None,
        source: "draws/DRAW/; results/YYYY.csv",
        parts: results::result_years,
        rows: Rows::All(results::results),
    },
    Spec {
        group: "answers",
        theme: Theme::Visits,
        columns: columns::ANSWERS,
        key: &["draw", "object", "item"],
        unique: None,
        source: "results/YYYY-items.csv",
        parts: results::answer_years,
        rows: Rows::All(results::answers),
    },
    Spec {
        group: "documents",
        theme: Theme::Visits,
        columns: columns::DOCUMENTS,
        key: &["draw", "object"],
        unique: None,
        source: "results/YYYY-documents.csv",
        parts: whole,
        rows: Rows::All(results::documents),
    },
    Spec {
        group: "followups",
        theme: Theme::Visits,
        columns: columns::FOLLOWUPS,
        key: &[],
        unique: None,
        source: "results/YYYY-followups.csv",
        parts: whole,
        rows: Rows::All(results::followups),
    },
    Spec {
        group: "corrections",
        theme: Theme::Visits,
        columns: columns::CORRECTIONS,
        key: &[],
        unique: None,
        source: "results/YYYY-corrections.csv",
        parts: whole,
        rows: Rows::All(results::corrections),
    },
    Spec {
        group: "exempt",
        theme: Theme::Visits,
        columns: columns::EXEMPT,
        key: &["id"],
        unique: None,
        source: "events/exempt.csv",
        parts: results::exempt_years,
        rows: Rows::All(results::exempt),
    },
    Spec {
        group: "draws",
        theme: Theme::Draws,
        columns: columns::DRAWS,
        key: &["draw"],
        unique: None,
        source: "draws/DRAW/commit.txt",
        parts: whole,
        rows: Rows::Still(draws::draws),
    },
    Spec {
        group: "drawn",
        theme: Theme::Draws,
        columns: columns::DRAWN,
        key: &["draw", "object"],
        unique: None,
        source: "draws/DRAW/result.csv; draws/DRAW/slips/",
        parts: whole,
        rows: Rows::Still(draws::drawn),
    },
    Spec {
        group: "ledger",
        theme: Theme::Draws,
        columns: columns::LEDGER,
        key: &["draw"],
        unique: None,
        source: "draws/DRAW/; results/YYYY.csv",
        parts: whole,
        rows: Rows::All(draws::ledger),
    },
    Spec {
        group: "plans",
        theme: Theme::Plan,
        columns: columns::PLANS,
        key: &["task"],
        unique: None,
        source: "plans/YYYY/vN/tasks.csv",
        parts: plans::versions,
        rows: Rows::Still(plans::tasks),
    },
    Spec {
        group: "items",
        theme: Theme::Plan,
        columns: columns::ITEMS,
        key: &[],
        unique: Some("id"),
        source: "items.csv",
        parts: whole,
        rows: Rows::Still(plans::items),
    },
    Spec {
        group: "laws",
        theme: Theme::Plan,
        columns: columns::LAWS,
        key: &[],
        unique: None,
        source: "laws.csv",
        parts: whole,
        rows: Rows::Still(plans::laws),
    },
    Spec {
        group: "objects",
        theme: Theme::Registry,
        columns: columns::OBJECTS,
        key: &["id"],
        unique: None,
        source: "registry/objects.csv",
        parts: whole,
        rows: Rows::Still(registry::objects),
    },
    Spec {
        group: "inspectors",
        theme: Theme::Registry,
        columns: columns::INSPECTORS,
        key: &["inspector"],
        unique: None,
        source: "registry/inspectors.csv",
        parts: whole,
        rows: Rows::Still(registry::inspectors),
    },
    Spec {
        group: "changes",
        theme: Theme::Registry,
        columns: columns::CHANGES,
        key: &[],
        unique: None,
        source: "registry/changes.csv",
        parts: whole,
        rows: Rows::Still(registry::changes),
    },
    Spec {
        group: "special",
        theme: Theme::Registry,
        columns: columns::SPECIAL,
        key: &[],
        unique: None,
        source: "events/special.csv",
        parts: registry::special_quarters,
        rows: Rows::Still(registry::special),
    },
    Spec {
        group: "superior",
        theme: Theme::Registry,
        columns: columns::SUPERIOR,
        key: &[],
        unique: None,
        source: "events/superior.csv",
        parts: whole,
        rows: Rows::Still(registry::superior),
    },
    Spec {
        group: "findings",
        theme: Theme::Duties,
        columns: columns::FINDINGS,
        key: &[],
        unique: None,
        source: "plans/; draws/; results/; pushes.csv",
        parts: whole,
        rows: Rows::All(results::findings),
    },
    Spec {
        group: "reasons",
        theme: Theme::Duties,
        columns: columns::REASONS,
        key: &[],
        unique: None,
        source: "reasons.csv",
        parts: whole,
        rows: Rows::All(results::reasons),
    },
    Spec {
        group: "replies",
        theme: Theme::Duties,
        columns: columns::REPLIES,
        key: &[],
        unique: None,
        source: "replies.csv",
        parts: whole,
        rows: Rows::All(results::replies),
    },
    Spec {
        group: "pushes",
        theme: Theme::Duties,
        columns: columns::PUSHES,
        key: &[],
        unique: None,
        source: "pushes.csv",
        parts: whole,
        rows: Rows::All(results::pushes),
    },
    Spec {
        group: "calendar",
        theme: Theme::Duties,
        columns: columns::CALENDAR,
        key: &["date"],
        unique: None,
        source: "calendar/YYYY.csv",
        parts: whole,
        rows: Rows::Still(plans::calendar),
    },
];
