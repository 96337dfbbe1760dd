//! Experiment files: YAML in, a validated [`Experiment`] out.
//!
//! Two stages. `parse` reads what was typed and collects every mistake of the file with its key path, line and hint;
//! what comes out is the experiment with every default filled in, which is also what a run stores as `spec.yaml`.
//! This room knows nothing of files on disk other than the spec itself.

mod types;

pub use types::*;
