//! Parses arguments, calls `cmd::main`, turns the outcome into an exit code: 0 good, 1 findings or a failed verdict, 2 usage,
//! 3 environment.

use std::process::ExitCode;

/// Ten thousand pages are many short texts; this allocator hands them out in less time (`benches/builds.py`).
#[cfg(feature = "site")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(mingchou::cmd::main())
}
