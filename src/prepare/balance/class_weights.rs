//! Weights in the loss that give every class the same say: n / (k · n_c), scikit-learn's `class_weight="balanced"`
//! (King and Zeng 2001, "Logistic regression in rare events data").

use super::Members;

/// `n / (k · n_c)` over the `k` classes that have rows. A class without rows gets 1; no row can use it.
pub(super) fn class_weights(members: &Members) -> Vec<f32> {
    let n: usize = members.0.iter().map(Vec::len).sum();
    let present = members.present().count();
    let weight = |rows: usize| if rows == 0 { 1.0 } else { n as f64 / (present as f64 * rows as f64) };
    members.0.iter().map(|rows| weight(rows.len()) as f32).collect()
}

/// `Benign 0.53, DDoS 8.20`
pub(super) fn sentence(classes: &[String], weights: &[f32]) -> String {
    let each: Vec<String> = classes.iter().zip(weights).map(|(class, weight)| format!("{class} {weight:.3}")).collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Golden {
        class_weights: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        y: Vec<u32>,
        /// scikit-learn's weight of each class that is present.
        weights: Vec<(usize, f64)>,
    }

    #[test]
    fn equals_scikit_learn_over_the_classes_present() {
        let golden: Golden =
            serde_json::from_str(include_str!("../../../tests/golden/prepare/scikit_learn.json")).unwrap();
        assert!(!golden.class_weights.is_empty());
        for case in golden.class_weights {
            let weights = class_weights(&Members::of(&case.y, 5));
            for (class, expected) in &case.weights {
                assert_eq!(weights[*class], *expected as f32);
            }
            assert!((0..5).filter(|c| !case.weights.iter().any(|(d, _)| d == c)).all(|c| weights[c] == 1.0));
        }
    }
}
