//! Checks that need no training: a published table against itself.

pub mod claim;
