"""Trains the foreign models that the tests serve, and writes down what their own frameworks score.

    pip install xgboost==3.2.0 lightgbm==4.7.0 scikit-learn==1.9.1 onnx==1.23.2 onnxmltools==1.16.0 skl2onnx==1.20.0 numpy==2.4.6 packaging
    python make-foreign-models.py

Written here: xgboost.onnx, lightgbm.onnx, scikit-learn.onnx, zipmap.onnx (as the exporter does it unless told otherwise) and
<name>.scores.bin, the framework's own probabilities of the 10,000 rows after those learnt from (float32, little-endian).
foreign-rows.ts makes the same rows, to the bit.
"""

from pathlib import Path

import lightgbm
import numpy as np
import xgboost
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType as SklearnFloats
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
SEED = 20_261_122
LEARNT = 20_000
SCORED = 10_000
COLUMNS = 8


def draws(count: int) -> np.ndarray:
    """The upper 16 bits of a linear congruential generator (Numerical Recipes' constants)."""
    state, found = SEED, np.empty(count, dtype=np.int64)
    for place in range(count):
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        found[place] = state >> 16
    return found


def rows(count: int) -> np.ndarray:
    """Every value is a multiple of a power of two, so that float32 holds it exactly; NaN is missing."""
    u = draws(count * COLUMNS).reshape(count, COLUMNS)
    table = np.empty((count, COLUMNS))
    table[:, 0] = u[:, 0] / 16
    table[:, 1] = u[:, 1] % 24
    table[:, 2] = u[:, 2] // 4096
    table[:, 3] = u[:, 3] / 65_536
    table[:, 4] = u[:, 4] % 2
    table[:, 5] = np.where(u[:, 5] < 13_107, np.nan, u[:, 5] / 64)
    table[:, 6] = np.where(u[:, 6] % 10 == 0, np.nan, (u[:, 6] - 32_768) / 1024)
    table[:, 7] = (u[:, 7] - 32_768) / 8192
    return table.astype(np.float32)


def labels(table: np.ndarray) -> np.ndarray:
    known = np.nan_to_num(table, nan=200.0)
    logit = known[:, 0] / 700 + (known[:, 1] < 6) * 1.2 + known[:, 4] - known[:, 5] / 300 + known[:, 3] * known[:, 7] - 5
    return (np.random.default_rng(SEED).random(len(table)) < 1 / (1 + np.exp(-logit))).astype(int)


def keep(name: str, model: object, probabilities: np.ndarray) -> None:
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())
    (HERE / f"{name}.scores.bin").write_bytes(probabilities.astype("<f4").tobytes())


table = rows(LEARNT + SCORED)
x, scored = table[:LEARNT], table[LEARNT:]
y = labels(x)
floats = [("rows", FloatTensorType([None, COLUMNS]))]

boosted = xgboost.XGBClassifier(n_estimators=40, max_depth=4, learning_rate=0.2, n_jobs=1, random_state=1).fit(x, y)
keep("xgboost", convert_xgboost(boosted, initial_types=floats, target_opset=15), boosted.predict_proba(scored)[:, 1])

light = lightgbm.LGBMClassifier(n_estimators=40, num_leaves=15, learning_rate=0.2, n_jobs=1, random_state=1, verbose=-1).fit(x, y)
keep("lightgbm", convert_lightgbm(light, initial_types=floats, zipmap=False, target_opset=15), light.predict_proba(scored)[:, 1])

first = lightgbm.LGBMClassifier(n_estimators=2, num_leaves=4, n_jobs=1, random_state=1, verbose=-1).fit(x, y)
(HERE / "zipmap.onnx").write_bytes(convert_lightgbm(first, initial_types=floats, target_opset=15).SerializeToString())

network = MLPClassifier(hidden_layer_sizes=(16, 8), max_iter=15, random_state=1)
pipeline = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), network).fit(x, y)
onnx = convert_sklearn(
    pipeline, initial_types=[("rows", SklearnFloats([None, COLUMNS]))], options={"zipmap": False}, target_opset=15
)
keep("scikit-learn", onnx, pipeline.predict_proba(scored)[:, 1])
