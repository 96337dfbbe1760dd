//! Uniformly at random: a seeded permutation of the rows, cut into test, validation and train.

use super::Input;
use crate::prepare::SplitSide;
use crate::random::Stream;

pub(super) fn sides(input: &Input<'_>, mut stream: Stream) -> Vec<SplitSide> {
    let mut sides = vec![SplitSide::Train; input.kept.len()];
    input.sizes().deal(&stream.permutation(sides.len()), &mut sides);
    sides
}
