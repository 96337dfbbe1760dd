//! Rows: the catalogue of editions, files on disk, readers, and stand-ins where the files are absent.
//!
//! Everything ends in one [`Table`]: columns as read, labels as the edition's rule gives them, and for each row the
//! file and side it came from. Nothing is cleaned, scaled or relabelled here; that is `prepare`'s work.

mod cache;
pub mod catalogue;
mod error;
mod files;
mod fingerprint;
mod gather;
mod load;
mod locate;
mod named;
mod numbers;
mod origin;
mod place;
mod read;
mod sample;
mod schema;
pub mod standin;
mod table;
mod verify;

pub use cache::Cache;
pub use error::{DatasetError, FileProblem};
pub use fingerprint::fingerprint;
pub use gather::Progress;
pub use load::{LoadRequest, edition, load, load_edition};
pub use locate::{Located, LocatedFile, Skipped, Surroundings, find_folder, locate};
pub use numbers::Numbers;
pub use table::{Column, ColumnData, FileUse, Origin, Sampled, Side, StrayCell, Table};
pub use verify::{FileVerdict, VerifiedClass, VerifiedFile, VerifyReport, verify};
