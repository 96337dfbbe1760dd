//! Matrix products `C = start + A·B` and `C = start + Aᵀ·B` on row-major operands.
//!
//! An output element is one chain of fused multiply-adds that begins with its first value and takes k in ascending order,
//! whatever tile it falls into; so neither the tile's size nor the other rows and columns can change its bits. Small
//! matrices are the rule here (tens to hundreds a side, everything in the second-level cache), hence a register tile of
//! six rows by a few vectors and no further blocking.
//!
//! The tile is written with plain counted loops: closures and iterator adapters around vector operations are not inlined into
//! code for another instruction set, which costs two thirds of the speed.
#![allow(clippy::needless_range_loop, reason = "see above")]

use super::{Kernel, Path, Real, Simd};

/// Rows of a matrix, `stride` values apart. Rows may overlap: the windows of a convolution are rows `channels` apart.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a, T> {
    /// The first row begins at the first value.
    pub values: &'a [T],
    /// From the start of a row to the start of the next.
    pub stride: usize,
}

impl<'a, T> Rows<'a, T> {
    /// Rows that lie in `values`, `stride` apart.
    pub fn new(values: &'a [T], stride: usize) -> Self {
        Self { values, stride }
    }

    /// The matrix without its first `n` columns, or without its first `n` rows.
    fn advance(self, n: usize, columns: bool) -> Self {
        Self::new(&self.values[if columns { n } else { n * self.stride }..], self.stride)
    }
}

/// What the sums of a product begin with.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a, T> {
    /// What is in C.
    Old,
    /// 0.
    Zero,
    /// This row, for every row of C.
    Row(&'a [T]),
}

impl<T> Start<'_, T> {
    /// Without its first `n` columns.
    fn advance(self, n: usize) -> Self {
        match self {
            Self::Row(row) => Start::Row(&row[n..]),
            other => other,
        }
    }
}

/// `C = start + A·B` with A of shape (m, k), B (k, n), C (m, n) for `[m, n, k]` = `shape`; rows of C are `stride` apart.
/// Only a product with k > 0 writes C.
///
/// # Panics
/// If an operand is too short for `shape`.
pub fn gemm<T: Real>(
    path: Path,
    [m, n, k]: [usize; 3],
    start: Start<'_, T>,
    a: Rows<'_, T>,
    b: Rows<'_, T>,
    c: &mut [T],
    stride: usize,
) {
    path.run(Gemm::<_, false> { m, n, k, start, a, b, c, stride });
}

/// `C = start + Aᵀ·B` with A of shape (k, m), else as [`gemm`].
///
/// # Panics
/// If an operand is too short for `shape`.
pub fn gemm_transposed<T: Real>(
    path: Path,
    [m, n, k]: [usize; 3],
    start: Start<'_, T>,
    a: Rows<'_, T>,
    b: Rows<'_, T>,
    c: &mut [T],
    stride: usize,
) {
    path.run(Gemm::<_, true> { m, n, k, start, a, b, c, stride });
}

/// Rows of a register tile: with four vectors a row, 24 accumulators of 32 registers (avx512); with two, 12 of 16 (avx2).
const TILE_ROWS: usize = 6;
/// Most values of a vector.
const MAX_LANES: usize = 16;
/// Steps of k for which the last, incomplete columns of B are copied at a time.
const DEPTH: usize = 64;

struct Gemm<'a, 'c, T, const TRANSPOSED: bool> {
    m: usize,
    n: usize,
    k: usize,
    start: Start<'a, T>,
    a: Rows<'a, T>,
    b: Rows<'a, T>,
    c: &'c mut [T],
    stride: usize,
}

impl<T: Real, const TRANSPOSED: bool> Kernel<T> for Gemm<'_, '_, T, TRANSPOSED> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(mut self, simd: S) {
        if self.m == 0 || self.k == 0 {
            return;
        }
        if self.m == 1 {
            self = self.one_row::<S, VECTORS>(simd);
        }
        while VECTORS * S::LANES <= self.n {
            self.columns::<S, VECTORS>(simd);
            self = self.after(VECTORS * S::LANES);
        }
        if VECTORS > 2 && 2 * S::LANES <= self.n {
            self.columns::<S, 2>(simd);
            self = self.after(2 * S::LANES);
        }
        while S::LANES <= self.n {
            self.columns::<S, 1>(simd);
            self = self.after(S::LANES);
        }
        if self.n > 0 {
            self.last_columns(simd);
        }
    }
}

impl<T: Real, const TRANSPOSED: bool> Gemm<'_, '_, T, TRANSPOSED> {
    /// The product without its first `columns` columns.
    #[inline(always)]
    fn after(self, columns: usize) -> Self {
        let c = if self.n == columns { &mut [] } else { &mut self.c[columns..] };
        let b = if self.n == columns { self.b } else { self.b.advance(columns, true) };
        Self { n: self.n - columns, start: self.start.advance(columns), b, c, ..self }
    }

    /// The only row, as many columns at a time as there are registers for: a tile of few sums would wait for each of them, and wide
    /// stretches of B come faster from the second-level cache. Gives what is left.
    #[inline(always)]
    fn one_row<S: Simd<T>, const VECTORS: usize>(mut self, simd: S) -> Self {
        while VECTORS > 2 && 16 * S::LANES <= self.n {
            self.tile::<S, 1, 16>(simd, 0);
            self = self.after(16 * S::LANES);
        }
        while 8 * S::LANES <= self.n {
            self.tile::<S, 1, 8>(simd, 0);
            self = self.after(8 * S::LANES);
        }
        self
    }

    /// All rows of the first `VECTORS` vectors of columns. The rows are shared evenly among the tiles: a last tile of one row would
    /// wait for its own sums.
    #[inline(always)]
    fn columns<S: Simd<T>, const VECTORS: usize>(&mut self, simd: S) {
        let tiles = self.m.div_ceil(TILE_ROWS);
        let (rows, longer) = (self.m / tiles, self.m % tiles);
        let mut row = 0;
        for tile in 0..tiles {
            let rows = rows + usize::from(tile < longer);
            match rows {
                1 => self.tile::<S, 1, VECTORS>(simd, row),
                2 => self.tile::<S, 2, VECTORS>(simd, row),
                3 => self.tile::<S, 3, VECTORS>(simd, row),
                4 => self.tile::<S, 4, VECTORS>(simd, row),
                5 => self.tile::<S, 5, VECTORS>(simd, row),
                _ => self.tile::<S, TILE_ROWS, VECTORS>(simd, row),
            }
            row += rows;
        }
    }

    /// The columns that do not fill a vector: copied, padded with zeros, into buffers that do.
    #[inline(always)]
    fn last_columns<S: Simd<T>>(self, simd: S) {
        let Self { m, n, k, start, a, b, c, stride } = self;
        let mut deep = [T::ZERO; DEPTH * MAX_LANES];
        let mut wide = [T::ZERO; TILE_ROWS * MAX_LANES];
        for first in (0..k).step_by(DEPTH) {
            let depth = DEPTH.min(k - first);
            for (p, row) in deep.chunks_exact_mut(S::LANES).take(depth).enumerate() {
                row[..n].copy_from_slice(&b.values[(first + p) * b.stride..][..n]);
            }
            let a = a.advance(first, !TRANSPOSED);
            for row in (0..m).step_by(TILE_ROWS) {
                let rows = TILE_ROWS.min(m - row);
                for (i, wide) in wide.chunks_exact_mut(S::LANES).take(rows).enumerate() {
                    match start {
                        Start::Zero if first == 0 => wide.fill(T::ZERO),
                        Start::Row(start) if first == 0 => wide[..n].copy_from_slice(&start[..n]),
                        _ => wide[..n].copy_from_slice(&c[(row + i) * stride..][..n]),
                    }
                }
                let mut part = Gemm::<T, TRANSPOSED> {
                    m: rows,
                    n: S::LANES,
                    k: depth,
                    start: Start::Old,
                    a: a.advance(row, TRANSPOSED),
                    b: Rows::new(&deep, S::LANES),
                    c: &mut wide,
                    stride: S::LANES,
                };
                part.columns::<S, 1>(simd);
                for (i, wide) in wide.chunks_exact(S::LANES).take(rows).enumerate() {
                    c[(row + i) * stride..][..n].copy_from_slice(&wide[..n]);
                }
            }
        }
    }

    /// One register tile: `ROWS` rows of C from `row` by the first `VECTORS` vectors.
    #[inline(always)]
    fn tile<S: Simd<T>, const ROWS: usize, const VECTORS: usize>(&mut self, simd: S, row: usize) {
        let (k, a, b, stride) = (self.k, self.a.advance(row, TRANSPOSED), self.b, self.stride);
        let c = &mut self.c[row * stride..];
        let width = VECTORS * S::LANES;
        let mut sums = [[simd.splat(T::ZERO); VECTORS]; ROWS];
        match self.start {
            Start::Zero => {}
            Start::Old => {
                for i in 0..ROWS {
                    for j in 0..VECTORS {
                        sums[i][j] = simd.load(&c[i * stride + j * S::LANES..]);
                    }
                }
            }
            Start::Row(start) => {
                for j in 0..VECTORS {
                    let start = simd.load(&start[j * S::LANES..]);
                    for i in 0..ROWS {
                        sums[i][j] = start;
                    }
                }
            }
        }
        let b_rows = b.values.chunks(b.stride).take(k);
        if TRANSPOSED {
            for (p, b) in b_rows.enumerate() {
                let a = &a.values[p * a.stride..][..ROWS];
                multiply(simd, a.try_into().expect("as many"), &b[..width], &mut sums);
            }
        } else {
            let mut a_rows = [&a.values[..k]; ROWS];
            for i in 1..ROWS {
                a_rows[i] = &a.values[i * a.stride..][..k];
            }
            for (p, b) in b_rows.enumerate() {
                let mut a = [T::ZERO; ROWS];
                for i in 0..ROWS {
                    a[i] = a_rows[i][p];
                }
                multiply(simd, &a, &b[..width], &mut sums);
            }
        }
        for i in 0..ROWS {
            for j in 0..VECTORS {
                simd.store(sums[i][j], &mut c[i * stride + j * S::LANES..]);
            }
        }
    }
}

/// One step of k: adds a·b to row i of `sums` for the i-th value of `a`.
#[inline(always)]
fn multiply<T: Real, S: Simd<T>, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    a: &[T; ROWS],
    b: &[T],
    sums: &mut [[S::Vector; VECTORS]; ROWS],
) {
    let mut vectors = [simd.splat(T::ZERO); VECTORS];
    for j in 0..VECTORS {
        vectors[j] = simd.load(&b[j * S::LANES..]);
    }
    for i in 0..ROWS {
        let a = simd.splat(a[i]);
        for j in 0..VECTORS {
            sums[i][j] = simd.mul_add(a, vectors[j], sums[i][j]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    fn draw<T: Real>(stream: &mut Stream, n: usize) -> Vec<T> {
        (0..n).map(|_| T::from_f64(stream.normal())).collect()
    }

    /// The definition: one chain of fused multiply-adds per element, k ascending.
    fn naive<T: Real>(
        [m, n, k]: [usize; 3],
        a: impl Fn(usize, usize) -> T,
        b: Rows<'_, T>,
        c: &mut [T],
        stride: usize,
    ) {
        for i in 0..m {
            for j in 0..n {
                let sum = &mut c[i * stride + j];
                *sum = (0..k).fold(*sum, |sum, p| a(i, p).mul_add(b.values[p * b.stride + j], sum));
            }
        }
    }

    /// Both products on every path against the definition, with strides beyond the width.
    fn check<T: Real>(shape: [usize; 3], stream: &mut Stream) {
        let [m, n, k] = shape;
        let (a_stride, at_stride, b_stride, c_stride) = (k + 1, m + 3, n + 2, n + 1);
        let (a, at): (Vec<T>, Vec<T>) = (draw(stream, m * a_stride), draw(stream, k * at_stride));
        let (b, c): (Vec<T>, Vec<T>) = (draw(stream, k * b_stride), draw(stream, m * c_stride));
        let b = Rows::new(&b, b_stride);
        let bias: Vec<T> = draw(stream, n);
        let starts =
            [(Start::Old, None), (Start::Zero, Some(vec![T::ZERO; n])), (Start::Row(&bias), Some(bias.clone()))];
        for (start, first) in starts {
            let [mut plain, mut transposed] = [(); 2].map(|()| {
                let mut c = c.clone();
                if let Some(first) = &first {
                    c.chunks_mut(c_stride).for_each(|row| row[..n].copy_from_slice(first));
                }
                c
            });
            naive(shape, |i, p| a[i * a_stride + p], b, &mut plain, c_stride);
            naive(shape, |i, p| at[p * at_stride + i], b, &mut transposed, c_stride);
            for path in Path::available() {
                let mut got = c.clone();
                gemm(path, shape, start, Rows::new(&a, a_stride), b, &mut got, c_stride);
                assert_eq!(got, plain, "{} {start:?} {shape:?}", path.name());
                got.copy_from_slice(&c);
                gemm_transposed(path, shape, start, Rows::new(&at, at_stride), b, &mut got, c_stride);
                assert_eq!(got, transposed, "{} transposed {start:?} {shape:?}", path.name());
            }
        }
    }

    #[test]
    fn every_path_gives_the_bits_of_the_definition() {
        let mut stream = Stream::new(0, &["gemm"]);
        for m in (1..=40).step_by(3) {
            for n in 1..=40 {
                for k in (1..=40).step_by(13) {
                    check::<f32>([m, n, k], &mut stream);
                }
            }
        }
        for shape in
            [[32, 256, 128], [576, 64, 96], [13, 150, 200], [7, 67, 129], [1, 5, 128], [1, 423, 33], [3, 32, 1440]]
        {
            check::<f32>(shape, &mut stream);
            check::<f64>(shape, &mut stream);
        }
    }

    #[test]
    fn overlapping_rows_are_the_windows_of_a_sequence() {
        let values = [1.0f32, 2.0, 3.0, 4.0];
        let mut c = [0.0; 3];
        gemm(Path::best(), [3, 1, 2], Start::Zero, Rows::new(&values, 1), Rows::new(&[10.0, 1.0], 1), &mut c, 1);
        assert_eq!(c, [12.0, 23.0, 34.0]);
    }

    #[test]
    fn nan_reaches_the_result() {
        let mut c = [0.0f32; 2];
        let (a, b) = ([0.0, 1.0], [f32::NAN, 1.0, 2.0, 3.0]);
        gemm(Path::best(), [1, 2, 2], Start::Zero, Rows::new(&a, 2), Rows::new(&b, 2), &mut c, 2);
        assert!(c[0].is_nan() && c[1] == 3.0);
    }
}
