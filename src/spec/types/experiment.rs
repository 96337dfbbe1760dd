//! The experiment.

use indexmap::IndexMap;
use serde::Serialize;
use std::path::PathBuf;

use super::{Control, DatasetSpec, Model, Protocol, ReportSpec, Task};

/// One paper's claims, an edition, protocols, models, seeds and figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Experiment {
    /// Short name; the folder under `results/` and `reports/`.
    pub experiment: String,
    /// The published figures, relative to the working directory.
    pub claims: Option<PathBuf>,
    /// Where the rows come from.
    pub dataset: DatasetSpec,
    /// What is predicted.
    pub task: Task,
    /// One unit per protocol, model and seed.
    pub seeds: Vec<u64>,
    /// Ways from rows to train, validation and test, by name, in file order. The first one is the paper's.
    pub protocols: IndexMap<String, Protocol>,
    /// Models by name, in file order.
    pub models: IndexMap<String, Model>,
    /// Runs that should fail if the claim is true, and trivial models.
    pub controls: Vec<Control>,
    /// What the report shows.
    pub report: ReportSpec,
}

impl Experiment {
    /// The experiment as YAML, every default written out; parsing it gives an equal experiment.
    ///
    /// # Panics
    /// Never: every key is text and no value is an enum within an enum.
    pub fn to_yaml(&self) -> String {
        let mut bytes = Vec::new();
        let mut serializer = serde_yaml::Serializer::new(&mut bytes);
        serde_yaml::with::singleton_map_recursive::serialize(self, &mut serializer)
            .expect("writing to memory does not fail and every key is text");
        String::from_utf8(bytes).expect("YAML is written as UTF-8")
    }
}
