//! Tests of the `audit` room through its public face.

mod checks;
mod cli;
mod data;
mod honest;
mod solve_binary;
mod solve_multiclass;
mod solve_share;
mod solve_soundness;
mod soundness;
mod tables;
mod true_papers;
