#!/usr/bin/env bash
# End-to-end tests: the bot as a process against servers on loopback. ONLY=word picks cases.
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
exec python3 tests/e2e/run.py "$@"
