//! Chapters of the plan, as the overview groups its rules. In: a rule's number. Out: the chapter it stands in, or the one it
//! follows.

/// A chapter: its word key, and the numbers of its rules.
pub(super) struct Chapter {
    pub(super) key: &'static str,
    rules: &'static [&'static str],
}

/// In the order of the plan.
pub(super) const CHAPTERS: [Chapter; 9] = [
    Chapter { key: "aims", rules: &["R49"] },
    Chapter { key: "principles", rules: &["R1", "R5", "R6"] },
    Chapter { key: "scope", rules: &["R2", "R7", "R8"] },
    Chapter { key: "plan", rules: &["R9", "R10", "R11", "R12", "R13", "R14"] },
    Chapter { key: "lists", rules: &["R15", "R16", "R18", "R20", "R21"] },
    Chapter { key: "draw", rules: &["R22", "R23", "R24", "R25", "R26", "R27", "R28", "R29", "R29a", "R30", "R31"] },
    Chapter { key: "papers", rules: &["R34", "R35", "R37", "R38", "R39", "R40"] },
    Chapter { key: "after", rules: &["R41", "R43", "R44"] },
    Chapter { key: "duties", rules: &["R3", "R4", "R17", "R46"] },
];

impl Chapter {
    /// Whether a rule stands in it.
    pub(super) fn holds(&self, rule: &str) -> bool {
        self.rules.contains(&rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RULES;

    #[test]
    fn every_rule_that_is_looked_at_stands_in_one_chapter() {
        for (rule, _) in RULES {
            let holding = CHAPTERS.iter().filter(|chapter| chapter.holds(rule)).count();
            assert_eq!(holding, 1, "{rule}");
        }
        let named: usize = CHAPTERS.iter().map(|chapter| chapter.rules.len()).sum();
        assert_eq!(named, RULES.len(), "a chapter names a rule that nobody looks at");
    }
}
