"""The dense layers of a published TensorFlow.js network in numpy, for the servers that tests are run against."""

import json
import os

import numpy as np

ACTIVATIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "linear": lambda x: x,
}


class DenseLayers:
    def __init__(self, folder: str) -> None:
        with open(os.path.join(folder, "model.json"), encoding="utf8") as file:
            model = json.load(file)
        weights = np.fromfile(os.path.join(folder, "weights.bin"), dtype="<f4")
        named, at = {}, 0
        for spec in model["weightsManifest"][0]["weights"]:
            size = int(np.prod(spec["shape"]))
            named[spec["name"]] = weights[at : at + size].reshape(spec["shape"])
            at += size
        layers = model["modelTopology"]["config"]["layers"]
        self.dense = [
            (named[f"{config['name']}/kernel"], named[f"{config['name']}/bias"], ACTIVATIONS[config["activation"]])
            for config in (layer["config"] for layer in layers if layer["class_name"] == "Dense")
        ]

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """Of float32 rows [n, columns]: float32 [n, 1]."""
        values = rows
        for kernel, bias, activation in self.dense:
            values = activation(values @ kernel + bias)
        return values.astype(np.float32)
