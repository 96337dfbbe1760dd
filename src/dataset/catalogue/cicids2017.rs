//! What both of the publishers' editions of CICIDS2017 have in common.

use super::{ClassInfo, Trap};

/// The reference.
pub(super) const CITATION: &str = "Sharafaldin, Lashkari, Ghorbani: Toward Generating a New Intrusion Detection Dataset and Intrusion Traffic \
    Characterization. ICISSP 2018.";

/// Terms of use.
pub(super) const TERMS: &str = "Publicly available for researchers; redistribution allowed with citation of the dataset and the paper \
    (CIC's FAQ as quoted by others, not opened).";

/// Where the files are.
pub(super) const HOMEPAGE: &str = "https://www.unb.ca/cic/datasets/ids-2017.html";

/// These columns, then those that the flow meter makes and the label.
macro_rules! columns {
    ($($first:expr),+) => {
        &[
            $($first,)+
            ColumnInfo::number("Flow Duration"),
            ColumnInfo::number("Total Fwd Packets"),
            ColumnInfo::number("Total Backward Packets"),
            ColumnInfo::number("Total Length of Fwd Packets"),
            ColumnInfo::number("Total Length of Bwd Packets"),
            ColumnInfo::number("Fwd Packet Length Max"),
            ColumnInfo::number("Fwd Packet Length Min"),
            ColumnInfo::number("Fwd Packet Length Mean"),
            ColumnInfo::number("Fwd Packet Length Std"),
            ColumnInfo::number("Bwd Packet Length Max"),
            ColumnInfo::number("Bwd Packet Length Min"),
            ColumnInfo::number("Bwd Packet Length Mean"),
            ColumnInfo::number("Bwd Packet Length Std"),
            ColumnInfo::number("Flow Bytes/s"),
            ColumnInfo::number("Flow Packets/s"),
            ColumnInfo::number("Flow IAT Mean"),
            ColumnInfo::number("Flow IAT Std"),
            ColumnInfo::number("Flow IAT Max"),
            ColumnInfo::number("Flow IAT Min"),
            ColumnInfo::number("Fwd IAT Total"),
            ColumnInfo::number("Fwd IAT Mean"),
            ColumnInfo::number("Fwd IAT Std"),
            ColumnInfo::number("Fwd IAT Max"),
            ColumnInfo::number("Fwd IAT Min"),
            ColumnInfo::number("Bwd IAT Total"),
            ColumnInfo::number("Bwd IAT Mean"),
            ColumnInfo::number("Bwd IAT Std"),
            ColumnInfo::number("Bwd IAT Max"),
            ColumnInfo::number("Bwd IAT Min"),
            ColumnInfo::number("Fwd PSH Flags"),
            ColumnInfo::number("Bwd PSH Flags"),
            ColumnInfo::number("Fwd URG Flags"),
            ColumnInfo::number("Bwd URG Flags"),
            ColumnInfo::number("Fwd Header Length"),
            ColumnInfo::number("Bwd Header Length"),
            ColumnInfo::number("Fwd Packets/s"),
            ColumnInfo::number("Bwd Packets/s"),
            ColumnInfo::number("Min Packet Length"),
            ColumnInfo::number("Max Packet Length"),
            ColumnInfo::number("Packet Length Mean"),
            ColumnInfo::number("Packet Length Std"),
            ColumnInfo::number("Packet Length Variance"),
            ColumnInfo::number("FIN Flag Count"),
            ColumnInfo::number("SYN Flag Count"),
            ColumnInfo::number("RST Flag Count"),
            ColumnInfo::number("PSH Flag Count"),
            ColumnInfo::number("ACK Flag Count"),
            ColumnInfo::number("URG Flag Count"),
            ColumnInfo::number("CWE Flag Count"),
            ColumnInfo::number("ECE Flag Count"),
            ColumnInfo::number("Down/Up Ratio"),
            ColumnInfo::number("Average Packet Size"),
            ColumnInfo::number("Avg Fwd Segment Size"),
            ColumnInfo::number("Avg Bwd Segment Size"),
            ColumnInfo::number("Fwd Header Length"),
            ColumnInfo::number("Fwd Avg Bytes/Bulk"),
            ColumnInfo::number("Fwd Avg Packets/Bulk"),
            ColumnInfo::number("Fwd Avg Bulk Rate"),
            ColumnInfo::number("Bwd Avg Bytes/Bulk"),
            ColumnInfo::number("Bwd Avg Packets/Bulk"),
            ColumnInfo::number("Bwd Avg Bulk Rate"),
            ColumnInfo::number("Subflow Fwd Packets"),
            ColumnInfo::number("Subflow Fwd Bytes"),
            ColumnInfo::number("Subflow Bwd Packets"),
            ColumnInfo::number("Subflow Bwd Bytes"),
            ColumnInfo::number("Init_Win_bytes_forward"),
            ColumnInfo::number("Init_Win_bytes_backward"),
            ColumnInfo::number("act_data_pkt_fwd"),
            ColumnInfo::number("min_seg_size_forward"),
            ColumnInfo::number("Active Mean"),
            ColumnInfo::number("Active Std"),
            ColumnInfo::number("Active Max"),
            ColumnInfo::number("Active Min"),
            ColumnInfo::number("Idle Mean"),
            ColumnInfo::number("Idle Std"),
            ColumnInfo::number("Idle Max"),
            ColumnInfo::number("Idle Min"),
            ColumnInfo::label("Label"),
        ]
    };
}
pub(super) use columns;

/// The labels, with their rows.
pub(super) const CLASSES: &[ClassInfo] = &[
    ClassInfo::counted("BENIGN", 2_273_097),
    ClassInfo::counted("DoS Hulk", 231_073),
    ClassInfo::counted("PortScan", 158_930),
    ClassInfo::counted("DDoS", 128_027),
    ClassInfo::counted("DoS GoldenEye", 10_293),
    ClassInfo::counted("FTP-Patator", 7_938),
    ClassInfo::counted("SSH-Patator", 5_897),
    ClassInfo::counted("DoS slowloris", 5_796),
    ClassInfo::counted("DoS Slowhttptest", 5_499),
    ClassInfo::counted("Bot", 1_966),
    ClassInfo::counted("Web Attack - Brute Force", 1_507),
    ClassInfo::counted("Web Attack - XSS", 652),
    ClassInfo::counted("Infiltration", 36),
    ClassInfo::counted("Web Attack - Sql Injection", 21),
    ClassInfo::counted("Heartbleed", 11),
];

pub(super) const WRONG_LABELS: Trap = Trap {
    erratum: true,
    title: "One label in fifteen is wrong",
    detail: "6.67 % of the labels were found wrong, of some classes more than 75 %.",
    source: "Liu et al., CNS 2022; the shares as quoted from Cantone et al. 2024 by ids2eval 0.2.3",
};

pub(super) const PACKETS: Trap = Trap {
    erratum: true,
    title: "Packets out of order, flows twice, port scans without a label",
    detail: "The captures hold packets out of order and twice, and port scans that are labelled as benign.",
    source: "Lanvin et al., CRiSIS 2022, hal-03775466",
};

pub(super) const FLOWS: Trap = Trap {
    erratum: true,
    title: "Known labelling and flow errors",
    detail: "Flow construction, feature extraction and labels were found wrong in places; use the corrected edition cicids2017/engelen2021 or report both.",
    source: "Engelen, Rimmer, Joosen 2021, doi 10.1109/SPW53761.2021.00009; Liu et al., CNS 2022; Lanvin et al., CRiSIS 2022; Rosay et al., ICISSP 2022",
};

pub(super) const WITHOUT_PAYLOAD: Trap = Trap {
    erratum: true,
    title: "Attack flows without payload carry the attack's label",
    detail: "Connections that never reached the service are labelled as attacks; the corrected edition marks them Attempted.",
    source: "Engelen, Rimmer, Joosen 2021",
};

pub(super) const NON_FINITE: Trap = Trap {
    erratum: true,
    title: "NaN and Infinity",
    detail: "Flow Bytes/s and Flow Packets/s divide by a duration of zero: 2,867 rows hold NaN or Infinity.",
    source: "measured on samples; row count from the CICIDS2017 CNN-LSTM paper's matrix (2,830,743 less 2,827,876)",
};

pub(super) const TWO_COLUMNS: Trap = Trap {
    erratum: true,
    title: "A column stands twice",
    detail: "Fwd Header Length occurs twice with equal values.",
    source: "measured",
};

pub(super) const CONSTANT: Trap = Trap {
    erratum: true,
    title: "Several columns are constant",
    detail: "The six bulk columns, Bwd PSH Flags and Bwd URG Flags hold zero only; they carry nothing.",
    source: "measured on samples",
};

pub(super) const NEAR_DUPLICATES: Trap = Trap {
    erratum: true,
    title: "Random splits mix near-identical flows",
    detail: "About 307,000 flows are duplicates; a random split puts copies on both sides (forest macro F1 0.9987 against 0.4883 by time).",
    source: "eyalsht/ids-cicids2017-critique README @ cab139b, not peer reviewed",
};

pub(super) const CLASS_TABLES: Trap = Trap {
    erratum: false,
    title: "Class tables that do not add up",
    detail: "Tables with DoS Hulk 208,494 or PortScan 156,556 do not sum to 2,830,743.",
    source: "computed",
};
