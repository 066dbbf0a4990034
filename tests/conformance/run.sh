#!/usr/bin/env bash
# Every adapter against its server: see run.py. PLATFORM=slack ONLY=word choose.
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
exec python3 tests/conformance/run.py "$@"
