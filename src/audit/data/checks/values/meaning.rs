//! What a column's name says that its cells can be.

/// What a column is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A count, size, length, duration, rate or variance.
    NotNegative,
    /// A port of TCP or UDP.
    Port,
    /// A share or a probability.
    Share,
    /// A share in per cent.
    Percentage,
}

/// Words that only a quantity from 0 on is called by.
const NOT_NEGATIVE: &[&str] = &[
    "count", "counts", "cnt", "num", "number", "total", "tot", "length", "len", "size", "bytes", "byts", "byte",
    "packets", "packet", "pkts", "pkt", "duration", "dur", "iat", "rate", "stddev", "variance", "ttl", "octets",
];
/// Words that say so at the end of a name only: `var_3` is a variable, `std_x` may be standardised.
const LAST: &[&str] = &["std", "var"];
const PORT: &[&str] = &["port", "ports", "sport", "dport", "srcport", "dstport"];
const SHARE: &[&str] = &["share", "fraction", "proportion", "probability", "prob"];
const PERCENTAGE: &[&str] = &["percent", "percentage", "pct"];
/// Words that turn any quantity into one that may be negative.
const SIGNED: &[&str] = &[
    "delta",
    "diff",
    "difference",
    "change",
    "log",
    "norm",
    "normalized",
    "normalised",
    "scaled",
    "zscore",
    "offset",
    "skew",
    "skewness",
    "kurtosis",
    "correlation",
    "covariance",
    "trend",
    "balance",
    "error",
    "gradient",
];

impl Meaning {
    /// What `name` says; none where it says nothing.
    pub(super) fn of(name: &str) -> Option<Self> {
        let words = words(name);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        // Flow tools write s and d, for source and destination, before the word: sbytes, dpkts, srate.
        let shortened = |known: &[&str]| {
            let ends = words.iter().filter_map(|word| word.strip_prefix(['s', 'd']));
            ends.into_iter().any(|end| known.contains(&end))
        };
        let ends_in = |known: &[&str]| words.last().is_some_and(|word| known.contains(&word.as_str()));
        match () {
            () if has(SIGNED) => None,
            () if has(PERCENTAGE) => Some(Self::Percentage),
            () if has(SHARE) => Some(Self::Share),
            () if words.len() <= 3 && ends_in(PORT) => Some(Self::Port),
            () if has(NOT_NEGATIVE) || ends_in(LAST) || shortened(NOT_NEGATIVE) => Some(Self::NotNegative),
            () => None,
        }
    }

    /// Whether a cell can be; what is missing or infinite is no wrong value.
    pub(super) fn allows(self, cell: f64) -> bool {
        !cell.is_finite()
            || match self {
                Self::NotNegative => cell >= 0.0,
                Self::Port => (0.0..=65_535.0).contains(&cell) && cell.fract() == 0.0,
                Self::Share => (0.0..=1.0).contains(&cell),
                Self::Percentage => (0.0..=100.0).contains(&cell),
            }
    }
}

/// The words of a name in lower case: at every sign that is no letter or digit, and where a small letter meets a capital.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || before.is_lowercase() && letter.is_uppercase() {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().expect("it starts with one").extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_flow_tools_are_read() {
        for name in [
            "Flow Duration",
            "Total Length of Fwd Packets",
            "sbytes",
            "dpkts",
            "drate",
            "IAT",
            "Tot sum",
            "flow_iat_mean",
            "byteCount",
            "Var",
            "active_std",
        ] {
            assert_eq!(Meaning::of(name), Some(Meaning::NotNegative), "{name}");
        }
        for name in ["sport", "Destination Port", "dst_port"] {
            assert_eq!(Meaning::of(name), Some(Meaning::Port), "{name}");
        }
        for name in [
            "mean",
            "Covariance",
            "delta_len",
            "log_bytes",
            "seq",
            "Radius",
            "state_number_change",
            "lognormal_1",
            "var_3",
            "std_x",
        ] {
            assert_eq!(Meaning::of(name), None, "{name}");
        }
        assert_eq!(Meaning::of("pct_syn"), Some(Meaning::Percentage));
        assert_eq!(Meaning::of("share of SYN"), Some(Meaning::Share));
        assert_eq!(Meaning::of("L4_SRC_PORT"), Some(Meaning::Port));
        assert_eq!(Meaning::of("port count"), Some(Meaning::NotNegative), "a count of something by port");
    }

    #[test]
    fn missing_is_not_wrong() {
        assert!(Meaning::NotNegative.allows(f64::NAN) && Meaning::Port.allows(f64::INFINITY));
        assert!(!Meaning::NotNegative.allows(-1.0) && !Meaning::Port.allows(80.5) && !Meaning::Port.allows(70_000.0));
        assert!(!Meaning::Share.allows(1.5) && Meaning::Percentage.allows(99.0));
    }
}
