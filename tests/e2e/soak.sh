#!/usr/bin/env bash
# The long form: SOAK_KILLS kills at random moments under load, also with answers lost;
# SOAK_CHAOS rounds in which everything goes wrong at once; and the
# whole crash matrix (SEED replays a run); then a long run of LONG_MESSAGES questions whose
# memory must stay flat.
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
export SOAK_KILLS=${SOAK_KILLS:-1000} SOAK_CHAOS=${SOAK_CHAOS:-100}
export ONLY=${ONLY:-kill_9,death,everything} AT_ONCE=${AT_ONCE:-4}
python3 tests/e2e/run.py
python3 tests/e2e/long.py
