//! Weights that were learned elsewhere, and whether they fit a network.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::neural::{Network, build_error};
use super::{ModelError, NamedTensor};
use crate::nn::Sequential;
use crate::prepare::InputShape;
use crate::random::Stream;
use crate::spec::Layer;

/// Learned arrays of a file, by the names that [`nn::Tensor`](crate::nn::Tensor) gives them and in its layouts, which are Keras's.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Name of the file, for notes.
    pub file: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// What it holds.
    pub tensors: Vec<NamedTensor>,
}

/// The arrays that a network needs: name and shape, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(Vec<(String, Vec<usize>)>);

/// Everything in which a file of weights does not fit a network, one array a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Misfits(Vec<String>);

impl fmt::Display for Misfits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl Expected {
    /// Of the classifier that `layers` make of rows of this shape.
    ///
    /// # Errors
    /// A layer that cannot take what comes in.
    pub fn of(layers: &[Layer], input: InputShape, classes: usize, binary: bool) -> Result<Self, ModelError> {
        let mut stream = Stream::new(0, &["weights"]);
        let network = Sequential::build(layers, input, classes, binary, &mut stream).map_err(build_error)?;
        Ok(Self::by(&network))
    }

    fn by(network: &Network) -> Self {
        Self(network.tensors().iter().map(|tensor| (tensor.name.to_owned(), tensor.shape.to_vec())).collect())
    }
}

impl Weights {
    /// Whether the file holds exactly the arrays that are expected, in their shapes, without NaN or infinity.
    ///
    /// # Errors
    /// Everything that is wrong, all at once.
    pub fn check(&self, expected: &Expected) -> Result<(), Misfits> {
        let found: BTreeMap<&str, &NamedTensor> = self.tensors.iter().map(|t| (t.name.as_str(), t)).collect();
        let names: BTreeSet<&str> = expected.0.iter().map(|(name, _)| name.as_str()).collect();
        let needed = expected.0.iter().filter_map(|(name, shape)| match found.get(name.as_str()) {
            None => Some(format!("{name}: expected {}, but the file has no such array", dimensions(shape))),
            Some(tensor) if tensor.shape != *shape => {
                Some(format!("{name}: expected {}, but the file has {}", dimensions(shape), dimensions(&tensor.shape)))
            }
            Some(tensor) if !tensor.values.iter().all(|value| value.is_finite()) => {
                Some(format!("{name}: the file has a NaN or an infinite value in it"))
            }
            Some(_) => None,
        });
        let surplus = found.values().filter(|tensor| !names.contains(tensor.name.as_str())).map(|tensor| {
            format!("{}: the file has {}, but no layer takes it", tensor.name, dimensions(&tensor.shape))
        });
        let misfits: Vec<String> = needed.chain(surplus).collect();
        if misfits.is_empty() { Ok(()) } else { Err(Misfits(misfits)) }
    }

    /// Gives `network` these weights.
    pub(super) fn fill(&self, network: &mut Network) -> Result<(), Misfits> {
        let expected = Expected::by(network);
        self.check(&expected)?;
        for (name, _) in &expected.0 {
            let tensor = self.tensors.iter().find(|tensor| tensor.name == *name).expect("the check found every array");
            network.set_tensor(name, &tensor.values);
        }
        Ok(())
    }

    /// What is said of a network that has them.
    pub(super) fn note(&self) -> String {
        format!(
            "weights from {} (sha256 {}), not trained here: whether they were learned from rows of this test side cannot be told",
            self.file, self.sha256
        )
    }
}

/// `3 × 1 × 32`; a scalar is `one value`.
fn dimensions(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "one value".to_owned();
    }
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: &[usize], value: f32) -> NamedTensor {
        NamedTensor { name: name.to_owned(), shape: shape.to_vec(), values: vec![value; shape.iter().product()] }
    }

    fn weights(tensors: Vec<NamedTensor>) -> Weights {
        Weights { file: "w.safetensors".to_owned(), sha256: String::new(), tensors }
    }

    fn expected() -> Expected {
        let input = InputShape { steps: 3, channels: 1 };
        Expected::of(&[Layer::Flatten, Layer::BatchNorm, Layer::Output], input, 2, true).unwrap()
    }

    fn fitting() -> Vec<NamedTensor> {
        let norm = ["gamma", "beta", "moving_mean", "moving_variance"];
        let mut tensors: Vec<_> = norm.iter().map(|name| tensor(&format!("1.batch_norm.{name}"), &[3], 1.0)).collect();
        tensors.extend([tensor("2.output.bias", &[1], 0.5), tensor("2.output.kernel", &[3, 1], 2.0)]);
        tensors
    }

    #[test]
    fn what_fits_in_any_order_is_taken() {
        weights(fitting()).check(&expected()).unwrap();
    }

    #[test]
    fn everything_that_does_not_fit_is_told_at_once() {
        let mut tensors = fitting();
        tensors[0].shape = vec![1, 3];
        tensors[1].values[2] = f32::NAN;
        tensors[5] = tensor("2.dense.kernel", &[3, 1], 1.0);
        insta::assert_snapshot!(weights(tensors).check(&expected()).unwrap_err(), @r"
        1.batch_norm.gamma: expected 3, but the file has 1 × 3
        1.batch_norm.beta: the file has a NaN or an infinite value in it
        2.output.kernel: expected 3 × 1, but the file has no such array
        2.dense.kernel: the file has 3 × 1, but no layer takes it
        ");
    }
}
