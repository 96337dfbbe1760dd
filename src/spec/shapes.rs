//! Which layer may follow which: what can be known of a network without the data.
//!
//! Between two layers there is either a sequence, (steps, channels), or one vector. The input is a sequence. As in Keras, a
//! convolution, a pooling and an LSTM need a sequence, and the output needs a vector.

use super::{Layer, Padding};

/// Why a layer cannot stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misplaced {
    /// Index of the layer.
    pub(super) layer: usize,
    pub(super) message: String,
    pub(super) hint: String,
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    /// Steps are known where the view fixes them.
    Sequence { steps: Option<u32> },
    /// The index of the layer that made it one.
    Vector { since: usize },
}

/// Follows the shape through `layers`; `steps` is the length of the input sequence where it is known.
pub(super) fn check(layers: &[Layer], steps: Option<u32>) -> Result<(), Misplaced> {
    let mut shape = Shape::Sequence { steps };
    for index in 0..layers.len() {
        shape = step(layers, index, shape)?;
    }
    Ok(())
}

fn step(layers: &[Layer], index: usize, shape: Shape) -> Result<Shape, Misplaced> {
    let layer = &layers[index];
    match (layer, shape) {
        (Layer::Conv1d { .. } | Layer::MaxPool1d(_) | Layer::Lstm { .. }, Shape::Vector { since }) => {
            Err(needs_sequence(layers, index, since))
        }
        (&Layer::Conv1d { kernel, padding: Padding::Valid, .. }, Shape::Sequence { steps }) => {
            shorten(layer, index, steps, kernel, |steps| (steps + 1).saturating_sub(kernel))
        }
        (&Layer::MaxPool1d(size), Shape::Sequence { steps }) => {
            shorten(layer, index, steps, size, |steps| steps / size)
        }
        (Layer::Flatten | Layer::Lstm { sequence: false, .. }, Shape::Sequence { .. }) => {
            Ok(Shape::Vector { since: index })
        }
        (Layer::Output, Shape::Sequence { .. }) => Err(Misplaced {
            layer: index,
            message: "`output` needs one vector, but a sequence reaches it".into(),
            hint: "put `flatten` or an `lstm` without `sequence: true` before it".into(),
        }),
        _ => Ok(shape),
    }
}

fn shorten(
    layer: &Layer,
    index: usize,
    steps: Option<u32>,
    wanted: u32,
    shorter: impl Fn(u32) -> u32,
) -> Result<Shape, Misplaced> {
    match steps {
        Some(steps) if shorter(steps) == 0 => Err(Misplaced {
            layer: index,
            message: format!("`{}` covers {wanted} steps, but the sequence is {steps} long here", layer.name()),
            hint: "use a longer window, a smaller kernel or fewer pools".into(),
        }),
        _ => Ok(Shape::Sequence { steps: steps.map(shorter) }),
    }
}

fn needs_sequence(layers: &[Layer], index: usize, since: usize) -> Misplaced {
    let (layer, maker) = (layers[index].name(), layers[since].name());
    let hint = match layers[since] {
        Layer::Lstm { .. } => "give that lstm `sequence: true`".into(),
        _ => format!("remove that `{maker}`, or put the `{layer}` before it"),
    };
    let message = format!("`{layer}` needs a sequence, but `{maker}` (layers[{since}]) leaves one vector");
    Misplaced { layer: index, message, hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Activation;

    fn conv(kernel: u32, padding: Padding) -> Layer {
        Layer::Conv1d { filters: 8, kernel, activation: Activation::Relu, padding }
    }

    fn lstm(sequence: bool) -> Layer {
        Layer::Lstm { units: 8, sequence }
    }

    fn dense() -> Layer {
        Layer::Dense { units: 8, activation: Activation::Relu }
    }

    #[test]
    fn the_usual_stacks_fit() {
        for layers in [
            vec![
                conv(3, Padding::Valid),
                Layer::MaxPool1d(2),
                lstm(false),
                Layer::Dropout(0.5),
                dense(),
                Layer::Output,
            ],
            vec![conv(3, Padding::Valid), Layer::Flatten, dense(), Layer::BatchNorm, Layer::Output],
            vec![lstm(true), Layer::BatchNorm, dense(), lstm(false), Layer::Output],
            vec![Layer::Flatten, Layer::Flatten, Layer::Output],
        ] {
            assert_eq!(check(&layers, None), Ok(()), "{layers:?}");
        }
    }

    #[test]
    fn a_vector_is_no_sequence() {
        for (layers, wrong, said) in [
            (vec![Layer::Flatten, lstm(false), Layer::Output], 1, "`flatten` (layers[0])"),
            (vec![lstm(false), dense(), conv(3, Padding::Same), Layer::Output], 2, "`lstm` (layers[0])"),
            (vec![Layer::Flatten, Layer::MaxPool1d(2), Layer::Output], 1, "`max_pool1d` needs"),
            (vec![conv(3, Padding::Valid), Layer::Output], 1, "`output` needs one vector"),
        ] {
            let misplaced = check(&layers, None).unwrap_err();
            assert_eq!(misplaced.layer, wrong, "{misplaced:?}");
            assert!(misplaced.message.contains(said), "{misplaced:?}");
        }
    }

    #[test]
    fn a_window_can_be_too_short() {
        // 10 → 8 → 4 → 2 → 1, as in the published network; 9 steps leave none.
        let block = || [conv(3, Padding::Valid), Layer::MaxPool1d(2)];
        let layers: Vec<Layer> = block().into_iter().chain(block()).chain([lstm(false), Layer::Output]).collect();
        assert_eq!(check(&layers, Some(10)), Ok(()));
        let misplaced = check(&layers, Some(9)).unwrap_err();
        assert_eq!(
            (misplaced.layer, misplaced.message.as_str()),
            (3, "`max_pool1d` covers 2 steps, but the sequence is 1 long here")
        );
        assert_eq!(check(&[conv(9, Padding::Same), lstm(false)], Some(2)), Ok(()));
    }
}
