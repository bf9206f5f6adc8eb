//! Arguments of envelopes in escrow: at the commitment, and when they are opened.

use super::PassphraseArgs;
use clap::Args;
use std::path::PathBuf;

/// What `draw commit` puts into escrow.
#[derive(Debug, Args)]
pub struct EscrowArgs {
    /// NAME=age1…: somebody who can open the bureau's envelope, beside or instead of those of site.toml.
    #[arg(long = "escrow", value_name = "NAME=KEY")]
    pub own: Vec<String>,
    /// PARTY=FILE: another party's envelope, as `draw nonce --escrow` or `age -a` made it.
    #[arg(long = "envelope", value_name = "PARTY=FILE")]
    pub envelopes: Vec<String>,
    /// PARTY=NAME: who can open that party's envelope, for the draw's page.
    #[arg(long = "holder", value_name = "PARTY=NAME")]
    pub holders: Vec<String>,
}

/// `draw recover`.
#[derive(Debug, Args)]
pub struct RecoverArgs {
    /// The draw.
    pub draw: String,
    /// A file with an age identity (AGE-SECRET-KEY-1…), plain or encrypted with a passphrase.
    #[arg(long = "identity", value_name = "FILE", required = true)]
    pub identities: Vec<PathBuf>,
    /// The published site, where the draw is not in content/ or not whole.
    #[arg(long, value_name = "SITE")]
    pub from: Option<PathBuf>,
    /// PARTY=HEX or PARTY=@FILE: another party's nonce, where its envelope cannot be opened.
    #[arg(long = "nonce", value_name = "PARTY=HEX")]
    pub nonces: Vec<String>,
    /// Passphrase.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
}
