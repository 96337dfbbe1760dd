//! Tests of the `report` room through its public face.

mod sample;

use std::fs;
use std::path::{Path, PathBuf};

use idsbench::dataset::Origin;
use idsbench::report::{ReportInput, Written, write};
use sample::Sample;

/// A folder of the build, kept so that a person can look at the pages.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    folder
}

fn written(name: &str, input: &ReportInput) -> Written {
    write(input, &folder(name)).unwrap()
}

fn stand_in() -> Origin {
    Origin::StandIn { edition: "ciciomt2024/wifi-mqtt".to_owned(), seed: 7 }
}

#[test]
fn a_report_is_whole() {
    let started = std::time::Instant::now();
    let written = written("partial", &Sample::default().build());
    println!("{:?}", started.elapsed());
    assert!(!written.files.is_empty());
}

#[test]
fn synthetic() {
    let input = Sample { origin: stand_in(), binary: true, classes: vec!["normal".into(), "attack".into()], ..Sample::default() }.build();
    written("synthetic", &input);
}

#[test]
fn twelve() {
    let classes = (0..12).map(|i| format!("MQTT-DDoS-Connect_Flood-{i}")).collect();
    let mut input = Sample { classes, seeds: vec![0], epochs: 1, published: false, protocols: vec!["published".into()], ..Sample::default() }.build();
    Sample::fail(&mut input, "the loss was not finite after epoch 3; lower learning_rate");
    written("twelve", &input);
}
