//! What the models made of trees share: binned rows, growing a classification tree, walking one.

mod binned;
mod forest;
mod grow;
mod packed;
mod partition;
mod split;
mod tensors;
mod tree;

pub(super) use binned::{BINS, fit_edges};
pub(super) use forest::{Forest, Plan};
pub(super) use grow::THIN;
pub(super) use partition::partition;
pub(super) use tensors::tensors;
pub(super) use tree::{Child, Node, Tree};
