//! From rows with classes and sides to samples, in the room's fixed order.

use super::balance::balance;
use super::features::Features;
use super::note::{count, plural};
use super::{Assignment, InputShape, PrepareError, Prepared, Samples, SplitSide, control, view};
use crate::dataset::Table;
use crate::random::Stream;
use crate::spec::{Balance, ControlKind, Protocol, Task, TaskKind, View};

/// The samples of an assignment under a protocol, fitted on its training rows.
///
/// `control` changes the samples as its kind says: [`ControlKind::ShuffledLabels`] permutes the classes of train and
/// of validation (each side on its own, before balancing; test is untouched), [`ControlKind::PermutedFeatures`] the
/// columns of all three sides alike, [`ControlKind::ShuffledWindows`] the rows within each window of all sides. The controls on
/// shortcut columns are protocols of their own ([`protocol_under`](super::protocol_under)), the other kinds are models: they change nothing here. `seed` drives
/// the controls and the balancing.
///
/// # Errors
/// Columns and categories that do not fit the protocol, values beyond f32, a side without a window.
///
/// # Panics
/// If `classes_of_rows` or `assignment` does not hold one entry per row of `table`.
pub fn prepare(
    table: &Table,
    classes_of_rows: &[u32],
    task: &Task,
    protocol: &Protocol,
    assignment: &Assignment,
    control: Option<ControlKind>,
    seed: u64,
) -> Result<Prepared, PrepareError> {
    assert_eq!(classes_of_rows.len(), table.rows(), "one class per row");
    assert_eq!(assignment.side_of_row.len(), table.rows(), "one side per row");
    check_view(protocol)?;
    let classes = task.classes();
    let mut notes = assignment.notes.clone();
    note_absent_classes(classes_of_rows, assignment, &classes, &mut notes);

    let mut features = Features::fit(table, protocol, assignment, &mut notes)?;
    if control == Some(ControlKind::PermutedFeatures) {
        features.permute(Stream::new(seed, &["control", ControlKind::PermutedFeatures.name()]));
        notes.push("Control: the columns stand in a random order, the same on all sides.".to_owned());
    }
    let rows_of = |side| samples(&features, classes_of_rows, assignment, side);
    let sides = [rows_of(SplitSide::Train)?, rows_of(SplitSide::Validation)?, rows_of(SplitSide::Test)?];
    let [mut train, mut validation, mut test] = viewed(sides, table, protocol.view, assignment, &mut notes)?;
    let input = view::shape_of(protocol.view, features.names.len());

    if control == Some(ControlKind::ShuffledWindows) {
        for (samples, side) in [&mut train, &mut validation, &mut test].into_iter().zip(SplitSide::ALL) {
            let stream = Stream::new(seed, &["control", ControlKind::ShuffledWindows.name(), side.name()]);
            control::shuffle_steps(samples, input.channels, stream);
        }
        notes.push("Control: the rows of every window stand in a random order, on all sides.".to_owned());
    }

    if control == Some(ControlKind::ShuffledLabels) {
        for (samples, side) in [(&mut train, SplitSide::Train), (&mut validation, SplitSide::Validation)] {
            control::shuffle_labels(samples, Stream::new(seed, &["control", "shuffled_labels", side.name()]));
        }
        notes.push("Control: the classes of train and of validation were shuffled.".to_owned());
    }
    let stream = Stream::new(seed, &["balance"]);
    let (train, class_weights) = balance(protocol.balance, train, &classes, stream, &mut notes);
    Ok(Prepared {
        train,
        validation,
        test,
        classes,
        binary: task.kind == TaskKind::Binary,
        input,
        feature_names: features.names,
        class_weights,
        notes,
    })
}

/// Whether [`prepare`] can carry the protocol out on these training rows, as far as columns and categories go.
///
/// # Errors
/// Columns and categories that do not fit the protocol.
///
/// # Panics
/// If `assignment` does not hold one side per row of `table`.
pub fn check(table: &Table, protocol: &Protocol, assignment: &Assignment) -> Result<(), PrepareError> {
    assert_eq!(assignment.side_of_row.len(), table.rows(), "one side per row");
    check_view(protocol)?;
    Features::check(table, protocol, assignment)
}

/// The shape of the samples that [`prepare`] would make, without making them.
///
/// # Errors
/// Columns and categories that do not fit the protocol.
///
/// # Panics
/// If `assignment` does not hold one side per row of `table`.
pub fn input_shape(table: &Table, protocol: &Protocol, assignment: &Assignment) -> Result<InputShape, PrepareError> {
    assert_eq!(assignment.side_of_row.len(), table.rows(), "one side per row");
    check_view(protocol)?;
    let features = Features::fit(table, protocol, assignment, &mut Vec::new())?;
    Ok(view::shape_of(protocol.view, features.names.len()))
}

fn check_view(protocol: &Protocol) -> Result<(), PrepareError> {
    match protocol.view {
        View::Window(0) => Err(PrepareError::EmptyWindow),
        View::Window(_) if protocol.balance == Balance::Smote => Err(PrepareError::SmoteOnWindows),
        _ => Ok(()),
    }
}

fn samples(
    features: &Features<'_>,
    classes_of_rows: &[u32],
    assignment: &Assignment,
    side: SplitSide,
) -> Result<Samples, PrepareError> {
    let rows: Vec<usize> = assignment.rows(side).collect();
    Ok(Samples {
        x: features.matrix(&rows)?,
        y: rows.iter().map(|&row| classes_of_rows[row]).collect(),
        row_id: rows.iter().map(|&row| row as u64).collect(),
    })
}

fn viewed(
    sides: [Samples; 3],
    table: &Table,
    view: View,
    assignment: &Assignment,
    notes: &mut Vec<String>,
) -> Result<[Samples; 3], PrepareError> {
    let View::Window(steps) = view else { return Ok(sides) };
    let rows: usize = sides.iter().map(Samples::len).sum();
    let runs = view::runs(table, assignment);
    let mut windowed: [Samples; 3] = Default::default();
    for ((slot, rows), (runs, side)) in windowed.iter_mut().zip(sides).zip(runs.iter().zip(SplitSide::ALL)) {
        *slot = view::windows(&rows, runs, steps, side)?;
    }
    let counts = windowed.each_ref().map(|samples| count(samples.len()));
    notes.push(format!(
        "Windows of {} from {} rows: {} train, {} validation, {} test; each lies in one file and on one side.",
        plural(steps as usize, "row"),
        count(rows),
        counts[0],
        counts[1],
        counts[2]
    ));
    Ok(windowed)
}

/// A class that no row has, or that train or test lacks, makes figures of that class meaningless.
fn note_absent_classes(classes_of_rows: &[u32], assignment: &Assignment, classes: &[String], notes: &mut Vec<String>) {
    let mut counts = vec![[0usize; 3]; classes.len()];
    for (&class, side) in classes_of_rows.iter().zip(&assignment.side_of_row) {
        if let Some(side) = side {
            counts[class as usize][*side as usize] += 1;
        }
    }
    for (class, [train, validation, test]) in classes.iter().zip(counts) {
        let rows = train + validation + test;
        if rows == 0 {
            notes.push(format!("Class {class} has no row."));
        } else if train == 0 {
            notes
                .push(format!("Class {class} has no row in train ({} elsewhere): no model can learn it.", count(rows)));
        } else if test == 0 {
            notes
                .push(format!("Class {class} has no row in test ({} elsewhere): no figure tells how well it is recognised; where a model predicts it, macro means count it.", count(rows)));
        }
    }
}
