//! Layers with the values between them: the part of a network that changes in every pass, one per thread.

use std::ops::Range;

use super::Real;
use super::initial::Parameter;
use super::layers::{Gradients, Layer, Learned, Pass};
use super::loss::Tally;
use super::shape::Shape;

/// Who changes an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LearnedBy {
    /// The optimiser: weights.
    Optimiser,
    /// Every training batch: moving statistics.
    MovingAverage,
}

/// Layers and the values between them.
#[derive(Debug)]
pub(crate) struct Stack<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Debug)]
struct Node<T> {
    kind: &'static str,
    layer: Box<dyn Layer<T>>,
    weights: Range<usize>,
    state: Range<usize>,
    /// What goes out, and the gradient of the loss by it; they grow with the largest batch.
    output: Vec<T>,
    gradient: Vec<T>,
}

impl<T: Real> Stack<T> {
    /// From layers and their names.
    pub(crate) fn new(layers: Vec<(&'static str, Box<dyn Layer<T>>)>) -> Self {
        let (mut weights, mut state) = (0, 0);
        let nodes = layers.into_iter().map(|(kind, layer)| {
            let lengths = [layer.parameters(), layer.state()].map(|all| all.iter().map(Parameter::len).sum::<usize>());
            let node = Node {
                kind,
                weights: weights..weights + lengths[0],
                state: state..state + lengths[1],
                layer,
                output: Vec::new(),
                gradient: Vec::new(),
            };
            (weights, state) = (node.weights.end, node.state.end);
            node
        });
        Self { nodes: nodes.collect() }
    }

    /// The same layers with workspaces of their own.
    pub(crate) fn fresh(&self) -> Self {
        Self::new(self.nodes.iter().map(|node| (node.kind, node.layer.fresh())).collect())
    }

    /// Kind and output of each layer.
    pub(crate) fn shapes(&self) -> Vec<(&'static str, Shape)> {
        self.nodes.iter().map(|node| (node.kind, node.layer.output())).collect()
    }

    /// The layers, each with its kind.
    pub(crate) fn layers(&self) -> impl Iterator<Item = (&'static str, &dyn Layer<T>)> {
        self.nodes.iter().map(|node| (node.kind, node.layer.as_ref()))
    }

    /// Arrays of all layers, named after them (`0.conv1d.kernel`): of each layer its weights, then its moving statistics.
    pub(crate) fn arrays(&self) -> impl Iterator<Item = (Parameter, LearnedBy)> {
        self.layers().enumerate().flat_map(|(index, (kind, layer))| {
            let owner = format!("{index}.{kind}");
            let weights = layer.parameters().into_iter().map(|parameter| (parameter, LearnedBy::Optimiser));
            let state = layer.state().into_iter().map(|parameter| (parameter, LearnedBy::MovingAverage));
            weights.chain(state).map(move |(parameter, learned_by)| (parameter.within(&owner), learned_by))
        })
    }

    /// The attention weights of the last forward pass, (rows × heads, steps, steps), with the steps and the name of their
    /// layer: `0.attention`, `2.residual.0.attention`.
    pub(crate) fn attention(&self) -> Vec<(String, usize, &[T])> {
        let mut found = Vec::new();
        for (index, (kind, layer)) in self.layers().enumerate() {
            let name = format!("{index}.{kind}");
            for (inner, steps, weights) in layer.inner().map(Self::attention).unwrap_or_default() {
                found.push((format!("{name}.{inner}"), steps, weights));
            }
            if let Some(weights) = layer.attention() {
                found.push((name, layer.output().vectors().0, weights));
            }
        }
        found
    }

    /// Whether there is an attention layer.
    pub(crate) fn attends(&self) -> bool {
        self.layers().any(|(_, layer)| layer.attention().is_some() || layer.inner().is_some_and(Self::attends))
    }

    /// Computes all outputs.
    pub(crate) fn forward(&mut self, learned: Learned<'_, T>, x: &[T], pass: &mut Pass<'_>) {
        let mut last = x;
        for node in &mut self.nodes {
            node.output.resize(pass.rows * node.layer.output().width(), T::ZERO);
            let learned = part(learned, &node.weights, &node.state);
            node.layer.forward(learned, last, &mut node.output, pass);
            last = &node.output;
        }
    }

    /// The last layer's output.
    pub(crate) fn output(&self) -> &[T] {
        self.nodes.last().map_or(&[], |last| &last.output)
    }

    /// A copy of the last layer's output, to be replaced by the gradient of the loss by it before [`backward`](Self::backward).
    pub(crate) fn output_to_gradient(&mut self) -> &mut [T] {
        let last = self.nodes.last_mut().expect("a network has at least one layer");
        last.gradient.clear();
        last.gradient.extend_from_slice(&last.output);
        &mut last.gradient
    }

    /// Forward and backward: `loss` turns the last output into the gradient by it, and the one by all weights is written to `gradient`.
    pub(crate) fn train(
        &mut self,
        learned: Learned<'_, T>,
        x: &[T],
        mut pass: Pass<'_>,
        gradient: &mut [T],
        loss: impl FnOnce(&mut [T]) -> Tally,
    ) -> Tally {
        self.forward(learned, x, &mut pass);
        let tally = loss(self.output_to_gradient());
        self.backward(learned, x, None, gradient, &pass);
        tally
    }

    /// The gradient by all weights, written to `gradient`, and by the input, written to `dx`, from the one by the last output.
    pub(crate) fn backward(
        &mut self,
        learned: Learned<'_, T>,
        x: &[T],
        mut dx: Option<&mut [T]>,
        gradient: &mut [T],
        pass: &Pass<'_>,
    ) {
        for i in (0..self.nodes.len()).rev() {
            let (before, rest) = self.nodes.split_at_mut(i);
            let node = &mut rest[0];
            let (x, dx) = match before.last_mut() {
                Some(before) => {
                    before.gradient.resize(before.output.len(), T::ZERO);
                    (&before.output[..], Some(&mut before.gradient[..]))
                }
                None => (x, dx.as_deref_mut()),
            };
            let weights = &mut gradient[node.weights.clone()];
            let gradients = Gradients { x, y: &node.output, dy: &mut node.gradient, dx, weights };
            node.layer.backward(part(learned, &node.weights, &node.state), gradients, pass);
        }
    }

    /// Takes the last training batch into the moving statistics.
    pub(crate) fn update_state(&self, state: &mut [T]) {
        for node in &self.nodes {
            node.layer.update_state(&mut state[node.state.clone()]);
        }
    }
}

/// A layer's part of what the network has learned.
fn part<'a, T: Real>(all: Learned<'a, T>, weights: &Range<usize>, state: &Range<usize>) -> Learned<'a, T> {
    Learned { weights: &all.weights[weights.clone()], state: &all.state[state.clone()] }
}
