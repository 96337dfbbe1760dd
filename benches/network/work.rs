//! What is measured: one epoch of training, and prediction.

use std::time::Instant;

use idsbench::matrix::Matrix;
use idsbench::nn::kernels::{Rows, Start, gemm};
use idsbench::nn::{self, Data, Goal, Network, Path, Sequential, Settings, Watch};
use idsbench::random::Stream;
use serde::Serialize;

use crate::architecture::{Architecture, Task};
use crate::common::cpu_seconds;

/// Work on an architecture.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Work {
    /// An epoch of `fit` with this batch.
    Train(usize),
    /// Answers for so many rows at a time.
    Predict(usize),
}

impl Work {
    /// The four columns of the tables.
    pub(crate) const ALL: [Self; 4] = [Self::Train(32), Self::Train(256), Self::Predict(1), Self::Predict(1024)];
}

/// What a pass took.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Measured {
    pub(crate) rows: usize,
    /// Seconds of processor time, all threads together.
    pub(crate) cpu: f64,
    /// Seconds that went by.
    pub(crate) wall: f64,
}

impl Measured {
    fn of(rows: usize, work: impl FnOnce()) -> Self {
        let (cpu, wall) = (cpu_seconds(), Instant::now());
        work();
        Self { rows, cpu: cpu_seconds() - cpu, wall: wall.elapsed().as_secs_f64() }
    }
}

/// Made-up rows for an architecture, and its network.
#[derive(Debug)]
pub(crate) struct Bench {
    architecture: Architecture,
    network: Sequential<f32>,
    x: Matrix,
    classes: Vec<u32>,
}

impl Bench {
    pub(crate) fn new(architecture: Architecture, path: Path, rows: usize) -> Self {
        let mut stream = Stream::new(0, &["bench"]);
        let values = (0..rows * architecture.steps).map(|_| stream.normal() as f32).collect();
        let classes = if architecture.task == Task::Multiclass { architecture.outputs } else { 2 };
        Self {
            network: architecture.network(path),
            x: Matrix::from_vec(rows, architecture.steps, values),
            classes: (0..rows).map(|_| stream.below(classes as u64) as u32).collect(),
            architecture,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.architecture.name
    }

    pub(crate) fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Does `work` on all rows once.
    pub(crate) fn run(&mut self, work: Work) -> Measured {
        match work {
            Work::Train(batch) => self.train(batch),
            Work::Predict(rows) => self.predict(rows),
        }
    }

    fn train(&mut self, batch: usize) -> Measured {
        let goal =
            if self.architecture.task == Task::Reconstruct { Goal::Reconstruct } else { Goal::Classes(&self.classes) };
        let settings =
            Settings { learning_rate: 1e-3, batch, epochs: 1, early_stopping: None, class_weights: &[], seed: 0 };
        let watch = Watch { cancelled: &|| false, on_epoch: &|_| {} };
        let none = Matrix::zeros(0, self.x.cols());
        let validation = Data { x: &none, goal: Goal::Reconstruct };
        let (network, data) = (&mut self.network, Data { x: &self.x, goal });
        Measured::of(self.x.rows(), || {
            nn::train(network, data, validation, &settings, &watch).expect("the loss stays finite");
        })
    }

    fn predict(&self, rows: usize) -> Measured {
        let width = self.architecture.outputs;
        let mut answers = vec![0.0; rows * width];
        Measured::of(self.x.rows(), || {
            for x in self.x.as_slice().chunks(rows * self.x.cols()) {
                self.network.predict(x, &mut answers[..x.len() / self.x.cols() * width]);
            }
        })
    }
}

/// Operations a second of the matrix product where everything stays in the first-level cache: the fastest of some tries.
pub(crate) fn peak(path: Path) -> f64 {
    const SHAPE: [usize; 3] = [48, 64, 64];
    const TIMES: usize = 2000;
    let [m, n, k] = SHAPE;
    let (a, b, mut c) = (vec![0.5f32; m * k], vec![0.25; k * n], vec![0.0; m * n]);
    let mut pass = || {
        let measured = Measured::of(TIMES, || {
            for _ in 0..TIMES {
                gemm(path, SHAPE, Start::Old, Rows::new(&a, k), Rows::new(&b, n), &mut c, n);
            }
        });
        (2 * m * n * k * TIMES) as f64 / measured.cpu
    };
    (0..9).map(|_| pass()).fold(0.0, f64::max)
}
