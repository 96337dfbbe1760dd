//! Shapes, parameter counts, and lists of layers that are no network.

use super::{attention, bidirectional_gru, bidirectional_lstm, cnn_lstm, conv, conv_same, dense, gru, lstm, network};
use idsbench::nn::{BuildError, Head, Network, Sequential, Shape};
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
    let arrays: Vec<(&str, &[usize])> = network.tensors().iter().map(|t| (t.name, t.shape)).collect();
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
    assert!(network.tensors().iter().all(|t| t.values.len() == t.shape.iter().product::<usize>()));
    assert_eq!(network.parameters(), 28 + 16 + 56 + 9);
}

#[test]
fn arrays_within_layers_are_named_after_both() {
    let layers = [
        dense(4, Activation::Linear),
        Layer::Residual(vec![Layer::BatchNorm, attention(2, 3)]),
        bidirectional_gru(5, false),
        Layer::LayerNorm,
        Layer::Output,
    ];
    let network = network::<f32>(&layers, 8, 1, 3, false);
    let arrays: Vec<(&str, &[usize])> = network.tensors().iter().map(|t| (t.name, t.shape)).skip(2).collect();
    let expected: [(&str, &[usize]); 22] = [
        ("1.residual.0.batch_norm.gamma", &[4]),
        ("1.residual.0.batch_norm.beta", &[4]),
        ("1.residual.1.attention.query.kernel", &[4, 2, 3]),
        ("1.residual.1.attention.query.bias", &[2, 3]),
        ("1.residual.1.attention.key.kernel", &[4, 2, 3]),
        ("1.residual.1.attention.key.bias", &[2, 3]),
        ("1.residual.1.attention.value.kernel", &[4, 2, 3]),
        ("1.residual.1.attention.value.bias", &[2, 3]),
        ("1.residual.1.attention.output.kernel", &[2, 3, 4]),
        ("1.residual.1.attention.output.bias", &[4]),
        ("1.residual.0.batch_norm.moving_mean", &[4]),
        ("1.residual.0.batch_norm.moving_variance", &[4]),
        ("2.bidirectional.forward.kernel", &[4, 15]),
        ("2.bidirectional.forward.recurrent_kernel", &[5, 15]),
        ("2.bidirectional.forward.bias", &[2, 15]),
        ("2.bidirectional.backward.kernel", &[4, 15]),
        ("2.bidirectional.backward.recurrent_kernel", &[5, 15]),
        ("2.bidirectional.backward.bias", &[2, 15]),
        ("3.layer_norm.gamma", &[10]),
        ("3.layer_norm.beta", &[10]),
        ("4.output.kernel", &[10, 3]),
        ("4.output.bias", &[3]),
    ];
    assert_eq!(arrays, expected);
}

#[test]
fn sequences_become_vectors_and_the_other_way_round_nothing() {
    let sequence = |steps, channels| Shape::Sequence { steps, channels };
    let cases = [
        (gru(4, true), sequence(6, 4)),
        (gru(4, false), Shape::Vector(4)),
        (bidirectional_lstm(4, true), sequence(6, 8)),
        (bidirectional_lstm(4, false), Shape::Vector(8)),
        (attention(3, 5), sequence(6, 2)),
        (Layer::GlobalMaxPool, Shape::Vector(2)),
        (Layer::GlobalAveragePool, Shape::Vector(2)),
        (Layer::LayerNorm, sequence(6, 2)),
        (Layer::Residual(vec![gru(2, true)]), sequence(6, 2)),
    ];
    for (layer, expected) in cases {
        let network = network::<f32>(&[layer, Layer::Flatten, Layer::Output], 6, 2, 3, false);
        assert_eq!(network.shapes().1[0].1, expected);
    }
}

#[test]
fn attention_of_a_network_tells_its_layer_and_sums_to_one() {
    let layers = [
        attention(2, 3),
        Layer::Residual(vec![Layer::Residual(vec![attention(1, 2)]), attention(2, 2)]),
        Layer::GlobalMaxPool,
        Layer::Output,
    ];
    let mut stream = Stream::new(3, &["rows"]);
    let x: Vec<f32> = (0..300 * 10).map(|_| stream.normal() as f32).collect();
    let network = network::<f32>(&layers, 5, 2, 3, false);
    let maps = network.attention(&x);
    let names: Vec<&str> = maps.iter().map(|map| map.layer.as_str()).collect();
    assert_eq!(names, ["0.attention", "1.residual.0.residual.0.attention", "1.residual.1.attention"]);
    for map in &maps {
        assert_eq!((map.steps, map.weights.len()), (5, 25));
        assert!(map.weights.chunks(5).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }
    // The mean over all rows is the mean of the means over single rows.
    let singles: Vec<_> = x.chunks(10).map(|row| network.attention(row)).collect();
    for (i, map) in maps.iter().enumerate() {
        for (cell, &weight) in map.weights.iter().enumerate() {
            let mean = singles.iter().map(|single| single[i].weights[cell]).sum::<f64>() / 300.0;
            assert!((mean - weight).abs() < 1e-6, "{} {cell}: {mean} {weight}", map.layer);
        }
    }
    assert!(super::network::<f32>(&[Layer::Flatten, Layer::Output], 5, 2, 3, false).attention(&x).is_empty());
    assert!(network.attention(&[]).is_empty());
}

#[test]
fn what_cannot_follow_is_named_with_what_came_in() {
    let relu = Activation::Relu;
    let cases: [(&[Layer], &str); 17] = [
        (
            &[conv(4, 3, relu), Layer::MaxPool1d(2), Layer::MaxPool1d(2), Layer::Flatten, Layer::Output],
            "layers[2] (max_pool1d): 2 after 1 step; use a smaller pool, or fewer pools and padding same before it",
        ),
        (
            &[conv(4, 5, relu), Layer::Flatten, Layer::Output],
            "layers[0] (conv1d): kernel 5 after 4 steps; use a smaller kernel, padding same, or fewer pools before it",
        ),
        (
            &[Layer::Flatten, lstm(3), Layer::Output],
            "layers[1] (lstm): needs a sequence, but a vector of 4 values comes in; put it before flatten, global pools and recurrent layers without sequence",
        ),
        (
            &[conv(0, 3, relu), Layer::Output],
            "layers[0] (conv1d): needs at least 1 filter and a kernel of at least 1 step",
        ),
        (&[lstm(0), Layer::Output], "layers[0] (lstm): needs at least 1 unit"),
        (&[Layer::Dropout(1.0), Layer::Output], "layers[0] (dropout): 1 is no share in [0, 1)"),
        (
            &[conv(4, 3, relu), Layer::Output],
            "layers[1] (output): needs a vector, but a sequence of 2 steps of 4 comes in; put flatten, a global pool or a recurrent layer without sequence before it",
        ),
        (&[Layer::Flatten, Layer::Output, Layer::Output], "layers[1] (output): must be the last layer"),
        (&[Layer::Flatten, dense(3, relu)], "the last layer must be `output`, but another one is"),
        (&[], "the last layer must be `output`, but the list of layers is empty"),
        (&[gru(0, false), Layer::Output], "layers[0] (gru): needs at least 1 unit"),
        (&[bidirectional_lstm(0, false), Layer::Output], "layers[0] (bidirectional): needs at least 1 unit"),
        (
            &[Layer::GlobalMaxPool, attention(1, 1), Layer::Output],
            "layers[1] (attention): needs a sequence, but a vector of 1 value comes in; put it before flatten, global pools and recurrent layers without sequence",
        ),
        (
            &[Layer::LayerNorm, Layer::Flatten, Layer::Output],
            "layers[0] (layer_norm): normalises over the channels, but a sequence of 4 steps of 1 comes in, and a single one always becomes 0; put it after a conv1d or dense, or use batch_norm",
        ),
        (
            &[Layer::Residual(vec![conv_same(3, 2, relu)]), Layer::Flatten, Layer::Output],
            "layers[0] (residual): a sequence of 4 steps of 1 comes in, but its layers make a sequence of 4 steps of 3 of it, and both are added; add a conv1d of 1 filters with padding same at its end, and shorten nothing within",
        ),
        (
            &[Layer::Flatten, Layer::Residual(vec![dense(3, relu)]), Layer::Output],
            "layers[1] (residual): a vector of 4 values comes in, but its layers make a vector of 3 values of it, and both are added; add a dense of 4 units at its end",
        ),
        (
            &[Layer::Residual(vec![Layer::Flatten, lstm(3)]), Layer::Output],
            "layers[0] (residual): its layers[1] (lstm): needs a sequence, but a vector of 4 values comes in; put it before flatten, global pools and recurrent layers without sequence",
        ),
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
