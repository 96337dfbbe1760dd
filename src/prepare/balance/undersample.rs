//! Every class cut down to the smallest one, at random without replacement; rows stay in their order.

use super::{Members, select};
use crate::prepare::Samples;
use crate::random::Stream;

pub(super) fn undersample(train: &Samples, members: Members, mut stream: Stream) -> Samples {
    let size = members.smallest();
    let mut kept: Vec<usize> = Vec::new();
    for mut rows in members.0 {
        stream.shuffle(&mut rows);
        rows.truncate(size);
        kept.append(&mut rows);
    }
    kept.sort_unstable();
    select(train, &kept)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{counts, samples};
    use super::*;

    #[test]
    fn every_class_has_the_rows_of_the_smallest() {
        let train = samples(&[0, 0, 1, 0, 3, 3, 1, 0, 0]);
        let cut = undersample(&train, Members::of(&train.y, 4), Stream::new(0, &["test"]));
        assert_eq!(counts(&cut.y, 4), [2, 2, 0, 2]);
        assert!(cut.row_id.is_sorted_by(|a, b| a < b));
        for (i, &id) in cut.row_id.iter().enumerate() {
            assert_eq!((cut.x.row(i), cut.y[i]), (train.x.row(id as usize - 100), train.y[id as usize - 100]));
        }
    }
}
