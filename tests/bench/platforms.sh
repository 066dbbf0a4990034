#!/usr/bin/env bash
# Each adapter against its server, and the limit (tests/bench/platforms.py).
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
exec python3 tests/bench/platforms.py
