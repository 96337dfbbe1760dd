//! The networks of the shipped experiments, as the peers are given them, too.

use std::path::Path as FilePath;

use idsbench::model::autoencoder;
use idsbench::nn::{Network, Path, Sequential};
use idsbench::prepare::InputShape;
use idsbench::random::Stream;
use idsbench::spec::{self, Autoencoder, Layer, ModelKind};
use serde::Serialize;

/// A network of an experiment, and the rows it is given there.
#[derive(Debug, Serialize)]
pub(crate) struct Architecture {
    /// The model's name in its spec.
    pub(crate) name: &'static str,
    /// The spec's file name.
    pub(crate) experiment: &'static str,
    pub(crate) layers: Vec<Layer>,
    /// Columns after preparation; each is one step.
    pub(crate) steps: usize,
    /// Values per answer: classes, 1 for a binary task, the columns themselves for reconstruction.
    pub(crate) outputs: usize,
    pub(crate) task: Task,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    Binary,
    Multiclass,
    Reconstruct,
}

/// Model, experiment, columns of the published protocol after preparation, classes, task.
const CHOSEN: [(&str, &str, usize, usize, Task); 4] = [
    ("cnn", "ciciomt2024", 45, 5, Task::Multiclass),
    ("lstm", "botiot", 15, 1, Task::Binary),
    ("cnn_lstm", "ciciomt2024", 45, 5, Task::Multiclass),
    ("autoencoder", "cicids2017", 78, 78, Task::Reconstruct),
];

/// The four that are measured.
pub(crate) fn all() -> Vec<Architecture> {
    let read = |(name, experiment, steps, outputs, task)| {
        let layers = layers(experiment, name, outputs);
        Architecture { name, experiment, layers, steps, outputs, task }
    };
    CHOSEN.into_iter().map(read).collect()
}

/// The layers of `model` in experiments/`experiment`.yaml.
fn layers(experiment: &str, model: &str, columns: usize) -> Vec<Layer> {
    let file = FilePath::new(env!("CARGO_MANIFEST_DIR")).join(format!("experiments/{experiment}.yaml"));
    let spec = spec::load(&file).unwrap_or_else(|errors| panic!("{errors}"));
    match &spec.models[model].kind {
        ModelKind::Network(network) => network.layers.clone(),
        ModelKind::Autoencoder(Autoencoder { encoder, .. }) => {
            autoencoder::layers(encoder, u32::try_from(columns).expect("few columns"))
        }
        other => panic!("{model} of {experiment} is no network: {other:?}"),
    }
}

impl Architecture {
    /// With weights of its own.
    pub(crate) fn network(&self, path: Path) -> Sequential<f32> {
        let input = InputShape { steps: self.steps, channels: 1 };
        let mut stream = Stream::new(0, &["weights"]);
        let built = match self.task {
            Task::Reconstruct => Sequential::build_regression(&self.layers, input, &mut stream),
            Task::Binary => Sequential::build(&self.layers, input, 2, true, &mut stream),
            Task::Multiclass => Sequential::build(&self.layers, input, self.outputs, false, &mut stream),
        };
        let mut network = built.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        assert_eq!(network.head().width(), self.outputs);
        network.set_path(path);
        network
    }

    /// Floating-point operations of the matrix products for one row: forward, and forward with backward (the weights' gradient
    /// everywhere, the inputs' gradient everywhere but in the first layer that learns, whose states' gradient is needed all the same).
    pub(crate) fn operations(&self) -> [f64; 2] {
        let network = self.network(Path::PORTABLE);
        let (input, outputs) = network.shapes();
        let mut forward = 0.0;
        let mut first = None;
        for (index, (kind, output)) in outputs.iter().enumerate() {
            let before = if index == 0 { input } else { outputs[index - 1].1 };
            // A kernel is applied once per step: of the input in an LSTM, of the output elsewhere.
            let steps = if *kind == "lstm" { steps(before) } else { steps(*output) };
            let tensors = network.tensors();
            let operations = |name: &str| -> f64 {
                let (layer, name) = (format!("{index}."), format!(".{name}"));
                let kernels =
                    tensors.iter().filter(|tensor| tensor.name.starts_with(&layer) && tensor.name.ends_with(&name));
                kernels.map(|kernel| 2.0 * kernel.values.len() as f64 * steps).sum()
            };
            let of_inputs = operations("kernel");
            forward += of_inputs + operations("recurrent_kernel");
            if of_inputs > 0.0 {
                first.get_or_insert(of_inputs);
            }
        }
        [forward, 3.0 * forward - first.unwrap_or(0.0)]
    }
}

fn steps(shape: idsbench::nn::Shape) -> f64 {
    match shape {
        idsbench::nn::Shape::Sequence { steps, .. } => steps as f64,
        idsbench::nn::Shape::Vector(_) => 1.0,
    }
}
