//! Shapes, parameter counts, and lists of layers that are no network.

use super::{cnn_lstm, conv, dense, lstm, network};
use idsbench::nn::{BuildError, Head, Sequential, Shape};
use idsbench::prepare::InputShape;
use idsbench::random::Stream;
use idsbench::spec::{Activation, Layer, Padding};

fn error(layers: &[Layer], steps: usize, channels: usize) -> String {
    let mut weights = Stream::new(0, &["weights"]);
    let built = Sequential::<f32>::build(layers, InputShape { steps, channels }, 3, false, &mut weights);
    built.expect_err("not a network").to_string()
}

#[test]
fn shapes_follow_keras() {
    let network = network::<f32>(&cnn_lstm([32, 64], 64, 128), 45, 1, 5, false);
    let (input, shapes) = network.shapes();
    let sequence = |steps, channels| Shape::Sequence { steps, channels };
    assert_eq!(input, sequence(45, 1));
    let expected = [
        ("conv1d", sequence(43, 32)),
        ("max_pool1d", sequence(21, 32)),
        ("conv1d", sequence(19, 64)),
        ("max_pool1d", sequence(9, 64)),
        ("lstm", Shape::Vector(64)),
        ("dropout", Shape::Vector(64)),
        ("dense", Shape::Vector(128)),
        ("output", Shape::Vector(5)),
    ];
    assert_eq!(shapes, expected);
}

#[test]
fn same_padding_keeps_the_steps_and_sequences_keep_going() {
    let same = Layer::Conv1d { filters: 4, kernel: 4, activation: Activation::Relu, padding: Padding::Same };
    let layers =
        [same, Layer::Lstm { units: 3, sequence: true }, dense(2, Activation::Tanh), Layer::Flatten, Layer::Output];
    let shapes = network::<f32>(&layers, 6, 2, 3, false).shapes().1;
    assert_eq!(shapes[0].1, Shape::Sequence { steps: 6, channels: 4 });
    assert_eq!(shapes[2].1, Shape::Sequence { steps: 6, channels: 2 });
    assert_eq!(shapes[4].1, Shape::Vector(3));
}

#[test]
fn a_binary_task_has_one_logit() {
    let layers = [Layer::Flatten, Layer::Output];
    assert_eq!(network::<f32>(&layers, 3, 1, 2, true).head(), Head::Binary);
    assert_eq!(network::<f32>(&layers, 3, 1, 2, false).head(), Head::Classes(2));
}

#[test]
fn arrays_are_named_after_their_layer() {
    let layers = [conv(4, 3, Activation::Relu), Layer::BatchNorm, lstm(2), Layer::Output];
    let network = network::<f32>(&layers, 8, 2, 3, false);
    let arrays: Vec<(&str, &[usize])> = network.tensors().map(|t| (t.name, t.shape)).collect();
    let expected: [(&str, &[usize]); 11] = [
        ("0.conv1d.kernel", &[3, 2, 4]),
        ("0.conv1d.bias", &[4]),
        ("1.batch_norm.gamma", &[4]),
        ("1.batch_norm.beta", &[4]),
        ("1.batch_norm.moving_mean", &[4]),
        ("1.batch_norm.moving_variance", &[4]),
        ("2.lstm.kernel", &[4, 8]),
        ("2.lstm.recurrent_kernel", &[2, 8]),
        ("2.lstm.bias", &[8]),
        ("3.output.kernel", &[2, 3]),
        ("3.output.bias", &[3]),
    ];
    assert_eq!(arrays, expected);
    assert!(network.tensors().all(|t| t.values.len() == t.shape.iter().product::<usize>()));
    assert_eq!(network.parameters(), 28 + 16 + 56 + 9);
}

#[test]
fn what_cannot_follow_is_named_with_what_came_in() {
    let relu = Activation::Relu;
    let cases: [(&[Layer], &str); 10] = [
        (
            &[conv(4, 3, relu), Layer::MaxPool1d(2), Layer::MaxPool1d(2), Layer::Flatten, Layer::Output],
            "layers[2] (max_pool1d): 2 after 1 step",
        ),
        (&[conv(4, 5, relu), Layer::Flatten, Layer::Output], "layers[0] (conv1d): kernel 5 after 4 steps"),
        (
            &[Layer::Flatten, lstm(3), Layer::Output],
            "layers[1] (lstm): needs a sequence, but a vector of 4 values comes in; put it before flatten and before a last-state lstm",
        ),
        (
            &[conv(0, 3, relu), Layer::Output],
            "layers[0] (conv1d): needs at least 1 filter and a kernel of at least 1 step",
        ),
        (&[lstm(0), Layer::Output], "layers[0] (lstm): needs at least 1 unit"),
        (&[Layer::Dropout(1.0), Layer::Output], "layers[0] (dropout): 1 is no share in [0, 1)"),
        (
            &[conv(4, 3, relu), Layer::Output],
            "layers[1] (output): needs a vector, but a sequence of 2 steps of 4 comes in; put flatten or a last-state lstm before it",
        ),
        (&[Layer::Flatten, Layer::Output, Layer::Output], "layers[1] (output): must be the last layer"),
        (&[Layer::Flatten, dense(3, relu)], "the last layer must be `output`, but another one is"),
        (&[], "the last layer must be `output`, but the list of layers is empty"),
    ];
    for (layers, expected) in cases {
        assert_eq!(error(layers, 4, 1), expected);
    }
    assert_eq!(error(&[Layer::Flatten, Layer::Output], 0, 1), "the rows have no value to learn from");
}

#[test]
fn a_regression_has_no_output_layer() {
    let build = |layers: &[Layer]| {
        let input = InputShape { steps: 4, channels: 1 };
        Sequential::<f32>::build_regression(layers, input, &mut Stream::new(0, &["weights"]))
    };
    let wrong = build(&[Layer::Flatten, Layer::Output]).err();
    assert!(matches!(wrong, Some(BuildError::Layer { index: 1, kind: "output", .. })), "{wrong:?}");
    let right = build(&[Layer::Flatten, dense(4, Activation::Linear)]).expect("a valid network");
    assert_eq!(right.head(), Head::Values(4));
}
