//! Rows: the catalogue of editions, files on disk, readers, and stand-ins where the files are absent.
//!
//! Everything ends in one [`Table`]: columns as read, labels as the edition's rule gives them, and for each row the
//! file and side it came from. Nothing is cleaned, scaled or relabelled here; that is `prepare`'s work.

pub mod catalogue;
pub mod error;
mod read;
mod schema;
pub mod standin;
mod table;

pub use table::{Column, ColumnData, FileUse, Origin, Side, Table};
