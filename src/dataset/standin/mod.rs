//! Stand-ins: generated rows in an edition's exact schema, for when the real files are absent.
//!
//! Each edition has a small traffic model: hosts, a clock and processes that emit packets or flows; the columns are then
//! derived from them as the edition's own extractor does, so that they hang together as in the real files. The bytes are
//! CSV with the edition's header and quirks, for the same readers as the real ones. Nothing here is a copy of a real row,
//! and no number measured on these rows says anything about the dataset: whatever is made from them must say SYNTHETIC.

mod bot_iot;
mod cicids2017;
mod ciciomt2024;
mod folder;
mod format;
mod shares;
mod traffic;

use std::io;

use super::catalogue::Edition;
use crate::spec::StandInSpec;
pub(crate) use folder::marked;
pub use folder::{MARK, Rows, write_folder};

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
    #[error("dataset.edition: no stand-in is offered for {edition}; give the files with --data ({why})")]
    NotOffered {
        /// Catalogue name.
        edition: &'static str,
        /// The reason.
        why: &'static str,
    },
    /// No rows were asked for.
    #[error("dataset.stand_in.rows: a stand-in of 0 rows holds nothing; ask for 1 at least")]
    NoRows,
    /// The folder is in use.
    #[error("{folder} is not empty; name a new folder with --out, so that generated rows never lie among others")]
    NotEmpty {
        /// The folder.
        folder: String,
    },
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

const MODELS: [(&str, Model); 6] = [
    ("bot-iot/10-best", bot_iot::write_10_best),
    ("bot-iot/5pct", bot_iot::write_5pct),
    ("bot-iot/full", bot_iot::write_full),
    ("cicids2017/ml-csv", cicids2017::write_ml_csv),
    ("cicids2017/labelled-flows", cicids2017::write_labelled_flows),
    ("ciciomt2024/wifi-mqtt", ciciomt2024::write),
];

/// Names of the editions that have a stand-in.
pub fn offered() -> Vec<&'static str> {
    MODELS.iter().map(|(name, _)| *name).collect()
}

/// Why `edition` has no stand-in; `None` where it has one.
pub fn why_not(edition: &Edition) -> Option<&'static str> {
    (!offered().contains(&edition.name)).then(|| refusal(edition))
}

fn refusal(edition: &Edition) -> &'static str {
    if edition.schema_verified {
        "no traffic model of it is built in"
    } else {
        "the columns of its files are not known for certain, so rows in its schema would be guesses"
    }
}

/// Generates the stand-in of `edition` in memory; files without rows are left out. They come in the order of their names,
/// as the files of a folder do.
///
/// # Errors
/// [`StandInError::NotOffered`] for an edition without a traffic model, [`StandInError::NoRows`] for 0 rows.
pub fn generate(edition: &'static Edition, spec: &StandInSpec) -> Result<Vec<StandInFile>, StandInError> {
    let mut files = Vec::new();
    write(edition, spec, &mut files)?;
    files.sort_by(|a: &StandInFile, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Generates the stand-in of `edition` into `sink`, for sizes that do not fit in memory as text.
///
/// # Errors
/// As [`generate`], and [`StandInError::Write`] when the sink fails.
pub fn write(edition: &'static Edition, spec: &StandInSpec, sink: &mut dyn Sink) -> Result<(), StandInError> {
    let model = MODELS.iter().find(|(name, _)| *name == edition.name).map(|(_, model)| model);
    let model = model.ok_or_else(|| StandInError::NotOffered { edition: edition.name, why: refusal(edition) })?;
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
    use crate::dataset::place::Place;
    use crate::dataset::{Origin, catalogue};
    use crate::spec::Shares;

    #[test]
    fn an_edition_without_a_model_is_refused_with_the_reason() {
        let edition = catalogue::find("cicids2017/engelen2021").unwrap();
        let error = generate(edition, &StandInSpec { rows: 10, seed: 0, shares: Shares::Milder }).unwrap_err();
        assert_eq!(
            error.to_string(),
            "dataset.edition: no stand-in is offered for cicids2017/engelen2021; give the files with --data (the columns of \
             its files are not known for certain, so rows in its schema would be guesses)"
        );
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
    fn files_on_disk_are_those_in_memory_and_bear_a_mark() {
        let folder = tempfile::tempdir().unwrap();
        let edition = catalogue::find("ciciomt2024/wifi-mqtt").unwrap();
        let rows = Rows::Some(3_000, Shares::Milder);
        let mut started = Vec::new();
        let written =
            write_folder(edition, rows, 4, folder.path(), &mut |name: &str| started.push(name.to_owned())).unwrap();
        let files = generate(edition, &StandInSpec { rows: 3_000, seed: 4, shares: Shares::Milder }).unwrap();
        assert_eq!(written, files.iter().map(|file| file.bytes.len() as u64).sum::<u64>());
        started.sort();
        assert_eq!(started, files.iter().map(|file| file.name.clone()).collect::<Vec<_>>());
        for file in &files {
            let path = folder.path().join(&file.name);
            assert_eq!(std::fs::read(&path).unwrap(), file.bytes);
            let origin = Origin::StandIn { edition: edition.name.to_owned(), seed: 4 };
            assert_eq!(marked([&Place::file(&path)]).unwrap(), Some(origin));
        }
        let error = write_folder(edition, rows, 4, folder.path(), &mut |_| {}).unwrap_err();
        assert!(matches!(error, StandInError::NotEmpty { .. }), "{error}");
    }

    #[test]
    fn a_damaged_mark_is_an_error_and_none_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        assert_eq!(marked([&Place::file(&file)]).unwrap(), None);
        std::fs::write(folder.path().join(MARK), "{").unwrap();
        assert_eq!(marked([&Place::file(&file)]).unwrap_err().0, folder.path().join(MARK));
    }

    #[test]
    fn every_edition_whose_schema_is_known_is_offered_and_no_other() {
        for edition in catalogue::all() {
            assert_eq!(why_not(edition).is_none(), edition.schema_verified, "{}", edition.name);
        }
        assert!(offered().iter().all(|name| catalogue::find(name).is_some()));
    }
}
