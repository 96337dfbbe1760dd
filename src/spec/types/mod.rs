//! The experiment, every default filled in.
//!
//! These types can be written but not read by serde: the parser beside them is the only reader, so that no file enters
//! unchecked. What serde writes is the notation that the parser reads.

mod control;
mod dataset;
mod decision_tree;
mod experiment;
mod gradient_boosting;
mod k_nearest_neighbours;
mod logistic_regression;
mod model;
mod naive_bayes;
mod network;
mod protocol;
mod random_forest;
mod report;
mod svm;
mod task;
mod train;

pub use control::*;
pub use dataset::*;
pub use decision_tree::*;
pub use experiment::*;
pub use gradient_boosting::*;
pub use k_nearest_neighbours::*;
pub use logistic_regression::*;
pub use model::*;
pub use naive_bayes::*;
pub use network::*;
pub use protocol::*;
pub use random_forest::*;
pub use report::*;
pub use svm::*;
pub use task::*;
pub use train::*;
