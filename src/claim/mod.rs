//! What a paper claims: the files under `baselines/`.

pub mod exact;
pub mod published;
pub mod verdict;
