//! Exit codes, and the error that a command ends with.

use std::fmt::Display;
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
    /// Stopped by Ctrl-C (128 + SIGINT), SIGTERM or SIGHUP.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What a command could not do: the exit code and what to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// How to end.
    pub exit: Exit,
    /// For a person: what, where, and a hint.
    pub message: String,
}

impl Failure {
    /// The user can mend it: wrong use, a damaged or missing file, a folder that cannot be written.
    pub fn usage(why: impl Display) -> Self {
        Self { exit: Exit::Usage, message: why.to_string() }
    }

    /// Something was checked or trained and failed.
    pub fn failed(why: impl Display) -> Self {
        Self { exit: Exit::Failed, message: why.to_string() }
    }
}
