#!/usr/bin/env bash
# Runs the Triton that the PyPI package nvidia-pytriton brings, on loopback and without a GPU: start.sh VENV HTTP_PORT.
# It becomes the server: a signal to this process ends Triton.
set -euo pipefail
venv=$(cd "$1" && pwd) port=$2
here=$(cd "$(dirname "$0")" && pwd)
python=$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
packages=$venv/lib/python$python/site-packages
triton=$packages/pytriton/tritonserver
# The package has a process for models of each version of Python apart from the backend that starts it; Triton looks beside the backend.
cp "$triton/python_backend_stubs/$python/triton_python_backend_stub" "$triton/backends/python/"
export PATH=$venv/bin:$PATH LD_LIBRARY_PATH=$packages/nvidia_pytriton.libs PYTHONDONTWRITEBYTECODE=1
exec "$triton/bin/tritonserver" --model-repository="$here/models" --backend-directory="$triton/backends" \
  --http-address=127.0.0.1 --http-port="$port" --allow-grpc=false --allow-metrics=false
