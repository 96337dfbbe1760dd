//! What the models made of trees share: binned rows, growing a classification tree, walking one.

mod binned;
mod forest;
mod grow;
mod partition;
mod split;
mod tree;

pub(super) use binned::{BINS, fit_edges};
pub(super) use forest::{Forest, Plan};
pub(super) use partition::partition;
pub(super) use tree::{Child, Node, Tree, tensors};
