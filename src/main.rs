//! Exit codes, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    idsbench::cli::main().into()
}
