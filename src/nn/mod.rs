//! Networks as a list of layers: forward, hand-written backward, training loop.

mod adam;
mod initial;
pub mod kernels;
mod layers;
mod loss;
mod sequential;
mod shape;
mod stack;
mod train;

pub use adam::Adam;
pub use kernels::{Path, Real};
pub use loss::{Head, Tally, Target};
pub use sequential::{Sequential, Tensor};
pub use shape::{BuildError, Shape};
pub use train::{Data, Epoch, Goal, Settings, TrainError, Trained, Watch, train};
