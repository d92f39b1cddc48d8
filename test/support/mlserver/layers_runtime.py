"""An MLServer runtime that serves the dense layers of a published TensorFlow.js network."""

import os
import sys

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput

sys.path.append(os.path.abspath(os.path.join(os.path.dirname(__file__), "..")))

from dense_layers import DenseLayers  # noqa: E402


class LayersRuntime(MLModel):
    async def load(self) -> bool:
        here = os.path.dirname(os.path.abspath(__file__))
        self.layers = DenseLayers(os.path.join(here, self.settings.parameters.uri))
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        values = self.layers.probabilities(NumpyCodec.decode_input(payload.inputs[0]).astype(np.float32))
        output = ResponseOutput(name="probability", datatype="FP32", shape=list(values.shape), data=values.ravel().tolist())
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=[output])
