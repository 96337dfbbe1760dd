//! CICIDS2017 as corrected by Engelen, Rimmer and Joosen.

use super::{ColumnInfo, Count, Edition, FileInfo, LabelRule, SideRule, Trap};

/// The edition.
pub(super) static EDITION: Edition = Edition {
    name: "cicids2017/engelen2021",
    title: "CICIDS2017, corrected by Engelen et al. 2021",
    summary: "The same captures with a repaired flow meter and new labels: 2,100,814 flows, 25 labels, among them \
              Attempted for attacks without payload.",
    columns: &[ColumnInfo::label("Label")],
    schema_verified: false,
    header_row: true,
    label: LabelRule::Columns(&["Label"]),
    sides: SideRule::None,
    files: &[
        FileInfo::hashed(
            "Monday-WorkingHours.csv",
            371_749,
            208_244_807,
            "580bc5b3a48ccaa9b61d6936bb88adb00a6a069a02c974e946bd324bc09971bc",
        ),
        FileInfo::hashed(
            "Tuesday-WorkingHours.csv",
            322_003,
            178_453_210,
            "59d60eff01526b511fa575a08a9a0e241674276adf1aa07471c947f7d733e19a",
        ),
        FileInfo::hashed(
            "Wednesday-WorkingHours.csv",
            496_779,
            291_529_516,
            "820446eb19713031827a1893871e30fb9da4c3b21ad5cd15d9a2ef6686a37583",
        ),
        FileInfo::hashed(
            "Thursday-WorkingHours.csv",
            362_368,
            187_707_525,
            "3db32a8e9a4da80aa15fd0bbf69733c8de8c6e6147fe279770eec1be6c263d65",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours.csv",
            547_915,
            282_607_319,
            "8bf5a79222d2a553b75fe1ee81cc3ddff89b87befaef52e62368fdb2e3a79def",
        ),
    ],
    rows: Count::verified(2_100_814),
    classes: &[],
    cleaned: &[],
    traps: &[
        Trap {
            erratum: false,
            title: "Attempted is a label of its own",
            detail: "The authors' benchmark counts Attempted flows as BENIGN; say which way a result counts them.",
            source: "WTMC2021-Code README @ 14ee845",
        },
        Trap {
            erratum: false,
            title: "The header differs from the original",
            detail: "Names and number of columns are those of the repaired flow meter; only the label column is catalogued.",
            source: "idsdata 0.1.0",
        },
        Trap {
            erratum: true,
            title: "Later corrections exist",
            detail: "Liu et al. (CNS 2022) relabelled again; figures of the two sets cannot be compared.",
            source: "GintsEngelen/CNS2022_Code",
        },
    ],
    citation: "Engelen, Rimmer, Joosen: Troubleshooting an Intrusion Detection Dataset: the CICIDS2017 Case Study. IEEE \
               Security and Privacy Workshops 2021, doi 10.1109/SPW53761.2021.00009.",
    terms: "No licence stated; cite the paper and CICIDS2017.",
    homepage: "https://intrusion-detection.distrinet-research.be/WTMC2021/",
};
