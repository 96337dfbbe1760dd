//! Which layer may follow which: what can be known of a network without the data.
//!
//! Between two layers there is either a sequence, (steps, channels), or one vector. The input is a sequence. As in Keras, a
//! convolution, a pooling, a recurrent layer and an attention need a sequence, and the output needs a vector.

use super::{Layer, Padding};

/// Why a layer cannot stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misplaced {
    /// Index of the layer, and of the layer within that one where it is a residual, and so on.
    pub(super) place: Vec<usize>,
    pub(super) message: String,
    pub(super) hint: String,
}

#[derive(Debug, Clone)]
enum Shape {
    /// Steps are known where the view fixes them, channels after a layer that sets them.
    Sequence { steps: Option<u32>, channels: Option<u32> },
    /// Its length where that is known, and the layer that made it a vector.
    Vector { width: Option<u32>, maker: Maker },
}

#[derive(Debug, Clone)]
struct Maker {
    kind: &'static str,
    /// `layers[1]`, `layers[2].residual[0]`
    path: String,
    /// Whether it can leave a sequence, too.
    is_recurrent: bool,
}

/// Follows the shape through `layers`; `steps` is the length of the input sequence where it is known.
pub(super) fn check(layers: &[Layer], steps: Option<u32>) -> Result<(), Misplaced> {
    follow(layers, "layers", Shape::Sequence { steps, channels: None }).map(|_| ())
}

/// The shape after `layers`, which stand at `path`.
fn follow(layers: &[Layer], path: &str, mut shape: Shape) -> Result<Shape, Misplaced> {
    for (index, layer) in layers.iter().enumerate() {
        shape = after(layer, &format!("{path}[{index}]"), shape).map_err(|mut misplaced| {
            misplaced.place.insert(0, index);
            misplaced
        })?;
    }
    Ok(shape)
}

/// The shape after `layer`, which stands at `path`.
fn after(layer: &Layer, path: &str, shape: Shape) -> Result<Shape, Misplaced> {
    let vector = |width| {
        let is_recurrent = matches!(layer, Layer::Lstm { .. } | Layer::Gru { .. } | Layer::Bidirectional(_));
        Shape::Vector { width, maker: Maker { kind: layer.name(), path: path.to_owned(), is_recurrent } }
    };
    let (steps, channels) = match shape {
        Shape::Vector { width, maker } => return after_vector(layer, path, width, maker),
        Shape::Sequence { steps, channels } => (steps, channels),
    };
    Ok(match *layer {
        Layer::Conv1d { filters, kernel, padding: Padding::Valid, .. } => {
            let steps = shorten(layer, steps, kernel, |steps| (steps + 1).saturating_sub(kernel))?;
            Shape::Sequence { steps, channels: Some(filters) }
        }
        Layer::Conv1d { filters, .. } => Shape::Sequence { steps, channels: Some(filters) },
        Layer::MaxPool1d(size) => {
            Shape::Sequence { steps: shorten(layer, steps, size, |steps| steps / size)?, channels }
        }
        Layer::Lstm { units, sequence: true } | Layer::Gru { units, sequence: true } | Layer::Dense { units, .. } => {
            Shape::Sequence { steps, channels: Some(units) }
        }
        Layer::Lstm { units, .. } | Layer::Gru { units, .. } => vector(Some(units)),
        Layer::Bidirectional(one) if one.sequence() => Shape::Sequence { steps, channels: Some(2 * one.units()) },
        Layer::Bidirectional(one) => vector(Some(2 * one.units())),
        Layer::Flatten => vector(None),
        Layer::GlobalMaxPool | Layer::GlobalAveragePool => vector(channels),
        Layer::Residual(ref layers) => residual(layers, path, Shape::Sequence { steps, channels })?,
        Layer::Output => {
            return Err(misplaced(
                "`output` needs one vector, but a sequence reaches it".into(),
                "put `flatten` or an `lstm` without `sequence: true` before it".into(),
            ));
        }
        Layer::Attention { .. } | Layer::Dropout(_) | Layer::BatchNorm | Layer::LayerNorm => {
            Shape::Sequence { steps, channels }
        }
    })
}

fn after_vector(layer: &Layer, path: &str, width: Option<u32>, maker: Maker) -> Result<Shape, Misplaced> {
    match layer {
        Layer::Conv1d { .. }
        | Layer::MaxPool1d(_)
        | Layer::GlobalMaxPool
        | Layer::GlobalAveragePool
        | Layer::Lstm { .. }
        | Layer::Gru { .. }
        | Layer::Bidirectional(_)
        | Layer::Attention { .. } => Err(needs_sequence(layer.name(), &maker)),
        Layer::Residual(layers) => residual(layers, path, Shape::Vector { width, maker }),
        &Layer::Dense { units, .. } => Ok(Shape::Vector { width: Some(units), maker }),
        Layer::Flatten | Layer::Dropout(_) | Layer::BatchNorm | Layer::LayerNorm | Layer::Output => {
            Ok(Shape::Vector { width, maker })
        }
    }
}

/// What comes out of a residual is what comes in, or its layers do not fit.
fn residual(layers: &[Layer], path: &str, input: Shape) -> Result<Shape, Misplaced> {
    let output = follow(layers, &format!("{path}.residual"), input.clone())?;
    let fails = |what: String, hint| {
        Err(misplaced(format!("`residual` adds its input to the output of its layers, but {what}"), hint))
    };
    match (&input, &output) {
        (Shape::Sequence { .. }, Shape::Vector { maker, .. }) => {
            return fails(
                format!("`{}` ({}) leaves one vector of the sequence", maker.kind, maker.path),
                keep_sequence(maker),
            );
        }
        (Shape::Sequence { .. }, Shape::Sequence { .. }) if layers.iter().any(shortens) => {
            let shorter = layers.iter().find(|layer| shortens(layer)).map_or("", Layer::name);
            let hint = match shorter {
                "conv1d" => "give that conv1d `padding: same`".to_owned(),
                _ => format!("put that `{shorter}` before or after the residual"),
            };
            return fails(format!("`{shorter}` leaves fewer steps"), hint);
        }
        (Shape::Sequence { channels: Some(came), .. }, Shape::Sequence { channels: Some(left), .. })
            if came != left =>
        {
            let hint = format!("add a conv1d of {came} filters with padding same at its end");
            return fails(format!("{came} channels come in and {left} go out"), hint);
        }
        (Shape::Vector { width: Some(came), .. }, Shape::Vector { width: Some(left), .. }) if came != left => {
            let hint = format!("add a dense of {came} units at its end");
            return fails(format!("{came} values come in and {left} go out"), hint);
        }
        _ => {}
    }
    // What is known on either side is known of both.
    Ok(match (input, output) {
        (Shape::Sequence { steps, channels }, Shape::Sequence { channels: left, .. }) => {
            Shape::Sequence { steps, channels: channels.or(left) }
        }
        (Shape::Vector { width, maker }, Shape::Vector { width: left, .. }) => {
            Shape::Vector { width: width.or(left), maker }
        }
        (input, _) => input,
    })
}

/// Whether fewer steps come out than go in, whatever their number.
fn shortens(layer: &Layer) -> bool {
    match *layer {
        Layer::Conv1d { kernel, padding: Padding::Valid, .. } => kernel > 1,
        Layer::MaxPool1d(size) => size > 1,
        _ => false,
    }
}

/// Places of a mistake in the layer at hand; whoever follows the list above puts its index before.
fn misplaced(message: String, hint: String) -> Misplaced {
    Misplaced { place: Vec::new(), message, hint }
}

fn shorten(
    layer: &Layer,
    steps: Option<u32>,
    wanted: u32,
    shorter: impl Fn(u32) -> u32,
) -> Result<Option<u32>, Misplaced> {
    match steps {
        Some(steps) if shorter(steps) == 0 => Err(misplaced(
            format!("`{}` covers {wanted} steps, but the sequence is {steps} long here", layer.name()),
            "use a longer window, a smaller kernel or fewer pools".into(),
        )),
        _ => Ok(steps.map(shorter)),
    }
}

fn needs_sequence(layer: &str, maker: &Maker) -> Misplaced {
    let hint = if maker.is_recurrent {
        keep_sequence(maker)
    } else {
        format!("remove that `{}`, or put the `{layer}` before it", maker.kind)
    };
    misplaced(format!("`{layer}` needs a sequence, but `{}` ({}) leaves one vector", maker.kind, maker.path), hint)
}

/// How `maker` could leave a sequence.
fn keep_sequence(maker: &Maker) -> String {
    match maker.kind {
        "bidirectional" => "give the layer within that bidirectional `sequence: true`".to_owned(),
        kind if maker.is_recurrent => format!("give that {kind} `sequence: true`"),
        kind => format!("put that `{kind}` after the residual"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Activation, Recurrent};

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
            assert_eq!(misplaced.place, [wrong], "{misplaced:?}");
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
            (&misplaced.place[..], misplaced.message.as_str()),
            (&[3][..], "`max_pool1d` covers 2 steps, but the sequence is 1 long here")
        );
        assert_eq!(check(&[conv(9, Padding::Same), lstm(false)], Some(2)), Ok(()));
    }

    fn same(filters: u32) -> Layer {
        Layer::Conv1d { filters, kernel: 3, activation: Activation::Relu, padding: Padding::Same }
    }

    fn bidirectional(sequence: bool) -> Layer {
        Layer::Bidirectional(Recurrent::Gru { units: 4, sequence })
    }

    #[test]
    fn residuals_keep_their_shape() {
        let attention = Layer::Attention { heads: 2, key: 4 };
        for layers in [
            vec![same(8), Layer::Residual(vec![same(16), Layer::LayerNorm, same(8)]), Layer::Flatten, Layer::Output],
            // How many channels come in is not known here.
            vec![Layer::Residual(vec![same(16)]), Layer::GlobalMaxPool, Layer::Output],
            vec![
                Layer::Residual(vec![Layer::Residual(vec![attention]), bidirectional(true)]),
                lstm(false),
                Layer::Output,
            ],
            vec![bidirectional(false), Layer::Residual(vec![dense()]), Layer::Output],
        ] {
            assert_eq!(check(&layers, Some(10)), Ok(()), "{layers:?}");
        }
    }

    #[test]
    fn a_residual_that_changes_its_shape_is_told_how_to_keep_it() {
        let cases = [
            (
                vec![same(8), Layer::Residual(vec![same(16)])],
                vec![1],
                "8 channels come in and 16 go out",
                "add a conv1d of 8 filters with padding same",
            ),
            (
                vec![Layer::Residual(vec![same(8), conv(3, Padding::Valid)])],
                vec![0],
                "`conv1d` leaves fewer steps",
                "`padding: same`",
            ),
            (
                vec![Layer::Residual(vec![Layer::MaxPool1d(2)])],
                vec![0],
                "`max_pool1d` leaves fewer steps",
                "before or after",
            ),
            (
                vec![Layer::Residual(vec![lstm(false)])],
                vec![0],
                "`lstm` (layers[0].residual[0]) leaves one vector",
                "give that lstm `sequence: true`",
            ),
            (
                vec![Layer::Residual(vec![bidirectional(false)])],
                vec![0],
                "leaves one vector",
                "within that bidirectional",
            ),
            (vec![Layer::Residual(vec![Layer::GlobalMaxPool])], vec![0], "leaves one vector", "after the residual"),
            (
                vec![
                    Layer::Flatten,
                    dense(),
                    Layer::Residual(vec![Layer::Dense { units: 3, activation: Activation::Tanh }]),
                ],
                vec![2],
                "8 values come in and 3 go out",
                "a dense of 8 units",
            ),
            (
                vec![same(8), Layer::Residual(vec![Layer::Flatten, lstm(true)])],
                vec![1, 1],
                "`lstm` needs a sequence, but `flatten` (layers[1].residual[0])",
                "remove that `flatten`",
            ),
        ];
        for (layers, place, said, hint) in cases {
            let misplaced = check(&layers, None).unwrap_err();
            assert_eq!(misplaced.place, place, "{misplaced:?}");
            assert!(misplaced.message.contains(said) && misplaced.hint.contains(hint), "{misplaced:?}");
        }
        // Unknown channels become known behind a residual.
        let layers = [Layer::Residual(vec![same(8)]), Layer::Residual(vec![same(9)])];
        assert_eq!(check(&layers, None).unwrap_err().place, [1]);
    }
}
