//! The reference page of the layers: one description of each, from which `docs/layers.md` is made.

use std::fmt::Write;

/// What a reader is told of a layer.
#[derive(Debug, Clone, Copy)]
pub struct LayerDoc {
    /// As in a spec.
    pub name: &'static str,
    /// How it may be written in a spec; the first one is the shortest.
    pub forms: &'static [&'static str],
    /// What comes in and goes out.
    pub shapes: &'static str,
    /// What it computes.
    pub computes: &'static str,
    /// What Keras calls it, with the settings that differ from Keras's own.
    pub keras: &'static str,
    /// Its arrays, in the order in which they lie: name and dimensions.
    pub weights: &'static [(&'static str, &'static str)],
    /// Who described it first.
    pub source: &'static str,
}

const NO_WEIGHTS: &[(&str, &str)] = &[];

/// Every layer, in the order of [`Layer::NAMES`](crate::spec::Layer::NAMES).
pub const LAYERS: [LayerDoc; 15] = [
    LayerDoc {
        name: "conv1d",
        forms: &[
            "conv1d: { filters: 32, kernel: 3 }",
            "conv1d: { filters: 32, kernel: 3, activation: relu, padding: same }",
        ],
        shapes: "sequence → sequence of `filters` channels; `kernel` − 1 steps fewer with `padding: valid` (the default), as many with `same`",
        computes: "Convolution along the sequence, stride 1: y[t] = activation(b + Σ_j x[t + j]·W[j]). `activation` is `linear` (the default), `relu`, `sigmoid` or `tanh`. With `same`, zeros stand around the sequence, the odd one at its end.",
        keras: "`Conv1D(filters, kernel)`",
        weights: &[("kernel", "(kernel, channels, filters)"), ("bias", "(filters)")],
        source: "LeCun et al. 1998, doi 10.1109/5.726791",
    },
    LayerDoc {
        name: "max_pool1d",
        forms: &["max_pool1d: 2"],
        shapes: "sequence → sequence, `size` times shorter",
        computes: "The maximum of each channel over windows of this many steps, without overlap; steps that do not fill a window are dropped.",
        keras: "`MaxPooling1D(size)`",
        weights: NO_WEIGHTS,
        source: "",
    },
    LayerDoc {
        name: "global_max_pool",
        forms: &["global_max_pool"],
        shapes: "sequence → vector of its channels",
        computes: "The maximum of each channel over all steps. Equal maxima share the gradient in equal parts.",
        keras: "`GlobalMaxPooling1D()`",
        weights: NO_WEIGHTS,
        source: "",
    },
    LayerDoc {
        name: "global_average_pool",
        forms: &["global_average_pool"],
        shapes: "sequence → vector of its channels",
        computes: "The mean of each channel over all steps.",
        keras: "`GlobalAveragePooling1D()`",
        weights: NO_WEIGHTS,
        source: "Lin et al. 2014, arXiv 1312.4400",
    },
    LayerDoc {
        name: "flatten",
        forms: &["flatten"],
        shapes: "sequence → vector of steps × channels",
        computes: "The steps one after another.",
        keras: "`Flatten()`",
        weights: NO_WEIGHTS,
        source: "",
    },
    LayerDoc {
        name: "lstm",
        forms: &["lstm: 64", "lstm: { units: 64, sequence: true }"],
        shapes: "sequence → vector of `units`, or with `sequence: true` a sequence of as many steps",
        computes: "Long short-term memory: i, f, o = σ(x·W + h·R + b), g = tanh(x·W + h·R + b), c' = f·c + i·g, h' = o·tanh c'. State and cells begin at 0. Gates lie in the order input, forget, candidate, output; the forget gate's bias begins at 1.",
        keras: "`LSTM(units, return_sequences=sequence)`",
        weights: &[
            ("kernel", "(channels, 4 × units)"),
            ("recurrent_kernel", "(units, 4 × units)"),
            ("bias", "(4 × units)"),
        ],
        source: "Hochreiter & Schmidhuber 1997, doi 10.1162/neco.1997.9.8.1735; forget gate: Gers et al. 2000, doi 10.1162/089976600300015015",
    },
    LayerDoc {
        name: "gru",
        forms: &["gru: 64", "gru: { units: 64, sequence: true }"],
        shapes: "sequence → vector of `units`, or with `sequence: true` a sequence of as many steps",
        computes: "Gated recurrent unit with the reset gate after the recurrent product: z, r = σ(x·W + b₀ + h·R + b₁), c = tanh(x·W + b₀ + r·(h·R + b₁)), h' = z·h + (1 − z)·c. The state begins at 0. Gates lie in the order update, reset, candidate.",
        keras: "`GRU(units, return_sequences=sequence)`, whose `reset_after` is true",
        weights: &[
            ("kernel", "(channels, 3 × units)"),
            ("recurrent_kernel", "(units, 3 × units)"),
            ("bias", "(2, 3 × units)"),
        ],
        source: "Cho et al. 2014, arXiv 1406.1078",
    },
    LayerDoc {
        name: "bidirectional",
        forms: &[
            "bidirectional: { lstm: 64 }",
            "bidirectional: { gru: 64 }",
            "bidirectional: { lstm: { units: 64, sequence: true } }",
        ],
        shapes: "sequence → vector of 2 × `units`, or with `sequence: true` a sequence of as many steps",
        computes: "Two layers of the kind within: one reads the sequence from its start, one from its end. Their last states lie side by side; with `sequence: true` the two states that belong to the same step do.",
        keras: "`Bidirectional(LSTM(units))`, whose `merge_mode` is `concat`",
        weights: &[
            ("forward.kernel", "(channels, 4 × units)"),
            ("forward.recurrent_kernel", "(units, 4 × units)"),
            ("forward.bias", "(4 × units)"),
            ("backward.kernel", "(channels, 4 × units)"),
            ("backward.recurrent_kernel", "(units, 4 × units)"),
            ("backward.bias", "(4 × units)"),
        ],
        source: "Schuster & Paliwal 1997, doi 10.1109/78.650093",
    },
    LayerDoc {
        name: "attention",
        forms: &["attention: { heads: 2, key: 16 }"],
        shapes: "sequence → sequence of the same shape",
        computes: "Self-attention of several heads: Q, K, V = x·W + b with `key` values a step and head, A = softmax(Q·Kᵀ / √key) over the attended steps, y = (A·V of all heads side by side)·W + b. A run stores the mean of A over test rows and heads in the unit's `attention.csv`.",
        keras: "`MultiHeadAttention(heads, key)` with the sequence as query, key and value",
        weights: &[
            ("query.kernel", "(channels, heads, key)"),
            ("query.bias", "(heads, key)"),
            ("key.kernel", "(channels, heads, key)"),
            ("key.bias", "(heads, key)"),
            ("value.kernel", "(channels, heads, key)"),
            ("value.bias", "(heads, key)"),
            ("output.kernel", "(heads, key, channels)"),
            ("output.bias", "(channels)"),
        ],
        source: "Vaswani et al. 2017, arXiv 1706.03762",
    },
    LayerDoc {
        name: "dropout",
        forms: &["dropout: 0.5"],
        shapes: "any → the same",
        computes: "In training sets this share of the values to 0 and divides the others by 1 − share; at inference does nothing.",
        keras: "`Dropout(share)`",
        weights: NO_WEIGHTS,
        source: "Srivastava et al. 2014, jmlr.org/papers/v15/srivastava14a",
    },
    LayerDoc {
        name: "dense",
        forms: &["dense: 128", "dense: { units: 128, activation: relu }"],
        shapes: "vector → vector of `units`; of a sequence, each step",
        computes: "Fully connected: y = activation(x·W + b). `activation` is `linear` (the default), `relu`, `sigmoid` or `tanh`.",
        keras: "`Dense(units)`",
        weights: &[("kernel", "(inputs, units)"), ("bias", "(units)")],
        source: "",
    },
    LayerDoc {
        name: "batch_norm",
        forms: &["batch_norm"],
        shapes: "any → the same",
        computes: "Normalises each channel over the rows and steps of the batch: y = γ·(x − μ) / √(σ² + 0.001) + β. At inference μ and σ² are moving averages of momentum 0.99.",
        keras: "`BatchNormalization()`",
        weights: &[
            ("gamma", "(channels)"),
            ("beta", "(channels)"),
            ("moving_mean", "(channels)"),
            ("moving_variance", "(channels)"),
        ],
        source: "Ioffe & Szegedy 2015, arXiv 1502.03167",
    },
    LayerDoc {
        name: "layer_norm",
        forms: &["layer_norm"],
        shapes: "any of two channels at least → the same",
        computes: "Normalises each vector, of a sequence each step, over its own channels: y = γ·(x − μ) / √(σ² + 0.001) + β.",
        keras: "`LayerNormalization()`",
        weights: &[("gamma", "(channels)"), ("beta", "(channels)")],
        source: "Ba et al. 2016, arXiv 1607.06450",
    },
    LayerDoc {
        name: "residual",
        forms: &["residual: [ conv1d: { filters: 32, kernel: 3, padding: same } ]"],
        shapes: "any → the same; the layers within must keep the shape",
        computes: "y = x + layers(x). Any layers but `output` may stand within, residuals too.",
        keras: "`Add()` of a tensor and what layers make of it",
        weights: &[("0.conv1d.kernel", "(kernel, channels, filters)"), ("0.conv1d.bias", "(filters)")],
        source: "He et al. 2016, arXiv 1512.03385",
    },
    LayerDoc {
        name: "output",
        forms: &["output"],
        shapes: "vector → one value for a binary task, else one per class",
        computes: "y = x·W + b, then sigmoid for a binary task and softmax otherwise. Every network ends in it.",
        keras: "`Dense(1, activation=\"sigmoid\")` or `Dense(classes, activation=\"softmax\")`",
        weights: &[("kernel", "(inputs, outputs)"), ("bias", "(outputs)")],
        source: "",
    },
];

const HEAD: &str = "\
<!-- Generated from src/nn/page.rs: change it there, then run `UPDATE_DOCS=1 cargo test --test suite docs`. -->

# Layers of a network

A network is a list of layers from the input on, as in Keras's `Sequential`; the last one is `output`. A row is a sequence of steps × channels:
with `view: features` one step per column, with `view: { window: W }` W rows of all columns. A layer takes a sequence or a vector, and a list
in which they do not fit is refused with the place and a hint.

Definitions, defaults and initial weights (Glorot uniform for kernels, orthogonal for recurrent ones, 0 for biases) are those of Keras 3; golden
values of Keras 3.15.1 hold outputs and gradients to them.

`model.safetensors` holds each array as `<position>.<layer>.<array>`, for example `0.conv1d.kernel`, positions counted from 0, with Keras's
dimensions. The arrays of one layer stand below in the order in which Keras's `get_weights` gives them. Those within a residual have its name
before theirs: `2.residual.0.conv1d.kernel`.

";

/// The page, as Markdown.
pub fn layer_page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| layer | shapes | Keras |\n|---|---|---|\n");
    for LayerDoc { name, shapes, keras, .. } in LAYERS {
        let _ = writeln!(page, "| [`{name}`](#{name}) | {shapes} | {keras} |");
    }
    for layer in LAYERS {
        push_section(&mut page, layer);
    }
    page
}

fn push_section(page: &mut String, layer: LayerDoc) {
    let LayerDoc { name, forms, shapes, computes, keras, weights, source } = layer;
    let forms: String = forms.iter().map(|form| format!("- {form}\n")).collect();
    let _ =
        write!(page, "\n## {name}\n\n```yaml\n{forms}```\n\n{computes}\n\n- Shapes: {shapes}.\n- Keras: {keras}.\n");
    let arrays: Vec<String> = weights.iter().map(|(name, shape)| format!("`{name}` {shape}")).collect();
    if !arrays.is_empty() {
        let _ = writeln!(page, "- Arrays of the first form: {}.", arrays.join(", "));
    }
    if !source.is_empty() {
        let _ = writeln!(page, "- Source: {source}.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Network, Sequential};
    use crate::prepare::InputShape;
    use crate::random::Stream;
    use crate::spec::{self, Layer, ModelKind};

    /// A layer as in a file, then what makes a network of it.
    fn layers(form: &str) -> Vec<Layer> {
        let rest = if form == "output" { "" } else { ", flatten, output" };
        let before = if form == "output" { "flatten, " } else { "" };
        let text = format!(
            "experiment: page\ndataset: {{ files: [rows.csv], label: Label }}\ntask: {{ kind: binary, positive: attack, labels: {{ BENIGN: benign, '*': attack }} }}\nprotocols:\n  published: {{ split: {{ kind: random }} }}\nmodels:\n  net: {{ kind: network, layers: [{before}{form}{rest}] }}\n"
        );
        let experiment = spec::parse(&text, "page.yaml").unwrap_or_else(|errors| panic!("{errors}"));
        let ModelKind::Network(network) = &experiment.models["net"].kind else { panic!("a network") };
        network.layers.clone()
    }

    #[test]
    fn every_layer_is_described_in_order() {
        assert_eq!(LAYERS.map(|layer| layer.name), Layer::NAMES);
    }

    #[test]
    fn every_form_is_read_as_its_layer() {
        for LayerDoc { name, forms, .. } in LAYERS {
            for form in forms {
                assert!(layers(form).iter().any(|layer| layer.name() == name), "{form}");
            }
        }
    }

    #[test]
    fn the_arrays_are_those_of_the_network() {
        for LayerDoc { name, forms, weights, .. } in LAYERS {
            let input = InputShape { steps: 8, channels: 32 };
            let mut stream = Stream::new(0, &["weights"]);
            let network = Sequential::<f32>::build(&layers(forms[0]), input, 2, true, &mut stream).unwrap();
            let of_layer = |array: &str| {
                array
                    .split_once('.')
                    .and_then(|(_, rest)| rest.strip_prefix(name)?.strip_prefix('.'))
                    .map(str::to_owned)
            };
            let arrays: Vec<(String, usize)> =
                network.tensors().into_iter().filter_map(|t| Some((of_layer(t.name)?, t.shape.len()))).collect();
            let described: Vec<(String, usize)> =
                weights.iter().map(|(array, shape)| ((*array).to_owned(), shape.split(',').count())).collect();
            assert_eq!(arrays, described, "{name}");
        }
    }
}
