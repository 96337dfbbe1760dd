//! What is known of the counts of a confusion matrix: an interval each, narrowed by the sums that they obey.

use super::problem::Problem;
use super::span::{Empty, Span};

/// What is known of one class against the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) tp: Span,
    pub(super) fp: Span,
    pub(super) fn_: Span,
    pub(super) tn: Span,
    /// Rows of the class: tp + fn.
    pub(super) actual: Span,
    /// Rows taken for it: tp + fp.
    pub(super) predicted: Span,
}

/// What is known of a whole matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) rows: Span,
    /// Rows on the diagonal.
    pub(super) right: Span,
    /// Rows off it: Σ fp = Σ fn.
    pub(super) wrong: Span,
    pub(super) classes: Vec<Class>,
    /// Means over the classes, in the order of the problem.
    pub(super) means: Vec<Span>,
    /// How often an interval has lost an eighth of its width.
    pub(super) steps: usize,
}

/// Narrows `kept` to what is in `allowed` too; keeps it as it was where nothing is left.
pub(super) fn narrow(kept: &mut Span, allowed: Span, steps: &mut usize) -> Result<(), Empty> {
    let met = kept.meet(allowed);
    if met.is_empty() {
        return Err(Empty);
    }
    if met != *kept {
        // Intervals that creep towards a limit would creep for long: only what gets on counts.
        *steps += usize::from((kept.width() - met.width()) * 8 >= kept.width());
        *kept = met;
    }
    Ok(())
}

impl Class {
    /// Whether it can have neither rows nor predictions.
    pub(super) fn may_be_absent(&self) -> bool {
        self.actual.low <= 0 && self.predicted.low <= 0
    }
}

impl Counts {
    /// Everything that the test set allows.
    pub(super) fn of(problem: &Problem) -> Self {
        let any = Span::new(0, problem.rows.high);
        let class = |&actual: &Span| Class { tp: any, fp: any, fn_: any, tn: any, actual, predicted: any };
        Self {
            rows: problem.rows,
            right: any,
            wrong: any,
            classes: problem.sizes.iter().map(class).collect(),
            means: problem.means.iter().map(|mean| mean.range).collect(),
            steps: 0,
        }
    }

    /// The sums that every confusion matrix obeys, and the condition of `realise`.
    pub(super) fn balance(&mut self) -> Result<(), Empty> {
        let Self { rows, right, wrong, classes, steps, .. } = self;
        for class in classes.iter_mut() {
            let Class { tp, fp, fn_, tn, actual, predicted } = class;
            add(actual, tp, fn_, steps)?;
            add(predicted, tp, fp, steps)?;
            // rows = actual + fp + tn
            narrow(tn, rows.minus(*actual).minus(*fp), steps)?;
            narrow(fp, rows.minus(*actual).minus(*tn), steps)?;
            narrow(actual, rows.minus(*fp).minus(*tn), steps)?;
            narrow(rows, actual.plus(*fp).plus(*tn), steps)?;
            // fp + fn ≤ wrong
            narrow(fp, Span::new(0, wrong.high - fn_.low), steps)?;
            narrow(fn_, Span::new(0, wrong.high - fp.low), steps)?;
            narrow(wrong, Span::new(fp.low + fn_.low, wrong.high), steps)?;
        }
        add(rows, right, wrong, steps)?;
        sum(right, classes, |class| &mut class.tp, steps)?;
        sum(wrong, classes, |class| &mut class.fp, steps)?;
        sum(wrong, classes, |class| &mut class.fn_, steps)?;
        sum(rows, classes, |class| &mut class.actual, steps)?;
        sum(rows, classes, |class| &mut class.predicted, steps)?;
        self.cross()
    }

    /// False positives of a class are misses of the others, and the other way round.
    fn cross(&mut self) -> Result<(), Empty> {
        let Self { classes, steps, .. } = self;
        let total = |part: fn(&Class) -> i128| classes.iter().map(part).sum::<i128>();
        let (missed, false_alarms) = (total(|class| class.fn_.high), total(|class| class.fp.high));
        for class in classes.iter_mut() {
            let others = (missed - class.fn_.high, false_alarms - class.fp.high);
            narrow(&mut class.fp, Span::new(0, others.0), steps)?;
            narrow(&mut class.fn_, Span::new(0, others.1), steps)?;
        }
        if let [one, other] = classes.as_mut_slice() {
            same(&mut one.fp, &mut other.fn_, steps)?;
            same(&mut one.fn_, &mut other.fp, steps)?;
            same(&mut one.tn, &mut other.tp, steps)?;
            same(&mut one.tp, &mut other.tn, steps)?;
        }
        Ok(())
    }

    /// Whether only one matrix's tally is left.
    pub(super) fn is_point(&self) -> bool {
        self.classes.iter().all(|class| class.tp.is_point() && class.fp.is_point() && class.fn_.is_point())
    }
}

/// whole = a + b
pub(super) fn add(whole: &mut Span, a: &mut Span, b: &mut Span, steps: &mut usize) -> Result<(), Empty> {
    narrow(whole, a.plus(*b), steps)?;
    narrow(a, whole.minus(*b), steps)?;
    narrow(b, whole.minus(*a), steps)
}

fn same(a: &mut Span, b: &mut Span, steps: &mut usize) -> Result<(), Empty> {
    narrow(a, *b, steps)?;
    narrow(b, *a, steps)
}

/// whole = Σ part
fn sum(
    whole: &mut Span,
    classes: &mut [Class],
    part: impl Fn(&mut Class) -> &mut Span,
    steps: &mut usize,
) -> Result<(), Empty> {
    let all = classes.iter_mut().fold(Span::point(0), |all, class| all.plus(*part(class)));
    narrow(whole, all, steps)?;
    for class in classes {
        let part = part(class);
        let others = Span::new(all.low - part.low, all.high - part.high);
        narrow(part, whole.minus(others), steps)?;
    }
    Ok(())
}
