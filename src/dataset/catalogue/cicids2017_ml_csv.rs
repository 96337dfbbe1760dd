//! CICIDS2017, the machine-learning CSVs: 78 features and a label per flow, no addresses, no time.

use super::{Cleaned, Cleaning, ColumnInfo, Count, Edition, FileInfo, LabelRule, SideRule, Trap, cicids2017};

/// Without the rows that hold NaN or infinity; the labelled flows are the same rows.
pub(super) const FINITE: Cleaned = Cleaned {
    cleaning: Cleaning::NonFiniteDropped,
    side: None,
    rows: Count::unverified(2_827_876),
    classes: &[
        ("BENIGN", Count::unverified(2_271_320)),
        ("DoS Hulk", Count::unverified(230_124)),
        ("PortScan", Count::unverified(158_804)),
        ("DDoS", Count::unverified(128_025)),
        ("DoS GoldenEye", Count::unverified(10_293)),
        ("FTP-Patator", Count::unverified(7_935)),
        ("SSH-Patator", Count::unverified(5_897)),
        ("DoS slowloris", Count::unverified(5_796)),
        ("DoS Slowhttptest", Count::unverified(5_499)),
        ("Bot", Count::unverified(1_956)),
        ("Web Attack - Brute Force", Count::unverified(1_507)),
        ("Web Attack - XSS", Count::unverified(652)),
        ("Infiltration", Count::unverified(36)),
        ("Web Attack - Sql Injection", Count::unverified(21)),
        ("Heartbleed", Count::unverified(11)),
    ],
    source: "class table as commonly published, from memory; its sum is 2,830,743 less the 2,867 rows with NaN or Infinity, and a \
             stratified 30 % of it is the matrix of the CICIDS2017 CNN-LSTM paper",
};

/// The edition.
pub(super) static EDITION: Edition = Edition {
    name: "cicids2017/ml-csv",
    title: "CICIDS2017, MachineLearningCSV",
    summary: "Five working days of an office network as bidirectional flows by CICFlowMeter, 78 features and a label. \
              The form most papers use; it has no addresses and no timestamps.",
    columns: cicids2017::columns![ColumnInfo::number("Destination Port")],
    schema_verified: true,
    header_row: true,
    label: LabelRule::Columns(&["Label"]),
    sides: SideRule::None,
    files: &[
        FileInfo::hashed(
            "Monday-WorkingHours.pcap_ISCX.csv",
            529_918,
            176_927_918,
            "852c4beb34eda186f32561fa79df7a0747e92e1a6535b01270820dd9ffe17f34",
        ),
        FileInfo::hashed(
            "Tuesday-WorkingHours.pcap_ISCX.csv",
            445_909,
            135_078_995,
            "52b8692ae8c7d2ed04671fe2b98335693c0a92c7ab157d8c8b534d6523080851",
        ),
        FileInfo::hashed(
            "Wednesday-workingHours.pcap_ISCX.csv",
            692_703,
            225_166_395,
            "893c27dc968bf7a8adef1689f90be55ca4a4dc3088fb63d6ff247ac56856df2a",
        ),
        FileInfo::hashed(
            "Thursday-WorkingHours-Morning-WebAttacks.pcap_ISCX.csv",
            170_366,
            52_023_263,
            "d67066211fb1689c78406f1506f4c44704ecb92088353d5c96d96d6474eb819d",
        ),
        FileInfo::hashed(
            "Thursday-WorkingHours-Afternoon-Infilteration.pcap_ISCX.csv",
            288_602,
            83_102_436,
            "6bcda3857c2504676034e3ea57762d38393cc734cb377a726bd5cb153961b1b5",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours-Morning.pcap_ISCX.csv",
            191_033,
            58_316_725,
            "53a41c24d570ea83b7ac55b2e94df94e7a8216aeb80a2af0246b6bc8bb543000",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours-Afternoon-PortScan.pcap_ISCX.csv",
            286_467,
            76_906_168,
            "ca1824c51bfbb7b3c72290a11be04366ba8815878c6a1cc5c44cb1cee269e99b",
        ),
        FileInfo::hashed(
            "Friday-WorkingHours-Afternoon-DDos.pcap_ISCX.csv",
            225_745,
            77_123_859,
            "6ff1580f5f81c0ae28a26f7631721018577f5f7c5e0feac28b795fcfe7b411ee",
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
            title: "The dash of the web attacks is damaged",
            detail: "The labels hold U+FFFD or its bytes read as Latin-1 between Web Attack and the kind; they are read as a plain hyphen.",
            source: "measured; idsdata 0.1.0",
        },
        Trap {
            erratum: false,
            title: "Headers with leading spaces",
            detail: "Most names start with a space; some copies start with a byte-order mark.",
            source: "measured",
        },
        Trap {
            erratum: false,
            title: "No time column",
            detail: "Order within a day's file is the only trace of time, and attacks are confined to their day: the file name predicts the class.",
            source: "idsdata 0.1.0",
        },
    ],
    citation: cicids2017::CITATION,
    terms: cicids2017::TERMS,
    homepage: cicids2017::HOMEPAGE,
};
