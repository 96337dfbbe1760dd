//! `idsbench check`: every mistake of a spec at once.

use std::path::PathBuf;

use super::console;
use crate::dataset;
use crate::error::{Exit, Failure};
use crate::spec::{self, DatasetSpec};

/// Read an experiment file and say every mistake in it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Experiment file
    spec: PathBuf,

    /// Print the experiment with every default filled in
    #[arg(long)]
    resolved: bool,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        let experiment = spec::load(&self.spec).map_err(Failure::usage)?;
        if let DatasetSpec::Edition(edition) = &experiment.dataset {
            dataset::edition(&edition.edition).map_err(Failure::usage)?;
        }
        if self.resolved {
            console::data(experiment.to_yaml().trim_end());
        } else {
            console::data(&format!(
                "{}: good; {} models, {} protocols, {} seeds",
                self.spec.display(),
                experiment.models.len(),
                experiment.protocols.len(),
                experiment.seeds.len()
            ));
        }
        Ok(Exit::Success)
    }
}
