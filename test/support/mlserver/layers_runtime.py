"""An MLServer runtime that serves the dense layers of a published TensorFlow.js network with numpy."""

import json
import os

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput

ACTIVATIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "linear": lambda x: x,
}


class LayersRuntime(MLModel):
    async def load(self) -> bool:
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), self.settings.parameters.uri)
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
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        values = NumpyCodec.decode_input(payload.inputs[0]).astype(np.float32)
        for kernel, bias, activation in self.dense:
            values = activation(values @ kernel + bias)
        output = ResponseOutput(name="probability", datatype="FP32", shape=list(values.shape), data=values.ravel().tolist())
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=[output])
