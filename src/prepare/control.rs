//! Runs that must fail if a claim is true: what they do to the samples.

use super::Samples;
use crate::random::Stream;

/// Permutes the classes of `samples` among its rows: class counts stay, what the rows say about them goes.
pub(super) fn shuffle_labels(samples: &mut Samples, mut stream: Stream) {
    stream.shuffle(&mut samples.y);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Matrix;

    #[test]
    fn counts_stay_and_order_goes() {
        let y: Vec<u32> = (0..100).map(|i| u32::from(i < 30)).collect();
        let mut samples = Samples { x: Matrix::zeros(100, 1), y: y.clone(), row_id: (0..100).collect() };
        shuffle_labels(&mut samples, Stream::new(0, &["test"]));
        assert_ne!(samples.y, y);
        assert_eq!(samples.y.iter().sum::<u32>(), 30);
        assert!(samples.row_id.iter().copied().eq(0..100));
    }
}
