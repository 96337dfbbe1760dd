//! CICIDS2017, the labelled flows: the same flows with addresses, ports and timestamps.

use super::cicids2017_ml_csv::FINITE;
use super::{ColumnInfo, Count, Edition, FileInfo, LabelRule, SideRule, Trap, cicids2017};

/// The edition.
pub(super) static EDITION: Edition = Edition {
    name: "cicids2017/labelled-flows",
    title: "CICIDS2017, GeneratedLabelledFlows",
    summary: "The flows of cicids2017/ml-csv with seven more columns: flow id, addresses, ports, protocol and timestamp.",
    columns: cicids2017::columns![
        ColumnInfo::identifier_text("Flow ID"),
        ColumnInfo::identifier_text("Source IP"),
        ColumnInfo::identifier_number("Source Port"),
        ColumnInfo::identifier_text("Destination IP"),
        ColumnInfo::number("Destination Port"),
        ColumnInfo::number("Protocol"),
        ColumnInfo::identifier_text("Timestamp")
    ],
    schema_verified: true,
    header_row: true,
    label: LabelRule::Columns(&["Label"]),
    sides: SideRule::None,
    files: &[
        FileInfo::hashed(
            "Monday-WorkingHours.pcap_ISCX.csv",
            529_918,
            268_649_908,
            "96f26aea87d513073769b48ce204c2921791149e1c6225f7db65a3fed7973820",
        ),
        FileInfo::hashed(
            "Tuesday-WorkingHours.pcap_ISCX.csv",
            445_909,
            174_696_560,
            "ae9c88e10c41a8eb1ff454ae98bc513454925097d0b0b57180f94e79de445815",
        ),
        FileInfo::hashed(
            "Wednesday-workingHours.pcap_ISCX.csv",
            692_703,
            285_642_925,
            "ed538e85b84181e8897dedb3d37d365982f44b27eccd67c477581a8b65f3d170",
        ),
        FileInfo::hashed(
            "Thursday-WorkingHours-Morning-WebAttacks.pcap_ISCX.csv",
            170_366,
            92_030_223,
            "e3deaff483d18b53b100a441dff9b8919416df8876b4edcc0f0d1e4bf48397d0",
        ),
        FileInfo::hashed(
            "Thursday-WorkingHours-Afternoon-Infilteration.pcap_ISCX.csv",
            288_602,
            108_723_183,
            "d74238e054023c8bd4d8056650463cadb25c100fb0e26ebd4272c07b5c022c4b",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours-Morning.pcap_ISCX.csv",
            191_033,
            75_386_737,
            "c061cd98f39d8054aeaed6244a5129a20b3985983d0d022b860ae8aa07fe8d21",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours-Afternoon-PortScan.pcap_ISCX.csv",
            286_467,
            101_874_777,
            "7e2ddaa80a5849ba629463296b6128436c161b4a32e8034bb5beae06b0c45e08",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours-Afternoon-DDos.pcap_ISCX.csv",
            225_745,
            96_101_069,
            "1f779b4f0d78f9225554c4de53b5a2c07912b60dcd136ee4c5c1d0d2496b7cc4",
        ),
    ],
    rows: Count::verified(2_830_743),
    classes: cicids2017::CLASSES,
    cleaned: &[FINITE],
    traps: &[
        cicids2017::WRONG_LABELS,
        cicids2017::PACKETS,
        cicids2017::FLOWS,
        cicids2017::WITHOUT_PAYLOAD,
        cicids2017::NON_FINITE,
        cicids2017::TWO_COLUMNS,
        cicids2017::CONSTANT,
        cicids2017::NEAR_DUPLICATES,
        cicids2017::CLASS_TABLES,
        Trap {
            erratum: false,
            title: "The dash of the web attacks is Windows-1252",
            detail: "The labels hold the byte 0x96; they are read as a plain hyphen.",
            source: "idsdata 0.1.0",
        },
        Trap {
            erratum: false,
            title: "288,602 blank lines",
            detail: "Thursday-WorkingHours-Morning-WebAttacks ends in 288,602 lines without a value.",
            source: "idsdata 0.1.0",
        },
        Trap {
            erratum: false,
            title: "Timestamps without AM and PM",
            detail: "Several formats; hours 1 to 5 are afternoon.",
            source: "idsdata 0.1.0; itsDuncan/CICIDS2017 docs @ 017212a",
        },
        Trap {
            erratum: false,
            title: "Addresses give the label away",
            detail: "Each attack has its own hosts: drop Flow ID, addresses and ports.",
            source: "Sharafaldin et al. 2018 (attack plan)",
        },
    ],
    citation: cicids2017::CITATION,
    terms: cicids2017::TERMS,
    homepage: cicids2017::HOMEPAGE,
};
