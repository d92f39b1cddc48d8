"""A model of Triton's Python backend that serves the dense layers of a published TensorFlow.js network."""

import json
import os
import sys

import triton_python_backend_utils as triton

# Triton leaves PYTHONPATH out of account.
sys.path.append(os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../..")))

from dense_layers import DenseLayers  # noqa: E402


class TritonPythonModel:
    def initialize(self, args):
        artifact = json.loads(args["model_config"])["parameters"]["artifact"]["string_value"]
        self.layers = DenseLayers(os.path.join(args["model_repository"], args["model_version"], artifact))

    def execute(self, requests):
        return [self.answer(triton.get_input_tensor_by_name(request, "rows").as_numpy()) for request in requests]

    def answer(self, rows):
        return triton.InferenceResponse([triton.Tensor("probability", self.layers.probabilities(rows))])
