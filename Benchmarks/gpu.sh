#!/bin/bash
# Checks and measures bench on a GPU beside plain PyTorch, and writes a report: docs/gpu.md.
#
#   Benchmarks/gpu.sh                              the release build of this checkout, GPU 0
#   Benchmarks/gpu.sh --device cpu --tiny          every line of it on a machine without a GPU, in minutes
#   Benchmarks/gpu.sh --bench DIR/bench --torch-lib auto    a program that was built elsewhere (Benchmarks/bundle.sh)
#
# PYTHON chooses the Python whose PyTorch is the peer (default: .deps/torch/bin/python, else python3).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -z "${PYTHON:-}" ]; then
  PYTHON="$here/../.deps/torch/bin/python"
  [ -x "$PYTHON" ] || PYTHON=python3
fi
if ! command -v "$PYTHON" >/dev/null; then
  echo "No Python at $PYTHON. Set PYTHON to one that has PyTorch, or run: make deps-test" >&2
  exit 1
fi
exec "$PYTHON" "$here/peers/gpu.py" "$@"
