//! A table that is pasted into somebody else's page, and the same as lines of text. In: headings and cells. Out: values for
//! `handout/table.html`, or text.

use serde::Serialize;

/// A table with a caption.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Table {
    /// What it shows.
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
    /// One paragraph a row, for a phone: the first cell as its heading, then `heading：value` for every cell that says something.
    pub(super) fn text(&self, colon: &str) -> String {
        let mut out = format!("【{}】\n", self.caption);
        if self.rows.is_empty() {
            out.push_str(&format!("{}\n", self.empty));
        }
        let foot = (!self.foot.is_empty()).then_some(&self.foot);
        for row in self.rows.iter().chain(foot) {
            let mut cells = self.head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            if let Some((_, first)) = cells.next() {
                out.push_str(&format!("\n{first}\n"));
            }
            for (heading, cell) in cells {
                out.push_str(&format!("{heading}{colon}{cell}\n"));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn a_row_becomes_a_paragraph_without_its_empty_cells() {
        let table = Table {
            caption: "表".into(),
            head: ["序号", "名称", "备注"].map(String::from).to_vec(),
            rows: vec![["1", "甲", ""].map(String::from).to_vec()],
            foot: ["合计", "1", ""].map(String::from).to_vec(),
            empty: "无".into(),
        };
        assert_eq!(table.text("："), "【表】\n\n1\n名称：甲\n\n合计\n名称：1\n");
        assert_eq!(Table { rows: Vec::new(), foot: Vec::new(), ..table }.text("："), "【表】\n无\n");
    }
}
