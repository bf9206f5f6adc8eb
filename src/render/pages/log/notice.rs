//! log/notice.html: the present head as one line and a QR code, for a notice on paper. Who keeps the paper can show later that
//! the log still begins with what stood there.

use super::frame;
use crate::log::Book;
use crate::model::write_minute;
use crate::output::Made;
use crate::qr::{self, Label};
use crate::render::Context;
use serde::Serialize;

#[derive(Serialize)]
struct View {
    line: String,
    origin: String,
    size: usize,
    root: String,
    key: String,
    time: String,
    code: String,
}

/// The page.
pub(super) fn make(context: &Context<'_>, book: &Book) -> Result<Made, String> {
    let head = book.head_now();
    let line = head.to_line();
    let title = context.words.get("log.notice.title");
    let label = Label { id: "head", title: &title, description: &line };
    let code = qr::svg(&line, &label).map_err(|fault| fault.to_string())?;
    let root = line.rsplit(' ').next().unwrap_or_default().to_owned();
    let view = View {
        origin: head.origin,
        size: head.size,
        root,
        key: book.key.to_string(),
        time: book.entries.last().map(|entry| write_minute(entry.time)).unwrap_or_default(),
        line,
        code,
    };
    let about = context.words.get("log.notice.about");
    context.page("log/notice.html", "log-notice.html", &frame(context, title.clone(), about), &view)
}
