//! Each kernel on the sizes of the shipped networks at batch 32, on every instruction set of this machine.
//!
//! `cargo bench --profile dev --bench kernels [-- FILTER]`; the throughput of matrix products is in floating-point operations, else in values.
#![allow(missing_docs, reason = "criterion's macros")]

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use idsbench::nn::Path;
use idsbench::nn::kernels::{
    CellBackward, CellForward, Rows, Start, Windows, activate, activation_gradient, adam, add_rows, gemm,
    gemm_transposed, max_pool, max_pool_gradient, softmax, transpose,
};
use idsbench::random::Stream;
use idsbench::spec::Activation;

const ROWS: usize = 32;

fn draw(n: usize) -> Vec<f32> {
    let mut stream = Stream::new(0, &["kernels"]);
    (0..n).map(|_| stream.normal() as f32).collect()
}

/// Runs `work` on every instruction set but the portable one, whose fused multiply-add may be emulated.
fn on_every_path(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, work: u64, mut run: impl FnMut(Path)) {
    group.throughput(Throughput::Elements(work));
    for path in Path::available().into_iter().filter(|&path| path != Path::PORTABLE || Path::best() == path) {
        group.bench_function(BenchmarkId::new(name, path.name()), |bencher| bencher.iter(|| run(path)));
    }
}

/// Forward products: `[m, n, k]`.
const PRODUCTS: [(&str, [usize; 3]); 6] = [
    ("conv1d 1 to 32", [43, 32, 3]),
    ("conv1d 32 to 64", [19, 64, 96]),
    ("lstm step", [ROWS, 256, 128]),
    ("lstm gradient step", [ROWS, 64, 256]),
    ("dense 576 to 128", [ROWS, 128, 576]),
    ("output of 5", [ROWS, 5, 128]),
];

/// Gradients by weights: `[m, n, k]`.
const WEIGHT_GRADIENTS: [(&str, [usize; 3]); 4] = [
    ("conv1d 1 to 32", [3, 32, 45 * ROWS]),
    ("conv1d 32 to 64", [96, 64, 21 * ROWS]),
    ("lstm of 9 steps", [128, 256, 9 * ROWS]),
    ("dense 576 to 128", [576, 128, ROWS]),
];

fn products(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gemm");
    for (name, [m, n, k]) in PRODUCTS {
        let (a, b, mut c) = (draw(m * k), draw(k * n), vec![0.0; m * n]);
        on_every_path(&mut group, name, (2 * m * n * k) as u64, |path| {
            gemm(path, [m, n, k], Start::Old, Rows::new(&a, k), Rows::new(&b, n), black_box(&mut c), n);
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("gemm_transposed");
    for (name, [m, n, k]) in WEIGHT_GRADIENTS {
        let (a, b, mut c) = (draw(k * m), draw(k * n), vec![0.0; m * n]);
        on_every_path(&mut group, name, (2 * m * n * k) as u64, |path| {
            gemm_transposed(path, [m, n, k], Start::Old, Rows::new(&a, m), Rows::new(&b, n), black_box(&mut c), n);
        });
    }
    group.finish();
}

fn cells(criterion: &mut Criterion) {
    const UNITS: usize = 64;
    let mut group = criterion.benchmark_group("lstm cell");
    let (previous, hidden, inputs) = (draw(ROWS * UNITS), draw(ROWS * UNITS), draw(ROWS * UNITS * 4));
    let (mut gates, mut state) = (inputs.clone(), hidden.clone());
    let (mut cells, mut tanh) = (previous.clone(), previous.clone());
    let values = (ROWS * UNITS) as u64;
    on_every_path(&mut group, "forward", values, |path| {
        gates.copy_from_slice(&inputs);
        let (cells, tanh, hidden) = (&mut cells, &mut tanh, black_box(&mut state));
        let previous = Some(&previous[..]);
        CellForward { gates: &mut gates, previous, cells, tanh, hidden, stride: UNITS, units: UNITS }.run_on(path);
    });
    let activated = gates.clone();
    on_every_path(&mut group, "backward", values, |path| {
        gates.copy_from_slice(&activated);
        let (gates, cells) = (black_box(&mut gates), &mut cells);
        let previous = Some(&previous[..]);
        CellBackward { gates, previous, tanh: &tanh, hidden: &hidden, cells, units: UNITS }.run_on(path);
    });
    group.finish();
}

fn elementwise(criterion: &mut Criterion) {
    const N: usize = ROWS * 43 * 32;
    let mut group = criterion.benchmark_group("elementwise");
    let (y, mut values) = (draw(N), draw(N));
    for activation in [Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
        on_every_path(&mut group, &format!("{activation:?}"), N as u64, |path| {
            values.copy_from_slice(&y);
            activate(path, activation, black_box(&mut values));
        });
        on_every_path(&mut group, &format!("{activation:?} gradient"), N as u64, |path| {
            activation_gradient(path, activation, &y, black_box(&mut values));
        });
    }
    let mut sum = vec![0.0; 32];
    on_every_path(&mut group, "sums of 32 columns", N as u64, |path| add_rows(path, &y, black_box(&mut sum)));
    let mut logits = draw(ROWS * 5);
    on_every_path(&mut group, "softmax of 5", (ROWS * 5) as u64, |path| softmax(path, black_box(&mut logits), 5));
    let (mut first, mut second, mut weights) = (vec![0.0; N], vec![0.0; N], draw(N));
    on_every_path(&mut group, "adam", N as u64, |path| {
        adam(path, 1e-3, &y, [&mut first, &mut second], black_box(&mut weights));
    });
    on_every_path(&mut group, "transpose 288 x 128", 288 * 128, |path| {
        transpose(path, &y[..288 * 128], [288, 128], black_box(&mut values));
    });
    let windows = Windows { size: 2, steps: 43, channels: 32 };
    let mut pooled = vec![0.0; ROWS * 21 * 32];
    on_every_path(&mut group, "max_pool", N as u64, |path| max_pool(path, windows, &y, black_box(&mut pooled)));
    let mut by_pooled = pooled.clone();
    on_every_path(&mut group, "max_pool gradient", N as u64, |path| {
        max_pool_gradient(path, windows, [&y, &pooled], &mut by_pooled, black_box(&mut values));
    });
    group.finish();
}

criterion_group!(kernels, products, cells, elementwise);
criterion_main!(kernels);
