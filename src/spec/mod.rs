//! Experiment files: YAML in, a validated [`Experiment`] out.
//!
//! Two stages. `yaml` reads what was typed; `parse` makes an experiment of it, every default filled in, and collects every
//! mistake of the file with its key path, line and hint. What comes out is also what a run stores as `spec.yaml`.
//! This room knows nothing of files on disk other than the spec itself.

mod errors;
mod parse;
mod shapes;
pub(crate) mod suggest;
mod types;
pub(crate) mod yaml;

pub use errors::{FileErrors, Mistake};
pub(crate) use parse::label_patterns;
pub use parse::{load, parse};
pub use types::*;

/// The mistakes of an experiment file.
pub type SpecErrors = FileErrors;
