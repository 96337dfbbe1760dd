//! Claims against themselves.

mod solve_binary;
mod solve_share;
mod solve_soundness;
mod tables;
