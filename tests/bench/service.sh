#!/usr/bin/env bash
# The running bot: start, memory, idle cost, throughput (tests/bench/service.py).
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
exec python3 tests/bench/service.py
