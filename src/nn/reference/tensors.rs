//! Matrices of (rows × steps, channels), and the one operation that all layers are made with.

use dfdx::shapes::HasShape;
use dfdx::tensor::{Cpu, Merge, OwnedTape, PutTape, SplitTape, Tensor, TensorFromVec};
use dfdx::tensor_ops::{Device, GatherTo};

use super::Number;

/// A matrix that remembers how it was computed.
pub(super) type Matrix<E> = Tensor<(usize, usize), E, Cpu, OwnedTape<E, Cpu>>;

/// A matrix of given values, row-major.
pub(super) fn matrix<E: Number>(values: Vec<E>, [rows, columns]: [usize; 2]) -> Tensor<(usize, usize), E, Cpu>
where
    Cpu: Device<E>,
{
    Cpu::default().tensor_from_vec(values, (rows, columns))
}

pub(super) fn channels<E: Number>(x: &Matrix<E>) -> usize {
    x.shape().1
}

/// Where to gather from.
pub(super) fn indices(places: impl Iterator<Item = usize>) -> Tensor<(usize,), usize, Cpu> {
    let places: Vec<usize> = places.collect();
    let shape = (places.len(),);
    Cpu::default().tensor_from_vec(places, shape)
}

/// (row, step), row after row.
pub(super) fn places(batch: usize, steps: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..batch).flat_map(move |row| (0..steps).map(move |step| (row, step)))
}

/// The rows of `x` at `places`, on a tape of their own. Its gradient adds up where a row is taken twice, which that of dfdx's
/// `slice` does not.
pub(super) fn rows<E: Number>(x: &Tensor<(usize, usize), E, Cpu>, places: impl Iterator<Item = usize>) -> Matrix<E>
where
    Cpu: Device<E>,
{
    x.retaped::<OwnedTape<E, Cpu>>().gather(indices(places))
}

/// `x` with what `tape` remembers, too.
pub(super) fn keep<E: Number>(x: Matrix<E>, tape: OwnedTape<E, Cpu>) -> Matrix<E> {
    let (x, own) = x.split_tape();
    x.put_tape(own.merge(tape))
}
