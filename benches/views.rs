//! What the pages of one template are made of, for programs that make the same pages with templates of their own: `views ROOT TEMPLATE`
//! prints a line of JSON for each page of the county below ROOT, in no order, as `render::Hear` describes it.

use mingchou::render::{Context, Theme, render};
use rayon::prelude::*;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Mutex;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [root, template] = args.as_slice() else { return Err("views ROOT TEMPLATE".into()) };
    let raw = mingchou::load::load(Path::new(root));
    let config = raw.config.as_ref().ok_or("the county has no site.toml")?;
    let as_of = config.value.as_of.ok_or("site.toml pins no day")?;
    let languages: Vec<String> = ["zh-CN".to_owned()].into_iter().chain(config.value.theme.languages.clone()).collect();
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let theme = Theme::from_files(&mingchou::embedded::theme(&config.value.theme.name), &languages)?;
    let site = mingchou::check::check(raw, as_of).value.ok_or("the county has faults: mingchou check")?;
    let out = Mutex::new(BufWriter::new(std::io::stdout()));
    let hear = |page: &[u8]| {
        let mut out = out.lock().expect("no thread panics while it prints");
        out.write_all(page).and_then(|()| out.write_all(b"\n")).expect("what is printed is read");
    };
    let words = theme.words("zh-CN").ok_or("the theme has no words")?;
    let context = Context::new(&site, &theme, words)?.heard(template, &hear);
    let tree = render(&context);
    let pages: Vec<_> = tree.files().iter().filter(|(path, _)| path.as_str().ends_with(".html")).collect();
    pages.into_par_iter().try_for_each(|(_, make)| make().map(drop))?;
    out.lock().expect("no thread panics while it prints").flush().map_err(|fault| fault.to_string())
}
