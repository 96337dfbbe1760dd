//! Runs that must fail if a claim is true: what they do to the samples.

use std::borrow::Cow;

use super::Samples;
use super::columns::is_dropped;
use crate::dataset::Table;
use crate::random::Stream;
use crate::spec::{ControlKind, Protocol};

/// The protocol of a unit: as written, or for a control on the columns that give the classes away without them, or with nothing else.
///
/// Splits do not depend on it: a unit under such a control has the rows of the plain one.
pub fn protocol_under<'a>(
    control: Option<ControlKind>,
    shortcuts: &[&str],
    protocol: &'a Protocol,
    table: &Table,
) -> Cow<'a, Protocol> {
    let leaves_out = |name: &str| match control {
        Some(ControlKind::WithoutShortcuts) => shortcuts.contains(&name),
        Some(ControlKind::ShortcutsOnly) => !shortcuts.contains(&name),
        _ => false,
    };
    if !control.is_some_and(ControlKind::takes_columns) {
        return Cow::Borrowed(protocol);
    }
    let mut protocol = protocol.clone();
    for name in table.columns.iter().map(|column| &column.name).filter(|name| leaves_out(name)) {
        if !is_dropped(&protocol, name) {
            protocol.drop.push(name.clone());
        }
    }
    if let Some(one_hot) = &mut protocol.encode.one_hot {
        one_hot.retain(|name| !leaves_out(name.trim()));
    }
    Cow::Owned(protocol)
}

/// Puts the steps of every sample into a random order of its own: what a window holds stays, when it happened goes.
pub(super) fn shuffle_steps(samples: &mut Samples, channels: usize, mut stream: Stream) {
    let mut shuffled = Vec::with_capacity(samples.x.cols());
    for row in 0..samples.x.rows() {
        let values = samples.x.row_mut(row);
        shuffled.clear();
        for step in stream.permutation(values.len() / channels) {
            shuffled.extend_from_slice(&values[step * channels..(step + 1) * channels]);
        }
        values.copy_from_slice(&shuffled);
    }
}

/// Permutes the classes of `samples` among its rows: class counts stay, what the rows say about them goes.
pub(super) fn shuffle_labels(samples: &mut Samples, mut stream: Stream) {
    stream.shuffle(&mut samples.y);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Matrix;
    use crate::prepare::fixture::{protocol_of, table_of};
    use crate::spec::SplitKind;

    #[test]
    fn steps_change_places_and_stay_whole() {
        let row: Vec<f32> = (0..20).map(|value| value as f32).collect();
        let x = Matrix::from_vec(2, 20, [row.clone(), row.clone()].concat());
        let mut samples = Samples { x, y: vec![0, 1], row_id: vec![3, 4] };
        shuffle_steps(&mut samples, 2, Stream::new(0, &["test"]));
        assert_ne!(samples.x.row(0), samples.x.row(1), "every sample has its own order");
        for shuffled in samples.x.iter_rows() {
            let mut steps: Vec<&[f32]> = shuffled.chunks(2).collect();
            steps.sort_by(|a, b| a[0].total_cmp(&b[0]));
            assert_eq!(steps.concat(), row);
        }
    }

    #[test]
    fn shortcuts_are_left_out_or_left_alone() {
        let table = table_of(&[("IAT", &[1.0]), ("Rate", &[2.0]), ("Proto", &[3.0])], &["a"]);
        let mut protocol = protocol_of(SplitKind::Random);
        protocol.encode.one_hot = Some(vec!["Proto".to_owned()]);
        let shortcuts = ["IAT"];
        let under = |control| protocol_under(control, &shortcuts, &protocol, &table).into_owned();
        assert_eq!(under(None), protocol);
        assert_eq!(under(Some(ControlKind::ShuffledLabels)), protocol);
        assert_eq!(under(Some(ControlKind::WithoutShortcuts)).drop, ["IAT"]);
        let only = under(Some(ControlKind::ShortcutsOnly));
        assert_eq!(only.drop, ["Rate", "Proto"]);
        assert_eq!(only.encode.one_hot, Some(Vec::new()));
    }

    #[test]
    fn counts_stay_and_order_goes() {
        let y: Vec<u32> = (0..100).map(|i| u32::from(i < 30)).collect();
        let mut samples = Samples { x: Matrix::zeros(100, 1), y: y.clone(), row_id: (0..100).collect() };
        shuffle_labels(&mut samples, Stream::new(0, &["test"]));
        assert_ne!(samples.y, y);
        assert_eq!(samples.y.iter().sum::<u32>(), 30);
        assert!(samples.row_id.iter().copied().eq(0..100));
    }
}
