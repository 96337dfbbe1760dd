//! CICIoMT2024 over Wi-Fi and MQTT: a file per class and side, 45 means over windows of packets.

mod capture;
mod meter;
mod packet;
mod profiles;
mod scenes;

use capture::Capture;
use meter::Meter;
use scenes::SCENES;

use super::StandInError;
use super::format::CsvWriter;
use super::shares;
use crate::dataset::catalogue::{ClassInfo, Edition, FileInfo};
use crate::random::Stream;
use crate::spec::StandInSpec;

/// Start of the first capture, seconds since the epoch (September 2023).
const FIRST_CAPTURE: f64 = 1_693_500_000.0;

/// Seconds from capture to capture.
const CAPTURE_LENGTH: f64 = 40_000.0;

/// Folder and file name ending of each side.
const SIDES: [(&str, &str); 2] = [("train", "_train.pcap.csv"), ("test", "_test.pcap.csv")];

/// Writes `train/` and `test/` files; each class is one capture, its test files follow its train files in time.
pub(super) fn write(edition: &'static Edition, spec: &StandInSpec, writer: &mut CsvWriter) -> Result<(), StandInError> {
    let names: Vec<&str> = edition.columns.iter().map(|column| column.name).collect();
    let header = names.join(",");
    for (number, (class, rows)) in edition.classes.iter().zip(shares::class_rows(edition, spec)).enumerate() {
        let scene = SCENES.iter().find(|scene| scene.class == class.name).expect("every class has a scene");
        let mut capture = Capture::new(scene, FIRST_CAPTURE + CAPTURE_LENGTH * number as f64);
        let mut stream = Stream::new(spec.seed, &["stand-in", "ciciomt2024", class.name]);
        for (path, rows) in files_of(edition, class, rows) {
            writer.start(&path, Some(&header))?;
            let mut meter = Meter::new();
            for _ in 0..rows {
                let row = capture.row(&mut stream, &mut meter);
                writer.row(|cells| row.iter().for_each(|value| cells.shortest(*value)))?;
            }
        }
    }
    Ok(())
}

/// The paths of a class, train before test, with their rows; those without rows are left out.
fn files_of(edition: &'static Edition, class: &ClassInfo, rows: u64) -> Vec<(String, u64)> {
    let (train, test) = class.sides.unwrap_or((4, 1));
    let by_side = shares::apportion(rows, &[train as f64, test as f64]);
    let mut paths = Vec::new();
    for ((folder, ending), rows) in SIDES.into_iter().zip(by_side) {
        let files: Vec<&FileInfo> =
            edition.files.iter().filter(|file| belongs(file.name, class.name, ending)).collect();
        let weights: Vec<f64> = files.iter().map(|file| file.rows.map_or(1.0, |rows| rows as f64)).collect();
        let named = files.iter().zip(shares::apportion(rows, &weights));
        paths.extend(named.filter(|(_, rows)| *rows > 0).map(|(file, rows)| (format!("{folder}/{}", file.name), rows)));
    }
    paths
}

fn belongs(file: &str, class: &str, ending: &str) -> bool {
    file.strip_suffix(ending).is_some_and(|stem| stem.trim_end_matches(|c: char| c.is_ascii_digit()) == class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;

    #[test]
    fn every_file_of_the_edition_belongs_to_one_class() {
        let edition = catalogue::find("ciciomt2024/wifi-mqtt").unwrap();
        let mut paths: Vec<_> = edition.classes.iter().flat_map(|class| files_of(edition, class, 100_000)).collect();
        assert_eq!(paths.iter().map(|(_, rows)| rows).sum::<u64>(), 1_900_000);
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), 72);
    }

    #[test]
    fn every_scene_is_a_class() {
        let edition = catalogue::find("ciciomt2024/wifi-mqtt").unwrap();
        assert!(SCENES.iter().all(|scene| edition.class(scene.class).is_some()));
        assert_eq!(SCENES.len(), edition.classes.len());
    }
}
