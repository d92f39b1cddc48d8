"""Makes the SavedModel that the tests serve: the network of make-graph-model.py, as TensorFlow itself saves it.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0
    venv/bin/python make-saved-model.py

The numbers of the network are drawn as graph-network.ts draws them, where its scores are computed without TensorFlow.
"""

import os

import tensorflow as tf

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
        self.kernels, self.biases = [], []
        for a, b in zip(sizes, sizes[1:]):
            self.kernels.append(tf.Variable(draw([a, b])))
            self.biases.append(tf.Variable(draw([b])))

    @tf.function(input_signature=[tf.TensorSpec([None, COLUMNS], tf.float32, name="rows")])
    def score(self, rows):
        h = tf.math.log1p(tf.abs(rows)) * tf.sign(rows) - self.centre
        mean = tf.reduce_mean(h, axis=1, keepdims=True)
        h = tf.concat([h[:, :4] - mean, h[:, 4:]], axis=1)
        for place, (kernel, bias) in enumerate(zip(self.kernels, self.biases)):
            h = tf.matmul(h, kernel) + bias
            if place < 2:
                h = tf.nn.relu(h) if place == 0 else tf.nn.elu(h)
        return {"classes": tf.argmax(h, axis=1), "probabilities": tf.nn.softmax(h)}


network = Network()
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "saved-model")
tf.saved_model.save(network, folder, signatures=network.score)
