//! Whether a convex polygon of the plane holds an integer point.
//!
//! A polygon is given by half-planes with integer coefficients. Between its first and its last column the height above each integer
//! x is a real interval [l, h] with l ≤ h, which holds ⌊h⌋ − ⌈l⌉ + 1 ≥ 0 integers, so all integer points are counted by adding
//! floors along its edges, each in the steps of Euclid's algorithm (Graham, Knuth & Patashnik, Concrete Mathematics, 2nd ed. 1994, section 3.5).
//! Halving the columns finds a point where the count is not 0. Nothing walks over the columns.

use super::form::gcd;

/// `a · x + b · y ≤ c`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HalfPlane {
    a: i128,
    b: i128,
    c: i128,
}

impl HalfPlane {
    /// With |x|, |y| ≤ 2^40, and coefficients within these two limits, every number below stays under 2^127:
    /// the largest are sums of two products c · b.
    const MOST_SLOPE: i128 = 1 << 41;
    const MOST_OFFSET: i128 = 1 << 84;

    /// The integer points of `a · x + b · y ≤ c`; `None` where a number could overflow.
    pub(super) fn new(a: i128, b: i128, c: i128) -> Option<Self> {
        let common = gcd(a, b).max(1);
        let (a, b, c) = (a / common, b / common, c.div_euclid(common));
        let fits = a.abs() <= Self::MOST_SLOPE && b.abs() <= Self::MOST_SLOPE && c.abs() <= Self::MOST_OFFSET;
        fits.then_some(Self { a, b, c })
    }
}

/// The height (slope · x + offset) / below; `below` is above 0.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: i128,
    offset: i128,
    below: i128,
}

impl Line {
    fn flat(offset: i128) -> Self {
        Self { slope: 0, offset, below: 1 }
    }

    fn above(self, x: i128) -> i128 {
        self.slope * x + self.offset
    }

    fn floor(self, x: i128) -> i128 {
        self.above(x).div_euclid(self.below)
    }

    /// The sum of the floors of the columns from `first` to `last`.
    fn sum_of_floors(self, first: i128, last: i128) -> i128 {
        sum_of_floors(last - first + 1, self.below, self.slope, self.above(first))
    }

    /// The last column up to which this line, lowest at some column, is not above `other`.
    fn lowest_until(self, other: Self) -> Option<i128> {
        let falls_behind = self.slope * other.below - other.slope * self.below;
        let lead = other.offset * self.below - self.offset * other.below;
        (falls_behind > 0).then(|| lead.div_euclid(falls_behind))
    }
}

/// Half-planes, cut by a box.
#[derive(Debug, Clone, Default)]
pub(super) struct Polygon {
    /// y is at most each of these.
    upper: Vec<Line>,
    /// −y is at most each of these.
    lower: Vec<Line>,
    /// slope · x ≤ offset
    upright: Vec<(i128, i128)>,
}

impl Polygon {
    /// The points that are in all of them.
    pub(super) fn new(planes: &[HalfPlane]) -> Self {
        let mut polygon = Self::default();
        for &HalfPlane { a, b, c } in planes {
            match b.signum() {
                1 => polygon.upper.push(Line { slope: -a, offset: c, below: b }),
                -1 => polygon.lower.push(Line { slope: -a, offset: c, below: -b }),
                _ => polygon.upright.push((a, c)),
            }
        }
        polygon
    }

    /// The columns that a box and the polygon have in common as real sets, and an integer point of both if there is one.
    pub(super) fn point(&self, columns: [u64; 2], rows: [u64; 2]) -> Option<Cut> {
        let [low, high] = rows.map(i128::from);
        let cut = Self {
            upper: [&self.upper[..], &[Line::flat(high)]].concat(),
            lower: [&self.lower[..], &[Line::flat(-low)]].concat(),
            upright: self.upright.clone(),
        };
        let columns = cut.columns(columns.map(i128::from))?;
        let (x, y) = cut.find(columns)?;
        Some(Cut { columns: columns.map(|x| x as u64), point: (x as u64, y as u64) })
    }

    /// The columns where the lowest upper line is not below the highest lower line (Fourier's elimination of y).
    fn columns(&self, [mut first, mut last]: [i128; 2]) -> Option<[i128; 2]> {
        let mut at_most = |slope: i128, offset: i128| {
            match slope.signum() {
                1 => last = last.min(offset.div_euclid(slope)),
                -1 => first = first.max(-offset.div_euclid(-slope)),
                _ if offset < 0 => last = first - 1,
                _ => {}
            }
            first <= last
        };
        let within = self.upright.iter().all(|&(slope, offset)| at_most(slope, offset))
            && self.upper.iter().all(|up| {
                self.lower.iter().all(|low| {
                    let slope = up.slope * low.below + low.slope * up.below;
                    at_most(-slope, up.offset * low.below + low.offset * up.below)
                })
            });
        within.then_some([first, last])
    }

    /// A point in these columns, all of which cut the polygon.
    fn find(&self, [mut first, mut last]: [i128; 2]) -> Option<(i128, i128)> {
        let top = |x| lowest(&self.upper, x).floor(x);
        let holds = |x| top(x) + lowest(&self.lower, x).floor(x) >= 0;
        let middle = first + (last - first) / 2;
        if let Some(x) = [middle, first, last].into_iter().find(|&x| holds(x)) {
            return Some((x, top(x)));
        }
        if self.count(first, last) == 0 {
            return None;
        }
        while first < last {
            let middle = first + (last - first) / 2;
            if self.count(first, middle) > 0 {
                last = middle;
            } else {
                first = middle + 1;
            }
        }
        Some((first, top(first)))
    }

    /// Number of points in these columns, all of which cut the polygon.
    fn count(&self, first: i128, last: i128) -> i128 {
        envelope(&self.upper, first, last) + envelope(&self.lower, first, last) + (last - first + 1)
    }
}

/// What a box leaves of a polygon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// First and last column with a real point.
    pub(super) columns: [u64; 2],
    /// An integer point.
    pub(super) point: (u64, u64),
}

/// The line that is lowest in a column and stays so longest.
fn lowest(lines: &[Line], x: i128) -> Line {
    let order = |a: &Line, b: &Line| {
        let heights = (a.above(x) * b.below).cmp(&(b.above(x) * a.below));
        heights.then_with(|| (a.slope * b.below).cmp(&(b.slope * a.below)))
    };
    lines.iter().copied().min_by(order).expect("the box gives one line at least")
}

/// The sum over columns of the floor of the lowest line.
fn envelope(lines: &[Line], first: i128, last: i128) -> i128 {
    let (mut sum, mut x) = (0, first);
    while x <= last {
        let line = lowest(lines, x);
        let until = lines.iter().filter_map(|&other| line.lowest_until(other)).fold(last, i128::min);
        sum += line.sum_of_floors(x, until);
        x = until + 1;
    }
    sum
}

/// The sum of ⌊(slope · i + offset) / below⌋ over i in 0..n.
fn sum_of_floors(n: i128, below: i128, slope: i128, offset: i128) -> i128 {
    let (mut n, mut below, mut slope, mut offset) = (n, below, slope, offset);
    let mut sum = 0;
    loop {
        sum += n * (n - 1) / 2 * slope.div_euclid(below) + n * offset.div_euclid(below);
        (slope, offset) = (slope.rem_euclid(below), offset.rem_euclid(below));
        let top = slope * n + offset;
        if top < below {
            return sum;
        }
        // What is left are the points under the line; they are counted row by row, from the top.
        (n, offset) = (top / below, top % below);
        (below, slope) = (slope, below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn floors_are_summed_as_one_by_one() {
        let mut stream = Stream::new(1, &["floors"]);
        for _ in 0..2_000 {
            let mut draw = |most: u64| i128::from(stream.below(most));
            let (n, below, slope, offset) = (draw(30), draw(40) + 1, draw(200) - 100, draw(400) - 200);
            let expected: i128 = (0..n).map(|i| (slope * i + offset).div_euclid(below)).sum();
            assert_eq!(sum_of_floors(n, below, slope, offset), expected, "{n} {below} {slope} {offset}");
        }
    }

    #[test]
    fn a_polygon_is_empty_just_when_no_point_fits() {
        let mut stream = Stream::new(2, &["polygons"]);
        let mut empty = 0;
        for _ in 0..4_000 {
            let planes: Vec<HalfPlane> = (0..stream.below(6))
                .filter_map(|_| {
                    let mut draw = |most: u64| i128::from(stream.below(most));
                    let (a, b) = (draw(61) - 30, draw(61) - 30);
                    HalfPlane::new(a, b, a * 10 + b * 12 + draw(80) - 20)
                })
                .collect();
            let (columns, rows) = ([3, 3 + stream.below(20)], [5, 5 + stream.below(20)]);
            let inside = |x: u64, y: u64| planes.iter().all(|p| p.a * i128::from(x) + p.b * i128::from(y) <= p.c);
            let any = (columns[0]..=columns[1]).any(|x| (rows[0]..=rows[1]).any(|y| inside(x, y)));
            let found = Polygon::new(&planes).point(columns, rows);
            assert_eq!(found.is_some(), any, "{planes:?} {columns:?} {rows:?}");
            if let Some(Cut { point: (x, y), columns: cut }) = found {
                assert!(inside(x, y) && rows[0] <= y && y <= rows[1] && cut[0] <= x && x <= cut[1]);
            }
            empty += usize::from(!any);
        }
        assert!((500..3_500).contains(&empty), "{empty} of 4,000 polygons are empty");
    }

    #[test]
    fn a_thin_long_strip_is_decided_at_once() {
        // x / 2 + 1 / 8 ≤ y ≤ x / 2 + x / 2^34 + 7 / 16: the first point is the one where x is odd and above 2^30.
        let planes = [HalfPlane::new(4, -8, -1).unwrap(), HalfPlane::new(-(1 << 33) - 1, 1 << 34, 7 << 30).unwrap()];
        let strip = |columns| Polygon::new(&planes).point([0, columns], [0, 1 << 40]);
        assert_eq!(strip(1 << 30), None);
        let only = ((1 << 30) + 1, (1 << 29) + 1);
        assert_eq!(strip((1 << 30) + 2).unwrap().point, only);
    }

    #[test]
    fn coefficients_that_could_overflow_are_refused() {
        assert!(HalfPlane::new(1 << 42, 1, 0).is_none());
        assert!(HalfPlane::new(1 << 60, 1 << 50, 1 << 90).is_some());
        assert!(HalfPlane::new(1, 1, 1 << 85).is_none());
    }
}
