//! Networks as a list of layers: forward, hand-written backward, training loop.
//!
//! [`Sequential`] is built from the layers of a spec and holds all weights in one array; [`train`] runs Keras's `fit` on it. Layers are
//! generic over [`Real`]: `f32` trains, `f64` checks the gradients. Initial values, Adam, losses, batch normalisation and
//! early stopping follow Keras 3, so that results can be compared; golden values hold them to it.
//!
//! [`Reference`] is the same network computed by other people's code; [`Network`] is what both have in common.
//!
//! Rows are row-major at layer boundaries: rows × steps × channels. Results are the same bits on every
//! instruction set and for any number of threads; see [`kernels`].

mod adam;
mod attention;
mod chain;
mod engine;
mod initial;
pub mod kernels;
mod layers;
mod loss;
mod page;
mod parts;
mod patience;
mod reference;
mod sequential;
mod shape;
mod stack;
mod summary;
mod train;

pub use adam::Adam;
pub use attention::AttentionMap;
pub use engine::{Network, Optimiser};
pub use kernels::{Path, Real};
pub use loss::{Head, Tally, Target};
pub use page::{LAYERS, LayerDoc, layer_page};
pub(crate) use parts::PART;
pub use patience::Best;
pub use reference::{Number, Reference};
pub use sequential::{Sequential, Tensor};
pub use shape::{BuildError, Shape};
pub use summary::{LayerSummary, summary};
pub use train::{Data, Epoch, Goal, Misfit, Settings, Snapshot, TrainError, Trained, Training, Watch, train};
