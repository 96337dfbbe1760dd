//! Tests of the `dataset` room through its public face.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use idsbench::dataset::{
    self, Cache, ColumnData, DatasetError, FileProblem, FileVerdict, LoadRequest, Origin, Progress, Surroundings,
    Table, catalogue,
};
use idsbench::spec::{DatasetSpec, EditionSpec, FilesSpec, LabelSource, SampleSpec, Shares, StandInSpec};
use polars::prelude::{Column, CsvParseOptions, CsvReadOptions, DataFrame, ParquetWriter, SerReader};

mod archives;
mod real;

fn edition_spec(name: &str) -> DatasetSpec {
    let stand_in = StandInSpec { rows: 2_000, seed: 7, shares: Shares::Milder };
    DatasetSpec::Edition(EditionSpec { edition: name.to_owned(), stand_in, sample: None })
}

fn files_spec(files: &[&str], label: LabelSource, drop: &[&str]) -> DatasetSpec {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    DatasetSpec::Files(FilesSpec {
        files: owned(files),
        column_names: Vec::new(),
        label,
        drop: owned(drop),
        missing: Vec::new(),
        sample: None,
    })
}

fn columns(names: &[&str]) -> LabelSource {
    LabelSource::Columns(names.iter().map(|&name| name.to_owned()).collect())
}

/// An empty working directory and no environment.
fn nowhere(folder: &Path) -> Surroundings {
    Surroundings { data_root: None, working_directory: folder.to_path_buf(), cache: Cache::off() }
}

fn load(dataset: &DatasetSpec, data: &Path) -> Result<Table, DatasetError> {
    let surroundings = nowhere(Path::new("/nonexistent"));
    dataset::load(&LoadRequest { dataset, data: Some(data), surroundings: &surroundings }, &mut |_| {})
}

fn load_edition(name: &str, data: &Path) -> Table {
    load(&edition_spec(name), data).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The file as polars reads it: names as written, text for every column that is not asked for as a number.
fn polars_csv(path: &Path, delimiter: u8, numbers: bool) -> DataFrame {
    let parse =
        CsvParseOptions::default().with_separator(delimiter).with_encoding(polars::prelude::CsvEncoding::LossyUtf8);
    CsvReadOptions::default()
        .with_infer_schema_length(if numbers { None } else { Some(0) })
        .with_parse_options(parse)
        .try_into_reader_with_file_path(Some(path.to_path_buf()))
        .unwrap()
        .finish()
        .unwrap()
}

#[test]
fn damaged_parquet_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("rows.csv");
    let rows: String = (0..500).map(|row| format!("{row},{}.5,p{},l{}\n", row * 7, row % 9, row % 2)).collect();
    fs::write(&csv, format!("a,b,p,y\n{rows}")).unwrap();
    let file = folder.path().join("rows.parquet");
    ParquetWriter::new(fs::File::create(&file).unwrap()).finish(&mut polars_csv(&csv, b',', true)).unwrap();
    let bytes = fs::read(&file).unwrap();
    let spec = files_spec(&["rows.parquet"], columns(&["y"]), &[]);
    assert_eq!(load(&spec, folder.path()).unwrap().rows(), 500);
    for length in (4..bytes.len()).step_by(bytes.len() / 50) {
        fs::write(&file, &bytes[..length]).unwrap();
        let error = load(&spec, folder.path()).unwrap_err();
        assert!(error.to_string().contains("rows.parquet: not a readable Parquet file"), "{error}");
    }
    for at in (4..bytes.len()).step_by(bytes.len() / 200) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        fs::write(&file, &damaged).unwrap();
        let _ = load(&spec, folder.path());
    }
}

#[test]
fn parquet_columns_of_any_type_may_stand_beside_those_that_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let rows = 0..40u8;
    let labels: Vec<&str> = rows.clone().map(|row| if row % 2 == 0 { "even" } else { "odd" }).collect();
    let small = Column::new("small".into(), rows.clone().collect::<Vec<u8>>());
    let label = Column::new("y".into(), labels);
    let bytes = Column::new("raw".into(), rows.map(|row| vec![row]).collect::<Vec<Vec<u8>>>());
    let mut frame = DataFrame::new(40, vec![small, label, bytes]).unwrap();
    ParquetWriter::new(fs::File::create(folder.path().join("a.parquet")).unwrap()).finish(&mut frame).unwrap();
    let table = load(&files_spec(&["a.parquet"], columns(&["y"]), &["raw"]), folder.path()).unwrap();
    assert_eq!(table.columns.len(), 1);
    assert_eq!(table.columns[0].data, ColumnData::Numeric((0..40).map(f64::from).collect()));
    assert_eq!(table.label_names, ["even", "odd"]);
    let error = load(&files_spec(&["a.parquet"], columns(&["y"]), &[]), folder.path()).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("column `raw` has the Parquet type binary") && error.contains("dataset.drop"), "{error}");
}

#[test]
fn nested_parquet_columns_are_refused_by_name_and_may_be_dropped() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/dataset");
    let others = [
        ("struct", "struct"),
        ("structs", "list"),
        ("map", "list"),
        ("decimal", "Decimal(10, 2)"),
        ("half", "Float16"),
    ];
    let read = |drop: &[&str]| load(&files_spec(&["nested.parquet"], columns(&["y"]), drop), &folder);
    for (wanted, kind) in others {
        let drop: Vec<&str> = others.map(|(name, _)| name).into_iter().filter(|name| *name != wanted).collect();
        let error = read(&drop).unwrap_err().to_string();
        assert!(error.contains(&format!("nested.parquet: column `{wanted}` has the Parquet type {kind}")), "{error}");
    }
    let table = read(&others.map(|(name, _)| name)).unwrap();
    assert_eq!(table.columns[0].data, ColumnData::Numeric((0..4).map(f64::from).collect()));
}

#[test]
fn without_a_folder_the_stand_in_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    for name in dataset::standin::offered() {
        let surroundings = nowhere(folder.path());
        let spec = edition_spec(name);
        let request = LoadRequest { dataset: &spec, data: None, surroundings: &surroundings };
        let table = dataset::load(&request, &mut |_| {}).unwrap();
        assert_eq!(table.origin, Origin::StandIn { edition: name.to_owned(), seed: 7 });
        assert!(table.origin.is_synthetic());
        assert_eq!(table.rows(), 2_000);
        assert!(table.files.iter().all(|file| file.bad_rows == 0));
        let edition = catalogue::find(name).unwrap();
        assert!(table.label_names.iter().all(|label| edition.class(label).is_some()), "{:?}", table.label_names);
        assert_eq!(table.columns.len(), edition.columns.len() - edition.label_columns().count());
    }
}

/// A folder with files of these names and contents.
fn folder_of(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Made-up rows in the schema of `bot-iot/10-best`.
fn bot_iot(rows: u32) -> Vec<u8> {
    let edition = catalogue::find("bot-iot/10-best").unwrap();
    let header: Vec<&str> = edition.columns.iter().map(|column| column.name).collect();
    let mut text = header.join(",") + "\n";
    for row in 0..rows {
        text.push_str(&format!("{row},tcp,10.0.0.1,1,10.0.0.2,2,3,0.1,4,0.2,1,0.3,5,0.4,0.5,0.6,1,DoS,TCP\n"));
    }
    text.into_bytes()
}

const TRAINING: &str = "UNSW_2018_IoT_Botnet_Final_10_best_Training.csv";

#[test]
fn a_named_folder_must_be_there_and_hold_files() {
    let empty = folder_of(&[(".hidden.csv", b"a,b\n")]);
    let spec = edition_spec("bot-iot/10-best");
    assert!(matches!(load(&spec, empty.path()), Err(DatasetError::EmptyFolder { .. })));
    assert!(matches!(load(&spec, &empty.path().join("no")), Err(DatasetError::MissingFolder { .. })));
}

#[test]
fn the_folder_is_named_or_in_the_environment_or_below_the_working_directory() {
    let home = folder_of(&[("data/bot-iot/a.csv", b"x"), ("root/bot-iot/b.csv", b"x"), ("given/c.csv", b"x")]);
    let edition = catalogue::find("bot-iot/10-best").unwrap();
    let at = |path: &str| home.path().join(path);
    let find = |explicit: Option<&str>, root: Option<&str>, cwd: &str| {
        let surroundings = Surroundings { data_root: root.map(at), working_directory: at(cwd), cache: Cache::off() };
        dataset::find_folder(edition, explicit.map(at).as_deref(), &surroundings)
    };
    assert_eq!(find(Some("given"), Some("root"), "").unwrap(), Some(at("given")));
    assert_eq!(find(None, Some("root"), "").unwrap(), Some(at("root/bot-iot")));
    assert_eq!(find(None, Some("given"), "").unwrap(), Some(at("").join("data/bot-iot")));
    assert_eq!(find(None, None, "root").unwrap(), None);
    assert!(matches!(find(None, Some("gone"), ""), Err(DatasetError::MissingFolder { .. })));
    assert!(matches!(find(Some("gone"), None, ""), Err(DatasetError::MissingFolder { .. })));
}

#[test]
fn a_listed_name_with_another_schema_is_refused_by_name() {
    let edition = catalogue::find("cicids2017/ml-csv").unwrap();
    let names: Vec<&str> = edition.columns.iter().map(|column| column.name).collect();
    let folder = folder_of(&[(TRAINING, format!("{}\n1\n", names.join(",")).as_bytes())]);
    let error = load(&edition_spec("bot-iot/10-best"), folder.path()).unwrap_err().to_string();
    assert!(error.contains(TRAINING), "{error}");
    assert!(error.contains("has the schema of `cicids2017/ml-csv`, not of `bot-iot/10-best`"), "{error}");
}

#[test]
fn a_folder_where_nothing_fits_says_what_was_found_and_expected() {
    let folder = folder_of(&[("rows.csv", b"a,b\n1,2\n"), ("notes.md", b"hello"), ("all.zip", b"PK\x03\x04")]);
    let error = load(&edition_spec("bot-iot/10-best"), folder.path()).unwrap_err().to_string();
    for part in [
        TRAINING,
        "rows.csv: this file does not have the schema",
        "missing: `pkSeqID`",
        "all.zip: the zip archive is damaged",
        "notes.md",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn copies_and_strangers_are_skipped_and_said() {
    let folder = folder_of(&[
        (TRAINING, &bot_iot(20)),
        ("copy/UNSW_2018_IoT_Botnet_Final_10_best_Testing.csv", &bot_iot(20)),
        ("mine.csv", &bot_iot(3)),
        ("other.csv", b"a,b\n1,2\n"),
    ]);
    let surroundings = nowhere(folder.path());
    let spec = edition_spec("bot-iot/10-best");
    let mut notes = Vec::new();
    let request = LoadRequest { dataset: &spec, data: Some(folder.path()), surroundings: &surroundings };
    let table = dataset::load(&request, &mut |progress| {
        if let Progress::Note(note) = progress {
            notes.push(note.to_owned());
        }
    })
    .unwrap();
    assert_eq!((table.rows(), table.files.len()), (20, 1));
    let notes = notes.join("\n");
    for part in
        ["mine.csv is not used: has the schema but no listed name", "holds the same bytes as", "other.csv is not used"]
    {
        assert!(notes.contains(part), "{part} in {notes}");
    }
}

#[test]
fn two_different_files_of_one_listed_name_are_refused() {
    let folder = folder_of(&[(TRAINING, &bot_iot(20)), (&format!("old/{TRAINING}.gz"), &gzip(&bot_iot(21)))]);
    let error = load(&edition_spec("bot-iot/10-best"), folder.path()).unwrap_err();
    assert!(matches!(error, DatasetError::Ambiguous { .. }), "{error}");
}

#[test]
fn an_unknown_edition_has_a_hint() {
    let error = load(&edition_spec("bot-iot/10best"), Path::new(".")).unwrap_err();
    assert_eq!(error.to_string(), "`bot-iot/10best` is not in the catalogue; did you mean `bot-iot/10-best`?");
}

#[test]
fn progress_ends_at_the_size_of_the_files() {
    let folder =
        folder_of(&[(TRAINING, &bot_iot(2_000)), ("UNSW_2018_IoT_Botnet_Final_10_best_Testing.csv", &bot_iot(9))]);
    let surroundings = nowhere(folder.path());
    let spec = edition_spec("bot-iot/10-best");
    let mut last = (0, 0, 0, 0);
    let request = LoadRequest { dataset: &spec, data: Some(folder.path()), surroundings: &surroundings };
    dataset::load(&request, &mut |progress| {
        if let Progress::Reading { file, files, bytes_done, bytes_total, .. } = progress {
            assert!(bytes_done >= last.2);
            last = (file, files, bytes_done, bytes_total);
        }
    })
    .unwrap();
    assert_eq!((last.0, last.1), (2, 2));
    assert_eq!(last.2, last.3);
}

#[test]
fn files_of_no_edition() {
    let folder = folder_of(&[
        ("in/a.csv", b",port,proto,note,class\n0,80,tcp,x,bad\n1,,udp,y,good\n"),
        ("in/b.csv.gz", &gzip(b"class;proto;port;note;\nbad;http;443;z;7\n")),
    ]);
    let spec = files_spec(&["in/*.csv*"], columns(&["class"]), &["note"]);
    let table = load(&spec, folder.path()).unwrap();
    assert_eq!(table.origin, Origin::Files);
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["port", "proto"]);
    let ColumnData::Numeric(ports) = &table.columns[0].data else { panic!("ports are numbers") };
    assert!(ports.get(0) == 80.0 && ports.get(1).is_nan() && ports.get(2) == 443.0);
    assert_eq!(table.label_names, ["bad", "good"]);
    assert_eq!(table.file_of_row, [0, 0, 1]);

    let by_name = load(&files_spec(&["in/*"], LabelSource::FileName, &[]), folder.path()).unwrap();
    assert_eq!(by_name.label_names, ["a", "b"]);
    assert_eq!(by_name.columns.len(), 4);
}

#[test]
fn a_column_that_is_text_in_one_file_is_text_in_all() {
    let folder = folder_of(&[("a.csv", b"p,y\n80,x\n"), ("b.csv", b"p,y\nhttp,x\n")]);
    let table = load(&files_spec(&["a.csv", "b.csv"], columns(&["y"]), &[]), folder.path()).unwrap();
    let expected = ColumnData::Text { codes: vec![0, 1], names: vec!["80".to_owned(), "http".to_owned()] };
    assert_eq!(table.columns[0].data, expected);
}

#[test]
fn one_cell_that_makes_a_column_text_is_shown_and_can_be_declared_missing() {
    let first: String = (0..9).map(|row| format!("{row},,y\n")).collect();
    let folder = folder_of(&[
        ("a.csv", format!("n,p,y\n\n{first}").as_bytes()),
        ("b.csv", b"n,p,y\n9,tcp,y\nOOPS,80,x\nlate,udp,x\n\"1,234\",udp,x\n"),
    ]);
    let mut spec = files_spec(&["a.csv", "b.csv"], columns(&["y"]), &[]);
    let read = |spec: &DatasetSpec| {
        let mut notes = Vec::new();
        let surroundings = nowhere(Path::new("/nonexistent"));
        let request = LoadRequest { dataset: spec, data: Some(folder.path()), surroundings: &surroundings };
        let table = dataset::load(&request, &mut |progress| {
            if let Progress::Note(note) = progress {
                notes.push(note.to_owned());
            }
        });
        notes.retain(|note| note.contains("is text because of"));
        (table.unwrap(), notes)
    };
    let (table, notes) = read(&spec);
    assert_eq!(
        notes,
        [
            "column `n` is text because of `OOPS` in line 3 of b.csv: 3 of its 13 cells are no number; if it is meant to be \
             numbers, list such texts under dataset.missing, or mend the file"
        ]
    );
    let (stray, file) = table.stray_cell("p").unwrap();
    assert_eq!(
        (stray.sentence(file), stray.is_among_numbers()),
        ("column `p` is text because of `tcp` in line 2 of b.csv: 3 of its 4 cells are no number".to_owned(), false)
    );

    let DatasetSpec::Files(files) = &mut spec else { unreachable!() };
    files.missing = vec!["oops".to_owned(), "late".to_owned()];
    let (table, notes) = read(&spec);
    assert_eq!(
        notes,
        ["column `n` is text because of `1,234` in line 5 of b.csv: 1 of its 11 cells is no number; numbers are read \
             with a decimal point and without separators of thousands: convert the file"]
    );
    assert!(matches!(table.columns[0].data, ColumnData::Text { .. }));

    let DatasetSpec::Files(files) = &mut spec else { unreachable!() };
    files.missing.push("1,234".to_owned());
    let (table, notes) = read(&spec);
    assert_eq!(notes, Vec::<String>::new());
    let ColumnData::Numeric(numbers) = &table.columns[0].data else { panic!("numbers") };
    assert_eq!(numbers.iter().filter(|number| number.is_nan()).count(), 3);
    assert_eq!(table.files[1].non_finite_cells, 3);
    assert!(matches!(table.columns[1].data, ColumnData::Text { .. }));
}

#[test]
fn files_without_a_header_take_their_names_from_the_spec() {
    let folder = folder_of(&[
        ("a.csv", b"1,tcp,0.5,bad\n2,udp,,good\n"),
        ("b.csv", b"n,p,x,y\n3,tcp,1,good\n"),
        ("c.csv", b"1,2,3\n"),
    ]);
    let named = |file: &str, label: &str| {
        let mut spec = files_spec(&[file], columns(&[label]), &[]);
        let DatasetSpec::Files(files) = &mut spec else { unreachable!() };
        files.column_names = ["n", "p", "x", "y"].map(str::to_owned).to_vec();
        load(&spec, folder.path())
    };
    let table = named("[ab].csv", "y").unwrap();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["n", "p", "x"]);
    assert_eq!(table.columns[0].data, ColumnData::Numeric([1.0, 2.0, 3.0].into_iter().collect()));
    assert_eq!((table.labels, table.label_names), (vec![0, 1, 1], vec!["bad".to_owned(), "good".to_owned()]));
    let said = named("c.csv", "y").unwrap_err().to_string();
    assert!(said.ends_with("c.csv: dataset.column_names has 4 names, and the first line 3 cells"), "{said}");
    let unnamed = load(&files_spec(&["a.csv"], columns(&["y"]), &[]), folder.path()).unwrap_err().to_string();
    assert!(unnamed.contains("if the first line is a row, name the columns under dataset.column_names"), "{unnamed}");
}

#[test]
fn a_label_that_stands_twice_in_the_header_must_be_told_apart() {
    let folder = folder_of(&[("a.csv", b"x,y,y\n1,a,c\n2,b,d\n")]);
    let read = |label: &str, drop: &[&str]| load(&files_spec(&["a.csv"], columns(&[label]), drop), folder.path());
    let said = read("y", &[]).unwrap_err().to_string();
    assert!(said.contains("the first is `y` here and the others `y.1`; list those"), "{said}");
    assert_eq!(read("y", &["y.1"]).unwrap().label_names, ["a", "b"]);
    assert_eq!(read("y.1", &["y"]).unwrap().label_names, ["c", "d"]);
}

#[test]
fn dropping_every_column_is_told_before_anything_is_read() {
    let folder = folder_of(&[("a.csv", b"x,z,y\n1,2,a\n")]);
    let said = load(&files_spec(&["a.csv"], columns(&["y"]), &["x", "z"]), folder.path()).unwrap_err().to_string();
    assert!(said.contains("no column is left to learn from: dataset.label and dataset.drop take all 3"), "{said}");
}

#[test]
fn a_sample_too_small_for_the_labels_ends_the_reading_at_once() {
    let rows = |labels: std::ops::Range<u32>| {
        let rows: String = labels.flat_map(|label| (0..10).map(move |row| format!("{row},l{label}\n"))).collect();
        format!("x,class\n{rows}").into_bytes()
    };
    let folder = folder_of(&[("a.csv", &rows(0..40)), ("b.csv", &rows(40..41))]);
    let mut spec = files_spec(&["*.csv"], columns(&["class"]), &[]);
    *spec.sample_mut() = Some(SampleSpec::of(399));
    let surroundings = nowhere(Path::new("/nonexistent"));
    let request = LoadRequest { dataset: &spec, data: Some(folder.path()), surroundings: &surroundings };
    let listen = &mut |progress: Progress<'_>| assert!(!matches!(progress, Progress::Reading { file: 2, .. }));
    let error = dataset::load(&request, listen).unwrap_err().to_string();
    let says =
        "a.csv: up to here the rows have 40 labels, and the 399 rows of `dataset.sample` are too few for 10 of each";
    assert!(error.contains(says), "{error}");
}

#[test]
fn mistakes_in_a_files_spec_are_named() {
    let folder = folder_of(&[("a.csv", b"port,class\n1,x\n"), ("b.csv", b"port,clazz\n1,x\n")]);
    let said = |files: &[&str], label: &str, drop: &[&str]| {
        load(&files_spec(files, columns(&[label]), drop), folder.path()).unwrap_err().to_string()
    };
    assert!(said(&["a.csv"], "Class", &[]).contains("no column `Class` (label); did you mean `class`?"));
    assert!(said(&["a.csv"], "class", &["ports"]).contains("no column `ports` (drop); did you mean `port`?"));
    assert!(said(&["*.tsv"], "class", &[]).contains("`*.tsv` matches no file below"));
    assert!(said(&["a.csv", "***"], "class", &[]).contains("`***` is not a pattern"));
    let different = said(&["a.csv", "b.csv"], "class", &[]);
    assert!(different.contains("missing: `class`; too many: `clazz`"), "{different}");
}

#[test]
fn verify_compares_with_the_catalogue() {
    let testing = "UNSW_2018_IoT_Botnet_Final_10_best_Testing.csv";
    let folder = folder_of(&[(TRAINING, &bot_iot(20))]);
    let edition = catalogue::find("bot-iot/10-best").unwrap();
    let report = dataset::verify(edition, folder.path(), &mut |_| {}).unwrap();
    assert!(!report.is_good());
    let verdicts: Vec<(&str, FileVerdict)> =
        report.files.iter().map(|file| (file.path.as_str(), file.verdict)).collect();
    assert_eq!(verdicts, [(TRAINING, FileVerdict::Differs), (testing, FileVerdict::Missing)]);
    assert_eq!(report.files[0].remarks, ["20 rows, listed 2934817"]);
    assert_eq!(report.rows, 20);
    assert_eq!(report.classes.iter().find(|class| class.label == "DoS/TCP").unwrap().rows, 20);

    let broken = folder_of(&[(TRAINING, &bot_iot(0))]);
    let report = dataset::verify(edition, broken.path(), &mut |_| {}).unwrap();
    assert_eq!(report.files[0].verdict, FileVerdict::Unreadable);
    assert!(report.files[0].remarks[0].contains("a header and no rows"));
}

#[test]
fn an_error_keeps_its_cause() {
    let folder = folder_of(&[(TRAINING, &gzip(&bot_iot(2_000))[..200])]);
    match load(&edition_spec("bot-iot/10-best"), folder.path()).unwrap_err() {
        DatasetError::File { problem: FileProblem::Gzip(_), path } => assert!(path.ends_with(TRAINING)),
        other => panic!("{other}"),
    }
}

#[test]
fn what_is_no_table_is_named_for_what_it_is() {
    let text = b"port,class\n1,x\n2,y\n";
    let folder = folder_of(&[
        ("twice.csv.gz", &gzip(&gzip(text))),
        ("binary.csv", b"\x01\0\x02\n\x03\0\n"),
        ("headless.csv", b"0.5,tcp,x\n1.5,udp,y\n"),
        ("in/a.csv", text),
    ]);
    let said =
        |file: &str| load(&files_spec(&[file], columns(&["class"]), &[]), folder.path()).unwrap_err().to_string();
    assert!(said("twice.csv.gz").ends_with("packed with gzip twice; unpack it once"), "{}", said("twice.csv.gz"));
    assert!(said("binary.csv").ends_with("this is no text: the first line holds zero bytes"), "{}", said("binary.csv"));
    assert!(said("headless.csv").ends_with("name the columns under dataset.column_names"), "{}", said("headless.csv"));
    assert!(
        said("in").contains("`in` is a folder below") && said("in").ends_with("as in `in/*.csv`"),
        "{}",
        said("in")
    );
}
