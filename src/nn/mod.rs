//! Networks as a list of layers: forward, hand-written backward, training loop.
