//! What every [`Classifier`] must do, whatever it is. A model passes by one line in a test:
//! `Conformance::of(|| build(…)).check()`; what it cannot do is said there too.

use std::sync::atomic::AtomicBool;

use idsbench::matrix::Matrix;
use idsbench::model::{Classifier, FitContext, FitReport, ModelError};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;

/// Columns of the made-up rows.
const COLUMNS: usize = 12;

/// Rows per class of the made-up training side.
const ROWS_PER_CLASS: usize = 24;

/// The suite for one model.
pub(crate) struct Conformance<F> {
    make: F,
    classes: Vec<usize>,
    trivial: bool,
    parameters: bool,
    soft: bool,
    needs_first_class: bool,
}

impl<F: Fn() -> Box<dyn Classifier> + Sync> Conformance<F> {
    /// The suite with every check, for two, three and twelve classes.
    pub(crate) fn of(make: F) -> Self {
        Self { make, classes: vec![2, 3, 12], trivial: false, parameters: true, soft: false, needs_first_class: false }
    }

    /// Learns nothing, so it need not beat the majority.
    pub(crate) fn trivial(mut self) -> Self {
        self.trivial = true;
        self
    }

    /// Cannot tell what it learned.
    pub(crate) fn tells_no_parameters(mut self) -> Self {
        self.parameters = false;
        self
    }

    /// Gives classes that train does not hold a little score, too (a softmax does).
    pub(crate) fn soft(mut self) -> Self {
        self.soft = true;
        self
    }

    /// Takes these numbers of classes only.
    pub(crate) fn only_classes(mut self, classes: &[usize]) -> Self {
        self.classes = classes.to_vec();
        self
    }

    /// Is fitted on the rows of class 0 alone: without one it refuses, and of one class it can only say what is usual.
    pub(crate) fn learns_from_the_first_class(mut self) -> Self {
        self.needs_first_class = true;
        self
    }

    /// Runs every check.
    pub(crate) fn check(&self) {
        for &classes in &self.classes {
            self.fits_and_scores(classes);
            self.repeats_itself(classes);
            self.refuses_what_is_not_finite(classes);
            self.refuses_other_widths(classes);
            self.keeps_to_the_class_it_saw(classes);
            self.takes_one_row(classes);
            self.takes_constant_columns(classes);
            self.never_predicts_absent_classes(classes);
            self.stops_when_cancelled(classes);
        }
        self.refuses_no_rows();
        self.refuses_before_fitting();
    }

    fn fits_and_scores(&self, classes: usize) {
        let (train, validation, test) = (blobs(classes, 1), blobs(classes, 2), blobs(classes, 3));
        for validation in [&validation, &Samples::default()] {
            let (model, _) = self.fitted(&train, validation, classes);
            let scores = model.scores(&test.x).unwrap();
            assert_scores(&scores, test.len(), classes);
            let accuracy = accuracy(&scores, &test.y);
            assert!(self.trivial || accuracy > 1.5 / classes as f64, "{classes} classes: accuracy {accuracy}");
            assert_eq!(model.parameters() > 0, self.parameters);
            assert_eq!(model.tensors().is_empty(), !self.parameters);
            assert_eq!(model.scores(&Matrix::zeros(0, COLUMNS)).unwrap().rows(), 0);
        }
    }

    fn repeats_itself(&self, classes: usize) {
        let (train, validation, test) = (blobs(classes, 1), blobs(classes, 2), blobs(classes, 3));
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let (model, report) = self.fitted(&train, &validation, classes);
                (bits(model.scores(&test.x).unwrap().as_slice()), model.tensors(), report)
            })
        };
        let first = run(1);
        for threads in [1, 2, 3] {
            assert!(run(threads) == first, "{threads} threads, {classes} classes: other bits");
        }
        for tensor in &first.1 {
            assert_eq!(tensor.shape.iter().product::<usize>(), tensor.values.len(), "{}", tensor.name);
            assert!(tensor.values.iter().all(|value| value.is_finite()), "{}", tensor.name);
        }
    }

    fn refuses_what_is_not_finite(&self, classes: usize) {
        let good = blobs(classes, 1);
        let (model, _) = self.fitted(&good, &good, classes);
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut bad = good.clone();
            bad.x.row_mut(3)[COLUMNS - 1] = value;
            assert_eq!(self.try_fit(&bad, &good, classes).err(), Some(ModelError::NonFinite { side: "train" }));
            assert_eq!(self.try_fit(&good, &bad, classes).err(), Some(ModelError::NonFinite { side: "validation" }));
            assert_eq!(model.scores(&bad.x), Err(ModelError::NonFinite { side: "test" }));
        }
    }

    fn refuses_other_widths(&self, classes: usize) {
        let good = blobs(classes, 1);
        let (model, _) = self.fitted(&good, &good, classes);
        let width = ModelError::Width { expected: COLUMNS, got: COLUMNS - 1 };
        assert_eq!(model.scores(&Matrix::zeros(2, COLUMNS - 1)), Err(width));
    }

    fn keeps_to_the_class_it_saw(&self, classes: usize) {
        for only in [0, classes - 1] {
            let mut train = blobs(classes, 1);
            train.y.fill(only as u32);
            if self.needs_first_class {
                let outcome = self.try_fit(&train, &Samples::default(), classes);
                assert_eq!(outcome.is_ok(), only == 0, "{:?}", outcome.err());
                continue;
            }
            let (model, _) = self.fitted(&train, &Samples::default(), classes);
            let scores = model.scores(&train.x).unwrap();
            assert_scores(&scores, train.len(), classes);
            assert_eq!(accuracy(&scores, &train.y), 1.0, "only class {only} of {classes}");
        }
    }

    fn takes_one_row(&self, classes: usize) {
        let train = first_rows(&blobs(classes, 1), 1);
        let (model, _) = self.fitted(&train, &Samples::default(), classes);
        let scores = model.scores(&train.x).unwrap();
        assert_scores(&scores, 1, classes);
        // The error of the only row there is stands on the threshold.
        let right = self.needs_first_class || accuracy(&scores, &train.y) == 1.0;
        assert!(right, "one row, {classes} classes");
    }

    fn takes_constant_columns(&self, classes: usize) {
        let mut train = blobs(classes, 1);
        train.x.as_mut_slice().fill(0.25);
        let (model, _) = self.fitted(&train, &Samples::default(), classes);
        let scores = model.scores(&train.x).unwrap();
        assert_scores(&scores, train.len(), classes);
        assert!(scores.iter_rows().all(|row| row == scores.row(0)), "equal rows have equal scores");
    }

    fn never_predicts_absent_classes(&self, classes: usize) {
        if classes == 2 {
            return; // one class only, checked on its own
        }
        let absent = 1;
        let mut train = blobs(classes, 1);
        train.y.iter_mut().filter(|class| **class == absent).for_each(|class| *class = 0);
        let (model, _) = self.fitted(&train, &Samples::default(), classes);
        let scores = model.scores(&train.x).unwrap();
        assert_scores(&scores, train.len(), classes);
        for row in scores.iter_rows() {
            assert!(self.soft || row[absent as usize] == 0.0, "absent class scored: {row:?}");
        }
        assert!(predictions(&scores).all(|class| class != absent));
    }

    fn stops_when_cancelled(&self, classes: usize) {
        let train = blobs(classes, 1);
        let task = Task::new(classes);
        task.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
        let outcome = (self.make)().fit(&train, &Samples::default(), &task.context());
        assert_eq!(outcome, Err(ModelError::Cancelled));
    }

    fn refuses_no_rows(&self) {
        let classes = self.classes[0];
        let outcome = self.try_fit(&Samples::default(), &Samples::default(), classes);
        assert_eq!(outcome.err(), Some(ModelError::NoRows));
    }

    fn refuses_before_fitting(&self) {
        let model = (self.make)();
        assert_eq!(model.scores(&Matrix::zeros(1, COLUMNS)), Err(ModelError::NotFitted));
        assert_eq!(model.parameters(), 0);
        assert!(model.tensors().is_empty());
    }

    fn try_fit(
        &self,
        train: &Samples,
        validation: &Samples,
        classes: usize,
    ) -> Result<(Box<dyn Classifier>, FitReport), ModelError> {
        let mut model = (self.make)();
        let report = model.fit(train, validation, &Task::new(classes).context())?;
        Ok((model, report))
    }

    fn fitted(&self, train: &Samples, validation: &Samples, classes: usize) -> (Box<dyn Classifier>, FitReport) {
        self.try_fit(train, validation, classes).unwrap()
    }
}

/// What a [`FitContext`] borrows.
pub(crate) struct Task {
    pub(crate) names: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) weights: Vec<f32>,
    pub(crate) input: InputShape,
    pub(crate) seed: u64,
    pub(crate) cancel: AtomicBool,
}

impl Task {
    pub(crate) fn new(classes: usize) -> Self {
        Self {
            names: (0..classes).map(|class| format!("class {class}")).collect(),
            columns: Vec::new(),
            weights: vec![1.0; classes],
            input: InputShape { steps: COLUMNS, channels: 1 },
            seed: 7,
            cancel: AtomicBool::new(false),
        }
    }

    pub(crate) fn context(&self) -> FitContext<'_> {
        FitContext {
            seed: self.seed,
            classes: self.names.len(),
            class_names: &self.names,
            binary: self.names.len() == 2,
            feature_names: &self.columns,
            input: self.input,
            class_weights: &self.weights,
            threads: rayon::current_num_threads(),
            cancel: &self.cancel,
            checkpoints: None,
            on_progress: &|_| {},
        }
    }
}

/// Blobs around one centre a class, three spreads apart and more; class after class in turn. `part` draws other rows of the same blobs.
pub(crate) fn blobs(classes: usize, part: u64) -> Samples {
    let mut centres = Stream::new(0, &["centres"]);
    let centres: Vec<f64> = (0..classes * COLUMNS).map(|_| centres.range(-3.0, 3.0)).collect();
    let mut noise = Stream::new(part, &["rows"]);
    let rows = classes * ROWS_PER_CLASS;
    let y: Vec<u32> = (0..rows).map(|row| (row % classes) as u32).collect();
    let x = (0..rows * COLUMNS)
        .map(|cell| (centres[y[cell / COLUMNS] as usize * COLUMNS + cell % COLUMNS] + noise.normal()) as f32)
        .collect();
    samples(Matrix::from_vec(rows, COLUMNS, x), y)
}

/// Rows with their labels, numbered from 0.
pub(crate) fn samples(x: Matrix, y: Vec<u32>) -> Samples {
    let row_id = (0..y.len() as u64).collect();
    Samples { x, y, row_id }
}

fn first_rows(samples: &Samples, count: usize) -> Samples {
    let index: Vec<usize> = (0..count).collect();
    self::samples(samples.x.select_rows(&index), samples.y[..count].to_vec())
}

/// Predicted classes, by the rule of the trait.
pub(crate) fn predictions(scores: &Matrix) -> impl Iterator<Item = u32> {
    scores.iter_rows().map(|row| match row {
        [_, positive] => u32::from(*positive >= 0.5),
        _ => (0..row.len()).rev().max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap() as u32,
    })
}

/// Share of rows predicted right.
pub(crate) fn accuracy(scores: &Matrix, y: &[u32]) -> f64 {
    predictions(scores).zip(y).filter(|(predicted, class)| predicted == *class).count() as f64 / y.len() as f64
}

fn assert_scores(scores: &Matrix, rows: usize, classes: usize) {
    assert_eq!((scores.rows(), scores.cols()), (rows, classes));
    for row in scores.iter_rows() {
        assert!(row.iter().all(|score| (0.0..=1.0).contains(score)), "{row:?}");
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{row:?}");
    }
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}
