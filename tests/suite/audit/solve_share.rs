//! The share of the positive class that a row implies.

use idsbench::audit::claim::exact::ratio;
use idsbench::audit::claim::solve::share::of_positives;
use idsbench::random::Stream;

use super::tables::{Print, conventions, experiments, matrix, scores};

#[test]
fn the_true_share_is_always_in_the_range() {
    let mut narrow = 0;
    let experiments = experiments(1_000);
    for experiment in 0..experiments {
        let mut stream = Stream::new(experiment, &["share"]);
        let mut draw = |most: u64| stream.below(most + 1);
        let magnitude = 10_u64.pow(1 + draw(6) as u32);
        let sizes = [draw(magnitude), draw(magnitude) + 1];
        let tally = matrix(sizes, draw(sizes[0]), draw(sizes[1]));
        let conventions = conventions(&mut stream);
        let row = Print::draw(&mut stream, 5).row(&scores(&mut stream), &tally, conventions);
        let range = of_positives(&row, conventions);
        let share = ratio(sizes[1], sizes[0] + sizes[1]);
        assert!(range.contains(&share), "{experiment}: {share} {:?} {tally:?} {row:?} {conventions:?}", range.as_f64());
        let (low, high) = range.as_f64();
        narrow += u64::from(high - low < 0.1);
    }
    assert!(narrow > experiments / 5, "{narrow} of {experiments} ranges are narrow");
}
