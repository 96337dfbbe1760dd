//! What a check has found.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How much a finding says against a table, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// No test set and no model can give these figures under the assumptions that are listed: a proof.
    Impossible,
    /// Two places of the paper, or the paper and its dataset, say different things.
    Mismatch,
    /// Possible, and seldom honest: worth a question.
    Suspicious,
    /// Possible, and no evidence of a working detector.
    Useless,
    /// The check was made and found nothing.
    Unremarkable,
    /// The check could not be made; the finding says why.
    NotCheckable,
}

/// One result of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Name of the check.
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where in the paper: `Table I, svm`.
    pub place: String,
    /// One sentence.
    pub says: String,
    /// The arithmetic, in one line, so that a reader can redo it by hand.
    pub arithmetic: String,
    /// What is taken for granted; of an impossibility, all of it.
    pub assumptions: Vec<String>,
    /// A confusion matrix that gives the figures, or the nearest figures that could be, or what else would explain them.
    pub nearest: Option<String>,
    /// The numbers of the finding by name, exact or in full digits, for machines.
    pub numbers: BTreeMap<String, String>,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Impossible, Self::Mismatch, Self::Suspicious, Self::Useless, Self::Unremarkable, Self::NotCheckable];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Impossible => "impossible",
            Self::Mismatch => "mismatch",
            Self::Suspicious => "suspicious",
            Self::Useless => "useless",
            Self::Unremarkable => "unremarkable",
            Self::NotCheckable => "not checkable",
        }
    }

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Impossible => "no test set and no model can give these figures under the assumptions listed; a proof",
            Self::Mismatch => "two places of the paper, or the paper and its dataset, say different things",
            Self::Suspicious => "possible, and worth a question",
            Self::Useless => "possible, and no evidence of a working detector",
            Self::Unremarkable => "checked, nothing found",
            Self::NotCheckable => "could not be checked, with the reason",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Finding {
    /// A finding of `check` at `place`; assumptions, nearest and numbers are added by the methods below.
    pub fn new(check: &'static str, severity: Severity, place: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            check,
            severity,
            place: place.into(),
            says: says.into(),
            arithmetic: String::new(),
            assumptions: Vec::new(),
            nearest: None,
            numbers: BTreeMap::new(),
        }
    }

    /// With the arithmetic in one line.
    #[must_use]
    pub fn arithmetic(mut self, line: impl Into<String>) -> Self {
        self.arithmetic = line.into();
        self
    }

    /// With something that is taken for granted.
    #[must_use]
    pub fn assuming(mut self, assumption: impl Into<String>) -> Self {
        self.assumptions.push(assumption.into());
        self
    }

    /// With the nearest figures that could be.
    #[must_use]
    pub fn nearest(mut self, nearest: impl Into<String>) -> Self {
        self.nearest = Some(nearest.into());
        self
    }

    /// With a number for machines.
    #[must_use]
    pub fn number(mut self, name: &str, value: impl Into<String>) -> Self {
        self.numbers.insert(name.to_owned(), value.into());
        self
    }
}
