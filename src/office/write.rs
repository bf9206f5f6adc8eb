//! [`Book`] → XLSX bytes. Lays the blocks of each sheet below each other, then the hidden sheet of long lists.

use super::{Block, Book, Cell, Choices, EXAMPLE, Grid, Head, Look, Sheet, Table};
use crate::render::table::book::{A4, LINE, begin, lines, measure, points, text};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, IgnoreError,
    Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// Rows a sheet can hold.
const ROW_LIMIT: usize = 1_048_576;

/// Rows looked at for the width of a column.
const MEASURED: usize = 500;

/// Widths in characters that a column without a width of its own keeps to.
const NARROW: usize = 10;
const WIDE: usize = 36;

/// UTF-16 units that a list within a cell, and a note, can have; longer lists go to the hidden sheet.
const SHORT: usize = 255;

/// UTF-16 units of the title of a refusal or note.
const HEADLINE: usize = 32;

/// Margins of the paper in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.5, 0.5, 0.6, 0.7, 0.3, 0.3];

/// The bytes of a workbook. Errors: the writer's own words (a name no tab can have, a text no cell can hold), or a table that no sheet can hold.
pub fn workbook(book: &Book) -> Result<Vec<u8>, String> {
    let long = |table: &Table| table.rows.len() + (table.blank + table.open) as usize + 16 >= ROW_LIMIT;
    let too_long = |block: &Block| matches!(block, Block::Table(table) if long(table));
    if let Some(sheet) = book.sheets.iter().find(|sheet| sheet.blocks.iter().any(too_long)) {
        return Err(format!("the table {} has more rows than a sheet can hold", sheet.name));
    }
    write(book).map_err(|error| error.to_string())
}

fn write(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut file = begin(&book.title)?;
    let styles = Styles::new();
    let lists = Lists::of(book);
    for sheet in &book.sheets {
        let widths = widths(sheet);
        let mut page = Page { sheet: file.add_worksheet(), styles: &styles, lists: &lists, widths, row: 0 };
        page.fill(sheet)?;
    }
    if !lists.long.is_empty() {
        lists.write(file.add_worksheet(), &styles)?;
    }
    file.save_to_buffer()
}

/// How cells look.
struct Styles {
    title: Format,
    note: Format,
    hint: Format,
    head: Format,
    must: Format,
    example: Format,
    cell: Format,
    open: Format,
    value: Format,
    centre: Format,
    label: Format,
    bare: Format,
}

impl Styles {
    fn new() -> Self {
        let framed = || text().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x0080_8080)).set_text_wrap();
        let shade = |format: Format, colour: u32| format.set_background_color(Color::RGB(colour));
        let middle = |format: Format| format.set_align(FormatAlign::VerticalCenter);
        let centred = |format: Format| middle(format.set_align(FormatAlign::Center));
        Self {
            title: centred(text().set_bold().set_font_size(16)),
            note: text().set_text_wrap(),
            hint: text()
                .set_text_wrap()
                .set_align(FormatAlign::Bottom)
                .set_font_size(9)
                .set_font_color(Color::RGB(0x0059_5959)),
            head: centred(shade(framed().set_bold(), 0x00E7_EDF3)),
            must: centred(shade(framed().set_bold().set_font_color(Color::White), 0x001F_4E79)),
            example: shade(framed().set_italic().set_font_color(Color::RGB(0x0059_5959)), 0x00D9_D9D9),
            cell: framed(),
            open: text().set_text_wrap(),
            value: middle(framed()),
            centre: centred(framed()),
            label: centred(shade(framed().set_bold(), 0x00F2_F2F2)),
            bare: middle(text().set_text_wrap()),
        }
    }

    fn of(&self, look: Look) -> &Format {
        match look {
            Look::Value => &self.value,
            Look::Centre => &self.centre,
            Look::Label => &self.label,
            Look::Bare => &self.bare,
        }
    }
}

/// The lists that do not fit within a cell: words → column of the hidden sheet.
struct Lists<'a> {
    name: &'a str,
    long: BTreeMap<&'a [String], u16>,
}

impl<'a> Lists<'a> {
    fn of(book: &'a Book) -> Self {
        let mut long = BTreeMap::new();
        for block in book.sheets.iter().flat_map(|sheet| &sheet.blocks) {
            let found: Vec<&Choices> = match block {
                Block::Table(table) => table.columns.iter().filter_map(|head| head.choices.as_ref()).collect(),
                Block::Grid(grid) => grid.rows.iter().flatten().filter_map(|cell| cell.choices.as_ref()).collect(),
                _ => Vec::new(),
            };
            for choices in found.into_iter().filter(|choices| is_long(&choices.words)) {
                let next = u16::try_from(long.len()).unwrap_or(u16::MAX);
                long.entry(choices.words.as_slice()).or_insert(next);
            }
        }
        Self { name: if book.lists.is_empty() { "词表" } else { &book.lists }, long }
    }

    fn write(&self, page: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        page.set_name(self.name)?.set_hidden(true);
        for (words, at) in &self.long {
            for (row, word) in (0u32..).zip(*words) {
                page.write_string_with_format(row, *at, word, &styles.open)?;
            }
        }
        Ok(())
    }

    /// The words of a cell as a rule of the workbook.
    fn rule(&self, choices: &Choices) -> Result<DataValidation, XlsxError> {
        let rule = match self.long.get(choices.words.as_slice()) {
            Some(at) => {
                let column = rust_xlsxwriter::utility::column_number_to_name(*at);
                let area =
                    format!("='{}'!${column}$1:${column}${}", self.name.replace('\'', "''"), choices.words.len());
                DataValidation::new().allow_list_formula(Formula::new(area))
            }
            None => DataValidation::new().allow_list_strings(&choices.words)?,
        };
        if choices.refusal.is_empty() {
            return Ok(rule.show_error_message(false));
        }
        rule.set_error_style(DataValidationErrorStyle::Stop).set_error_message(cut(&choices.refusal, SHORT))
    }
}

/// Whether the words cannot stand within the rule of a cell.
fn is_long(words: &[String]) -> bool {
    let units: usize = words.iter().map(|word| word.encode_utf16().count() + 1).sum();
    units > SHORT || words.iter().any(|word| word.contains([',', '"']))
}

/// The first so many UTF-16 units.
fn cut(text: &str, units: usize) -> String {
    let mut left = units;
    text.chars().take_while(|c| left.checked_sub(c.len_utf16()).map(|rest| left = rest).is_some()).collect()
}

/// Widths of all columns of a sheet.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let mut all = sheet.widths.clone();
    for block in &sheet.blocks {
        if let Block::Table(table) = block {
            for (at, head) in table.columns.iter().enumerate() {
                let width = if head.width > 0 { head.width } else { measured(table, head, at) };
                match all.get_mut(at) {
                    Some(known) => *known = width.max(*known),
                    None => all.push(width),
                }
            }
        }
    }
    if all.is_empty() { vec![90] } else { all }
}

fn measured(table: &Table, head: &Head, at: usize) -> usize {
    let cells = table.rows.iter().take(MEASURED).chain(&table.example).filter_map(|row| row.get(at));
    let longest = cells.flat_map(|cell| cell.split('\n')).map(measure).max().unwrap_or_default();
    (longest + 2).max(measure(&head.heading) + 2).clamp(NARROW, WIDE)
}

/// A sheet under the pen.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    lists: &'a Lists<'a>,
    widths: Vec<usize>,
    row: u32,
}

impl Page<'_> {
    fn fill(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        self.paper(sheet)?;
        let mut breaks = Vec::new();
        let paged = sheet.blocks.iter().any(|block| matches!(block, Block::Page));
        let tables = sheet.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
        let mut frozen = paged || tables > 1;
        for block in &sheet.blocks {
            match block {
                Block::Title(text) => self.across(text, &self.styles.title, 2)?,
                Block::Note(text) => self.across(text, &self.styles.note, 1)?,
                Block::Gap => self.row += 1,
                Block::Page if self.row > 0 => breaks.push(self.row),
                Block::Page => {}
                Block::Grid(grid) => self.grid(grid)?,
                Block::Table(table) => {
                    let head = self.table(table)?;
                    if !std::mem::replace(&mut frozen, true) {
                        self.sheet.set_freeze_panes(head + 1, 0)?.set_repeat_rows(head, head)?;
                    }
                }
            }
        }
        if !breaks.is_empty() {
            self.sheet.set_page_breaks(&breaks)?;
        }
        Ok(())
    }

    fn paper(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        let [left, right, top, bottom, header, footer] = MARGINS;
        self.sheet.set_name(&sheet.name)?.set_paper_size(A4).set_print_fit_to_pages(1, 0);
        self.sheet.set_margins(left, right, top, bottom, header, footer).set_print_center_horizontally(true);
        if sheet.landscape {
            self.sheet.set_landscape();
        }
        let foot = if sheet.foot.is_empty() { String::new() } else { format!("&L{}", sheet.foot.replace('&', "&&")) };
        self.sheet.set_footer(format!("{foot}&R&P / &N"));
        for (at, width) in (0u16..).zip(&self.widths) {
            self.sheet.set_column_width(at, points(*width))?.set_column_format(at, &self.styles.open)?;
        }
        Ok(())
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    /// A line of text over all columns.
    fn across(&mut self, text: &str, format: &Format, least: u32) -> Result<(), XlsxError> {
        let last = self.last_column();
        self.cell((self.row, 0, last), text, format)?;
        let high = lines(text, self.widths.iter().sum()).max(least);
        self.sheet.set_row_height(self.row, LINE * high)?;
        self.row += 1;
        Ok(())
    }

    /// One cell over the columns from the second to the third number of `at`.
    fn cell(&mut self, at: (u32, u16, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
        let (row, first, last) = at;
        if last > first {
            self.sheet.merge_range(row, first, row, last, text, format)?;
        } else if text.is_empty() {
            self.sheet.write_blank(row, first, format)?;
        } else {
            self.sheet.write_string_with_format(row, first, text, format)?;
        }
        Ok(())
    }

    fn grid(&mut self, grid: &Grid) -> Result<(), XlsxError> {
        for cells in &grid.rows {
            let mut first = 0u16;
            let mut high = 1;
            for cell in cells {
                let last = first.saturating_add(cell.span.max(1) - 1);
                self.cell((self.row, first, last), &cell.text, self.styles.of(cell.look))?;
                self.choose(cell, first, last)?;
                let room = self.widths.iter().skip(first.into()).take((last - first + 1).into()).sum::<usize>();
                high = high.max(cell.lines).max(lines(&cell.text, room.max(NARROW)));
                first = last.saturating_add(1);
            }
            self.sheet.set_row_height(self.row, LINE * high + LINE / 3)?;
            self.row += 1;
        }
        Ok(())
    }

    fn choose(&mut self, cell: &Cell, first: u16, last: u16) -> Result<(), XlsxError> {
        if let Some(choices) = &cell.choices {
            let rule = self.lists.rule(choices)?;
            self.sheet.add_data_validation(self.row, first, self.row, last, &rule)?;
        }
        Ok(())
    }

    /// Writes a table; the row of its headings.
    fn table(&mut self, table: &Table) -> Result<u32, XlsxError> {
        self.hints(table)?;
        let head = self.row;
        for (at, column) in (0u16..).zip(&table.columns) {
            let style = if column.required { &self.styles.must } else { &self.styles.head };
            self.sheet.write_string_with_format(head, at, &column.heading, style)?;
        }
        self.high(table.columns.iter().map(|column| column.heading.as_str()), 2)?;
        self.row += 1;
        if let Some(example) = &table.example {
            let mut cells = example.clone();
            match cells.first_mut() {
                Some(first) if first.is_empty() => EXAMPLE.clone_into(first),
                Some(first) => *first = format!("{EXAMPLE}：{first}"),
                None => cells.push(EXAMPLE.to_owned()),
            }
            self.record(table, &cells, &self.styles.example)?;
        }
        let first = self.row;
        for cells in &table.rows {
            self.record(table, cells, &self.styles.cell)?;
        }
        for _ in 0..table.blank {
            self.record(table, &[], &self.styles.cell)?;
        }
        let last = (self.row + table.open).saturating_sub(1);
        if last >= first && !table.columns.is_empty() {
            self.rules(table, first, last)?;
            let width = u16::try_from(table.columns.len() - 1).unwrap_or(u16::MAX);
            // Codes are text on purpose; no green corner has to tell anybody.
            self.sheet.ignore_error_range(head, 0, last, width, IgnoreError::NumberStoredAsText)?;
            if table.filter && self.row > first {
                self.sheet.autofilter(head, 0, self.row - 1, width)?;
            }
        }
        Ok(head)
    }

    fn hints(&mut self, table: &Table) -> Result<(), XlsxError> {
        if table.columns.iter().all(|column| column.hint.is_empty()) {
            return Ok(());
        }
        for (at, column) in (0u16..).zip(&table.columns) {
            self.cell((self.row, at, at), &column.hint, &self.styles.hint)?;
        }
        self.high(table.columns.iter().map(|column| column.hint.as_str()), 1)?;
        self.row += 1;
        Ok(())
    }

    fn record(&mut self, table: &Table, cells: &[String], format: &Format) -> Result<(), XlsxError> {
        for (at, _) in (0u16..).zip(&table.columns) {
            let text = cells.get(usize::from(at)).map_or("", String::as_str);
            self.cell((self.row, at, at), text, format)?;
        }
        self.high(cells.iter().map(String::as_str), table.lines.max(1))?;
        self.row += 1;
        Ok(())
    }

    /// Makes the row high enough for its texts.
    fn high<'t>(&mut self, texts: impl Iterator<Item = &'t str>, least: u32) -> Result<(), XlsxError> {
        let needed = texts.zip(&self.widths).map(|(text, width)| lines(text, *width)).max().unwrap_or(1);
        if needed.max(least) > 1 {
            self.sheet.set_row_height(self.row, LINE * needed.max(least))?;
        }
        Ok(())
    }

    /// Drop-downs and what is said when a cell is entered.
    fn rules(&mut self, table: &Table, first: u32, last: u32) -> Result<(), XlsxError> {
        for (at, column) in (0u16..).zip(&table.columns) {
            let rule = match &column.choices {
                Some(choices) => self.lists.rule(choices)?,
                None if column.note.is_empty() => continue,
                None => DataValidation::new().allow_any_value(),
            };
            let rule = if column.note.is_empty() {
                rule
            } else {
                rule.set_input_title(cut(&column.heading, HEADLINE))?.set_input_message(cut(&column.note, SHORT))?
            };
            self.sheet.add_data_validation(first, at, last, at, &rule)?;
        }
        Ok(())
    }
}
