//! Isotonic regression by pooling adjacent violators.
//!
//! The rising function of the decision value with the least squared error (Ayer et al. 1955, doi 10.1214/aoms/1177728423); between the
//! values it was fitted on it is joined by straight lines, beyond them constant, as in scikit-learn's `IsotonicRegression` with
//! `out_of_bounds="clip"`.

/// A fitted staircase.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct Isotonic {
    /// Decision value and probability, both rising; the ends of each step.
    pub(super) points: Vec<(f64, f64)>,
}

/// Neighbours of one mean.
struct Pool {
    from: f64,
    to: f64,
    sum: f64,
    count: f64,
}

impl Pool {
    fn mean(&self) -> f64 {
        self.sum / self.count
    }
}

impl Isotonic {
    /// Fits decision values and whether the row is of the class; one row at least.
    pub(super) fn fit(mut rows: Vec<(f64, bool)>) -> Self {
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut pools: Vec<Pool> = Vec::new();
        for equal in rows.chunk_by(|a, b| a.0 == b.0) {
            let sum = equal.iter().filter(|(_, positive)| *positive).count() as f64;
            let mut pool = Pool { from: equal[0].0, to: equal[0].0, sum, count: equal.len() as f64 };
            while let Some(last) = pools.pop_if(|last| last.mean() >= pool.mean()) {
                pool = Pool { from: last.from, to: pool.to, sum: last.sum + pool.sum, count: last.count + pool.count };
            }
            pools.push(pool);
        }
        let mut points: Vec<(f64, f64)> =
            pools.iter().flat_map(|pool| [(pool.from, pool.mean()), (pool.to, pool.mean())]).collect();
        points.dedup();
        Self { points }
    }

    pub(super) fn probability(&self, decision: f64) -> f64 {
        let after = self.points.partition_point(|&(x, _)| x < decision);
        match (after.checked_sub(1).map(|before| self.points[before]), self.points.get(after)) {
            (Some((x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * ((decision - x0) / (x1 - x0)),
            (None, Some(&(_, y))) | (Some((_, y)), None) => y,
            (None, None) => unreachable!("fitted on one row at least"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violators_are_pooled_and_steps_joined() {
        let rows = [(1.0, false), (2.0, true), (3.0, false), (4.0, true), (0.0, false)];
        let fitted = Isotonic::fit(rows.to_vec());
        assert_eq!(fitted.points, [(0.0, 0.0), (1.0, 0.0), (2.0, 0.5), (3.0, 0.5), (4.0, 1.0)]);
        let at = [-9.0, 1.0, 1.5, 2.5, 3.5, 9.0].map(|d| fitted.probability(d));
        assert_eq!(at, [0.0, 0.0, 0.25, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn equal_values_share_their_mean() {
        let fitted = Isotonic::fit(vec![(1.0, true), (1.0, false), (1.0, false), (1.0, false)]);
        assert_eq!((fitted.probability(0.0), fitted.probability(1.0), fitted.probability(2.0)), (0.25, 0.25, 0.25));
    }
}
