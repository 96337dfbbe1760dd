//! What a check of the rows has found.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::stats::{Interval, PairedCounts, newcombe_paired, wilson_interval};

/// How much an outcome says against the rows, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The statistic is beyond the threshold, its whole interval too: a figure from these rows says less than it seems to.
    Flag,
    /// Worth a sentence in a paper, no reason to doubt its figures by itself.
    Warning,
    /// The interval holds the threshold: these rows cannot tell.
    Inconclusive,
    /// The check was made and found nothing.
    Fine,
    /// The check could not be made; the outcome says why.
    NotApplicable,
}

impl Level {
    /// Every level, the worst first.
    pub const ALL: [Self; 5] = [Self::Flag, Self::Warning, Self::Inconclusive, Self::Fine, Self::NotApplicable];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Warning => "warning",
            Self::Inconclusive => "inconclusive",
            Self::Fine => "fine",
            Self::NotApplicable => "not applicable",
        }
    }

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Flag => "beyond the threshold: a figure from these rows says less than it seems to",
            Self::Warning => "to be told beside the figures; no reason to doubt them by itself",
            Self::Inconclusive => "the interval holds the threshold: these rows cannot tell",
            Self::Fine => "checked, nothing found",
            Self::NotApplicable => "could not be checked, with the reason",
        }
    }

    /// The level of a statistic that is bad where it is large: flagged where its whole interval is above `flag`, a warning where it is above
    /// `warn`, fine where it is at or below `warn`, inconclusive where the interval holds `warn`. A statistic that is exact has no interval.
    pub fn of_large(statistic: &Statistic, warn: f64, flag: f64) -> Self {
        debug_assert!(warn <= flag, "a warning comes before a flag: {warn}, {flag}");
        let [low, high] = statistic.interval.unwrap_or([statistic.value; 2]);
        match () {
            () if low > flag => Self::Flag,
            () if low > warn => Self::Warning,
            () if high > warn => Self::Inconclusive,
            () => Self::Fine,
        }
    }

    /// Whether a reader has to see it.
    pub fn is_remarkable(self) -> bool {
        self < Self::Fine
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What an outcome is about; empty where it is about all rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Subject {
    /// Columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The protocol whose split it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The seed of that split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.protocol.as_ref().map(|protocol| format!("protocol {protocol}")));
        for (word, names) in [("column", &self.columns), ("class", &self.classes), ("file", &self.files)] {
            match &names[..] {
                [] => {}
                [name] => parts.push(format!("{word} {name}")),
                names if names.len() > NAMED => parts.push(format!(
                    "{} {} and {} more",
                    plural(word),
                    names[..NAMED].join(", "),
                    names.len() - NAMED
                )),
                names => parts.push(format!("{} {}", plural(word), names.join(", "))),
            }
        }
        if parts.is_empty() { f.write_str("all rows") } else { f.write_str(&parts.join(", ")) }
    }
}

/// Names of one kind that are told at most.
const NAMED: usize = 5;

fn plural(word: &str) -> String {
    if word.ends_with('s') { format!("{word}es") } else { format!("{word}s") }
}

/// A measured number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistic {
    /// What it measures.
    pub name: Cow<'static, str>,
    /// The number.
    pub value: f64,
    /// Where it may lie, at 95 %; none where it is a count over all rows.
    pub interval: Option<[f64; 2]>,
}

impl Statistic {
    /// A count or share over all rows.
    pub fn exact(name: &'static str, value: f64) -> Self {
        Self { name: name.into(), value, interval: None }
    }

    /// `hits` of `rows`, with Wilson's 95 % interval; the rows are taken for a sample of those that could have been drawn.
    ///
    /// # Panics
    /// Without rows.
    pub fn share(name: &'static str, hits: u64, rows: u64) -> Self {
        assert!(rows > 0, "{name}: a share of no rows");
        let interval = wilson_interval(hits, rows, CONFIDENCE).map(ends);
        Self { name: name.into(), value: hits as f64 / rows as f64, interval }
    }

    /// By how much the first of two answers is right more often than the second on the same rows, over `left` of them, with Newcombe's 95 %
    /// interval for paired shares, which has a width even where the answers agree.
    ///
    /// # Panics
    /// Without rows that are left.
    pub fn gain(name: &'static str, counts: PairedCounts, left: u64) -> Self {
        assert!(left > 0, "{name}: a gain over no rows");
        let of_left = |share: f64| share * counts.rows() as f64 / left as f64;
        let interval = newcombe_paired(counts, CONFIDENCE).ok().map(|interval| ends(interval).map(of_left));
        Self {
            name: name.into(),
            value: (counts.first_only as f64 - counts.second_only as f64) / left as f64,
            interval,
        }
    }
}

/// Both ends of an interval.
pub(super) fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

/// Confidence of the intervals.
pub(super) const CONFIDENCE: f64 = 0.95;

/// A number that a statistic is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// What it divides.
    pub name: Cow<'static, str>,
    /// The number.
    pub value: f64,
    /// A paper, or "ours, because …".
    pub source: Cow<'static, str>,
}

impl Threshold {
    /// A threshold with its source.
    pub const fn new(name: &'static str, value: f64, source: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), value, source: Cow::Borrowed(source) }
    }
}

/// One result of one check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Name of the check.
    pub check: Cow<'static, str>,
    /// How bad it is.
    pub level: Level,
    /// Whose rows, columns, classes.
    pub subject: Subject,
    /// What was measured; none where there was nothing to measure.
    pub statistic: Option<Statistic>,
    /// What it was held against.
    pub threshold: Option<Threshold>,
    /// One plain sentence; of a check that could not be made, the reason.
    pub says: String,
    /// What it does to a figure: "accuracy with this column alone: 0.932".
    pub consequence: Option<String>,
    /// Further numbers by name, for machines.
    pub numbers: BTreeMap<String, Number>,
}

impl Outcome {
    /// An outcome of `check` without a statistic; the methods below add the rest.
    pub fn new(check: &'static str, level: Level, says: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            level,
            subject: Subject::default(),
            statistic: None,
            threshold: None,
            says: says.into(),
            consequence: None,
            numbers: BTreeMap::new(),
        }
    }

    /// An outcome of a statistic that is bad where it is large, as [`Level::of_large`] judges it.
    pub fn of_large(
        check: &'static str,
        statistic: Statistic,
        warn: &Threshold,
        flag: &Threshold,
        says: impl Into<String>,
    ) -> Self {
        let level = Level::of_large(&statistic, warn.value, flag.value);
        let threshold = if level == Level::Flag { flag } else { warn };
        Self::new(check, level, says).measured(statistic, threshold)
    }

    /// The check cannot be made, because of `why`.
    pub fn not_applicable(check: &'static str, why: impl Into<String>) -> Self {
        Self::new(check, Level::NotApplicable, why)
    }

    /// About this split.
    #[must_use]
    pub fn under(mut self, protocol: &str, seed: u64) -> Self {
        self.subject.protocol = Some(protocol.to_owned());
        self.subject.seed = Some(seed);
        self
    }

    /// About this column, beside those named before.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>) -> Self {
        self.subject.columns.push(name.into());
        self
    }

    /// About this class, beside those named before.
    #[must_use]
    pub fn class(mut self, name: impl Into<String>) -> Self {
        self.subject.classes.push(name.into());
        self
    }

    /// About this file, beside those named before.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>) -> Self {
        self.subject.files.push(name.into());
        self
    }

    /// With what was measured and what it was held against.
    #[must_use]
    pub fn measured(mut self, statistic: Statistic, threshold: &Threshold) -> Self {
        self.statistic = Some(statistic);
        self.threshold = Some(threshold.clone());
        self
    }

    /// With what it does to a figure.
    #[must_use]
    pub fn consequence(mut self, sentence: impl Into<String>) -> Self {
        self.consequence = Some(sentence.into());
        self
    }

    /// With a count for machines.
    #[must_use]
    pub fn count(mut self, name: impl Into<String>, value: u64) -> Self {
        self.numbers.insert(name.into(), value.into());
        self
    }

    /// With a measured number for machines; one that is not finite is left out.
    #[must_use]
    pub fn number(mut self, name: impl Into<String>, value: f64) -> Self {
        if let Some(number) = Number::from_f64(value) {
            self.numbers.insert(name.into(), number);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(interval: [f64; 2]) -> Level {
        let statistic = Statistic { name: "x".into(), value: interval[0], interval: Some(interval) };
        Level::of_large(&statistic, 0.1, 0.5)
    }

    #[test]
    fn an_interval_decides_or_does_not() {
        assert_eq!(level([0.6, 0.7]), Level::Flag);
        assert_eq!(level([0.4, 0.7]), Level::Warning);
        assert_eq!(level([0.05, 0.7]), Level::Inconclusive);
        assert_eq!(level([0.0, 0.1]), Level::Fine);
        assert_eq!(Level::of_large(&Statistic::exact("x", 0.5), 0.1, 0.5), Level::Warning);
        assert_eq!(Level::of_large(&Statistic::share("x", 60, 100), 0.1, 0.5), Level::Flag);
    }

    #[test]
    fn a_gain_is_never_certain() {
        let same = PairedCounts { both: 90, first_only: 0, second_only: 0, neither: 10 };
        let gain = Statistic::gain("x", same, 20);
        let [low, high] = gain.interval.unwrap();
        assert!(gain.value == 0.0 && low < 0.0 && high > 0.0, "{gain:?}");
        let better = PairedCounts { both: 50, first_only: 30, second_only: 10, neither: 10 };
        assert_eq!(Statistic::gain("x", better, 50).value, 0.4);
    }

    #[test]
    fn a_subject_is_read_as_words() {
        let outcome = Outcome::new("a", Level::Fine, "b").under("published", 0).column("IAT").class("x").class("y");
        assert_eq!(outcome.subject.to_string(), "protocol published, column IAT, classes x, y");
        assert_eq!(Subject::default().to_string(), "all rows");
    }

    #[test]
    fn written_and_read_it_is_the_same() {
        let threshold = Threshold::new("largest share", 0.01, "ours, because it is small");
        let outcome = Outcome::new("a", Level::Flag, "b")
            .column("IAT")
            .measured(Statistic::share("share", 1, 3), &threshold)
            .count("rows", 3)
            .number("mean", 0.1)
            .number("nothing", f64::NAN);
        assert_eq!(outcome.numbers.len(), 2);
        let text = serde_json::to_string(&outcome).unwrap();
        assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), outcome);
    }
}
