//! CICIDS2017: a week of an office as CICFlowMeter sees it, a file for each day or half a day.
//!
//! The same flows serve both editions: the machine-learning CSVs hold their features, the labelled flows their names,
//! addresses and times as well.

mod attack;
mod benign;
mod flow;
mod hosts;
mod talk;
mod week;

use flow::Flow;
use hosts::Ends;
use week::{DAYS, Day, Due};

use super::StandInError;
use super::format::{Cells, CsvWriter};
use super::shares;
use crate::dataset::catalogue::Edition;
use crate::random::Stream;
use crate::spec::StandInSpec;

/// Columns that stand in the published headers without a leading space; all others have one.
const UNPADDED: [&str; 15] = [
    "Flow ID",
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

/// The file of the labelled flows with lines of nothing but commas at its end: so many for so many rows.
const COMMA_LINES: (&str, u64, u64) = ("Thursday-WorkingHours-Morning-WebAttacks.pcap_ISCX.csv", 288_602, 170_366);

/// What an edition tells of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Features only.
    MachineLearning,
    /// Flow ID, addresses, ports, protocol and time before the features.
    LabelledFlows,
}

/// Writes `cicids2017/ml-csv`, rows in the order of time.
pub(super) fn write_ml_csv(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
) -> Result<(), StandInError> {
    write(edition, spec, writer, Form::MachineLearning)
}

/// Writes `cicids2017/labelled-flows`, rows in the order of time.
pub(super) fn write_labelled_flows(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
) -> Result<(), StandInError> {
    write(edition, spec, writer, Form::LabelledFlows)
}

fn write(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
    form: Form,
) -> Result<(), StandInError> {
    let class_rows = shares::class_rows(edition, spec);
    let class_number = |name: &str| edition.classes.iter().position(|class| class.name == name);
    let labels: Vec<Vec<u8>> = edition.classes.iter().map(|class| published_label(class.name, form)).collect();
    let benign = class_number(week::BENIGN).expect("the edition has a benign class");
    let header = header(edition);
    let mut flow = Flow::default();
    for (day, benign_rows) in DAYS.iter().zip(week::benign_rows(class_rows[benign])) {
        let attacks: Vec<(u8, u64)> = day
            .attacks
            .iter()
            .filter_map(|name| class_number(name))
            .map(|class| (class as u8, class_rows[class]))
            .filter(|(_, rows)| *rows > 0)
            .collect();
        let mut stream = Stream::new(spec.seed, &["stand-in", "cicids2017", day.file]);
        // A stream of its own, so that both editions have the same flows.
        let mut ends = Stream::new(spec.seed, &["stand-in", "cicids2017", day.file, "ends"]);
        let schedule = week::schedule(&mut stream, (benign as u8, benign_rows), &attacks);
        if schedule.is_empty() {
            continue;
        }
        writer.start(day.file, Some(&header))?;
        for due in &schedule {
            let class = edition.classes[usize::from(due.class)].name;
            attack::flow(&mut stream, &mut flow, class);
            writer.row(|cells| {
                match form {
                    Form::MachineLearning => cells.integer(i64::from(flow.port)),
                    Form::LabelledFlows => name_cells(cells, &Ends::draw(&mut ends, class, flow.port), &flow, day, due),
                }
                flow.cells(cells);
                cells.bytes(&labels[usize::from(due.class)]);
            })?;
        }
        if form == Form::LabelledFlows {
            for _ in 0..comma_lines(day, schedule.len() as u64) {
                writer.row(|cells| edition.columns.iter().for_each(|_| cells.text("")))?;
            }
        }
    }
    Ok(())
}

/// `Flow ID` to `Timestamp`.
fn name_cells(cells: &mut Cells, ends: &Ends, flow: &Flow, day: &Day, due: &Due) {
    let protocol = flow.protocol();
    cells.text(&ends.flow_id(protocol));
    cells.text(&ends.source.to_string());
    cells.integer(i64::from(ends.source_port));
    cells.text(&ends.target.to_string());
    cells.integer(i64::from(ends.target_port));
    cells.integer(i64::from(protocol));
    cells.text(&day.timestamp(due.part));
}

fn comma_lines(day: &Day, rows: u64) -> u64 {
    let (file, lines, published_rows) = COMMA_LINES;
    if day.file == file { rows * lines / published_rows } else { 0 }
}

fn header(edition: &Edition) -> String {
    let name = |name: &str| if UNPADDED.contains(&name) { name.to_owned() } else { format!(" {name}") };
    let names: Vec<String> = edition.columns.iter().map(|column| name(column.name)).collect();
    names.join(",")
}

/// The label as the published files spell it: the dash of the web attacks is a byte of Windows-1252 in the labelled flows
/// and was lost to a replacement character in the machine-learning CSVs.
fn published_label(class: &str, form: Form) -> Vec<u8> {
    let dash = match form {
        Form::MachineLearning => " \u{FFFD} ".as_bytes(),
        Form::LabelledFlows => b" \x96 ",
    };
    let parts: Vec<&[u8]> = class.split(" - ").map(str::as_bytes).collect();
    parts.join(dash)
}
