//! Controls: runs that should fail if a claim is true.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// A run that must fail if the claim is true, or a trivial model to compare with.
///
/// Where the file names none, `majority` and `one_rule` run under every protocol, `shuffled_windows` with every model under the protocols with windows, the
/// others with every model under the first protocol.
/// Models that take their weights from a file are left out: nothing is trained that could fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Which.
    pub control: ControlKind,
    /// The models it is run with; empty for `majority` and `one_rule`, which are models.
    pub models: Vec<String>,
    /// The protocols it is run under.
    pub protocols: Vec<String>,
    /// The columns that `without_shortcuts` and `shortcuts_only` are about; empty: those that the audit of the rows flags.
    pub columns: Vec<String>,
}

impl Serialize for Control {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Scope<'a> {
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            models: &'a [String],
            protocols: &'a [String],
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            columns: &'a [String],
        }
        let mut map = serializer.serialize_map(Some(1))?;
        let scope = Scope { models: &self.models, protocols: &self.protocols, columns: &self.columns };
        map.serialize_entry(self.control.name(), &scope)?;
        map.end()
    }
}

/// Kinds of control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// The model that always answers the most frequent class.
    Majority,
    /// The best rule on one column.
    OneRule,
    /// Training (and validation) labels shuffled: test must fall to chance.
    ShuffledLabels,
    /// One fixed permutation of the columns: a network that reads structure into their order must fall.
    PermutedFeatures,
    /// The rows of every window in random order: a network that learns from the order of rows must fall.
    ShuffledWindows,
    /// Without the columns that give the classes away: what a model learned besides them must stay.
    WithoutShortcuts,
    /// With those columns only: a model that does as well as with all of them has learned no more than the shortcut.
    ShortcutsOnly,
}

impl ControlKind {
    /// Every control.
    pub const ALL: [Self; 7] = [
        Self::Majority,
        Self::OneRule,
        Self::ShuffledLabels,
        Self::PermutedFeatures,
        Self::ShuffledWindows,
        Self::WithoutShortcuts,
        Self::ShortcutsOnly,
    ];

    /// As written in a spec and in a unit's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::OneRule => "one_rule",
            Self::ShuffledLabels => "shuffled_labels",
            Self::PermutedFeatures => "permuted_features",
            Self::ShuffledWindows => "shuffled_windows",
            Self::WithoutShortcuts => "without_shortcuts",
            Self::ShortcutsOnly => "shortcuts_only",
        }
    }

    /// Whether it is a model of its own, rather than something done to the models of the file.
    pub fn is_model(self) -> bool {
        matches!(self, Self::Majority | Self::OneRule)
    }

    /// Whether it is about the columns that give the classes away.
    pub fn takes_columns(self) -> bool {
        matches!(self, Self::WithoutShortcuts | Self::ShortcutsOnly)
    }

    /// Whether it needs windows of rows.
    pub fn needs_windows(self) -> bool {
        self == Self::ShuffledWindows
    }

    /// What is done, and what a reader learns from it.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::Majority => "always answers the most frequent class of train; a score below it is worth nothing.",
            Self::OneRule => {
                "the best rule on one column; a network that does not beat it has learned no more than that column."
            }
            Self::ShuffledLabels => {
                "labels of train and validation shuffled, so accuracy and F1 must fall to those of the largest class; more means that the split leaks. A ranking score may stay above chance where classes are of very different sizes."
            }
            Self::PermutedFeatures => {
                "columns in another order; a network that reads structure into their order must fall, and one that does not fall has no use for it."
            }
            Self::ShuffledWindows => {
                "the rows of every window in random order, in training and in test; a network that learns from time must fall, and one that does not fall has no use for it."
            }
            Self::WithoutShortcuts => {
                "without the columns that give the classes away; what a model loses here it owes to them."
            }
            Self::ShortcutsOnly => {
                "with those columns only; a model that does as well with them alone has learned no more than the shortcut."
            }
        }
    }

    /// Where the idea comes from.
    fn source(self) -> &'static str {
        match self {
            Self::Majority => "every textbook; scikit-learn's `DummyClassifier(strategy=\"most_frequent\")`",
            Self::OneRule => {
                "Holte, *Very simple classification rules perform well on most commonly used datasets*, Machine Learning 11, 1993"
            }
            Self::ShuffledLabels => {
                "Ojala and Garriga, *Permutation tests for studying classifier performance*, JMLR 11, 2010; Zhang et al., *Understanding deep learning requires rethinking generalization*, ICLR 2017"
            }
            Self::PermutedFeatures | Self::ShuffledWindows => {
                "ours: an order that a model is said to use is taken away, and nothing else"
            }
            Self::WithoutShortcuts | Self::ShortcutsOnly => {
                "Arp et al., *Dos and Don'ts of Machine Learning in Computer Security*, USENIX Security 2022, pitfall P4; which columns: the flags of the audit of the rows, or those that the file names"
            }
        }
    }

    /// The control of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// `docs/controls.md`.
pub fn controls_page() -> String {
    let mut page = String::from(
        "# Controls\n\nRuns that must fail if a claim is true, and models so simple that a good one must beat them. They are units like all others: on the same splits, with the same seeds, \
         beside the plain runs in every report. The report shows each beside its plain run; a verdict rests on `permuted_features` and `shuffled_windows` only, for claims about time: there a model *falls* where it loses more than one point of accuracy with a posterior probability of at least 0.95 (Bayesian correlated t test over seeds, [statistics](statistics.md)).\n\n\
         This page is made from the code; `UPDATE_DOCS=1 cargo test --test suite docs` renews it.\n",
    );
    for kind in ControlKind::ALL {
        let mut expectation = kind.expectation().to_owned();
        expectation[..1].make_ascii_uppercase();
        page.push_str(&format!("\n## `{}`\n\n{expectation}\n\nSource: {}.\n", kind.name(), kind.source()));
    }
    page
}
