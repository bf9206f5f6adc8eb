//! The program, and beside it a piece of work that stays as it is, in one binary made by one compiler: what
//! `tests/outside/test_instructions.py` counts. `counted ARGUMENTS…` is the program; `counted reference` reads a table, hashes every row and
//! renders pages, with the program's libraries and none of its code.

use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: usize = 20_000;
const PAGES: usize = 400;
const TEMPLATE: &str = "<!DOCTYPE html><title>{{ title }}</title><table>{% for row in rows %}<tr><td>{{ loop.index }}</td>\
    {% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>";

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() != Some("reference") {
        return ExitCode::from(mingchou::cmd::main());
    }
    match reference() {
        Ok(sum) => {
            println!("{sum}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Reads, hashes, renders. Returns a hash over everything.
fn reference() -> Result<String, Box<dyn Error>> {
    let mut text = String::from("id,name,town,class\n");
    for row in 0..ROWS {
        writeln!(text, "91{row:016},示例{row}号厂,镇{},\"一般, {}\"", row % 12, row % 5)?;
    }
    let mut sum = Sha256::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record?;
        sum.update(Sha256::digest(record[0].as_bytes()));
        rows.push(record.iter().map(str::to_owned).collect());
    }
    let mut tera = tera::Tera::default();
    tera.add_raw_template("page.html", TEMPLATE)?;
    for (number, some) in rows.chunks(ROWS / PAGES).enumerate() {
        let mut context = tera::Context::new();
        context.insert("title", &format!("<{number}>"));
        context.insert("rows", some);
        sum.update(tera.render("page.html", &context)?);
    }
    Ok(sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
