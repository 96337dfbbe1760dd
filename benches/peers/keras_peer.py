"""Measures the networks in Keras on TensorFlow as a line on standard input tells it: `VARIANT ARCHITECTURE train|predict ROWS`.

    python keras_peer.py THREADS ROWS < commands

The first line of input is the list of architectures in JSON; every answer is a line {"rows", "cpu", "wall"}. Variants: plain, jit.
Training is `fit`; predictions are the model called in a `tf.function`, which is faster than `predict`.
"""

import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf
from keras_network import build
from measure import serve

LOSSES = {"binary": "binary_crossentropy", "multiclass": "sparse_categorical_crossentropy", "reconstruct": "mse"}


class Peer:
    def __init__(self, architecture, x, y, variant):
        keras.utils.set_random_seed(0)
        jit = variant == "jit"
        self.x = x[..., None]
        self.y = x if architecture["task"] == "reconstruct" else y
        binary = architecture["task"] == "binary"
        self.model = build(architecture["layers"], architecture["steps"], 1, architecture["outputs"], binary)
        self.model.compile(keras.optimizers.Adam(1e-3), LOSSES[architecture["task"]], jit_compile=jit)
        self.call = tf.function(lambda x: self.model(x, training=False), jit_compile=jit)

    def train(self, batch):
        self.model.fit(self.x, self.y, batch_size=batch, epochs=1, verbose=0)

    def predict(self, rows):
        for start in range(0, len(self.x), rows):
            self.call(self.x[start : start + rows])


threads = int(sys.argv[1])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
serve(Peer, int(sys.argv[2]))
