//! What several editions of Bot-IoT have in common.

use super::Trap;

/// The reference.
pub(super) const CITATION: &str = "Koroniotis, Moustafa, Sitnikova, Turnbull: Towards the Development of Realistic Botnet Dataset in the \
    Internet of Things for Network Forensic Analytics: Bot-IoT Dataset. Future Generation Computer Systems 100 \
    (2019) 779-796, arXiv 1811.00701.";

/// Terms of use.
pub(super) const TERMS: &str = "Free for academic research with citation, commercial use with the authors' agreement (from memory); no right \
    to redistribute is known.";

/// Where the files are.
pub(super) const HOMEPAGE: &str = "https://research.unsw.edu.au/projects/bot-iot-dataset";

pub(super) const IDENTIFIERS: Trap = Trap {
    erratum: false,
    title: "Identifiers give the label away",
    detail: "pkSeqID runs in blocks of one attack each; addresses, ports, seq and times tell the same. Drop them.",
    source: "Peterson, Leevy, Khoshgoftaar, SOSE 2021, doi 10.1109/SOSE52839.2021.00007; order measured",
};

/// In the 5 % extract.
pub(super) const HARDLY_NORMAL: Trap = Trap {
    erratum: true,
    title: "Hardly any normal traffic",
    detail: "477 of 3,668,522 rows are normal: always answering attack is 99.987 % accurate.",
    source: "ids2eval 0.2.3 known_issues; computed",
};

pub(super) const SUBCATEGORIES: Trap = Trap {
    erratum: false,
    title: "DoS and DDoS share subcategories",
    detail: "A flat label needs category and subcategory.",
    source: "Koroniotis et al. 2019",
};

/// In the 5 % extract.
pub(super) const PORTS: Trap = Trap {
    erratum: false,
    title: "Ports are not always numbers",
    detail: "-1 for ARP, hexadecimal type and code for ICMP (0x0303).",
    source: "measured",
};

pub(super) const INVALID_FEATURES: Trap = Trap {
    erratum: true,
    title: "Features that are not valid",
    detail: "Six of the 43 independent features were found to be invalid.",
    source: "Peterson, Leevy, Khoshgoftaar, SOSE 2021, doi 10.1109/SOSE52839.2021.00007",
};
