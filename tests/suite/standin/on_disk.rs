//! Stand-ins written to a folder and read as real files are: every reader, end to end.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use idsbench::dataset::{
    self, Cache, ColumnData, DatasetError, FileVerdict, LoadRequest, Origin, Progress, Surroundings, Table, fingerprint,
};
use idsbench::spec::{DatasetSpec, EditionSpec, FilesSpec, LabelSource};

use super::*;

const ROWS: u64 = 2_000;
const SPEC: StandInSpec = StandInSpec { rows: ROWS, seed: 5, shares: Shares::Milder };

/// Writes the files below a folder.
struct Folder<'a> {
    root: &'a Path,
    file: Option<File>,
}

impl standin::Sink for Folder<'_> {
    fn start(&mut self, name: &str) -> io::Result<()> {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().expect("a file in a folder"))?;
        self.file = Some(File::create(path)?);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().expect("a file was started").write_all(bytes)
    }
}

fn folder_of(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    standin::write(edition(name), &SPEC, &mut Folder { root: folder.path(), file: None }).expect("a written stand-in");
    folder
}

fn load(name: &str, data: Option<&Path>) -> Result<Table, DatasetError> {
    let dataset = DatasetSpec::Edition(EditionSpec { edition: name.to_owned(), stand_in: SPEC, sample: None });
    let nowhere = Surroundings { data_root: None, working_directory: "/nonexistent".into(), cache: Cache::off() };
    dataset::load(&LoadRequest { dataset: &dataset, data, surroundings: &nowhere }, &mut |_| {})
}

/// A column as text, bit by bit.
fn bits(data: &ColumnData) -> Vec<String> {
    match data {
        ColumnData::Numeric(values) => values.iter().map(|value| format!("{:x}", value.to_bits())).collect(),
        ColumnData::Text { codes, names } => codes.iter().map(|&code| names[code as usize].clone()).collect(),
    }
}

#[test]
fn a_folder_of_a_stand_in_gives_the_rows_of_the_stand_in() {
    for name in standin::offered() {
        let folder = folder_of(name);
        let (made, read) = (load(name, None).unwrap(), load(name, Some(folder.path())).unwrap());
        assert_eq!(made.origin, Origin::StandIn { edition: name.to_owned(), seed: 5 });
        assert_eq!((made.rows() as u64, &made.labels, &made.label_names), (ROWS, &read.labels, &read.label_names));
        assert_eq!((&made.file_of_row, &made.files), (&read.file_of_row, &read.files), "{name}");
        assert!(read.files.iter().all(|file| file.listed && file.bad_rows == 0), "{name}");
        for (made, read) in made.columns.iter().zip(&read.columns) {
            assert_eq!((&made.name, bits(&made.data)), (&read.name, bits(&read.data)), "{name}");
        }
        assert_eq!(made.columns.len(), read.columns.len());
        assert_eq!(fingerprint(&made), fingerprint(&read), "{name}");
        let blank: u64 = read.files.iter().map(|file| file.blank_lines).sum();
        assert_eq!(blank > 0, name == "cicids2017/labelled-flows", "{name}: {blank} blank lines");
    }
}

#[test]
fn a_marked_folder_is_a_stand_in_whoever_reads_it() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("made");
    let rows = standin::Rows::Some(ROWS, Shares::Edition);
    standin::write_folder(edition("cicids2017/ml-csv"), rows, 5, &folder, &mut |_| {}).unwrap();
    let origin = Origin::StandIn { edition: "cicids2017/ml-csv".to_owned(), seed: 5 };
    assert_eq!(load("cicids2017/ml-csv", Some(&folder)).unwrap().origin, origin);

    let report = dataset::verify(edition("cicids2017/ml-csv"), &folder, &mut |_| {}).unwrap();
    assert!(report.synthetic && !report.is_good());
    assert_eq!(report.skipped, []);

    let files = FilesSpec {
        files: vec!["*.csv".to_owned()],
        column_names: Vec::new(),
        label: LabelSource::Columns(vec!["Label".to_owned()]),
        drop: Vec::new(),
        missing: Vec::new(),
        sample: None,
    };
    let nowhere = Surroundings { data_root: None, working_directory: folder.clone(), cache: Cache::off() };
    let request = LoadRequest { dataset: &DatasetSpec::Files(files), data: None, surroundings: &nowhere };
    assert_eq!(dataset::load(&request, &mut |_| {}).unwrap().origin, origin);
}

/// The second time the rows come from the cache, whatever the folder is called.
#[test]
fn a_table_from_the_cache_is_the_one_that_was_read() {
    let parent = tempfile::tempdir().unwrap();
    let cache = Cache::in_folder(parent.path().join("cache")).worth(std::time::Duration::ZERO);
    for name in standin::offered() {
        let folder = folder_of(name);
        let dataset = DatasetSpec::Edition(EditionSpec { edition: name.to_owned(), stand_in: SPEC, sample: None });
        let surroundings =
            Surroundings { data_root: None, working_directory: parent.path().to_path_buf(), cache: cache.clone() };
        let load = |folder: &Path| {
            let mut notes = Vec::new();
            let mut listen = |progress: Progress<'_>| {
                if let Progress::Note(note) = progress {
                    notes.push(note.to_owned());
                }
            };
            let request = LoadRequest { dataset: &dataset, data: Some(folder), surroundings: &surroundings };
            (dataset::load(&request, &mut listen).unwrap(), notes)
        };
        let (read, notes) = load(folder.path());
        assert!(!notes.iter().any(|note| note.contains("cache")), "{notes:?}");
        let moved = parent.path().join(name.replace('/', "-"));
        fs::rename(folder.path(), &moved).unwrap();
        fs::create_dir(folder.path()).unwrap();
        let (kept, notes) = load(&moved);
        assert!(notes.iter().any(|note| note.starts_with("taken from the cache")), "{name}: {notes:?}");
        assert_eq!(kept, read, "{name}");
        assert_eq!(fingerprint(&kept), fingerprint(&read), "{name}");
    }
}

#[test]
fn a_folder_of_a_stand_in_is_a_part_of_the_edition_and_says_what_it_lacks() {
    for name in standin::offered() {
        let folder = folder_of(name);
        let edition = edition(name);
        let table = load(name, Some(folder.path())).unwrap();
        let Origin::Partial { edition: named, missing } = &table.origin else { panic!("{name}: {:?}", table.origin) };
        assert_eq!(named, name);
        let total = missing.iter().filter(|said| said.starts_with("2,000 of ") && said.contains("rows are here"));
        assert_eq!(total.count(), 1, "{name}: {missing:?}");
        let absent = edition.files.len() - table.files.len();
        let files = missing.iter().filter(|said| said.contains("listed files are missing")).count();
        assert_eq!(files, usize::from(absent > 0), "{name}: {missing:?}");
        for class in edition.classes {
            let expected = class.rows.unwrap().value;
            let at = table.label_names.iter().position(|label| label == class.name).unwrap();
            let said = missing.iter().any(|said| said.starts_with(&format!("Class {}: ", class.name)));
            assert_eq!(said, table.label_counts()[at] != expected, "{name} {}: {missing:?}", class.name);
        }
        assert!(!missing.iter().any(|said| said.contains("not in the catalogue")), "{name}: {missing:?}");
    }
}

#[test]
fn verify_says_what_differs() {
    for name in standin::offered() {
        let folder = folder_of(name);
        let edition = edition(name);
        let report = dataset::verify(edition, folder.path(), &mut |_| {}).unwrap();
        assert!(!report.is_good(), "{name}");
        assert_eq!((report.rows, report.rows_expected), (ROWS, edition.rows.value), "{name}");
        assert_eq!(report.classes.len(), edition.classes.len(), "{name}");
        assert_eq!(report.classes.iter().map(|class| class.rows).sum::<u64>(), ROWS, "{name}");
        for (file, listed) in report.files.iter().zip(edition.files) {
            assert!(file.path.ends_with(listed.name), "{name}: {} {}", file.path, listed.name);
            let known = listed.rows.is_some();
            let expected = match (file.rows, known) {
                (None, _) => FileVerdict::Missing,
                (Some(_), true) => FileVerdict::Differs,
                (Some(_), false) => FileVerdict::UnknownHash,
            };
            assert_eq!(file.verdict, expected, "{name} {}", file.path);
            let remarks = file.remarks.join("; ");
            assert_eq!(file.rows.is_some() && known, remarks.contains("rows, listed"), "{name}: {remarks}");
            assert_eq!(
                file.rows.is_some() && listed.sha256.is_some(),
                remarks.contains("SHA-256"),
                "{name}: {remarks}"
            );
        }
    }
}

#[test]
fn another_editions_files_are_refused_by_name() {
    let folder = folder_of("cicids2017/labelled-flows");
    let error = load("cicids2017/ml-csv", Some(folder.path())).unwrap_err().to_string();
    assert!(error.contains("has the schema of `cicids2017/labelled-flows`, not of `cicids2017/ml-csv`"), "{error}");
    let folder = folder_of("bot-iot/5pct");
    let error = load("bot-iot/full", Some(folder.path())).unwrap_err().to_string();
    assert!(error.contains("bot-iot/5pct"), "{error}");
}

#[test]
fn an_edition_without_a_stand_in_needs_its_files() {
    let error = load("cicids2017/engelen2021", None).unwrap_err().to_string();
    let said = "dataset.edition: no stand-in is offered for cicids2017/engelen2021; give the files with --data";
    assert!(error.starts_with(said), "{error}");
}
