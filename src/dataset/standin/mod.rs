//! Stand-ins: generated rows in an edition's exact schema, for when the real files are absent.
//!
//! Each edition has a small traffic model: hosts, a clock and processes that emit packets or flows; the columns are then
//! derived from them as the edition's own extractor does, so that they hang together as in the real files. The bytes are
//! CSV with the edition's header and quirks, for the same readers as the real ones. Nothing here is a copy of a real row,
//! and no number measured on these rows says anything about the dataset: whatever is made from them must say SYNTHETIC.

mod bot_iot;
mod cicids2017;
mod ciciomt2024;
mod format;
mod shares;
mod traffic;

use std::io;

use super::catalogue::Edition;
use crate::spec::StandInSpec;

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandInFile {
    /// Path relative to a data folder, with `/`.
    pub name: String,
    /// CSV.
    pub bytes: Vec<u8>,
}

/// Why a stand-in could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StandInError {
    /// The edition has no traffic model.
    #[error("no stand-in is offered for {edition}; there is one for {}", offered().join(", "))]
    NotOffered {
        /// Catalogue name.
        edition: &'static str,
    },
    /// No rows were asked for.
    #[error("a stand-in of 0 rows holds nothing; set stand_in.rows to at least 1")]
    NoRows,
    /// The bytes could not be written.
    #[error("cannot write the stand-in's {file}: {source}")]
    Write {
        /// The file being written.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Where generated files go, one after another.
pub trait Sink {
    /// Ends the file before, if any, and starts the one of this name (relative path with `/`).
    ///
    /// # Errors
    /// When the file cannot be made.
    fn start(&mut self, name: &str) -> io::Result<()>;

    /// Appends to the current file.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

impl Sink for Vec<StandInFile> {
    fn start(&mut self, name: &str) -> io::Result<()> {
        self.push(StandInFile { name: name.to_owned(), bytes: Vec::new() });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.last_mut().ok_or(io::ErrorKind::NotFound)?.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

type Model = fn(&'static Edition, &StandInSpec, &mut format::CsvWriter) -> Result<(), StandInError>;

const MODELS: [(&str, Model); 4] = [
    ("bot-iot/10-best", bot_iot::write_10_best),
    ("bot-iot/5pct", bot_iot::write_5pct),
    ("cicids2017/ml-csv", cicids2017::write),
    ("ciciomt2024/wifi-mqtt", ciciomt2024::write),
];

/// Names of the editions that have a stand-in.
pub fn offered() -> Vec<&'static str> {
    MODELS.iter().map(|(name, _)| *name).collect()
}

/// Generates the stand-in of `edition` in memory; files without rows are left out.
///
/// # Errors
/// [`StandInError::NotOffered`] for an edition without a traffic model, [`StandInError::NoRows`] for 0 rows.
pub fn generate(edition: &'static Edition, spec: &StandInSpec) -> Result<Vec<StandInFile>, StandInError> {
    let mut files = Vec::new();
    write(edition, spec, &mut files)?;
    Ok(files)
}

/// Generates the stand-in of `edition` into `sink`, for sizes that do not fit in memory as text.
///
/// # Errors
/// As [`generate`], and [`StandInError::Write`] when the sink fails.
pub fn write(edition: &'static Edition, spec: &StandInSpec, sink: &mut dyn Sink) -> Result<(), StandInError> {
    let model = MODELS.iter().find(|(name, _)| *name == edition.name).map(|(_, model)| model);
    let model = model.ok_or(StandInError::NotOffered { edition: edition.name })?;
    if spec.rows == 0 {
        return Err(StandInError::NoRows);
    }
    let mut writer = format::CsvWriter::new(sink);
    model(edition, spec, &mut writer)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;
    use crate::spec::Shares;

    #[test]
    fn an_edition_without_a_model_is_refused_by_name() {
        let edition = catalogue::find("cicids2017/engelen2021").unwrap();
        let error = generate(edition, &StandInSpec { rows: 10, seed: 0, shares: Shares::Milder }).unwrap_err();
        assert!(error.to_string().contains("cicids2017/engelen2021"), "{error}");
        assert!(error.to_string().contains("bot-iot/10-best"), "{error}");
    }

    #[test]
    fn no_rows_are_refused() {
        let edition = catalogue::find("bot-iot/10-best").unwrap();
        let error = generate(edition, &StandInSpec { rows: 0, seed: 0, shares: Shares::Milder }).unwrap_err();
        assert!(matches!(error, StandInError::NoRows));
    }

    #[test]
    fn a_full_disk_is_an_error_that_names_the_file() {
        struct Full;
        impl Sink for Full {
            fn start(&mut self, _: &str) -> io::Result<()> {
                Ok(())
            }
            fn write(&mut self, _: &[u8]) -> io::Result<()> {
                Err(io::ErrorKind::StorageFull.into())
            }
        }
        let edition = catalogue::find("ciciomt2024/wifi-mqtt").unwrap();
        let spec = StandInSpec { rows: 500, seed: 0, shares: Shares::Milder };
        let error = write(edition, &spec, &mut Full).unwrap_err();
        assert!(error.to_string().contains("pcap.csv"), "{error}");
    }

    #[test]
    fn every_model_belongs_to_a_catalogued_edition_with_a_known_schema() {
        for name in offered() {
            assert!(catalogue::find(name).is_some_and(|edition| edition.schema_verified), "{name}");
        }
    }
}
