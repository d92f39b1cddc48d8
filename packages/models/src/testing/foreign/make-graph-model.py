"""Makes the graph model that the tests serve: a network of TensorFlow, saved and converted by tensorflowjs_converter.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 tf_keras tensorflow_hub && venv/bin/pip install --no-deps tensorflowjs==4.22.0
    venv/bin/python make-graph-model.py

The numbers of the network are drawn as graph-network.ts draws them, where its scores are computed without TensorFlow.
"""

import os
import sys
import tempfile
import types

import keras  # Before the stand-ins below, which it would take for the real ones.
import tensorflow as tf

# Converters of formats that are not written here; each is a gigabyte of its own.
for name in ("tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf"):
    module = types.ModuleType(name)
    module.jax2tf = None
    sys.modules[name] = module

from tensorflowjs.converters import tf_saved_model_conversion_v2 as conversion

COLUMNS, HIDDEN = 8, (6, 4)
state = 5


def draw(shape):
    """Sixty-fourths between -1 and 1: float32 holds them exactly."""
    global state
    values = []
    count = 1
    for size in shape:
        count *= size
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(((state >> 16) % 129 - 64) / 64)
    return tf.constant(values, tf.float32, shape)


class Network(tf.Module):
    def __init__(self):
        super().__init__()
        sizes = (COLUMNS, *HIDDEN, 2)
        self.centre = tf.Variable(draw([COLUMNS]))
        self.layers = [(tf.Variable(draw([a, b])), tf.Variable(draw([b]))) for a, b in zip(sizes, sizes[1:])]

    @tf.function(input_signature=[tf.TensorSpec([None, COLUMNS], tf.float32, name="rows")])
    def score(self, rows):
        h = tf.math.log1p(tf.abs(rows)) * tf.sign(rows) - self.centre
        mean = tf.reduce_mean(h, axis=1, keepdims=True)
        h = tf.concat([h[:, :4] - mean, h[:, 4:]], axis=1)
        for place, (kernel, bias) in enumerate(self.layers):
            h = tf.matmul(h, kernel) + bias
            if place < 2:
                h = tf.nn.relu(h) if place == 0 else tf.nn.elu(h)
        return {"classes": tf.argmax(h, axis=1), "probabilities": tf.nn.softmax(h)}


network = Network()
with tempfile.TemporaryDirectory() as folder:
    tf.saved_model.save(network, folder, signatures=network.score)
    conversion.convert_tf_saved_model(folder, os.path.join(os.path.dirname(os.path.abspath(__file__)), "graph"), weight_shard_size_bytes=256)
