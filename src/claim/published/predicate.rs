//! What a paper says in words, as something that holds or does not.
//!
//! ```text
//! cnn_lstm.accuracy > cnn.accuracy
//! cnn_lstm.recall[DDoS] >= 0.99
//! lowest recall: Recon
//! largest confusion: Recon → Benign
//! train_test_disjoint
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Decimal;

/// A claim that can be held against a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// One figure against another, or against a number.
    Comparison {
        /// What is compared.
        left: Quantity,
        /// How.
        relation: Relation,
        /// With what.
        right: Operand,
    },
    /// The class with the lowest or highest score of all classes.
    ExtremeClass {
        /// Which end.
        extreme: Extreme,
        /// One of [`METRICS`](super::METRICS), by class.
        metric: String,
        /// The class.
        class: String,
    },
    /// The pair of classes that is confused most often, in rows.
    LargestConfusion {
        /// Class of the rows.
        actual: String,
        /// Class they are taken for.
        predicted: String,
    },
    /// What no figure says.
    Property(Property),
}

/// A score of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Name of the model.
    pub model: String,
    /// One of [`METRICS`](super::METRICS).
    pub metric: String,
    /// The class it is of; `None`: as the paper averages.
    pub class: Option<String>,
}

/// The right side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// Another score.
    Quantity(Quantity),
    /// A number.
    Number(Decimal),
}

/// How two figures relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// An end of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The smallest.
    Lowest,
    /// The largest.
    Highest,
}

/// A claimed property of data, training or detector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// No row, or its double, is on both sides.
    TrainTestDisjoint,
    /// Training and validation accuracy stay close over the epochs.
    TrainValidationClose,
    /// The network learns from the order of rows in time.
    TemporalDependence,
    /// One row is judged fast enough for use on live traffic.
    RealTime,
    /// Few normal rows raise an alarm.
    FewFalseAlarms,
}

impl Property {
    /// Every property.
    pub const ALL: [Self; 5] = [
        Self::TrainTestDisjoint,
        Self::TrainValidationClose,
        Self::TemporalDependence,
        Self::RealTime,
        Self::FewFalseAlarms,
    ];

    /// As written in a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::TrainTestDisjoint => "train_test_disjoint",
            Self::TrainValidationClose => "train_validation_close",
            Self::TemporalDependence => "temporal_dependence",
            Self::RealTime => "real_time",
            Self::FewFalseAlarms => "few_false_alarms",
        }
    }

    /// What is claimed.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::TrainTestDisjoint => "no row, or its double, is both trained and tested on",
            Self::TrainValidationClose => "training and validation accuracy stay close over the epochs",
            Self::TemporalDependence => "the network learns from the order of rows in time",
            Self::RealTime => "one row is judged fast enough for use on live traffic",
            Self::FewFalseAlarms => "few normal rows raise an alarm",
        }
    }
}

/// One form of a predicate, for people.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) shape: &'static str,
    pub(super) means: &'static str,
    pub(super) example: &'static str,
}

/// Every form but the properties.
pub(super) const FORMS: [Form; 5] = [
    Form {
        shape: "MODEL.METRIC > MODEL.METRIC",
        means: "one score against another; also `>=`, `<`, `<=`",
        example: "cnn_lstm.accuracy > cnn.accuracy",
    },
    Form {
        shape: "MODEL.METRIC >= NUMBER",
        means: "a score against a number; also `>`, `<`, `<=`",
        example: "cnn_lstm.roc_auc >= 0.995",
    },
    Form {
        shape: "MODEL.METRIC[CLASS]",
        means: "in a comparison: the score of one class",
        example: "cnn_lstm.f1[DDoS] >= 0.99",
    },
    Form {
        shape: "lowest METRIC: CLASS",
        means: "the class with the lowest score of all classes; `highest` as well",
        example: "lowest recall: Recon",
    },
    Form {
        shape: "largest confusion: CLASS → CLASS",
        means: "the pair of classes, actual and predicted, that is confused most often; `->` as well",
        example: "largest confusion: Recon → Benign",
    },
];

impl Relation {
    /// Longer signs first, so that `>=` is not read as `>`.
    const ALL: [Self; 4] = [Self::LessOrEqual, Self::GreaterOrEqual, Self::Less, Self::Greater];

    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Predicate {
    /// Reads a predicate; whether its models, metrics and classes exist is for the caller to say. `None` when it has none of the forms.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(property) = Property::ALL.into_iter().find(|property| property.name() == text) {
            return Some(Self::Property(property));
        }
        match text.split_once(':') {
            Some((subject, object)) => about_classes(subject.trim(), object.trim()),
            None => comparison(text),
        }
    }

    /// Whether it says of which models it speaks.
    pub fn names_its_models(&self) -> bool {
        matches!(self, Self::Comparison { .. })
    }

    /// The scores that it compares.
    pub fn quantities(&self) -> Vec<&Quantity> {
        match self {
            Self::Comparison { left, right: Operand::Quantity(right), .. } => vec![left, right],
            Self::Comparison { left, .. } => vec![left],
            _ => Vec::new(),
        }
    }

    /// The metrics that it speaks of.
    pub fn metrics(&self) -> Vec<&str> {
        match self {
            Self::ExtremeClass { metric, .. } => vec![metric],
            _ => self.quantities().into_iter().map(|quantity| quantity.metric.as_str()).collect(),
        }
    }

    /// The classes that it names.
    pub fn classes(&self) -> Vec<&str> {
        match self {
            Self::ExtremeClass { class, .. } => vec![class],
            Self::LargestConfusion { actual, predicted } => vec![actual, predicted],
            _ => self.quantities().into_iter().filter_map(|quantity| quantity.class.as_deref()).collect(),
        }
    }
}

fn about_classes(subject: &str, object: &str) -> Option<Predicate> {
    let words: Vec<&str> = subject.split_whitespace().collect();
    match words.as_slice() {
        ["largest", "confusion"] => {
            let (actual, predicted) = object.split_once('→').or_else(|| object.split_once("->"))?;
            Some(Predicate::LargestConfusion { actual: filled(actual)?, predicted: filled(predicted)? })
        }
        ["lowest", metric] => extreme_class(Extreme::Lowest, metric, object),
        ["highest", metric] => extreme_class(Extreme::Highest, metric, object),
        _ => None,
    }
}

fn extreme_class(extreme: Extreme, metric: &str, class: &str) -> Option<Predicate> {
    Some(Predicate::ExtremeClass { extreme, metric: metric.to_owned(), class: filled(class)? })
}

fn comparison(text: &str) -> Option<Predicate> {
    let (relation, left, right) = Relation::ALL
        .into_iter()
        .find_map(|relation| text.split_once(relation.sign()).map(|(left, right)| (relation, left, right)))?;
    let right = match right.trim().parse() {
        Ok(number) => Operand::Number(number),
        Err(_) => Operand::Quantity(quantity(right)?),
    };
    Some(Predicate::Comparison { left: quantity(left)?, relation, right })
}

/// `model.metric` or `model.metric[class]`
fn quantity(text: &str) -> Option<Quantity> {
    let (model, rest) = text.trim().split_once('.')?;
    let (metric, class) = match rest.split_once('[') {
        Some((metric, class)) => (metric, Some(filled(class.strip_suffix(']')?)?)),
        None => (rest, None),
    };
    Some(Quantity { model: filled(model)?, metric: filled(metric)?, class })
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.model, self.metric)?;
        self.class.as_ref().map_or(Ok(()), |class| write!(f, "[{class}]"))
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comparison { left, relation, right: Operand::Quantity(right) } => {
                write!(f, "{left} {} {right}", relation.sign())
            }
            Self::Comparison { left, relation, right: Operand::Number(right) } => {
                write!(f, "{left} {} {right}", relation.sign())
            }
            Self::ExtremeClass { extreme: Extreme::Lowest, metric, class } => write!(f, "lowest {metric}: {class}"),
            Self::ExtremeClass { extreme: Extreme::Highest, metric, class } => write!(f, "highest {metric}: {class}"),
            Self::LargestConfusion { actual, predicted } => write!(f, "largest confusion: {actual} → {predicted}"),
            Self::Property(property) => f.write_str(property.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written() {
        for text in [
            "cnn_lstm.accuracy > cnn.accuracy",
            "cnn_lstm.recall[DDoS] >= 0.99",
            "a.f1[Web Attack] <= b.f1[Web Attack]",
            "a.false_alarm_rate < 0.14%",
            "lowest recall: Recon",
            "highest precision: DoS",
            "largest confusion: Recon → Benign",
            "train_test_disjoint",
        ] {
            assert_eq!(Predicate::parse(text).map(|predicate| predicate.to_string()).as_deref(), Some(text));
        }
        let arrow = Predicate::parse("largest confusion: Recon -> Benign").unwrap();
        assert_eq!(arrow.to_string(), "largest confusion: Recon → Benign");
        assert!(Property::ALL.iter().all(|property| Predicate::parse(property.name()).is_some()));
    }

    #[test]
    fn the_documented_forms_are_read() {
        assert!(FORMS.iter().all(|form| Predicate::parse(form.example).is_some()));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "cnn > lstm",
            "cnn.accuracy = lstm.accuracy",
            "lowest: Recon",
            "lowest recall:",
            "largest confusion: a",
            "a.b[ > 1",
            "best_model",
            "> 0.5",
            "a.b >",
            ": x",
        ] {
            assert_eq!(Predicate::parse(text), None, "{text}");
        }
    }
}
