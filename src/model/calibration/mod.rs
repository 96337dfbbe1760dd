//! Decision values made into probabilities, on rows that the model was not trained on.
//!
//! Each machine of a one-versus-rest family is calibrated for itself; the probabilities of a row are then divided by their sum, as
//! scikit-learn's `CalibratedClassifierCV` does (Zadrozny & Elkan 2002, doi 10.1145/775047.775151).

mod isotonic;
mod platt;

use super::NamedTensor;
use crate::spec::Calibrate;

use isotonic::Isotonic;
use platt::Platt;

/// One map from decision values to probabilities for each machine.
#[derive(Debug, Clone)]
pub(super) enum Calibration {
    Platt(Vec<Platt>),
    Isotonic(Vec<Isotonic>),
}

impl Calibration {
    /// Fits the maps of `machines` machines. `decision` gives the value of (row, machine), `positive` whether the row is of the machine's
    /// class. `None` where nothing is to be calibrated.
    pub(super) fn fit(
        how: Calibrate,
        rows: usize,
        machines: usize,
        decision: impl Fn(usize, usize) -> f64,
        positive: impl Fn(usize, usize) -> bool,
    ) -> Option<Self> {
        let of = |machine: usize| -> Vec<(f64, bool)> {
            (0..rows).map(|row| (decision(row, machine), positive(row, machine))).collect()
        };
        match how {
            Calibrate::None => None,
            Calibrate::Platt => Some(Self::Platt((0..machines).map(|machine| Platt::fit(&of(machine))).collect())),
            Calibrate::Isotonic => {
                Some(Self::Isotonic((0..machines).map(|machine| Isotonic::fit(of(machine))).collect()))
            }
        }
    }

    /// Probability that a row with this decision value is of the machine's class.
    pub(super) fn probability(&self, machine: usize, decision: f64) -> f64 {
        match self {
            Self::Platt(maps) => maps[machine].probability(decision),
            Self::Isotonic(maps) => maps[machine].probability(decision),
        }
    }

    /// The probabilities of one row, divided by their sum; equal ones where all are 0.
    pub(super) fn shares(&self, decisions: &[f64]) -> Vec<f64> {
        let mut shares: Vec<f64> =
            decisions.iter().enumerate().map(|(machine, &decision)| self.probability(machine, decision)).collect();
        let sum: f64 = shares.iter().sum();
        if sum > 0.0 {
            shares.iter_mut().for_each(|share| *share /= sum);
        } else {
            shares.fill(1.0 / decisions.len() as f64);
        }
        shares
    }

    pub(super) fn tensors(&self) -> Vec<NamedTensor> {
        match self {
            Self::Platt(maps) => {
                let values: Vec<f64> = maps.iter().flat_map(|map| [map.slope, map.offset]).collect();
                vec![NamedTensor::from_f64("platt", vec![maps.len(), 2], &values)]
            }
            Self::Isotonic(maps) => maps
                .iter()
                .enumerate()
                .map(|(machine, map)| {
                    let values: Vec<f64> = map.points.iter().flat_map(|&(x, y)| [x, y]).collect();
                    NamedTensor::from_f64(&format!("isotonic.{machine}"), vec![map.points.len(), 2], &values)
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one() {
        let calibration = |how| {
            Calibration::fit(how, 4, 2, |row, machine| row as f64 - machine as f64, |row, machine| row > 1 + machine)
        };
        for how in [Calibrate::Platt, Calibrate::Isotonic] {
            let shares = calibration(how).unwrap().shares(&[-5.0, 0.5]);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{shares:?}");
        }
        assert_eq!(calibration(Calibrate::Isotonic).unwrap().shares(&[-5.0, -5.0]), [0.5, 0.5]);
        assert!(calibration(Calibrate::None).is_none());
    }

    #[derive(serde::Deserialize)]
    struct Golden {
        calibration: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        decisions: Vec<f64>,
        positive: Vec<bool>,
        queries: Vec<f64>,
        sigmoid: Vec<f64>,
        isotonic: Vec<f64>,
    }

    /// See tests/golden/model/classical.py.
    #[test]
    fn probabilities_are_scikit_learns() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/model/classical.json"));
        let golden: Golden = serde_json::from_str(text).unwrap();
        for case in golden.calibration {
            for (how, expected, within) in
                [(Calibrate::Platt, &case.sigmoid, 1e-4), (Calibrate::Isotonic, &case.isotonic, 1e-12)]
            {
                let rows = case.decisions.len();
                let maps = Calibration::fit(how, rows, 1, |row, _| case.decisions[row], |row, _| case.positive[row]);
                for (&query, expected) in case.queries.iter().zip(expected) {
                    let ours = maps.as_ref().unwrap().probability(0, query);
                    assert!((ours - expected).abs() < within, "{} at {query}: {ours}, {expected}", case.name);
                }
            }
        }
    }
}
