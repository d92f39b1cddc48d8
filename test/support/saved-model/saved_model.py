"""Writes the SavedModel of a published network of dense layers: saved_model.py ARTIFACT_FOLDER TARGET_FOLDER."""

import json
import os
import sys

import numpy as np
import tensorflow as tf

source, target = sys.argv[1:3]
with open(os.path.join(source, "model.json"), encoding="utf8") as file:
    model = json.load(file)
weights = np.fromfile(os.path.join(source, "weights.bin"), dtype="<f4")
named, at = {}, 0
for spec in model["weightsManifest"][0]["weights"]:
    size = int(np.prod(spec["shape"]))
    named[spec["name"]] = weights[at : at + size].reshape(spec["shape"])
    at += size
dense = [layer["config"] for layer in model["modelTopology"]["config"]["layers"] if layer["class_name"] == "Dense"]


class Network(tf.Module):
    def __init__(self):
        super().__init__()
        self.layers = [
            (tf.Variable(named[f"{each['name']}/kernel"]), tf.Variable(named[f"{each['name']}/bias"]), each["activation"])
            for each in dense
        ]

    @tf.function(input_signature=[tf.TensorSpec([None, dense[0]["batch_input_shape"][1]], tf.float32, name="rows")])
    def score(self, rows):
        for kernel, bias, activation in self.layers:
            rows = tf.matmul(rows, kernel) + bias
            rows = {"relu": tf.nn.relu, "sigmoid": tf.sigmoid, "linear": tf.identity}[activation](rows)
        return {"probability": rows}


network = Network()
tf.saved_model.save(network, target, signatures={"serving_default": network.score})
