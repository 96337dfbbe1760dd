//! Support vector machines beyond conformance.

use idsbench::matrix::Matrix;
use idsbench::model::{Classifier, ModelError};
use idsbench::prepare::{InputShape, Samples};
use idsbench::spec::{Calibrate, Kernel, ModelKind, Svm};

use super::conformance::{Task, accuracy, blobs, samples};
use super::{build, nystroem_of, svm_of};

#[test]
fn a_ring_needs_the_rbf_kernel() {
    let grid = || (0..400).map(|i| [(i % 20) as f32 / 10.0 - 0.95, (i / 20) as f32 / 10.0 - 0.95]);
    let y: Vec<u32> = grid().map(|[a, b]| u32::from(a * a + b * b < 0.5)).collect();
    let rows = samples(Matrix::from_vec(400, 2, grid().flatten().collect()), y);
    let task = Task { input: InputShape { steps: 2, channels: 1 }, ..Task::new(2) };
    let fit = |kernel| {
        let mut model = build(ModelKind::Svm(svm_of(kernel)));
        model.fit(&rows, &Samples::default(), &task.context()).unwrap();
        accuracy(&model.scores(&rows.x).unwrap(), &rows.y)
    };
    assert!(fit(Kernel::Rbf) > 0.97);
    assert!(fit(Kernel::Linear) < 0.7);
}

#[test]
fn a_subsample_is_named_in_the_notes() {
    let rows = blobs(3, 1);
    let fit = |max_rows| {
        let settings = Svm { max_rows: Some(max_rows), ..svm_of(Kernel::Rbf) };
        build(ModelKind::Svm(settings)).fit(&rows, &Samples::default(), &Task::new(3).context()).unwrap().notes
    };
    let note = "trained on a stratified subsample of 30 of 72 rows; the exact kernel of all would hold 0.0 GB, approximation: nystroem takes all";
    assert_eq!(fit(30)[0], note);
    assert!(fit(72).iter().all(|note| !note.contains("subsample")));
}

#[test]
fn too_many_rows_for_the_kernel_are_refused_with_their_memory() {
    let rows = samples(Matrix::zeros(30_000, 1), (0..30_000).map(|i| i % 2).collect());
    let settings = Svm { max_rows: Some(50_000), ..svm_of(Kernel::Rbf) };
    let error = build(ModelKind::Svm(settings)).fit(&rows, &Samples::default(), &Task::new(2).context()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "an exact RBF machine on 30,000 rows would hold 7.2 GB of kernel; set approximation: nystroem, max_rows to 20,000 or less, or kernel: linear"
    );
}

#[test]
fn settings_that_mean_nothing_are_refused() {
    let rows = blobs(2, 1);
    let fit = |settings| build(ModelKind::Svm(settings)).fit(&rows, &Samples::default(), &Task::new(2).context());
    for c in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = fit(Svm { c, ..svm_of(Kernel::Linear) });
        assert!(matches!(refused, Err(ModelError::Unsupported(_))), "C {c}: {refused:?}");
    }
    for gamma in [0.0, -1.0, f64::NAN] {
        let refused = fit(Svm { gamma: Some(gamma), ..svm_of(Kernel::Rbf) });
        assert!(matches!(refused, Err(ModelError::Unsupported(_))), "gamma {gamma}: {refused:?}");
    }
}

#[test]
fn weights_must_be_positive_where_train_holds_the_class() {
    let mut task = Task::new(3);
    task.weights = vec![1.0, 0.0, 1.0];
    let mut model = build(ModelKind::Svm(svm_of(Kernel::Linear)));
    let refused = model.fit(&blobs(3, 1), &Samples::default(), &task.context());
    assert!(matches!(refused, Err(ModelError::Unsupported(_))), "{refused:?}");
}

#[test]
fn unscaled_columns_do_not_stop_the_linear_machine() {
    let mut rows = blobs(2, 1);
    for i in 0..rows.len() {
        let row = rows.x.row_mut(i);
        row[0] = row[0] * 1e8 + 1.69e8;
        row[1] *= 1e-6;
    }
    let mut model = build(ModelKind::Svm(svm_of(Kernel::Linear)));
    let report = model.fit(&rows, &Samples::default(), &Task::new(2).context()).unwrap();
    assert!(report.notes.is_empty(), "converges: {:?}", report.notes);
    assert!(accuracy(&model.scores(&rows.x).unwrap(), &rows.y) > 0.95);
}

#[test]
fn numbers_too_large_are_an_error_not_a_panic() {
    let mut rows = blobs(2, 1);
    rows.x.as_mut_slice().iter_mut().for_each(|value| *value = value.signum() * f32::MAX);
    for kernel in [Kernel::Linear, Kernel::Rbf] {
        let mut model = build(ModelKind::Svm(svm_of(kernel)));
        match model.fit(&rows, &Samples::default(), &Task::new(2).context()) {
            Ok(_) => assert!(model.scores(&rows.x).unwrap().is_finite(), "{kernel:?}"),
            Err(error) => assert!(matches!(error, ModelError::Numeric(_)), "{kernel:?}: {error}"),
        }
    }
}

#[test]
fn landmarks_let_all_rows_into_the_rbf_kernel() {
    let rows = blobs(3, 1);
    let mut model = build(ModelKind::Svm(nystroem_of(40)));
    let report = model.fit(&rows, &Samples::default(), &Task::new(3).context()).unwrap();
    assert_eq!(report.notes[1], "Nyström's approximation with 40 landmarks");
    assert!(accuracy(&model.scores(&rows.x).unwrap(), &rows.y) > 0.97);
    let shapes: Vec<_> = model.tensors().into_iter().map(|tensor| (tensor.name, tensor.shape)).collect();
    assert_eq!(shapes[..2], [("landmarks".to_owned(), vec![40, 12]), ("coefficients".to_owned(), vec![3, 40])]);
}

#[test]
fn landmarks_that_repeat_are_left_out() {
    let mut rows = blobs(2, 1);
    for i in 4..rows.len() {
        let copy = rows.x.row(i % 4).to_vec();
        rows.x.row_mut(i).copy_from_slice(&copy);
    }
    let report = build(ModelKind::Svm(nystroem_of(300))).fit(&rows, &Samples::default(), &Task::new(2).context());
    assert_eq!(report.unwrap().notes[1], "Nyström's approximation with 48 landmarks, 44 of which repeat others");
}

fn calibrated(calibrate: Calibrate, kernel: Kernel) -> Box<dyn Classifier> {
    build(ModelKind::Svm(Svm { calibrate, ..svm_of(kernel) }))
}

#[test]
fn calibration_without_validation_rows_is_refused() {
    for calibrate in [Calibrate::Platt, Calibrate::Isotonic] {
        let mut model = calibrated(calibrate, Kernel::Linear);
        let error = model.fit(&blobs(2, 1), &Samples::default(), &Task::new(2).context()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "calibrate needs validation rows, and there is none; set split.validation, or calibrate: none"
        );
    }
}

#[test]
fn calibration_keeps_the_ranking_and_never_sees_train() {
    let (train, validation, test) = (blobs(2, 1), noisy(&blobs(2, 2)), blobs(2, 3));
    let scores = |calibrate, validation: &Samples| {
        let mut model = calibrated(calibrate, Kernel::Rbf);
        model.fit(&train, validation, &Task::new(2).context()).unwrap();
        model.scores(&test.x).unwrap().iter_rows().map(|row| row[1]).collect::<Vec<f32>>()
    };
    let (plain, platt) = (scores(Calibrate::None, &validation), scores(Calibrate::Platt, &validation));
    let isotonic = scores(Calibrate::Isotonic, &validation);
    for (i, j) in (0..test.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
        if plain[i] < plain[j] {
            assert!(platt[i] <= platt[j] && isotonic[i] <= isotonic[j], "{i} {j}");
        }
    }
    // Every fourth label of validation is wrong, and of the attacks found about as many would be, though train knows of none.
    let found: Vec<f32> = isotonic.into_iter().filter(|&p| p >= 0.5).collect();
    let mean = found.iter().sum::<f32>() / found.len() as f32;
    assert!((0.65..0.85).contains(&mean), "{mean}");
    assert_ne!(platt, scores(Calibrate::Platt, &blobs(2, 2)));
}

fn noisy(rows: &Samples) -> Samples {
    let y = rows.y.iter().enumerate().map(|(i, &class)| if i / 2 % 4 == 0 { 1 - class } else { class });
    samples(rows.x.clone(), y.collect())
}

#[test]
fn classes_that_validation_lacks_are_named() {
    let mut validation = blobs(3, 2);
    validation.y.iter_mut().for_each(|class| *class = (*class).min(1));
    let mut model = calibrated(Calibrate::Platt, Kernel::Linear);
    let report = model.fit(&blobs(3, 1), &validation, &Task::new(3).context()).unwrap();
    assert_eq!(report.notes, ["calibrated on 72 validation rows, none of them class 2"]);
    assert!(model.tensors().iter().any(|tensor| tensor.name == "platt" && tensor.shape == [3, 2]));
}
