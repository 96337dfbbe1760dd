//! Which batches are trained in parts, and the stream of dropout of each part. Both engines draw from these.

use crate::random::Stream;

/// Rows that are trained on together: few enough for the second-level cache. A larger batch is trained in parts of so many rows, and
/// their gradients are summed in order, so that the number of threads cannot be seen in the sum.
pub(crate) const PART: usize = 32;

/// Whether a batch of `rows` rows is trained in parts. Whoever has moving statistics takes them from the whole batch.
pub(super) fn is_parted(rows: usize, has_state: bool) -> bool {
    rows > PART && !has_state
}

/// A stream of dropout for each part of a batch of `rows` rows, so that it does not matter who trains which part when.
pub(super) fn part_streams(dropout: &mut Stream, rows: usize) -> Vec<Stream> {
    (0..rows.div_ceil(PART)).map(|_| Stream::new(dropout.next_u64(), &["part of a batch"])).collect()
}
