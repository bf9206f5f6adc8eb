//! A table that is pasted into somebody else's page, and the same as lines of text. In: headings and cells. Out: values for
//! `handout/table.html`, or text.

use serde::Serialize;

/// A table with a caption.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Table {
    /// What it shows; empty where the title above says it.
    pub(super) caption: String,
    /// Headings.
    pub(super) head: Vec<String>,
    /// Rows, as long as the head.
    pub(super) rows: Vec<Vec<String>>,
    /// The line of totals.
    pub(super) foot: Vec<String>,
    /// What stands in place of rows where there are none.
    pub(super) empty: String,
}

impl Table {
    /// Without its caption, for a page whose title says the same.
    pub(super) fn bare(self) -> Self {
        Self { caption: String::new(), ..self }
    }

    /// One paragraph a row, for a phone: its number and name as its heading, then `heading：value` for every cell that says something.
    pub(super) fn text(&self, colon: &str) -> String {
        let mut out = String::new();
        if !self.caption.is_empty() {
            out.push_str(&format!("【{}】\n", self.caption));
        }
        if self.rows.is_empty() {
            out.push_str(&format!("{}\n", self.empty));
        }
        let foot = (!self.foot.is_empty()).then_some(&self.foot);
        for row in self.rows.iter().chain(foot) {
            let mut cells = self.head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            let first = cells.next().map(|(_, cell)| cell.as_str()).unwrap_or_default();
            let is_number = first.bytes().all(|byte| byte.is_ascii_digit());
            let name = if is_number { cells.next() } else { None };
            match name {
                Some((_, name)) => out.push_str(&format!("\n{first}. {name}\n")),
                None => out.push_str(&format!("\n{first}\n")),
            }
            for (heading, cell) in cells {
                out.push_str(&format!("{heading}{colon}{cell}\n"));
            }
        }
        out.trim_start_matches('\n').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn a_row_becomes_a_paragraph_without_its_empty_cells() {
        let table = Table {
            caption: "表".into(),
            head: ["序号", "名称", "备注", "数"].map(String::from).to_vec(),
            rows: vec![["1", "甲", "", "2"].map(String::from).to_vec()],
            foot: ["合计", "", "", "2"].map(String::from).to_vec(),
            empty: "无".into(),
        };
        assert_eq!(table.text("："), "【表】\n\n1. 甲\n数：2\n\n合计\n数：2\n");
        assert_eq!(Table { rows: Vec::new(), foot: Vec::new(), ..table }.text("："), "【表】\n无\n");
    }
}
