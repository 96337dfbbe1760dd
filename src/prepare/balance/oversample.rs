//! Every class drawn up to the largest one, at random with replacement.

use super::{Members, select};
use crate::prepare::Samples;
use crate::random::Stream;

pub(super) fn oversample(train: &Samples, members: &Members, mut stream: Stream) -> Samples {
    let size = members.largest();
    let mut index: Vec<usize> = (0..train.len()).collect();
    for (_, rows) in members.present() {
        index.extend((rows.len()..size).map(|_| rows[stream.below(rows.len() as u64) as usize]));
    }
    select(train, &index)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{counts, samples};
    use super::*;

    #[test]
    fn every_class_has_the_rows_of_the_largest_and_no_row_is_lost() {
        let train = samples(&[0, 0, 1, 0, 3]);
        let drawn = oversample(&train, &Members::of(&train.y, 4), Stream::new(0, &["test"]));
        assert_eq!(counts(&drawn.y, 4), [3, 3, 0, 3]);
        assert_eq!(drawn.row_id[..5], train.row_id);
        for (i, &id) in drawn.row_id.iter().enumerate() {
            assert_eq!((drawn.x.row(i), drawn.y[i]), (train.x.row(id as usize - 100), train.y[id as usize - 100]));
        }
    }
}
