//! What can go wrong with a results folder.

use std::io;
use std::path::{Path, PathBuf};

/// Why a results folder could not be written or read. Names the path.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {verb} {}: {source}", path.display())]
    Io {
        /// `write`, `read`, `create`, …
        verb: &'static str,
        /// Which path.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The file is there but does not hold what it should.
    #[error("{} is damaged: {why}; the same `idsbench run` makes it anew", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The folder is not a results folder.
    #[error("{} is no results folder: it has no {missing}; give the folder that `idsbench run` wrote, such as results/botiot", path.display())]
    NotAStore {
        /// Which folder.
        path: PathBuf,
        /// What was looked for.
        missing: &'static str,
    },
    /// The folder of a run that has not come to its end.
    #[error("the run in {} is not finished, for it has no {missing} yet; if it is not running any more, the same `idsbench run` goes on with it", path.display())]
    Unfinished {
        /// Which folder.
        path: PathBuf,
        /// What was looked for.
        missing: &'static str,
    },
    /// Another process holds the folder.
    #[error("another run is writing to {}; wait for it, or give another folder with --out", path.display())]
    Locked {
        /// Which folder.
        path: PathBuf,
    },
}

impl StoreError {
    /// For `map_err` after a call that touched `path`.
    pub(crate) fn io(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { verb, path, source }
    }

    /// A file whose content is wrong.
    pub(crate) fn damaged(path: &Path, why: &impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), why: why.to_string() }
    }
}
