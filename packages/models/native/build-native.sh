#!/usr/bin/env bash
# Puts TensorFlow itself under TensorFlow.js: the addon of @tensorflow/tfjs-node, built from its source against the libtensorflow of a
# current TensorFlow wheel, because the library that the package would fetch is TensorFlow 2.9 on CUDA 11. Ends by proving it.
#   npm run native              without a GPU (wheel tensorflow-cpu)
#   npm run native -- --gpu     with CUDA 12 (wheel tensorflow; CUDA and cuDNN have to be on the machine)
# Needs Linux, python3 with pip, g++ and make; 1.2 GB of disk while it builds, 0.9 GB afterwards.
set -euo pipefail
cd "$(dirname "$0")/../../.."

tfjs=4.22.0
tensorflow=${TENSORFLOW_VERSION:-2.21.0}
wheel=tensorflow-cpu
[ "${1:-}" = --gpu ] || [ "$(uname -m)" != x86_64 ] && wheel=tensorflow

[ "$(uname -s)" = Linux ] || { echo "npm run native builds on Linux alone; this is $(uname -s)" >&2; exit 1; }
for tool in python3 g++ make; do
  command -v "$tool" >/dev/null || { echo "$tool is not installed (Debian: apt-get install python3-pip g++ make)" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "1/4  $wheel $tensorflow from the Python package index"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 --dest "$work" "$wheel==$tensorflow"

echo "2/4  @tensorflow/tfjs-node $tfjs, without its install script"
npm install --no-save --ignore-scripts --silent "@tensorflow/tfjs-node@$tfjs"
package=$PWD/node_modules/@tensorflow/tfjs-node
rm -rf "$package/deps" "$package/lib" "$package/build"
mkdir -p "$package/deps/lib" "$work/include"
python3 - "$work"/*.whl "$package/deps/lib" "$work" <<'PYTHON'
import os, shutil, sys, zipfile

wheel, libraries, work = sys.argv[1:4]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"):
            with archive.open(name) as source, open(os.path.join(libraries, os.path.basename(name)), "wb") as target:
                shutil.copyfileobj(source, target)
        elif name.startswith("tensorflow/include/"):
            archive.extract(name, work)
PYTHON
ln -s "$work/tensorflow/include" "$package/deps/include"
# libtensorflow_cc has all of the C interface, too.
ln -s libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
ln -s libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"

echo "3/4  the addon"
node_prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
headers=()
[ -f "$node_prefix/include/node/node_api.h" ] && headers=(--nodedir="$node_prefix")
(cd "$package" && npx --yes node-gyp@12 rebuild "${headers[@]}" --silent --module_name=tfjs_binding --module_path="$package/lib/napi-v8" \
  --napi_version=8 --napi_build_version=8) >"$work/build.log" 2>&1 || { tail -40 "$work/build.log" >&2; exit 1; }
rm -rf "$package/build" "$package/deps/include"

echo "4/4  the proof: contract, golden rows, a SavedModel"
TEST_NATIVE=$tensorflow npx vitest run packages/models/src/runtime/native
echo "TensorFlow $tensorflow scores from now on. npm ci takes it away again."
