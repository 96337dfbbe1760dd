//! From a spec to a store of results: plan, units, executor, progress.

pub mod store;
