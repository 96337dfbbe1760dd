//! One rule on one column: what a detector must beat before its depth means anything.

use rayon::prelude::*;

use super::bins::Edges;
use super::{Classifier, FitContext, FitReport, ModelError, NamedTensor, guard, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;

/// Most bins of a column.
const BINS: usize = 32;

/// The single column that tells the classes apart best (1R: Holte 1993, doi 10.1023/A:1022631118932).
///
/// Each column is cut into at most 32 quantile bins; a bin's scores are its class shares in train with Laplace's correction over
/// the classes that train holds, and it predicts the largest. The column whose rule is most accurate wins, on validation rows where
/// there are some, else on train; the first one on ties. A window counts as one long row. Class weights do not change it.
#[derive(Debug, Clone, Default)]
pub struct OneRuleModel {
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone)]
struct Fitted {
    width: usize,
    classes: usize,
    rule: Rule,
}

/// What one column says.
#[derive(Debug, Clone)]
struct Rule {
    column: usize,
    edges: Edges,
    /// Class shares, bin after bin.
    shares: Vec<f64>,
}

impl Rule {
    fn fit(train: &Samples, column: usize, counts: &[usize]) -> Self {
        let mut values: Vec<f32> = train.x.iter_rows().map(|row| row[column]).collect();
        let edges = Edges::fit(&mut values, BINS);
        let classes = counts.len();
        let mut table = vec![0_usize; edges.bins() * classes];
        for (row, &class) in train.x.iter_rows().zip(&train.y) {
            table[edges.bin(row[column]) * classes + class as usize] += 1;
        }
        let present = counts.iter().filter(|&&count| count > 0).count();
        let shares = table
            .chunks_exact(classes)
            .flat_map(|bin| {
                let total = (bin.iter().sum::<usize>() + present) as f64;
                bin.iter().zip(counts).map(move |(&n, &count)| if count > 0 { (n + 1) as f64 / total } else { 0.0 })
            })
            .collect();
        Self { column, edges, shares }
    }

    fn shares(&self, row: &[f32], classes: usize) -> &[f64] {
        let bin = self.edges.bin(row[self.column]);
        &self.shares[bin * classes..(bin + 1) * classes]
    }

    fn correct(&self, samples: &Samples, classes: usize) -> usize {
        let says = |row| scores::first_largest(self.shares(row, classes));
        samples.x.iter_rows().zip(&samples.y).filter(|&(row, &class)| says(row) == class as usize).count()
    }
}

impl Classifier for OneRuleModel {
    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        let counts = guard::class_counts(&train.y, context.classes);
        let (judge, side) = if validation.is_empty() { (train, "training") } else { (validation, "validation") };
        let candidates = (0..train.x.cols())
            .into_par_iter()
            .map(|column| {
                context.check_cancelled()?;
                let rule = Rule::fit(train, column, &counts);
                Ok((rule.correct(judge, context.classes), rule))
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        let (correct, rule) = candidates
            .into_iter()
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .expect("there is a column, checked above");
        let accuracy = correct as f64 / judge.len() as f64;
        let note = format!(
            "the column is {}, cut into {} bins: {side} accuracy {accuracy:.4}",
            context.column_name(rule.column),
            rule.edges.bins()
        );
        self.fitted = Some(Fitted { width: train.x.cols(), classes: context.classes, rule });
        Ok(FitReport { notes: vec![note], ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        let mut out = Matrix::zeros(x.rows(), fitted.classes);
        for (i, row) in x.iter_rows().enumerate() {
            scores::write_shares(out.row_mut(i), fitted.rule.shares(row, fitted.classes));
        }
        Ok(out)
    }

    /// The column, the edges of its bins and the class shares of each.
    fn parameters(&self) -> u64 {
        self.fitted
            .as_ref()
            .map_or(0, |fitted| (1 + fitted.rule.edges.as_slice().len() + fitted.rule.shares.len()) as u64)
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let Some(Fitted { classes, rule, .. }) = &self.fitted else { return Vec::new() };
        let edges = rule.edges.as_slice();
        vec![
            NamedTensor { name: "column".into(), shape: vec![1], values: vec![rule.column as f32] },
            NamedTensor { name: "edges".into(), shape: vec![edges.len()], values: edges.to_vec() },
            NamedTensor::from_f64("class_shares", vec![rule.edges.bins(), *classes], &rule.shares),
        ]
    }
}
