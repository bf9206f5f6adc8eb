//! What `draw papers` takes. Plain clap types.

use clap::Args;
use std::path::PathBuf;

/// `draw papers`.
#[derive(Debug, Args)]
pub struct PapersArgs {
    /// The draw, e.g. 2026q2-key.
    pub draw: String,
    /// Folder for the papers; otherwise secrets/draws/DRAW/papers.
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Where the draw is held, for the record; otherwise a line to fill in.
    #[arg(long)]
    pub place: Option<String>,
    /// Somebody present, for the record: the name, a blank, what they are; once for each.
    #[arg(long, value_name = "NAME OFFICE")]
    pub present: Vec<String>,
    /// Address of the site for the codes; otherwise government.base_url of site.toml.
    #[arg(long, value_name = "URL")]
    pub base: Option<String>,
    /// Simulate this moment (YYYY-MM-DDThh:mm:ss+08:00); only where site.toml says demo = true.
    #[arg(long)]
    pub at: Option<String>,
}
