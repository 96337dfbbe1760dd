//! Multi-head self-attention (Vaswani et al. 2017, arXiv 1706.03762): every step looks at every step.
//!
//! Q, K, V = x·W + b, one part of `key` values per head; A = softmax(Q·Kᵀ / √key); y = [A·V of each head]·W + b. As Keras's
//! `MultiHeadAttention` with the sequence as query, key and value, values as wide as keys, no dropout.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{Rows, Start, add_rows, gemm, gemm_transposed, softmax, softmax_gradient, transpose};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

/// A self-attention layer.
#[derive(Debug)]
pub(crate) struct Attention<T> {
    sizes: Sizes,
    work: Workspace<T>,
    /// Rows of the last pass.
    rows: usize,
}

#[derive(Debug, Clone, Copy)]
struct Sizes {
    steps: usize,
    channels: usize,
    heads: usize,
    key: usize,
}

impl Sizes {
    /// Values of a step, all heads together.
    fn wide(self) -> usize {
        self.heads * self.key
    }

    /// Attention weights of a row.
    fn square(self) -> usize {
        self.heads * self.steps * self.steps
    }

    /// Values of a projection's kernel; the one back to the channels has as many.
    fn kernel(self) -> usize {
        self.channels * self.wide()
    }

    /// What query, key and value are projected with, and what leads back to the channels: each a kernel, then its bias.
    fn split<T>(self, weights: &[T]) -> ([&[T]; 3], &[T]) {
        let one = self.kernel() + self.wide();
        let (projections, back) = weights.split_at(3 * one);
        ([0, 1, 2].map(|i| &projections[i * one..][..one]), back)
    }

    /// √key divides the products of queries and keys.
    fn scale<T: Real>(self) -> T {
        T::from_f64(1.0 / libm::sqrt(self.key as f64))
    }
}

/// Arrays are (rows, steps, heads × key) unless they say otherwise.
#[derive(Debug, Default)]
struct Workspace<T> {
    /// Queries divided by √key, keys, values.
    projected: [Vec<T>; 3],
    /// Attention weights: (rows, heads, steps, steps).
    weights: Vec<T>,
    /// A·V of every head.
    mixed: Vec<T>,
    /// Gradients by the above.
    by_projected: [Vec<T>; 3],
    by_mixed: Vec<T>,
    /// Of one row and head: (steps, steps).
    by_weights: Vec<T>,
    /// Keys or values of one row: (heads × key, steps).
    transposed: Vec<T>,
    kernel_transposed: Vec<T>,
}

impl<T: Real> Attention<T> {
    pub(crate) fn new(heads: usize, key: usize, input: Shape) -> Result<Self, String> {
        let (steps, channels) = input.sequence()?;
        if heads == 0 || key == 0 {
            return Err("needs at least 1 head and a key of at least 1 value".to_owned());
        }
        Ok(Self::with(Sizes { steps, channels, heads, key }))
    }

    fn with(sizes: Sizes) -> Self {
        Self { sizes, work: Workspace::default(), rows: 0 }
    }
}

impl<T: Real> Layer<T> for Attention<T> {
    fn output(&self) -> Shape {
        Shape::Sequence { steps: self.sizes.steps, channels: self.sizes.channels }
    }

    fn parameters(&self) -> Vec<Parameter> {
        let Sizes { channels, heads, key, .. } = self.sizes;
        let wide = self.sizes.wide();
        let part = |name: &str, kernel: &[usize], bias: &[usize], [inputs, outputs]: [usize; 2]| {
            let kernel = Parameter::new("kernel", kernel, Initial::GlorotUniform { inputs, outputs });
            [kernel, Parameter::new("bias", bias, Initial::Zeros)].map(|parameter| parameter.within(name))
        };
        let projection = |name| part(name, &[channels, heads, key], &[heads, key], [channels, wide]);
        let back = part("output", &[heads, key, channels], &[channels], [wide, channels]);
        ["query", "key", "value"].map(projection).into_iter().flatten().chain(back).collect()
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let sizes = self.sizes;
        let Sizes { steps, channels, key, .. } = sizes;
        let (rows, wide) = (pass.rows, sizes.wide());
        let (projections, back) = sizes.split(learned.weights);
        let work = &mut self.work;
        self.rows = rows;
        let [queries, keys, values] = work.projected.each_mut().map(|all| workspace(all, rows * steps * wide));
        for (projected, projection) in [&mut *queries, &mut *keys, &mut *values].into_iter().zip(projections) {
            let (kernel, bias) = projection.split_at(sizes.kernel());
            let (shape, x) = ([rows * steps, wide, channels], Rows::new(x, channels));
            gemm(pass.path, shape, Start::Row(bias), x, Rows::new(kernel, wide), projected, wide);
        }
        let scale = sizes.scale();
        queries.iter_mut().for_each(|v| *v = *v * scale);
        let weights = workspace(&mut work.weights, rows * sizes.square());
        let mixed = workspace(&mut work.mixed, rows * steps * wide);
        let transposed = workspace(&mut work.transposed, wide * steps);
        for (row, weights) in weights.chunks_exact_mut(sizes.square()).enumerate() {
            let span = row * steps * wide..(row + 1) * steps * wide;
            let (queries, values) = (&queries[span.clone()], &values[span.clone()]);
            let mixed = &mut mixed[span.clone()];
            transpose(pass.path, &keys[span], [steps, wide], transposed);
            for (head, weights) in weights.chunks_exact_mut(steps * steps).enumerate() {
                let first = head * key;
                let (queries, keys) =
                    (Rows::new(&queries[first..], wide), Rows::new(&transposed[first * steps..], steps));
                gemm(pass.path, [steps, steps, key], Start::Zero, queries, keys, weights, steps);
                softmax(pass.path, weights, steps);
                let (weights, values) = (Rows::new(&*weights, steps), Rows::new(&values[first..], wide));
                gemm(pass.path, [steps, key, steps], Start::Zero, weights, values, &mut mixed[first..], wide);
            }
        }
        let (kernel, bias) = back.split_at(sizes.kernel());
        let (shape, mixed) = ([rows * steps, channels, wide], Rows::new(&*mixed, wide));
        gemm(pass.path, shape, Start::Row(bias), mixed, Rows::new(kernel, channels), y, channels);
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, dy, dx, weights, .. } = gradients;
        let sizes = self.sizes;
        let Sizes { steps, channels, .. } = sizes;
        let (vectors, wide) = (pass.rows * steps, sizes.wide());
        let (projections, back) = sizes.split(learned.weights);
        let (by_projections, by_back) = weights.split_at_mut(3 * (sizes.kernel() + wide));
        let (by_kernel, by_bias) = by_back.split_at_mut(sizes.kernel());

        let work = &mut self.work;
        by_bias.fill(T::ZERO);
        add_rows(pass.path, dy, by_bias);
        let (dy, mixed) = (Rows::new(&*dy, channels), Rows::new(&work.mixed, wide));
        gemm_transposed(pass.path, [wide, channels, vectors], Start::Zero, mixed, dy, by_kernel, channels);
        let transposed = workspace(&mut work.kernel_transposed, sizes.kernel());
        transpose(pass.path, &back[..sizes.kernel()], [wide, channels], transposed);
        let by_mixed = workspace(&mut work.by_mixed, vectors * wide);
        gemm(pass.path, [vectors, wide, channels], Start::Zero, dy, Rows::new(transposed, wide), by_mixed, wide);

        work.back_to_projections(sizes, pass);

        let x = Rows::new(x, channels);
        let parts = by_projections.chunks_exact_mut(sizes.kernel() + wide);
        for (by_part, by_projected) in parts.zip(&work.by_projected) {
            let (by_kernel, by_bias) = by_part.split_at_mut(sizes.kernel());
            let by_projected = &by_projected[..vectors * wide];
            by_bias.fill(T::ZERO);
            add_rows(pass.path, by_projected, by_bias);
            let by_projected = Rows::new(by_projected, wide);
            gemm_transposed(pass.path, [channels, wide, vectors], Start::Zero, x, by_projected, by_kernel, wide);
        }
        let Some(dx) = dx else { return };
        let starts = [Start::Zero, Start::Old, Start::Old];
        for ((projection, by_projected), start) in projections.into_iter().zip(&work.by_projected).zip(starts) {
            let transposed = workspace(&mut work.kernel_transposed, sizes.kernel());
            transpose(pass.path, &projection[..sizes.kernel()], [channels, wide], transposed);
            let (by_projected, kernel) = (Rows::new(by_projected, wide), Rows::new(&*transposed, channels));
            gemm(pass.path, [vectors, channels, wide], start, by_projected, kernel, dx, channels);
        }
    }

    fn attention(&self) -> Option<&[T]> {
        Some(&self.work.weights[..self.rows * self.sizes.square()])
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self::with(self.sizes))
    }
}

impl<T: Real> Workspace<T> {
    /// From the gradient by `mixed` to those by queries (before their division), keys and values.
    fn back_to_projections(&mut self, sizes: Sizes, pass: &Pass<'_>) {
        let Sizes { steps, key, .. } = sizes;
        let wide = sizes.wide();
        let [queries, keys, values] = &self.projected;
        let [by_queries, by_keys, by_values] =
            self.by_projected.each_mut().map(|all| workspace(all, pass.rows * steps * wide));
        let by_weights = workspace(&mut self.by_weights, steps * steps);
        let transposed = workspace(&mut self.transposed, wide * steps);
        for (row, weights) in self.weights.chunks_exact(sizes.square()).take(pass.rows).enumerate() {
            let span = row * steps * wide..(row + 1) * steps * wide;
            transpose(pass.path, &values[span.clone()], [steps, wide], transposed);
            for (head, weights) in weights.chunks_exact(steps * steps).enumerate() {
                let first = head * key;
                let place = span.start + first..span.end;
                let of_head = |all| Rows::new(all, wide);
                let by_mixed = of_head(&self.by_mixed[place.clone()]);
                let values = Rows::new(&transposed[first * steps..], steps);
                gemm(pass.path, [steps, steps, key], Start::Zero, by_mixed, values, by_weights, steps);
                softmax_gradient(pass.path, weights, by_weights, steps);
                let (weights, by_logits) = (Rows::new(weights, steps), Rows::new(&*by_weights, steps));
                let shape = [steps, key, steps];
                let (queries, keys) = (of_head(&queries[place.clone()]), of_head(&keys[place.clone()]));
                let [by_queries, by_keys, by_values] =
                    [&mut *by_queries, &mut *by_keys, &mut *by_values].map(|all| &mut all[place.clone()]);
                gemm_transposed(pass.path, shape, Start::Zero, weights, by_mixed, by_values, wide);
                gemm(pass.path, shape, Start::Zero, by_logits, keys, by_queries, wide);
                gemm_transposed(pass.path, shape, Start::Zero, by_logits, queries, by_keys, wide);
            }
        }
        let scale = sizes.scale();
        by_queries.iter_mut().for_each(|v| *v = *v * scale);
    }
}
