//! How many rows each class, side and file gets.

use crate::dataset::catalogue::Edition;
use crate::spec::{Shares, StandInSpec};

/// Under milder shares no class lies below this part of the rows.
const RARE_FLOOR: f64 = 0.015;

/// Under milder shares the benign class does not lie below this part of the rows.
const BENIGN_FLOOR: f64 = 0.08;

/// Rows per class, in the order of `edition.classes`; they sum to `spec.rows`.
///
/// `Shares::Edition` gives the published shares. `Shares::Milder` lifts each class to at least [`RARE_FLOOR`], the benign
/// one to [`BENIGN_FLOOR`], and shrinks the others in proportion.
pub(super) fn class_rows(edition: &Edition, spec: &StandInSpec) -> Vec<u64> {
    let published: Vec<f64> =
        edition.classes.iter().map(|class| class.rows.map_or(0.0, |rows| rows.value as f64)).collect();
    match spec.shares {
        Shares::Edition => apportion(spec.rows, &published),
        Shares::Milder => {
            let floors =
                edition.classes.iter().map(|class| if is_benign(class.name) { BENIGN_FLOOR } else { RARE_FLOOR });
            apportion(spec.rows, &lift(&published, &floors.collect::<Vec<_>>()))
        }
    }
}

/// Whether a raw label is the class without an attack.
pub(super) fn is_benign(label: &str) -> bool {
    matches!(label, "BENIGN" | "Benign" | "Normal/Normal")
}

/// Splits `total` in proportion to `weights` by largest remainder (Hamilton); ties go to the earlier one.
pub(super) fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let quotas: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    let mut rows: Vec<u64> = quotas.iter().map(|quota| *quota as u64).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by(|&a, &b| quotas[b].fract().total_cmp(&quotas[a].fract()).then(a.cmp(&b)));
    let missing = total - rows.iter().sum::<u64>();
    for &index in by_remainder.iter().cycle().take(missing as usize) {
        rows[index] += 1;
    }
    rows
}

/// Raises each part to its floor and shrinks the parts above theirs to make room, until none lies below.
fn lift(parts: &[f64], floors: &[f64]) -> Vec<f64> {
    let total: f64 = parts.iter().sum();
    let mut shares: Vec<f64> = parts.iter().map(|part| part / total).collect();
    let mut lifted = vec![false; parts.len()];
    loop {
        let below: Vec<usize> = (0..shares.len()).filter(|&i| !lifted[i] && shares[i] < floors[i]).collect();
        if below.is_empty() {
            return shares;
        }
        for index in below {
            lifted[index] = true;
            shares[index] = floors[index];
        }
        let fixed: f64 = (0..shares.len()).filter(|&i| lifted[i]).map(|i| shares[i]).sum();
        let free: f64 = (0..shares.len()).filter(|&i| !lifted[i]).map(|i| shares[i]).sum();
        for index in (0..shares.len()).filter(|&i| !lifted[i]) {
            shares[index] *= (1.0 - fixed) / free;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;

    fn spec(rows: u64, shares: Shares) -> StandInSpec {
        StandInSpec { rows, seed: 0, shares }
    }

    #[test]
    fn largest_remainder_is_exact() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(7, &[0.5, 0.25, 0.25]), [3, 2, 2]);
        assert_eq!(apportion(5, &[0.0, 2.0]), [0, 5]);
    }

    #[test]
    fn the_editions_shares_are_the_published_counts() {
        for name in super::super::offered() {
            let edition = catalogue::find(name).unwrap();
            let rows = class_rows(edition, &spec(edition.rows.value, Shares::Edition));
            let published: Vec<u64> = edition.classes.iter().map(|class| class.rows.unwrap().value).collect();
            assert_eq!(rows, published, "{name}");
        }
    }

    #[test]
    fn bot_iot_has_its_13_in_100_000_normal_rows_on_request() {
        let edition = catalogue::find("bot-iot/10-best").unwrap();
        let normal = edition.classes.iter().position(|class| is_benign(class.name)).unwrap();
        assert_eq!(class_rows(edition, &spec(100_000, Shares::Edition))[normal], 13);
        assert_eq!(class_rows(edition, &spec(100_000, Shares::Milder))[normal], 8_000);
    }

    #[test]
    fn milder_shares_leave_no_class_rare() {
        for name in super::super::offered() {
            let edition = catalogue::find(name).unwrap();
            let rows = class_rows(edition, &spec(20_000, Shares::Milder));
            assert_eq!(rows.iter().sum::<u64>(), 20_000, "{name}");
            assert!(rows.iter().all(|&rows| rows >= 299), "{name} {rows:?}");
        }
    }
}
