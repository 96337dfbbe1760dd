//! CICIDS2017's machine-learning CSVs: a week of an office as CICFlowMeter sees it, a file for each day or half a day.

mod attack;
mod benign;
mod flow;
mod talk;
mod week;

use flow::Flow;

use super::StandInError;
use super::format::CsvWriter;
use super::shares;
use crate::dataset::catalogue::Edition;
use crate::random::Stream;
use crate::spec::StandInSpec;

/// Columns that stand in the published header without a leading space; all others have one.
const UNPADDED: [&str; 14] = [
    "Total Length of Fwd Packets",
    "Bwd Packet Length Max",
    "Flow Bytes/s",
    "Fwd IAT Total",
    "Bwd IAT Total",
    "Fwd PSH Flags",
    "Fwd Packets/s",
    "FIN Flag Count",
    "Fwd Avg Bytes/Bulk",
    "Bwd Avg Bulk Rate",
    "Subflow Fwd Packets",
    "Init_Win_bytes_forward",
    "Active Mean",
    "Idle Mean",
];

/// Writes the eight files, rows in the order of time.
pub(super) fn write(edition: &'static Edition, spec: &StandInSpec, writer: &mut CsvWriter) -> Result<(), StandInError> {
    let class_rows = shares::class_rows(edition, spec);
    let class_number = |name: &str| edition.classes.iter().position(|class| class.name == name);
    let labels: Vec<String> = edition.classes.iter().map(|class| published_label(class.name)).collect();
    let benign = class_number(week::BENIGN).expect("the edition has a benign class");
    let header = header(edition);
    let mut flow = Flow::default();
    for ((file, _, attacks), benign_rows) in week::DAYS.iter().zip(week::benign_rows(class_rows[benign])) {
        let attacks: Vec<(u8, u64)> = attacks
            .iter()
            .filter_map(|name| class_number(name))
            .map(|class| (class as u8, class_rows[class]))
            .filter(|(_, rows)| *rows > 0)
            .collect();
        let mut stream = Stream::new(spec.seed, &["stand-in", "cicids2017", file]);
        let schedule = week::schedule(&mut stream, (benign as u8, benign_rows), &attacks);
        if schedule.is_empty() {
            continue;
        }
        writer.start(file, &header)?;
        for class in schedule {
            let class = usize::from(class);
            attack::flow(&mut stream, &mut flow, edition.classes[class].name);
            writer.row(|cells| {
                flow.cells(cells);
                cells.text(&labels[class]);
            })?;
        }
    }
    Ok(())
}

fn header(edition: &Edition) -> String {
    let name = |name: &str| if UNPADDED.contains(&name) { name.to_owned() } else { format!(" {name}") };
    let names: Vec<String> = edition.columns.iter().map(|column| name(column.name)).collect();
    names.join(",")
}

/// The label as the published files spell it: the dash of the web attacks was lost to a replacement character.
fn published_label(class: &str) -> String {
    class.replace(" - ", " \u{FFFD} ")
}
