//! Truncated Newton method for smooth, convex functions of weights and rows.
//!
//! Directions come from conjugate gradients (Lin, Weng & Keerthi 2008, "Trust region Newton method for logistic regression", JMLR 9) with
//! a diagonal preconditioner, or from the Hessian itself; steps from a backtracking line search (Galli & Lin 2022, doi 10.1109/TNNLS.2020.3045836).

use super::rows::inner;
use super::{FitContext, ModelError};

/// Stops, too, when a step promises less than this share of the value: rounding hides what is left.
const FLAT: f64 = 1e-13;

/// Newton steps at most; tens are usual.
const MAX_STEPS: usize = 1000;

/// Conjugate gradients stop when the residual has fallen to this share of the gradient, or, nearer to the minimum, to the root of the
/// share that the gradient has of its start.
const DIRECTION_TOLERANCE: f64 = 0.1;

/// Share of the linear decrease that a step must reach (Armijo).
const SUFFICIENT_DECREASE: f64 = 1e-4;

/// Halvings of a step before the function is taken to be flat in floating point.
const MAX_HALVINGS: usize = 40;

/// A function of the weights that sees them through their products with the rows.
pub(super) trait Objective: Sync {
    /// Number of weights.
    fn width(&self) -> usize;

    /// Looks at the rows from the point `weights`.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`].
    fn look(&self, weights: &[f64], context: &FitContext<'_>) -> Result<Look, ModelError>;

    /// The value at `weights`, whose products are given by number.
    fn value(&self, weights: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64;

    /// Solves H s = −g, roughly at least, where the gradient's norm is `ratio` of its start.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`].
    fn direction(&self, look: &Look, ratio: f64, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError>;
}

/// What is seen from a point.
pub(super) struct Look {
    /// Products of the weights and the rows, as many as [`Objective::value`] asks for.
    pub(super) products: Vec<f64>,
    pub(super) gradient: Vec<f64>,
    /// What [`Objective::direction`] is to know of the (generalised) Hessian: its diagonal, none of it 0, or all of it.
    pub(super) curvature: Vec<f64>,
}

/// Where the solver stopped.
pub(super) struct Solution {
    pub(super) weights: Vec<f64>,
    steps: usize,
    gradient_ratio: f64,
    converged: bool,
}

impl Solution {
    /// A sentence for the report where the solver gave up.
    pub(super) fn note(&self, what: &str) -> Option<String> {
        let (steps, ratio) = (self.steps, self.gradient_ratio);
        let text = format!(
            "{what} stopped after {steps} Newton steps with the gradient at {ratio:.1e} of its start; scaled columns help"
        );
        (!self.converged).then_some(text)
    }
}

/// Minimises, beginning with all weights 0, until the gradient's norm is `tolerance` times what it is there.
///
/// # Errors
/// [`ModelError::Cancelled`], [`ModelError::Numeric`] where the sums overflow.
pub(super) fn minimise(
    objective: &impl Objective,
    tolerance: f64,
    context: &FitContext<'_>,
) -> Result<Solution, ModelError> {
    let mut weights = vec![0.0; objective.width()];
    let mut look = objective.look(&weights, context)?;
    let mut value = objective.value(&weights, |place| look.products[place]);
    let mut norm_at_start = None;
    for steps in 0.. {
        context.check_cancelled()?;
        let norm = norm(&look.gradient);
        if !norm.is_finite() {
            let hint = "the columns are too large for a linear model; set scale in the protocol";
            return Err(ModelError::Numeric(hint.into()));
        }
        let gradient_ratio = if norm == 0.0 { 0.0 } else { norm / *norm_at_start.get_or_insert(norm) };
        let stopped = |converged| Solution { weights: weights.clone(), steps, gradient_ratio, converged };
        if gradient_ratio <= tolerance || steps == MAX_STEPS {
            return Ok(stopped(gradient_ratio <= tolerance));
        }
        let direction = objective.direction(&look, gradient_ratio, context)?;
        let decrease = inner(&look.gradient, &direction);
        if -decrease <= FLAT * value {
            return Ok(stopped(true));
        }
        let moved = |step: f64| weights.iter().zip(&direction).map(|(w, d)| w + step * d).collect::<Vec<f64>>();
        let enough = |step: f64, new: f64| new <= value + SUFFICIENT_DECREASE * step * decrease;
        // A whole step is nearly always right, so it is looked from there at once. Values of shorter ones follow from both looks.
        let full = moved(1.0);
        let ahead = objective.look(&full, context)?;
        let new = objective.value(&full, |place| ahead.products[place]);
        if enough(1.0, new) {
            (weights, look, value) = (full, ahead, new);
            continue;
        }
        let between = |place: usize, step: f64| {
            let (here, there) = (look.products[place], ahead.products[place]);
            here + step * (there - here)
        };
        let shorter = (1..=MAX_HALVINGS).map(|halvings| 0.5_f64.powi(halvings as i32)).find_map(|step| {
            let moved = moved(step);
            let new = objective.value(&moved, |place| between(place, step));
            enough(step, new).then_some((moved, new))
        });
        let Some((moved, new)) = shorter else { return Ok(stopped(false)) };
        // Products are taken anew, not moved along, so that rounding does not pile up over the steps.
        look = objective.look(&moved, context)?;
        (weights, value) = (moved, new);
    }
    unreachable!("the loop ends at MAX_STEPS")
}

/// Solves H s = −g roughly, for an H given by its `diagonal` and by what it makes of a vector, where the gradient's norm is `ratio` of its
/// start.
///
/// # Errors
/// [`ModelError::Cancelled`].
pub(super) fn conjugate_gradients(
    gradient: &[f64],
    diagonal: &[f64],
    ratio: f64,
    hessian_times: impl Fn(&[f64]) -> Vec<f64>,
    context: &FitContext<'_>,
) -> Result<Vec<f64>, ModelError> {
    let mut direction = vec![0.0; gradient.len()];
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let precondition = |residual: &[f64]| residual.iter().zip(diagonal).map(|(r, d)| r / d).collect::<Vec<f64>>();
    let mut search = precondition(&residual);
    let mut size = inner(&residual, &search);
    let tolerance = ratio.sqrt().min(DIRECTION_TOLERANCE);
    let enough = tolerance * tolerance * size;
    for _ in 0..gradient.len().max(5) {
        context.check_cancelled()?;
        let curved = hessian_times(&search);
        let step = size / inner(&search, &curved);
        direction.iter_mut().zip(&search).for_each(|(d, s)| *d += step * s);
        residual.iter_mut().zip(&curved).for_each(|(r, h)| *r -= step * h);
        let scaled = precondition(&residual);
        let next_size = inner(&residual, &scaled);
        if next_size <= enough {
            break;
        }
        let turn = next_size / size;
        search.iter_mut().zip(scaled).for_each(|(s, r)| *s = r + turn * *s);
        size = next_size;
    }
    Ok(direction)
}

fn norm(a: &[f64]) -> f64 {
    inner(a, a).sqrt()
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::prepare::InputShape;

    pub(in super::super) fn context(cancel: &AtomicBool) -> FitContext<'_> {
        FitContext {
            seed: 0,
            classes: 2,
            class_names: &[],
            binary: true,
            feature_names: &[],
            input: InputShape { steps: 1, channels: 4 },
            class_weights: &[1.0, 1.0],
            threads: 1,
            cancel,
            on_progress: &|_| {},
            checkpoints: None,
        }
    }

    /// Holds the gradient at `w` against differences of the value.
    pub(in super::super) fn assert_slopes(objective: &impl Objective, w: &[f64]) {
        let cancel = AtomicBool::new(false);
        let look = |w: &[f64]| objective.look(w, &context(&cancel)).unwrap();
        let value = |w: &[f64]| {
            let products = look(w).products;
            objective.value(w, |place| products[place])
        };
        for (j, &partial) in look(w).gradient.iter().enumerate() {
            let at = |step: f64| {
                value(&w.iter().enumerate().map(|(i, w)| if i == j { w + step } else { *w }).collect::<Vec<_>>())
            };
            let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
            assert!((partial - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{j}: {partial} {slope}");
        }
    }

    /// (w₀ − 3)⁴ + w₁²; its directions are Newton's, or too long.
    struct Bowl {
        too_long: bool,
    }

    impl Objective for Bowl {
        fn width(&self) -> usize {
            2
        }

        fn look(&self, w: &[f64], _: &FitContext<'_>) -> Result<Look, ModelError> {
            let a = w[0] - 3.0;
            let gradient = vec![4.0 * a.powi(3), 2.0 * w[1]];
            Ok(Look { products: w.to_vec(), gradient, curvature: vec![12.0 * a * a, 2.0] })
        }

        fn value(&self, _: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64 {
            (product(0) - 3.0).powi(4) + product(1) * product(1)
        }

        fn direction(&self, look: &Look, _: f64, _: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
            let long = if self.too_long { 16.0 } else { 1.0 };
            Ok(look.gradient.iter().zip(&look.curvature).map(|(g, h)| -long * g / h).collect())
        }
    }

    #[test]
    fn whole_steps_and_shortened_ones_reach_the_minimum() {
        let cancel = AtomicBool::new(false);
        for too_long in [false, true] {
            let solution = minimise(&Bowl { too_long }, 1e-9, &context(&cancel)).unwrap();
            assert!(solution.converged && (solution.weights[0] - 3.0).abs() < 1e-2, "{:?}", solution.weights);
            assert!(solution.weights[1].abs() < 1e-2);
        }
    }
}
