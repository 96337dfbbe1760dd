//! From the layers of a spec to layers that compute, each with the shape of what the one before leaves.

use super::Real;
use super::layers::{
    Attention, BatchNorm, Bidirectional, Conv1d, Dense, Dropout, Flatten, GlobalPool, Gru, Layer, LayerNorm, Lstm,
    MaxPool1d, Residual, Take,
};
use super::loss::Head;
use super::shape::{BuildError, Shape};
use super::stack::Stack;
use crate::spec::{self, Activation, Recurrent};

/// A layer and its name as in a spec.
pub(super) type Link<T> = (&'static str, Box<dyn Layer<T>>);

/// The layers that `specs` describe; `head` is `None` within a residual, which has no output layer.
pub(super) fn chain<T: Real>(
    specs: &[spec::Layer],
    input: Shape,
    head: Option<Head>,
) -> Result<Vec<Link<T>>, BuildError> {
    let mut shape = input;
    let link = |(index, spec): (usize, &spec::Layer)| {
        let last = index + 1 == specs.len();
        let kind = spec.name();
        let layer = layer(spec, shape, head, last).map_err(|problem| BuildError::Layer { index, kind, problem })?;
        shape = layer.output();
        Ok((kind, layer))
    };
    specs.iter().enumerate().map(link).collect()
}

/// The layer that `spec` describes, after `input`.
fn layer<T: Real>(
    spec: &spec::Layer,
    input: Shape,
    head: Option<Head>,
    last: bool,
) -> Result<Box<dyn Layer<T>>, String> {
    Ok(match *spec {
        spec::Layer::Conv1d { filters, kernel, activation, padding } => {
            Box::new(Conv1d::new([filters as usize, kernel as usize], activation, padding, input)?)
        }
        spec::Layer::MaxPool1d(size) => Box::new(MaxPool1d::new(size as usize, input)?),
        spec::Layer::GlobalMaxPool => Box::new(GlobalPool::new(Take::Maximum, input)?),
        spec::Layer::GlobalAveragePool => Box::new(GlobalPool::new(Take::Average, input)?),
        spec::Layer::Flatten => Box::new(Flatten::new(input)),
        spec::Layer::Lstm { units, sequence } => recurrent(Recurrent::Lstm { units, sequence }, input)?,
        spec::Layer::Gru { units, sequence } => recurrent(Recurrent::Gru { units, sequence }, input)?,
        spec::Layer::Bidirectional(one) => {
            Box::new(Bidirectional::new([recurrent(one, input)?, recurrent(one, input)?], input)?)
        }
        spec::Layer::Attention { heads, key } => Box::new(Attention::new(heads as usize, key as usize, input)?),
        spec::Layer::Dropout(rate) => Box::new(Dropout::new(rate, input)?),
        spec::Layer::Dense { units, activation } => Box::new(Dense::new(units as usize, activation, input)?),
        spec::Layer::BatchNorm => Box::new(BatchNorm::new(input)),
        spec::Layer::LayerNorm => Box::new(LayerNorm::new(input)?),
        spec::Layer::Residual(ref layers) => {
            let inner = chain(layers, input, None).map_err(|error| format!("its {error}"))?;
            Box::new(Residual::new(Stack::new(inner), input)?)
        }
        spec::Layer::Output => output(input, head, last)?,
    })
}

fn recurrent<T: Real>(spec: Recurrent, input: Shape) -> Result<Box<dyn Layer<T>>, String> {
    Ok(match spec {
        Recurrent::Lstm { units, sequence } => Box::new(Lstm::new(units as usize, sequence, input)?),
        Recurrent::Gru { units, sequence } => Box::new(Gru::new(units as usize, sequence, input)?),
    })
}

fn output<T: Real>(input: Shape, head: Option<Head>, last: bool) -> Result<Box<dyn Layer<T>>, String> {
    match (input, head) {
        (_, None) => Err("has no place within a residual; put it after".to_owned()),
        _ if !last => Err("must be the last layer".to_owned()),
        (_, Some(Head::Values(_))) => Err("has no place in a network that answers values".to_owned()),
        (Shape::Sequence { .. }, _) => Err(format!(
            "needs a vector, but {input} comes in; put flatten, a global pool or a recurrent layer without sequence before it"
        )),
        (Shape::Vector(_), Some(head)) => Ok(Box::new(Dense::new(head.width(), Activation::Linear, input)?)),
    }
}
