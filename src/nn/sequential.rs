//! A network: layers one after another, weights in one array.

use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;

use super::adam::{Adam, NativeAdam};
use super::attention::AttentionMap;
use super::chain::chain;
use super::engine::{Network, Optimiser};
use super::initial::{Parameter, draw};
use super::kernels::add_rows;
use super::layers::{Learned, Pass};
use super::loss::{Head, Tally, Target};
use super::parts::{PART, is_parted, part_streams};
use super::shape::{BuildError, Shape};
use super::stack::{LearnedBy, Stack};
use super::{Path, Real};
use crate::prepare::InputShape;
use crate::random::Stream;
use crate::spec;

/// Rows that are predicted together: enough for the matrix products, few enough for the second-level cache.
const BLOCK: usize = 32;
/// Blocks of which attention is summed at a time.
const BLOCKS_AT_ONCE: usize = 64;

/// A network with its weights.
///
/// The answer for a row depends on that row and the weights alone, bit for bit, not on the rows or threads beside it.
#[derive(Debug)]
pub struct Sequential<T: Real> {
    input: Shape,
    head: Head,
    path: Path,
    weights: Vec<T>,
    state: Vec<T>,
    named: Vec<Named>,
    stack: Stack<T>,
    /// Workspaces of training on large batches, one per thread.
    parts: Vec<Part<T>>,
    /// Workspaces of predictions, one per thread that was ever at work.
    idle: Mutex<Vec<Stack<T>>>,
}

/// Room for part of a batch: workspaces, and the gradient from its rows.
#[derive(Debug)]
struct Part<T> {
    stack: Stack<T>,
    gradient: Vec<T>,
}

/// Where a layer's array lies.
#[derive(Debug)]
struct Named {
    name: String,
    shape: Vec<usize>,
    values: Range<usize>,
    learned_by: LearnedBy,
}

/// A named array of weights or moving statistics.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor<'a, T> {
    /// Position in the list of layers, the layer's kind and the array's name: `0.conv1d.kernel`.
    pub name: &'a str,
    /// Dimensions, row-major, as Keras's; [`layer_page`](super::layer_page) tells those of every layer.
    pub shape: &'a [usize],
    /// The values.
    pub values: &'a [T],
}

impl<T: Real> Sequential<T> {
    /// A classifier: `layers` end in `output`, which has one logit for a `binary` task of two classes and `classes` logits otherwise.
    /// The weights are drawn from `stream` as Keras draws them.
    ///
    /// # Errors
    /// A layer that cannot take what comes in, or no output layer at the end.
    pub fn build(
        layers: &[spec::Layer],
        input: InputShape,
        classes: usize,
        binary: bool,
        stream: &mut Stream,
    ) -> Result<Self, BuildError> {
        let head = Head::of_task(classes, binary);
        match layers.last() {
            Some(spec::Layer::Output) => Self::with_head(layers, input, head, stream),
            Some(_) => Err(BuildError::NoOutput("another one is".to_owned())),
            None => Err(BuildError::NoOutput("the list of layers is empty".to_owned())),
        }
    }

    /// A network that answers values, trained by mean squared error: `layers` hold no `output`, the last one's values are the answer.
    ///
    /// # Errors
    /// A layer that cannot take what comes in, or no layer at all.
    pub fn build_regression(
        layers: &[spec::Layer],
        input: InputShape,
        stream: &mut Stream,
    ) -> Result<Self, BuildError> {
        if layers.is_empty() {
            return Err(BuildError::Empty("the list of layers is empty".to_owned()));
        }
        // The head's width is known only after the last layer.
        Self::with_head(layers, input, Head::Values(0), stream)
    }

    fn with_head(
        specs: &[spec::Layer],
        input: InputShape,
        head: Head,
        stream: &mut Stream,
    ) -> Result<Self, BuildError> {
        let input = Shape::Sequence { steps: input.steps, channels: input.channels };
        if input.width() == 0 {
            return Err(BuildError::Empty("the rows have no value to learn from".to_owned()));
        }
        let stack = Stack::new(chain(specs, input, Some(head))?);
        let width = stack.shapes().last().map_or(input, |&(_, output)| output).width();
        let mut network = Self {
            input,
            head: if let Head::Values(_) = head { Head::Values(width) } else { head },
            path: Path::best(),
            weights: Vec::new(),
            state: Vec::new(),
            named: Vec::new(),
            stack,
            parts: Vec::new(),
            idle: Mutex::default(),
        };
        network.draw(stream);
        Ok(network)
    }

    /// Gives every array of the stack its place and its first values.
    fn draw(&mut self, stream: &mut Stream) {
        for (parameter, learned_by) in self.stack.arrays() {
            let all = match learned_by {
                LearnedBy::Optimiser => &mut self.weights,
                LearnedBy::MovingAverage => &mut self.state,
            };
            let values = all.len()..all.len() + parameter.len();
            all.resize(values.end, T::ZERO);
            draw(&parameter, stream, &mut all[values.clone()]);
            let Parameter { name, shape, .. } = parameter;
            self.named.push(Named { name, shape, values, learned_by });
        }
    }

    /// What goes through it: the input, then the output of each layer with its kind.
    pub fn shapes(&self) -> (Shape, Vec<(&'static str, Shape)>) {
        (self.input, self.stack.shapes())
    }

    /// The instruction set in use.
    pub fn path(&self) -> Path {
        self.path
    }

    /// Uses `path` from now on; the results are the same bits.
    pub fn set_path(&mut self, path: Path) {
        self.path = path;
    }

    /// As [`train_batch`](Network::train_batch), part after part; as many at a time as there are threads, whose gradients are then added in order.
    fn train_parts(
        &mut self,
        x: &[T],
        target: Target<'_, T>,
        class_weights: &[f32],
        dropout: &mut Stream,
        gradient: &mut [T],
    ) -> Tally {
        let (path, head, width) = (self.path, self.head, self.input.width());
        let batch = x.len() / width;
        let threads = rayon::current_num_threads().min(batch.div_ceil(PART));
        self.parts.resize_with(threads.max(self.parts.len()), || Part {
            stack: self.stack.fresh(),
            gradient: vec![T::ZERO; self.weights.len()],
        });
        let learned = Learned { weights: &self.weights, state: &self.state };
        let work = |part: &mut Part<T>, (x, target): (&[T], Target<'_, T>), mut dropout: Stream| {
            let pass = Pass { path, rows: x.len() / width, training: Some(&mut dropout) };
            let loss = |outputs: &mut [T]| head.loss(path, outputs, target, class_weights, batch);
            part.stack.train(learned, x, pass, &mut part.gradient, loss)
        };
        let mut total = Tally::default();
        gradient.fill(T::ZERO);
        let rows = x.chunks(PART * width).zip(target.parts(PART, head.width()));
        let mut rest = rows.zip(part_streams(dropout, batch)).peekable();
        while rest.peek().is_some() {
            let tasks: Vec<_> = self.parts[..threads].iter_mut().zip(rest.by_ref()).collect();
            let tallies: Vec<Tally> = match threads {
                1 => tasks.into_iter().map(|(part, (rows, dropout))| work(part, rows, dropout)).collect(),
                _ => tasks.into_par_iter().map(|(part, (rows, dropout))| work(part, rows, dropout)).collect(),
            };
            for (part, tally) in self.parts.iter().zip(tallies) {
                add_rows(path, &part.gradient, gradient);
                total.add(tally);
            }
        }
        total
    }

    fn predict_block(&self, x: &[T], answers: &mut [T]) {
        self.after_inference(x, |stack| answers.copy_from_slice(stack.output()));
        self.head.activate(self.path, answers);
    }

    fn attention_of_block(&self, x: &[T]) -> Vec<AttentionMap> {
        self.after_inference(x, |stack| {
            let layers = stack.attention().into_iter();
            let sum = |(layer, steps, weights): (_, _, &[T])| {
                AttentionMap::sum(layer, steps, weights.iter().map(|&weight| weight.to_f64()))
            };
            layers.map(sum).collect()
        })
    }

    /// What `read` finds in a workspace after a pass of `x` at inference.
    fn after_inference<R>(&self, x: &[T], read: impl FnOnce(&Stack<T>) -> R) -> R {
        let idle = || self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kept = idle().pop();
        let mut stack = kept.unwrap_or_else(|| self.stack.fresh());
        let learned = Learned { weights: &self.weights, state: &self.state };
        let mut pass = Pass { path: self.path, rows: x.len() / self.input.width(), training: None };
        stack.forward(learned, x, &mut pass);
        let result = read(&stack);
        idle().push(stack);
        result
    }
}

impl<T: Real> Network<T> for Sequential<T> {
    fn head(&self) -> Head {
        self.head
    }

    fn input_width(&self) -> usize {
        self.input.width()
    }

    fn weights(&self) -> &[T] {
        &self.weights
    }

    fn weights_mut(&mut self) -> &mut [T] {
        &mut self.weights
    }

    fn state(&self) -> &[T] {
        &self.state
    }

    fn state_mut(&mut self) -> &mut [T] {
        &mut self.state
    }

    fn tensors(&self) -> Vec<Tensor<'_, T>> {
        let tensors = self.named.iter().map(|Named { name, shape, values, learned_by }| {
            let all = if *learned_by == LearnedBy::Optimiser { &self.weights } else { &self.state };
            Tensor { name, shape, values: &all[values.clone()] }
        });
        tensors.collect()
    }

    fn set_tensor(&mut self, name: &str, values: &[T]) {
        let named = self.named.iter().find(|named| named.name == name).expect("an array of the network");
        let all = match named.learned_by {
            LearnedBy::Optimiser => &mut self.weights,
            LearnedBy::MovingAverage => &mut self.state,
        };
        all[named.values.clone()].copy_from_slice(values);
    }

    /// Large batches are shared among the threads of the current rayon pool, unless a layer looks at the whole batch at once.
    fn train_batch(
        &mut self,
        x: &[T],
        target: Target<'_, T>,
        class_weights: &[f32],
        dropout: &mut Stream,
        gradient: &mut [T],
    ) -> Tally {
        let rows = x.len() / self.input.width();
        if is_parted(rows, !self.state.is_empty()) {
            return self.train_parts(x, target, class_weights, dropout, gradient);
        }
        let learned = Learned { weights: &self.weights, state: &self.state };
        let pass = Pass { path: self.path, rows, training: Some(dropout) };
        let tally = self.stack.train(learned, x, pass, gradient, |outputs| {
            self.head.loss(self.path, outputs, target, class_weights, rows)
        });
        self.stack.update_state(&mut self.state);
        tally
    }

    fn evaluate(&mut self, x: &[T], target: Target<'_, T>) -> Tally {
        let learned = Learned { weights: &self.weights, state: &self.state };
        let mut pass = Pass { path: self.path, rows: x.len() / self.input.width(), training: None };
        self.stack.forward(learned, x, &mut pass);
        self.head.loss(self.path, self.stack.output_to_gradient(), target, &[], pass.rows)
    }

    /// Blocks of rows are shared among the threads of the current rayon pool; a single block is computed right here.
    fn predict(&self, x: &[T], answers: &mut [T]) {
        let (width, outputs) = (self.input.width(), self.head.width());
        assert!(x.len().is_multiple_of(width) && answers.len() == x.len() / width * outputs, "whole rows in and out");
        if x.is_empty() {
            return;
        }
        if answers.len() <= BLOCK * outputs {
            self.predict_block(x, answers);
        } else {
            let blocks = answers.par_chunks_mut(BLOCK * outputs).zip(x.par_chunks(BLOCK * width));
            blocks.for_each(|(answers, x)| self.predict_block(x, answers));
        }
    }

    /// Blocks of rows are shared among the threads of the current rayon pool.
    fn attention(&self, x: &[T]) -> Vec<AttentionMap> {
        let width = self.input.width();
        assert!(x.len().is_multiple_of(width), "whole rows in");
        let mut maps: Vec<AttentionMap> = Vec::new();
        if !self.stack.attends() {
            return maps;
        }
        // A few blocks at a time, so that no more than these wait to be added up in order.
        for blocks in x.chunks(BLOCKS_AT_ONCE * BLOCK * width) {
            let sums: Vec<_> = blocks.par_chunks(BLOCK * width).map(|x| self.attention_of_block(x)).collect();
            for sums in sums {
                if maps.is_empty() {
                    maps = sums;
                } else {
                    maps.iter_mut().zip(&sums).for_each(|(map, sum)| map.add(sum));
                }
            }
        }
        maps.iter_mut().for_each(AttentionMap::normalise);
        maps
    }

    fn optimiser(&self, rate: f64) -> Box<dyn Optimiser<T>> {
        let (adam, path) = (Adam::new(rate, self.weights.len()), self.path);
        Box::new(NativeAdam { adam, path })
    }
}
