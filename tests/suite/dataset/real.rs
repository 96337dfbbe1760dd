//! On real rows: counts, every value, packed copies, threads, damage.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use idsbench::dataset::{self, ColumnData, Origin, Side, Table, catalogue};
use polars::prelude::{DataType, ParquetWriter};

use super::{edition_spec, gzip, load, load_edition, polars_csv};
use crate::data_folder;

/// The three editions of which real rows are at hand.
const EDITIONS: [&str; 3] = ["bot-iot/10-best", "cicids2017/ml-csv", "ciciomt2024/wifi-mqtt"];

fn counts(table: &Table) -> BTreeMap<&str, u64> {
    table.label_names.iter().map(String::as_str).zip(table.label_counts()).collect()
}

fn missing(table: &Table) -> &[String] {
    match &table.origin {
        Origin::Partial { missing, .. } => missing,
        other => panic!("partial, not {other:?}"),
    }
}

/// A table without what legitimately differs between a file and its packed copy.
fn contents(mut table: Table) -> Table {
    for file in &mut table.files {
        file.path.clear();
        file.sha256.clear();
        file.bytes = 0;
        file.blank_lines = 0;
    }
    table.origin = Origin::Files;
    table
}

fn assert_same_rows(a: &Table, b: &Table) {
    assert_eq!((&a.labels, &a.label_names, &a.file_of_row), (&b.labels, &b.label_names, &b.file_of_row));
    assert_eq!(a.columns.len(), b.columns.len());
    for (a, b) in a.columns.iter().zip(&b.columns) {
        assert_eq!(a.name, b.name);
        assert!(a.data == b.data, "{}", a.name);
    }
}

/// Equal to the last bit, any NaN being one value.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

#[test]
fn real_rows_of_ciciomt2024() {
    let Some(folder) = data_folder::dataset("ciciomt2024") else { return };
    let table = load_edition("ciciomt2024/wifi-mqtt", &folder);
    assert_eq!((table.rows(), table.columns.len(), table.files.len()), (115_828, 45, 14));
    assert!(table.files.iter().all(|file| file.listed && file.bad_rows == 0 && file.blank_lines == 0));
    let train: u64 = table.files.iter().filter(|file| file.side == Some(Side::Train)).map(|file| file.rows).sum();
    assert_eq!(train, 12_773 + 5_130 + 740 + 2_173);
    assert_eq!(counts(&table)["Benign"], 37_607);
    assert_eq!(counts(&table)["MQTT-DoS-Connect_Flood"], 12_773 + 3_131);
    assert_eq!(counts(&table).len(), 10);
    let said = missing(&table).join("\n");
    assert!(said.contains("58 of 72 listed files are missing"), "{said}");
    assert!(said.contains("28,808 of 41,916 rows"), "{said}");
    assert!(said.contains("Class Recon-Port_Scan: none of 106,603 rows."), "{said}");
    assert!(!said.contains("Class Recon-Ping_Sweep"), "that class is complete: {said}");
}

#[test]
fn real_rows_of_cicids2017() {
    let Some(folder) = data_folder::dataset("cicids2017") else { return };
    let table = load_edition("cicids2017/ml-csv", &folder);
    assert_eq!((table.rows(), table.columns.len(), table.files.len()), (17_180, 78, 8));
    let web = table.files.iter().find(|file| file.path == "web-attacks-sample.csv").unwrap();
    assert_eq!((web.rows, web.bad_rows), (10_180, 0));
    assert!(web.non_finite_cells > 0);
    assert_eq!(
        counts(&table),
        BTreeMap::from([
            ("BENIGN", 14_993),
            ("Web Attack - Brute Force", 1_509),
            ("Web Attack - Sql Injection", 23),
            ("Web Attack - XSS", 655),
        ])
    );
    let doubled = [table.column("Fwd Header Length").unwrap(), table.column("Fwd Header Length.1").unwrap()];
    assert_eq!(doubled[0].data, doubled[1].data);
}

#[test]
fn real_rows_of_bot_iot() {
    let Some(folder) = data_folder::dataset("bot-iot") else { return };
    let table = load_edition("bot-iot/10-best", &folder);
    assert_eq!((table.rows(), table.columns.len(), table.files.len()), (10_257 + 999, 16, 5));
    assert!(table.files.iter().all(|file| file.bad_rows == 0 && !file.listed));
    let head = table.files.iter().find(|file| file.path == "Testing_head.tsv").unwrap();
    assert_eq!((head.rows, head.side), (999, Some(Side::Test)));
    let counts = counts(&table);
    assert_eq!(counts["Normal/Normal"], 107 + 118);
    assert_eq!(counts["Reconnaissance/Service_Scan"], 20);
    assert_eq!(counts["DDoS/TCP"], 2_567 + 2_527 + 246);
    assert!(matches!(table.column("saddr").unwrap().data, ColumnData::Text { .. }));
    assert!(table.column("attack").is_none());
}

fn sample_files() -> Vec<(&'static str, PathBuf)> {
    let mut files = Vec::new();
    for edition in EDITIONS {
        let Some(folder) = data_folder::dataset(edition.split('/').next().unwrap()) else { continue };
        let located = dataset::locate(catalogue::find(edition).unwrap(), &folder).unwrap();
        files.extend(located.files.into_iter().map(|file| (edition, folder.join(file.relative))));
    }
    files
}

/// Lines of each sample file that polars reads too (it is not optimised in test builds).
const HEAD: usize = 1_200;

fn delimiter(path: &Path) -> u8 {
    if path.extension().is_some_and(|ending| ending == "tsv") { b'\t' } else { b',' }
}

/// The first lines of each sample file under its own name, and the rows that we read from them.
fn sample_heads() -> impl Iterator<Item = (&'static str, tempfile::TempDir, PathBuf)> {
    sample_files().into_iter().map(|(edition, path)| {
        let bytes = fs::read(&path).unwrap();
        let head: Vec<u8> = bytes.split_inclusive(|&byte| byte == b'\n').take(HEAD).flatten().copied().collect();
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join(path.file_name().unwrap());
        fs::write(&copy, head).unwrap();
        (edition, folder, copy)
    })
}

/// The name that our table gives to a column of polars.
fn our_name(polars: &str) -> String {
    polars.trim_start_matches('\u{feff}').trim().replace("_duplicated_0", ".1")
}

#[test]
fn every_number_is_that_of_polars_to_the_last_bit() {
    for (edition, folder, path) in sample_heads() {
        let table = load_edition(edition, folder.path());
        let frame = polars_csv(&path, delimiter(&path), true);
        // Polars numbers a repeated name only where it is written the same: the two of CICIDS2017 differ by a space.
        let mut seen = Vec::new();
        let mut compared = 0;
        for column in frame.columns() {
            let mut name = our_name(column.name());
            if seen.contains(&name) {
                name.push_str(".1");
            }
            seen.push(name.clone());
            let Some(ours) = table.column(&name) else { continue };
            let ColumnData::Numeric(values) = &ours.data else { continue };
            let theirs = column.cast(&DataType::Float64).unwrap();
            let theirs = theirs.f64().unwrap();
            assert_eq!(theirs.len(), values.len(), "{}", path.display());
            for (row, (ours, theirs)) in values.iter().zip(theirs.iter()).enumerate() {
                let theirs = theirs.unwrap_or(f64::NAN);
                assert!(same(ours, theirs), "{} {name} row {row}: {ours} and {theirs}", path.display());
            }
            compared += 1;
        }
        let numeric = table.columns.iter().filter(|column| matches!(column.data, ColumnData::Numeric(_))).count();
        assert_eq!(compared, numeric, "{}", path.display());
    }
}

#[test]
fn every_cell_of_every_file_is_that_of_the_standard_library() {
    for edition in EDITIONS {
        let Some(folder) = data_folder::dataset(edition.split('/').next().unwrap()) else { continue };
        let table = load_edition(edition, &folder);
        let mut row = 0;
        for file in &table.files {
            let path = folder.join(&file.path);
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            let mut lines = text.trim_start_matches('\u{feff}').lines();
            let delimiter = char::from(delimiter(&path));
            let mut header: Vec<String> = Vec::new();
            for name in lines.next().unwrap().split(delimiter) {
                let name = name.trim().to_owned();
                header.push(if header.contains(&name) { name + ".1" } else { name });
            }
            let columns: Vec<_> = header.iter().map(|name| table.column(name)).collect();
            for line in lines {
                for (column, cell) in columns.iter().zip(line.split(delimiter)) {
                    match column.map(|column| &column.data) {
                        Some(ColumnData::Numeric(values)) => {
                            let expected = if cell.is_empty() { f64::NAN } else { cell.trim().parse().unwrap() };
                            assert!(same(values.get(row), expected), "{} row {row}: {cell}", file.path);
                        }
                        Some(ColumnData::Text { codes, names }) => assert_eq!(names[codes[row] as usize], cell.trim()),
                        None => {}
                    }
                }
                row += 1;
            }
        }
        assert_eq!(row, table.rows());
    }
}

#[test]
fn gzip_and_parquet_copies_give_the_same_table() {
    for (edition, plain, path) in sample_heads() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let [packed, parquet] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        fs::write(packed.path().join(format!("{name}.gz")), gzip(&fs::read(&path).unwrap())).unwrap();
        // Once with numbers as numbers, once with every cell as text.
        for numbers in [true, false] {
            let mut frame = polars_csv(&path, delimiter(&path), numbers);
            let file = fs::File::create(parquet.path().join(format!("{name}.parquet"))).unwrap();
            ParquetWriter::new(file).finish(&mut frame).unwrap();
            let [plain, packed, parquet] =
                [&plain, &packed, &parquet].map(|folder| contents(load_edition(edition, folder.path())));
            assert_same_rows(&plain, &packed);
            assert_same_rows(&plain, &parquet);
            assert_eq!(plain.files, packed.files);
            assert_eq!(plain.files[0].non_finite_cells, parquet.files[0].non_finite_cells);
            assert_eq!(dataset::fingerprint(&plain), dataset::fingerprint(&parquet));
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let Some(folder) = data_folder::dataset("ciciomt2024") else { return };
    let tables = [1, 2, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| load_edition("ciciomt2024/wifi-mqtt", &folder))
    });
    assert_same_rows(&tables[0], &tables[1]);
    assert_same_rows(&tables[0], &tables[2]);
    assert_eq!((&tables[0].files, &tables[0].origin), (&tables[1].files, &tables[1].origin));
    assert_eq!(dataset::fingerprint(&tables[0]), dataset::fingerprint(&tables[1]));
}

#[test]
fn real_files_cut_off_or_damaged_never_panic() {
    let Some(folder) = data_folder::dataset("bot-iot") else { return };
    let bytes = fs::read(folder.join("Test_Set_Normal_Traffic.csv")).unwrap();
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("Test_Set_Normal_Traffic.csv");
    for length in (0..bytes.len()).step_by(97) {
        fs::write(&file, &bytes[..length]).unwrap();
        match load(&edition_spec("bot-iot/10-best"), copy.path()) {
            Ok(table) => assert!(table.files[0].bad_rows <= 1, "only the last row is cut"),
            Err(error) => assert!(error.to_string().contains("Test_Set_Normal_Traffic.csv"), "{error}"),
        }
    }
    let mut state = 12345u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    };
    for _ in 0..200 {
        let mut damaged = bytes.clone();
        for _ in 0..=random(20) {
            damaged[random(bytes.len())] ^= 1 << random(8);
        }
        fs::write(&file, &damaged).unwrap();
        let _ = load(&edition_spec("bot-iot/10-best"), copy.path());
    }
}
