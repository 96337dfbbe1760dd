//! Which tallies are tallies of a confusion matrix.
//!
//! Rows of class k that were missed (fnₖ) have to be taken for other classes, and rows wrongly taken for k (fpₖ) come from other classes. A
//! matrix exists exactly when Σ fn = Σ fp =: E and fnₖ + fpₖ ≤ E for every class: it is a transport of fn to fp that may not use the diagonal.
//! Necessary, because the misses of k land on the other classes' false positives: fnₖ ≤ E − fpₖ. Sufficient: take the class with the
//! largest fn + fp and send one of its misses (or fetch one of its false positives) to the class with the largest fn + fp among those
//! that can answer; E falls by one, and so does fn + fp of every class where it equalled E (there are at most two such classes, since
//! Σ (fn + fp) = 2 E, and where there are two, both are served), so the condition still holds.
//! The condition is the one of Gale's theorem on flows (Gale 1957, doi 10.2140/pjm.1957.7.1073) for this network.

use crate::audit::claim::score::Tally;

/// Whether a confusion matrix has this tally.
pub fn is_realisable(tally: &Tally) -> bool {
    let classes = 0..tally.classes();
    let parts = classes.map(|k| {
        let missed = tally.actual[k].checked_sub(tally.correct[k])?;
        let false_alarms = tally.predicted[k].checked_sub(tally.correct[k])?;
        Some((missed, false_alarms))
    });
    let Some(parts) = parts.collect::<Option<Vec<_>>>() else {
        return false;
    };
    let missed: u128 = parts.iter().map(|&(missed, _)| u128::from(missed)).sum();
    let false_alarms: u128 = parts.iter().map(|&(_, false_alarms)| u128::from(false_alarms)).sum();
    missed == false_alarms && parts.iter().all(|&(a, b)| u128::from(a) + u128::from(b) <= missed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A confusion matrix (actual × predicted) with this tally; `None` where there is none.
    ///
    /// Serves the classes as in the proof above, as many rows at once as keep the condition.
    fn matrix(tally: &Tally) -> Option<Vec<Vec<u64>>> {
        if !is_realisable(tally) {
            return None;
        }
        let classes = tally.classes();
        let mut missed: Vec<u64> = (0..classes).map(|k| tally.actual[k] - tally.correct[k]).collect();
        let mut wanted: Vec<u64> = (0..classes).map(|k| tally.predicted[k] - tally.correct[k]).collect();
        let mut cells = vec![vec![0; classes]; classes];
        for (k, &correct) in tally.correct.iter().enumerate() {
            cells[k][k] = correct;
        }
        loop {
            let errors: u64 = missed.iter().sum();
            if errors == 0 {
                return Some(cells);
            }
            let (from, to) = next_pair(&missed, &wanted);
            let rest = (0..classes).filter(|&k| k != from && k != to).map(|k| missed[k] + wanted[k]).max().unwrap_or(0);
            // More than this would leave a third class with more than the errors that are left.
            let rows = missed[from].min(wanted[to]).min(errors - rest);
            cells[from][to] += rows;
            missed[from] -= rows;
            wanted[to] -= rows;
        }
    }

    /// From which class to which the next rows go: one of them has the largest sum, the other the largest that can answer.
    fn next_pair(missed: &[u64], wanted: &[u64]) -> (usize, usize) {
        let classes = 0..missed.len();
        let sum = |k: usize| missed[k] + wanted[k];
        let pairs = classes.clone().flat_map(|from| classes.clone().map(move |to| (from, to)));
        pairs
            .filter(|&(from, to)| from != to && missed[from] > 0 && wanted[to] > 0)
            .max_by_key(|&(from, to)| (sum(from).max(sum(to)), sum(from).min(sum(to))))
            .expect("errors are left, so by the condition a pair of classes can share one")
    }

    /// Every matrix of three classes with these numbers of rows.
    fn matrices(rows: [u64; 3]) -> Vec<Vec<Vec<u64>>> {
        let of_one =
            |n: u64| (0..=n).flat_map(move |a| (0..=n - a).map(move |b| vec![a, b, n - a - b])).collect::<Vec<_>>();
        let mut all = Vec::new();
        for a in of_one(rows[0]) {
            for b in of_one(rows[1]) {
                for c in of_one(rows[2]) {
                    all.push(vec![a.clone(), b.clone(), c]);
                }
            }
        }
        all
    }

    #[test]
    fn the_condition_says_what_enumeration_says() {
        let rows = [3, 4, 2];
        let key = |t: &Tally| (t.correct.clone(), t.predicted.clone());
        let existing: BTreeSet<_> = matrices(rows).iter().map(|m| key(&Tally::of(m))).collect();
        let mut seen = 0;
        for code in 0..4 * 5 * 3 * 10_usize.pow(3) {
            let (a, rest) = (code as u64 % 4, code as u64 / 4);
            let (b, rest) = (rest % 5, rest / 5);
            let (c, rest) = (rest % 3, rest / 3);
            let predicted = vec![rest % 10, rest / 10 % 10, rest / 100];
            let tally = Tally { correct: vec![a, b, c], actual: rows.to_vec(), predicted };
            let exists = existing.contains(&key(&tally));
            assert_eq!(is_realisable(&tally), exists, "{tally:?}");
            assert_eq!(matrix(&tally).map(|m| Tally::of(&m)), exists.then_some(tally));
            seen += usize::from(exists);
        }
        assert_eq!(seen, existing.len());
    }

    #[test]
    fn a_matrix_is_made_for_many_classes_and_rows() {
        let mut stream = crate::random::Stream::new(7, &["realise"]);
        for _ in 0..300 {
            let classes = 2 + stream.below(11) as usize;
            let cells: Vec<Vec<u64>> = (0..classes)
                .map(|_| (0..classes).map(|_| if stream.chance(0.4) { 0 } else { stream.below(1_000_000) }).collect())
                .collect();
            let tally = Tally::of(&cells);
            assert_eq!(matrix(&tally).map(|m| Tally::of(&m)), Some(tally));
        }
    }
}
