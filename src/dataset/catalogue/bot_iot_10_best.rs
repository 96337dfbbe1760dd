//! Bot-IoT, the ten best features of the 5 % extract, with an official split.

use super::{ClassInfo, ColumnInfo, Count, Edition, FileInfo, LabelRule, SideRule, Trap};

/// The edition.
pub(super) static EDITION: Edition = Edition {
    name: "bot-iot/10-best",
    title: "Bot-IoT, 5 % extract, 10 best features",
    summary: "Argus flows of an IoT testbed under attack, reduced to the ten features that the authors found best, \
              shuffled and split by them into training and testing.",
    columns: &[
        ColumnInfo::identifier_number("pkSeqID"),
        ColumnInfo::text("proto"),
        ColumnInfo::identifier_text("saddr"),
        ColumnInfo::identifier_text("sport"),
        ColumnInfo::identifier_text("daddr"),
        ColumnInfo::identifier_text("dport"),
        ColumnInfo::identifier_number("seq"),
        ColumnInfo::number("stddev"),
        ColumnInfo::number("N_IN_Conn_P_SrcIP"),
        ColumnInfo::number("min"),
        ColumnInfo::number("state_number"),
        ColumnInfo::number("mean"),
        ColumnInfo::number("N_IN_Conn_P_DstIP"),
        ColumnInfo::number("drate"),
        ColumnInfo::number("srate"),
        ColumnInfo::number("max"),
        ColumnInfo::label("attack"),
        ColumnInfo::label("category"),
        ColumnInfo::label("subcategory"),
    ],
    schema_verified: true,
    header_row: true,
    label: LabelRule::Columns(&["category", "subcategory"]),
    sides: SideRule::PathPart { train: &["training"], test: &["testing", "test_set"] },
    files: &[
        FileInfo::counted("UNSW_2018_IoT_Botnet_Final_10_best_Training.csv", 2_934_817),
        FileInfo::counted("UNSW_2018_IoT_Botnet_Final_10_best_Testing.csv", 733_705),
    ],
    rows: Count::verified(3_668_522),
    classes: &[
        ClassInfo::remembered("DDoS/UDP", 948_255),
        ClassInfo::remembered("DDoS/TCP", 977_380),
        ClassInfo::remembered("DDoS/HTTP", 989),
        ClassInfo::remembered("DoS/UDP", 1_032_975),
        ClassInfo::remembered("DoS/TCP", 615_800),
        ClassInfo::remembered("DoS/HTTP", 1_485),
        ClassInfo::remembered("Reconnaissance/OS_Fingerprint", 17_914),
        ClassInfo::remembered("Reconnaissance/Service_Scan", 73_168),
        ClassInfo::remembered("Theft/Keylogging", 73),
        ClassInfo::remembered("Theft/Data_Exfiltration", 6),
        ClassInfo::sided("Normal/Normal", 370, 107),
    ],
    cleaned: &[],
    traps: &[
        Trap {
            erratum: false,
            title: "Identifiers give the label away",
            detail: "pkSeqID runs in blocks of one attack each; addresses, ports, seq and times tell the same. Drop them.",
            source: "Peterson, Leevy, Khoshgoftaar, SOSE 2021, doi 10.1109/SOSE52839.2021.00007; order measured",
        },
        Trap {
            erratum: true,
            title: "Hardly any normal traffic",
            detail: "477 of 3,668,522 rows are normal: always answering attack is 99.987 % accurate.",
            source: "ids2eval 0.2.3 known_issues; computed",
        },
        Trap {
            erratum: false,
            title: "DoS and DDoS share subcategories",
            detail: "A flat label needs category and subcategory.",
            source: "Koroniotis et al. 2019",
        },
        Trap {
            erratum: false,
            title: "Ports are not always numbers",
            detail: "-1 for ARP, hexadecimal type and code for ICMP (0x0303).",
            source: "measured",
        },
        Trap {
            erratum: false,
            title: "The combined file uses another delimiter",
            detail: "Training and Testing use a comma, UNSW_2018_IoT_Botnet_Final_10_best.csv a semicolon; it holds the same rows again, so do not read all three.",
            source: "measured on public copies",
        },
        Trap {
            erratum: false,
            title: "The official split is random",
            detail: "The rows were shuffled before the split: neighbours in time stand on both sides.",
            source: "measured",
        },
    ],
    citation: "Koroniotis, Moustafa, Sitnikova, Turnbull: Towards the Development of Realistic Botnet Dataset in the \
               Internet of Things for Network Forensic Analytics: Bot-IoT Dataset. Future Generation Computer Systems 100 \
               (2019) 779-796, arXiv 1811.00701.",
    terms: "Free for academic research with citation, commercial use with the authors' agreement (from memory); no right \
            to redistribute is known.",
    homepage: "https://research.unsw.edu.au/projects/bot-iot-dataset",
};
