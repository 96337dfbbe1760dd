//! Zip archives are folders.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use idsbench::dataset::{
    self, Cache, DatasetError, FileProblem, FileVerdict, LoadRequest, Origin, Progress, catalogue,
};
use idsbench::spec::{LabelSource, SampleSpec};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{TRAINING, bot_iot, columns, edition_spec, files_spec, folder_of, gzip, load, load_edition, nowhere};

const TESTING: &str = "UNSW_2018_IoT_Botnet_Final_10_best_Testing.csv";

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, bytes)) in members.iter().enumerate() {
        let method = if at % 2 == 0 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(at % 3 == 0);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_editions_files_are_read_from_its_archive() {
    let unpacked = folder_of(&[(TRAINING, &bot_iot(900)), (TESTING, &bot_iot(70))]);
    let archive = zip(&[
        (&format!("Final /{TRAINING}"), &bot_iot(900)),
        (&format!("Final /{TESTING}"), &bot_iot(70)),
        ("Final /notes.md", b"hello"),
        (&format!("__MACOSX/._{TRAINING}"), b"x"),
    ]);
    let folder = folder_of(&[("Bot-IoT.zip", &archive)]);
    let plain = load_edition("bot-iot/10-best", unpacked.path());
    let table = load_edition("bot-iot/10-best", folder.path());
    let whole = |table: &dataset::Table| (table.columns.clone(), table.labels.clone(), table.label_names.clone());
    assert_eq!(table.rows(), 970);
    assert_eq!(table.label_counts(), plain.label_counts());
    assert_eq!(table.files[0].path, format!("Bot-IoT.zip/Final /{TESTING}"));
    for (packed, plain) in table.files.iter().zip(&plain.files) {
        assert_eq!((packed.bytes, &packed.sha256, packed.rows), (plain.bytes, &plain.sha256, plain.rows));
    }
    assert!(matches!(table.origin, Origin::Partial { .. }));
    assert_eq!(whole(&table), whole(&plain));
    let edition = catalogue::find("bot-iot/10-best").unwrap();
    let report = dataset::verify(edition, folder.path(), &mut |_| {}).unwrap();
    assert!(report.files.iter().all(|file| file.path.starts_with("Bot-IoT.zip/Final /")));
    assert!(report.skipped.iter().any(|(path, _)| path == "Bot-IoT.zip/Final /notes.md"));
}

#[test]
fn files_on_disk_come_before_the_archive_that_they_are_from() {
    let archive = zip(&[(TRAINING, &bot_iot(20)), (TESTING, &bot_iot(7))]);
    let folder = folder_of(&[("all.zip", &archive), (TRAINING, &bot_iot(20))]);
    let table = load_edition("bot-iot/10-best", folder.path());
    let paths: Vec<&str> = table.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, [TRAINING, &format!("all.zip/{TESTING}")]);
}

#[test]
fn an_archive_of_generated_rows_is_synthetic() {
    let mark = br#"{"synthetic": "yes", "edition": "bot-iot/10-best", "seed": 4}"#;
    let archive = zip(&[(&format!("in/{TRAINING}"), &bot_iot(20)), ("in/stand-in.json", mark)]);
    let folder = folder_of(&[("all.zip", &archive)]);
    let table = load_edition("bot-iot/10-best", folder.path());
    assert_eq!(table.origin, Origin::StandIn { edition: "bot-iot/10-best".to_owned(), seed: 4 });
    let elsewhere = zip(&[(&format!("in/{TRAINING}"), &bot_iot(20)), ("out/stand-in.json", mark)]);
    let folder = folder_of(&[("all.zip", &elsewhere)]);
    assert!(!load_edition("bot-iot/10-best", folder.path()).origin.is_synthetic());
}

#[test]
fn a_spec_names_members_as_if_the_archive_were_a_folder() {
    let archive = zip(&[
        ("rows /b.csv", b"port,class\n1,x\n2,y\n"),
        ("rows /a.csv.gz", &gzip(b"port,class\n3,x\n")),
        ("rows /deep/c.csv", b"port,class\n4,x\n"),
    ]);
    let folder = folder_of(&[("in/all.ZIP", &archive), ("in/d.csv", b"port,class\n5,z\n")]);
    let rows = |patterns: &[&str]| {
        let table = load(&files_spec(patterns, columns(&["class"]), &[]), folder.path())?;
        let paths = table.files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
        Ok::<_, DatasetError>((table.rows(), paths.join(" ")))
    };
    let all = "in/all.ZIP/rows /a.csv.gz in/all.ZIP/rows /b.csv";
    assert_eq!(rows(&["in/all.ZIP/rows/*.csv*"]).unwrap(), (3, all.to_owned()));
    assert_eq!(rows(&["in/*.ZIP/rows /*"]).unwrap(), (3, all.to_owned()));
    assert_eq!(rows(&["in/all.ZIP/rows/deep/c.csv"]).unwrap().0, 1);
    assert_eq!(rows(&["in/all.ZIP/**/*", "in/d.csv"]).unwrap().0, 5);
    let said = |pattern: &str| rows(&[pattern]).unwrap_err().to_string();
    assert!(said("in/all.ZIP/e.csv").contains("`in/all.ZIP/e.csv` matches no member of"));
    assert!(said("in/all.ZIP/e.csv").contains("`rows /b.csv`"));
    assert_eq!(said("in/all.ZIP"), "`in/all.ZIP` is a zip archive; name the files in it, as in `in/all.ZIP/*.csv`");
    let elsewhere = folder.path().join("in/all.ZIP").display().to_string();
    let other = load(&files_spec(&[&elsewhere], columns(&["class"]), &[]), folder_of(&[]).path()).unwrap_err();
    assert!(other.to_string().ends_with(&format!("as in `{elsewhere}/*.csv`")), "{other}");
    assert!(said("in/none.zip/a.csv").contains("matches no file below"));
    let by_name = load(&files_spec(&["in/all.ZIP/rows/*"], LabelSource::FileName, &[]), folder.path()).unwrap();
    assert_eq!(by_name.label_names, ["a", "b"]);
}

#[test]
fn a_pattern_over_several_archives_needs_a_match_in_one() {
    let rows: &[u8] = b"port,class\n1,x\n2,y\n";
    let folder = folder_of(&[("a.zip", &zip(&[("a.txt", rows)])), ("b.zip", &zip(&[("b.csv", rows)]))]);
    let read = |pattern: &str| load(&files_spec(&[pattern], columns(&["class"]), &[]), folder.path());
    assert_eq!(read("*.zip/*.csv").unwrap().files[0].path, "b.zip/b.csv");
    match read("*.zip/*.tsv").unwrap_err() {
        DatasetError::NoMember { archives, members, .. } => {
            assert_eq!((archives.len(), members), (2, vec!["a.txt".to_owned(), "b.csv".to_owned()]));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_strange_file_with_the_name_of_the_mark_ends_the_run_before_rows_are_read() {
    let rows = bot_iot(20);
    let packed = zip(&[(&format!("in/{TRAINING}"), &rows), ("in/stand-in.json", b"[1]")]);
    let spec = edition_spec("bot-iot/10-best");
    let files = files_spec(&["**/*.csv"], columns(&["category"]), &[]);
    let beside = [(TRAINING, rows.as_slice()), ("stand-in.json", b"{\"who\": 1}")];
    for (found, spec, mark) in [
        (&[("all.zip", packed.as_slice())][..], &spec, "all.zip/in/stand-in.json: "),
        (&beside, &spec, "stand-in.json: "),
        (&beside, &files, "stand-in.json: "),
    ] {
        let folder = folder_of(found);
        let surroundings = nowhere(Path::new("/nonexistent"));
        let request = LoadRequest { dataset: spec, data: Some(folder.path()), surroundings: &surroundings };
        let listen = &mut |progress: Progress<'_>| assert!(!matches!(progress, Progress::Reading { .. }));
        let error = dataset::load(&request, listen).unwrap_err().to_string();
        assert!(error.contains(mark) && error.contains("remove or rename it"), "{error}");
    }
}

#[test]
fn damaged_archives_and_members_say_which_and_what_to_do() {
    let whole = zip(&[(TRAINING, &bot_iot(400))]);
    let error = |bytes: &[u8]| {
        let folder = folder_of(&[("all.zip", bytes)]);
        load(&edition_spec("bot-iot/10-best"), folder.path()).unwrap_err()
    };
    let cut = error(&whole[..whole.len() / 2]).to_string();
    assert!(cut.contains("all.zip: the zip archive is damaged or cut off") && cut.contains("fetch it again"), "{cut}");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 0x55;
    match error(&damaged) {
        DatasetError::File { path, problem: problem @ FileProblem::Member(_) } => {
            assert!(path.ends_with(&format!("all.zip/{TRAINING}")), "{path}");
            assert!(problem.to_string().contains("fetch the archive again"));
        }
        other => panic!("{other}"),
    }
    let mut encrypted = whole.clone();
    let directory = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    encrypted[directory + 8] |= 1;
    assert!(error(&encrypted).to_string().contains(&format!("{TRAINING}: this member of the archive is encrypted")));
    let twice = error(&zip(&[("inner.zip", &whole)])).to_string();
    assert!(twice.contains("all.zip/inner.zip: this is a zip archive in a zip archive"), "{twice}");
    let parquet = zip(&[("a.parquet", b"PAR1....")]);
    let folder = folder_of(&[("all.zip", &parquet)]);
    let spec = files_spec(&["all.zip/*"], columns(&["y"]), &[]);
    assert!(load(&spec, folder.path()).unwrap_err().to_string().contains("a Parquet file in an archive"));
    let edition = catalogue::find("bot-iot/10-best").unwrap();
    let mut late = zip(&[(TRAINING, &bot_iot(40_000))]);
    let at = late.len() * 9 / 10;
    late[at] ^= 0x55;
    let folder = folder_of(&[("all.zip", &late)]);
    let report = dataset::verify(edition, folder.path(), &mut |_| {}).unwrap();
    assert_eq!(report.files[0].verdict, FileVerdict::Unreadable);
    assert!(report.files[0].remarks[0].contains("damaged or cut off"), "{:?}", report.files[0].remarks);
}

#[test]
fn each_member_has_its_hash_in_the_cache() {
    let folder = folder_of(&[("all.zip", &zip(&[(TRAINING, &bot_iot(20)), (TESTING, &bot_iot(7))]))]);
    let cache = Cache::in_folder(folder.path().join(".cache")).worth(std::time::Duration::ZERO);
    let surroundings = dataset::Surroundings { cache, ..nowhere(Path::new("/nonexistent")) };
    let spec = edition_spec("bot-iot/10-best");
    let read = || {
        let mut kept = false;
        let request = LoadRequest { dataset: &spec, data: Some(folder.path()), surroundings: &surroundings };
        let listen = &mut |progress: Progress<'_>| {
            kept |= matches!(progress, Progress::Note(note) if note.starts_with("taken from the cache"));
        };
        let table = dataset::load(&request, listen).unwrap();
        (table, kept)
    };
    let (first, kept) = read();
    assert!(!kept);
    assert_eq!(read(), (first, true));
    fs::write(folder.path().join("all.zip"), zip(&[(TRAINING, &bot_iot(20)), (TESTING, &bot_iot(8))])).unwrap();
    let (table, kept) = read();
    assert_eq!((table.rows(), kept), (28, false));
}

#[test]
fn a_sample_is_kept_in_the_cache_beside_the_whole() {
    let folder = folder_of(&[(TRAINING, &bot_iot(300)), (TESTING, &bot_iot(200))]);
    let cache = Cache::in_folder(folder.path().join(".cache")).worth(std::time::Duration::ZERO);
    let surroundings = dataset::Surroundings { cache, ..nowhere(Path::new("/nonexistent")) };
    let read = |sample| {
        let mut spec = edition_spec("bot-iot/10-best");
        *spec.sample_mut() = sample;
        let mut kept = false;
        let request = LoadRequest { dataset: &spec, data: Some(folder.path()), surroundings: &surroundings };
        let listen = &mut |progress: Progress<'_>| {
            kept |= matches!(progress, Progress::Note(note) if note.starts_with("taken from the cache"));
        };
        (dataset::load(&request, listen).unwrap(), kept)
    };
    let whole = read(None).0;
    let (first, kept) = read(Some(SampleSpec::of(100)));
    assert!(!kept);
    assert_eq!((first.rows(), first.sample.as_ref().unwrap().of), (100, 500));
    assert_eq!(first.origin, whole.origin, "what is missing is told by the rows read");
    assert_eq!(read(Some(SampleSpec::of(100))), (first.clone(), true));
    let (other, kept) = read(Some(SampleSpec { seed: 1, ..SampleSpec::of(100) }));
    assert!(!kept && dataset::fingerprint(&other) != dataset::fingerprint(&first));
    assert_eq!(read(Some(SampleSpec::of(500))).0, whole);
    assert_eq!(read(None), (whole, true));
}
