//! The program's errors and its exit codes.

use std::process::ExitCode;

/// Exit codes, stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All good.
    Success = 0,
    /// A check or a unit failed; everything else was done.
    Failed = 1,
    /// Wrong use or wrong input.
    Usage = 2,
    /// A bug of ours.
    Bug = 3,
    /// Stopped by Ctrl-C (128 + SIGINT).
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
