//! Nearest neighbours.

use serde::Serialize;

/// The classes of the k nearest training rows, one vote each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KNearestNeighbours {
    /// k
    pub neighbours: u32,
    /// Training rows to look among; more are cut to a stratified subsample.
    pub max_rows: u64,
}

impl Default for KNearestNeighbours {
    /// Five neighbours among 100,000 rows.
    fn default() -> Self {
        Self { neighbours: 5, max_rows: 100_000 }
    }
}
