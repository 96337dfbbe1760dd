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

    /// The control of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
