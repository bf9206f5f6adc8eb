//! `log`: the public log at the terminal. In: arguments, the bureau's folder or a published site, the clock, a passphrase. Out:
//! files through `store`, sentences, an exit code.

#[cfg(feature = "site")]
pub(super) mod keys;
#[cfg(feature = "site")]
mod machine;
pub(super) mod memory;
mod monitor;
#[cfg(feature = "site")]
mod publish;
#[cfg(feature = "site")]
mod restore;
#[cfg(feature = "site")]
mod witness;

use super::Exit;
use crate::cli::{Cli, LogCommand};

pub(super) fn run(cli: &Cli, command: &LogCommand) -> Exit {
    match command {
        LogCommand::Monitor(args) => monitor::run(cli, args),
        #[cfg(feature = "site")]
        command => at_the_bureau(cli, command),
    }
}

/// The commands that sign, restore or cosign.
#[cfg(feature = "site")]
fn at_the_bureau(cli: &Cli, command: &LogCommand) -> Exit {
    let desk = super::desk::Desk::new(cli);
    let done = match command {
        LogCommand::Key(args) => keys::make(&desk, args),
        LogCommand::Publish(args) => publish::publish(&desk, args),
        LogCommand::Withdraw(args) => publish::withdraw(&desk, args),
        LogCommand::Restore(args) => restore::restore(&desk, args),
        LogCommand::Witness(args) => witness::witness(&desk, args),
        LogCommand::Proof(args) => witness::show(&desk, args),
        LogCommand::Cosign(args) => witness::cosign(&desk, args),
        LogCommand::Monitor(args) => return monitor::run(cli, args),
    };
    super::desk::said(done)
}
