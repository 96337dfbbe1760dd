//! `idsbench verify`: a results folder against itself.

use std::path::PathBuf;

use super::console;
use crate::error::{Exit, Failure};
use crate::run::{self, store::Store};

/// Recompute every metric of a results folder from its stored predictions
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder that `idsbench run` wrote, such as results/botiot
    results: PathBuf,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        let store = Store::open(&self.results).map_err(Failure::usage)?;
        let found = run::verify(&store).map_err(Failure::usage)?;
        for problem in &found.problems {
            console::error(problem);
        }
        console::data(&format!(
            "{} units agree with their predictions, {} problems",
            found.good.len(),
            found.problems.len()
        ));
        Ok(if found.problems.is_empty() { Exit::Success } else { Exit::Failed })
    }
}
