//! Losses, hits and answers, in dfdx's operations on the last layer's values.

use dfdx::losses::{cross_entropy_with_logits_loss, mse_loss};
use dfdx::shapes::{Axis, Rank0};
use dfdx::tensor::{Cpu, OwnedTape, Tensor};
use dfdx::tensor_ops::{Device, MeanTo};

use super::Number;
use super::tensors::{Matrix, matrix};
use crate::nn::Real;
use crate::nn::loss::{Head, Target};

/// Mean loss, each row weighted by its class (1 where `class_weights` is empty).
pub(super) fn mean<E: Number>(
    head: Head,
    outputs: Matrix<E>,
    target: Target<'_, E>,
    class_weights: &[f32],
) -> Tensor<Rank0, E, Cpu, OwnedTape<E, Cpu>>
where
    Cpu: Device<E>,
{
    let weight = |class: u32| <E as Real>::from_f32(class_weights.get(class as usize).map_or(1.0, |&weight| weight));
    match (head, target) {
        (Head::Binary, Target::Classes(classes)) => {
            let column = |of: &dyn Fn(u32) -> E| matrix(classes.iter().map(|&c| of(c)).collect(), [classes.len(), 1]);
            let labels = column(&|class| if class == 1 { <E as Real>::ONE } else { E::ZERO });
            (outputs.bce_with_logits(labels) * column(&weight)).mean()
        }
        (Head::Classes(n), Target::Classes(classes)) => {
            let mut weighted = vec![E::ZERO; classes.len() * n];
            for (row, &class) in weighted.chunks_exact_mut(n).zip(classes) {
                row[class as usize] = weight(class);
            }
            cross_entropy_with_logits_loss(outputs, matrix(weighted, [classes.len(), n]))
        }
        (Head::Values(n), Target::Values(values)) => mse_loss(outputs, matrix(values.to_vec(), [values.len() / n, n])),
        (head, _) => unreachable!("a {head:?} head was given a target of another kind"),
    }
}

/// Rows of `outputs` whose class is right: the first of the largest logits, or class 1 from log-odds of 0 on.
pub(super) fn hits<E: Number>(head: Head, outputs: &[E], target: Target<'_, E>) -> usize {
    let Target::Classes(classes) = target else { return 0 };
    let predicted = outputs.chunks_exact(head.width()).map(|row| match head {
        Head::Binary => usize::from(row[0] >= E::ZERO),
        Head::Classes(_) | Head::Values(_) => {
            let later = |best: usize, (i, value): (usize, &E)| if *value > row[best] { i } else { best };
            row.iter().enumerate().fold(0, later)
        }
    });
    predicted.zip(classes).filter(|&(predicted, &class)| predicted == class as usize).count()
}

/// What the network answers: probabilities, or values as they are.
pub(super) fn answers<E: Number>(head: Head, outputs: Matrix<E>) -> Vec<E>
where
    Cpu: Device<E>,
{
    match head {
        Head::Binary => outputs.sigmoid().as_vec(),
        Head::Classes(_) => outputs.softmax::<Axis<1>>().as_vec(),
        Head::Values(_) => outputs.as_vec(),
    }
}
