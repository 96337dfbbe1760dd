//! A kept table is the one that was read; whatever happened to it or to its files is noticed.

use std::cell::Cell;

use proptest::prelude::*;

use super::super::table::{Column, ColumnData, FileUse, Origin, StrayCell};
use super::*;

fn table_of(columns: Vec<(String, ColumnData)>, labels: Vec<u32>, sha256: &str) -> Table {
    let file = FileUse {
        path: "rows.csv".to_owned(),
        bytes: 3,
        sha256: sha256.to_owned(),
        rows: labels.len() as u64,
        rows_kept: None,
        bad_rows: 1,
        bad_examples: vec!["line 3: 2 cells instead of 3".to_owned()],
        blank_lines: 2,
        non_finite_cells: 5,
        side: None,
        listed: true,
        stray_cells: vec![StrayCell { column: "x".to_owned(), cell: "oops".to_owned(), line: 3, texts: 1, cells: 2 }],
    };
    Table {
        columns: columns.into_iter().map(|(name, data)| Column { name, data }).collect(),
        label_names: (0..=labels.iter().copied().max().unwrap_or(0)).map(|label| format!("class {label}")).collect(),
        file_of_row: vec![0; labels.len()],
        labels,
        files: vec![file],
        sample: None,
        fingerprint: None,
        origin: Origin::Files,
    }
}

/// A folder with one file, a cache that keeps everything, and how often the file was read.
struct Bench {
    folder: tempfile::TempDir,
    cache: Cache,
    reads: Cell<u32>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("rows.csv"), "abc").unwrap();
        let cache = Cache::in_folder(folder.path().join("cache")).worth(Duration::ZERO);
        Self { folder, cache, reads: Cell::new(0) }
    }

    /// The table and the notes.
    fn table(&self, what: &str) -> (Table, Vec<String>) {
        let place = Place::file(self.folder.path().join("rows.csv"));
        let mut notes = Vec::new();
        let mut listen = |progress: Progress<'_>| {
            if let Progress::Note(note) = progress {
                notes.push(note.to_owned());
            }
        };
        let table = self
            .cache
            .table(what, &[Part { relative: "rows.csv", place: &place }], &mut listen, |_| {
                self.reads.set(self.reads.get() + 1);
                let sha256 = place.source().identity().unwrap().sha256;
                let x = ColumnData::Numeric(vec![0.1, f64::NAN, -0.0].into());
                Ok(table_of(vec![("x".to_owned(), x)], vec![0, 1, 0], &sha256))
            })
            .unwrap();
        (table, notes)
    }

    fn kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.path().join("cache")).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == TABLE));
        paths
    }
}

#[test]
fn a_second_reading_takes_the_kept_table_and_says_so() {
    let bench = Bench::new();
    let (first, notes) = bench.table("edition");
    assert_eq!(notes, Vec::<String>::new());
    let (second, notes) = bench.table("edition");
    assert_eq!((bench.reads.get(), first == second), (1, true));
    assert_eq!(second.fingerprint, Some(fingerprint::of_rows(&second)));
    assert!(notes[0].starts_with("taken from the cache"), "{notes:?}");
    bench.table("another edition");
    assert_eq!((bench.reads.get(), bench.kept().len()), (2, 2));
}

#[test]
fn a_changed_file_is_read_again() {
    let bench = Bench::new();
    bench.table("edition");
    fs::write(bench.folder.path().join("rows.csv"), "abd").unwrap();
    bench.table("edition");
    assert_eq!(bench.reads.get(), 2);
}

#[test]
fn a_damaged_table_is_read_again_and_said() {
    let bench = Bench::new();
    let (whole, _) = bench.table("edition");
    let path = bench.kept().remove(0);
    let bytes = fs::read(&path).unwrap();
    let mut damages: Vec<Vec<u8>> = (0..bytes.len()).step_by(7).map(|length| bytes[..length].to_vec()).collect();
    damages.extend((0..bytes.len()).step_by(3).map(|at| {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        damaged
    }));
    damages.push([bytes.as_slice(), b"x"].concat());
    for damaged in damages {
        fs::write(&path, damaged).unwrap();
        let before = bench.reads.get();
        let (table, notes) = bench.table("edition");
        assert_eq!((bench.reads.get(), table == whole), (before + 1, true));
        assert!(notes[0].contains("is not used") && notes[0].contains("reading again"), "{notes:?}");
    }
}

#[test]
fn quick_readings_and_a_cache_that_is_off_keep_nothing() {
    let mut bench = Bench::new();
    bench.cache = Cache::in_folder(bench.folder.path().join("cache"));
    bench.table("edition");
    bench.cache = Cache::off();
    bench.table("edition");
    assert!(!bench.folder.path().join("cache").exists());
    assert_eq!(bench.reads.get(), 2);
}

#[test]
fn a_folder_that_cannot_be_made_is_a_note() {
    let mut bench = Bench::new();
    bench.cache = Cache::in_folder(bench.folder.path().join("rows.csv/cache")).worth(Duration::ZERO);
    let (_, notes) = bench.table("edition");
    assert!(notes[0].starts_with("not kept in "), "{notes:?}");
}

#[test]
fn the_oldest_tables_make_room() {
    let mut bench = Bench::new();
    bench.table("first");
    let size = bench.kept()[0].metadata().unwrap().len();
    bench.cache = bench.cache.clone().most_bytes(2 * size);
    for what in ["second", "third"] {
        bench.table(what);
    }
    assert_eq!(bench.kept().len(), 2);
    bench.table("third");
    assert_eq!(bench.reads.get(), 3);
}

#[test]
fn a_table_that_is_larger_than_the_cache_takes_no_others_place() {
    let mut bench = Bench::new();
    bench.table("first");
    let size = bench.kept()[0].metadata().unwrap().len();
    bench.cache = bench.cache.clone().most_bytes(size - 1);
    let (_, notes) = bench.table("second");
    assert!(notes[0].starts_with("not kept in ") && notes[0].contains("it would take more than the"), "{notes:?}");
    let left = fs::read_dir(bench.folder.path().join("cache")).unwrap();
    let left: Vec<PathBuf> = left.map(|entry| entry.unwrap().path()).collect();
    assert!(!left.iter().any(|path| path.file_name().unwrap().to_str().unwrap().starts_with(PART)), "{left:?}");
    bench.table("first");
    assert_eq!(bench.reads.get(), 2, "the first is still there");
}

#[test]
fn what_was_written_in_part_goes_when_no_run_can_be_writing_it() {
    let mut bench = Bench::new();
    let cache = bench.folder.path().join("cache");
    fs::create_dir(&cache).unwrap();
    let part = |name: &str, age: Duration| {
        let path = cache.join(format!("{PART}{name}"));
        fs::write(&path, "half").unwrap();
        let modified = path.metadata().unwrap().modified().unwrap() - age;
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        path
    };
    let keeping = bench.cache.clone();
    let slow_only = Cache::in_folder(&cache);
    for (cache, kept) in [(slow_only, 0), (keeping.clone().most_bytes(9), 0), (keeping.clone(), 1), (keeping, 1)] {
        bench.cache = cache;
        let (left, in_use) = (part("a", 2 * LEFT), part("b", LEFT / 24));
        bench.table("edition");
        assert_eq!((left.exists(), in_use.exists(), bench.kept().len()), (false, true, kept));
    }
    assert_eq!(bench.reads.get(), 3, "the last was taken from the cache");
}

#[test]
fn runs_that_make_room_together_do_not_mind_what_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let made = || -> io::Result<()> {
        for round in 0..200 {
            fs::write(folder.path().join(format!("{round}.{TABLE}")), "table")?;
            make_room(folder.path(), 5)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(made)).collect();
        runs.into_iter().for_each(|run| run.join().unwrap().unwrap());
    });
}

fn column(rows: usize) -> impl Strategy<Value = ColumnData> {
    let odd = || prop_oneof![any::<u64>().prop_map(f64::from_bits), Just(f64::NAN), Just(-0.0)];
    let numbers = prop_oneof![
        prop::collection::vec(odd(), rows),
        prop::collection::vec((0u32..300).prop_map(f64::from), rows),
        prop::collection::vec((0u32..9).prop_map(|draw| f64::from(draw) / 7.0), rows),
        prop::collection::vec(any::<f32>().prop_map(f64::from), rows),
        prop::collection::vec(any::<u16>().prop_map(|draw| f64::from(draw) / 100.0), rows),
        odd().prop_map(move |value| vec![value; rows]),
    ];
    let texts = (prop::collection::vec(0u32..5, rows), prop::collection::vec("[a-zé\n]{0,6}", 5));
    prop_oneof![
        3 => numbers.prop_map(|numbers| ColumnData::Numeric(numbers.into())),
        1 => texts.prop_map(|(codes, names)| ColumnData::Text { codes, names }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_was_kept_comes_back(
        (columns, labels) in (0usize..200).prop_flat_map(|rows| {
            (prop::collection::vec(("[ a-z]{0,5}", column(rows)), 0..6), prop::collection::vec(0u32..70_000, rows))
        })
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.table");
        let table = table_of(columns, labels, "ab");
        stored::write(&path, &table, u64::MAX).unwrap();
        let back = stored::read(&path).unwrap();
        prop_assert_eq!(&back, &table);
        let size = path.metadata().unwrap().len();
        prop_assert!(stored::write(&path, &table, size).is_ok());
        // The folder is missing: what is too large is refused before anything is written.
        let refused = stored::write(&folder.path().join("missing/a.table"), &table, size - 1).unwrap_err();
        prop_assert_eq!(refused.kind(), io::ErrorKind::FileTooLarge);
        for (a, b) in back.columns.iter().zip(&table.columns) {
            if let (ColumnData::Numeric(a), ColumnData::Numeric(b)) = (&a.data, &b.data) {
                prop_assert!(a.iter().map(f64::to_bits).eq(b.iter().map(f64::to_bits)));
            }
        }
    }
}
