//! Fewer points for a drawing that looks the same.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// At most `max` of `points`, in order: both ends, and then whatever lies farthest from the line drawn so far.
///
/// Douglas and Peucker, *Cartographica* 10, 1973, by number of points instead of tolerance: the corners of steps come first, points on a
/// straight line never. Both ends stay even where `max` is below 2.
pub fn thin(points: &[[f64; 2]], max: usize) -> Vec<[f64; 2]> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = if last == 0 { vec![0] } else { vec![0, last] };
    let mut spans: BinaryHeap<Span> = Span::new(points, 0, last).into_iter().collect();
    while kept.len() < max
        && let Some(span) = spans.pop()
    {
        kept.push(span.farthest);
        spans.extend(Span::new(points, span.first, span.farthest));
        spans.extend(Span::new(points, span.farthest, span.last));
    }
    kept.sort_unstable();
    kept.into_iter().map(|i| points[i]).collect()
}

/// Points between two kept ones, and the one of them that is missed most.
struct Span {
    first: usize,
    last: usize,
    farthest: usize,
    distance: f64,
}

impl Span {
    /// `None` where every point between lies on the line.
    fn new(points: &[[f64; 2]], first: usize, last: usize) -> Option<Self> {
        let (mut farthest, mut distance) = (first, 0.0);
        for between in first + 1..last {
            let off = distance_to_segment(points[between], points[first], points[last]);
            if off > distance {
                (farthest, distance) = (between, off);
            }
        }
        (distance > 0.0).then_some(Self { first, last, farthest, distance })
    }
}

/// The largest distance first, then the leftmost span, so that the choice does not depend on the heap.
impl Ord for Span {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance.total_cmp(&other.distance).then(other.first.cmp(&self.first))
    }
}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Span {}

/// Squared distance from `p` to the segment from `a` to `b`.
fn distance_to_segment(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let to = [p[0] - a[0], p[1] - a[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let share = if length > 0.0 { ((to[0] * along[0] + to[1] * along[1]) / length).clamp(0.0, 1.0) } else { 0.0 };
    let off = [to[0] - share * along[0], to[1] - share * along[1]];
    off[0] * off[0] + off[1] * off[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` steps up and right, from (0, 0) to (1, 1).
    fn stairs(n: u32) -> Vec<[f64; 2]> {
        let at = |i: u32| f64::from(i) / f64::from(n);
        (0..n).flat_map(|i| [[at(i), at(i)], [at(i), at(i + 1)]]).chain([[1.0, 1.0]]).collect()
    }

    #[test]
    fn ends_and_order_stay_and_the_number_holds() {
        let points = stairs(1000);
        for max in [0, 2, 3, 17, 500] {
            let few = thin(&points, max);
            assert_eq!(few.len(), max.max(2));
            assert_eq!((few[0], few[few.len() - 1]), ([0.0, 0.0], [1.0, 1.0]));
            assert!(few.is_sorted_by(|a, b| a[0] <= b[0] && a[1] <= b[1]), "{few:?}");
        }
    }

    #[test]
    fn a_perfect_curve_keeps_its_corner() {
        let up = (0..50).map(|i| [0.0, f64::from(i) / 50.0]);
        let right = (0..=50).map(|i| [f64::from(i) / 50.0, 1.0]);
        let points: Vec<[f64; 2]> = up.chain(right).collect();
        assert_eq!(thin(&points, 3), [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]);
        assert_eq!(thin(&points, 100), thin(&points, 3));
    }

    #[test]
    fn the_drawing_stays_within_a_pixel() {
        let bend = |i: u32| f64::from(i) / 20_000.0;
        let points: Vec<[f64; 2]> = (0..=20_000).map(|i| [bend(i), bend(i).sqrt()]).collect();
        let few = thin(&points, 100);
        let farthest = |p: &[f64; 2]| {
            few.windows(2).map(|w| distance_to_segment(*p, w[0], w[1])).fold(f64::INFINITY, f64::min).sqrt()
        };
        assert!(points.iter().step_by(37).map(farthest).fold(0.0, f64::max) < 1e-3);
    }

    #[test]
    fn small_inputs() {
        assert!(thin(&[], 10).is_empty());
        assert_eq!(thin(&[[0.5, 0.5]], 10), [[0.5, 0.5]]);
        assert_eq!(thin(&[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]], 10).len(), 2);
    }
}
