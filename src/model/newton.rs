//! Truncated Newton method for smooth, convex functions of weights and rows.
//!
//! Directions come from conjugate gradients (Lin, Weng & Keerthi 2008, "Trust region Newton method for logistic regression", JMLR 9) with
//! a diagonal preconditioner, steps from a backtracking line search (Galli & Lin 2022, doi 10.1109/TNNLS.2020.3045836).

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

    /// Products of the weights and the rows, as many as [`value`](Self::value) asks for.
    fn products(&self, weights: &[f64]) -> Vec<f64>;

    /// The value at `weights`, whose products are given by number.
    fn value(&self, weights: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64;

    /// The gradient at `weights` and the diagonal of the Hessian there, none of it 0.
    fn gradient_and_diagonal(&self, weights: &[f64], products: &[f64]) -> (Vec<f64>, Vec<f64>);

    /// The (generalised) Hessian at the point of `products`, times `direction`.
    fn hessian_times(&self, direction: &[f64], products: &[f64]) -> Vec<f64>;

    /// Solves H s = −g, roughly at least: conjugate gradients unless there is a better way.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`].
    fn direction(&self, slope: &Slope<'_>, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
        conjugate_gradients(self, slope, context)
    }
}

/// What is known at the point from which a step is taken.
pub(super) struct Slope<'a> {
    pub(super) products: &'a [f64],
    pub(super) gradient: &'a [f64],
    diagonal: &'a [f64],
    /// The gradient's norm as a share of its start.
    ratio: f64,
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
    let mut products = objective.products(&weights);
    let mut value = objective.value(&weights, |place| products[place]);
    let mut first_norm = None;
    for steps in 0.. {
        context.check_cancelled()?;
        let (gradient, diagonal) = objective.gradient_and_diagonal(&weights, &products);
        let norm = norm(&gradient);
        if !norm.is_finite() {
            let hint =
                "the columns, or `c`, are too large for a linear model; set scale in the protocol, or a smaller `c`";
            return Err(ModelError::Numeric(hint.into()));
        }
        let ratio = if norm == 0.0 { 0.0 } else { norm / *first_norm.get_or_insert(norm) };
        if ratio <= tolerance || steps == MAX_STEPS {
            return Ok(Solution { weights, steps, gradient_ratio: ratio, converged: ratio <= tolerance });
        }
        let slope = Slope { products: &products, gradient: &gradient, diagonal: &diagonal, ratio };
        let direction = objective.direction(&slope, context)?;
        let along = objective.products(&direction);
        let decrease = inner(&gradient, &direction);
        if -decrease <= FLAT * value {
            return Ok(Solution { weights, steps, gradient_ratio: ratio, converged: true });
        }
        let step = (0..MAX_HALVINGS).map(|halvings| 0.5_f64.powi(halvings as i32)).find_map(|step| {
            let moved: Vec<f64> = weights.iter().zip(&direction).map(|(w, d)| w + step * d).collect();
            let new = objective.value(&moved, |place| products[place] + step * along[place]);
            (new <= value + SUFFICIENT_DECREASE * step * decrease).then_some((moved, new))
        });
        let Some((moved, new)) = step else {
            return Ok(Solution { weights, steps, gradient_ratio: ratio, converged: false });
        };
        // Products are taken anew, not moved along, so that rounding does not pile up over the steps.
        products = objective.products(&moved);
        (weights, value) = (moved, new);
    }
    unreachable!("the loop ends at MAX_STEPS")
}

/// Solves H s = −g roughly, in passes over the rows.
///
/// # Errors
/// [`ModelError::Cancelled`].
pub(super) fn conjugate_gradients(
    objective: &(impl Objective + ?Sized),
    slope: &Slope<'_>,
    context: &FitContext<'_>,
) -> Result<Vec<f64>, ModelError> {
    let Slope { products, gradient, diagonal, ratio } = *slope;
    let mut direction = vec![0.0; gradient.len()];
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let precondition = |residual: &[f64]| residual.iter().zip(diagonal).map(|(r, d)| r / d).collect::<Vec<f64>>();
    let mut search = precondition(&residual);
    let mut size = inner(&residual, &search);
    let tolerance = ratio.sqrt().min(DIRECTION_TOLERANCE);
    let enough = tolerance * tolerance * size;
    for _ in 0..gradient.len().max(5) {
        context.check_cancelled()?;
        let curved = objective.hessian_times(&search, products);
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
