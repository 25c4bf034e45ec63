#!/usr/bin/env bash
# Kills forge and cuts the database's connections at random moments, many times; the normal tests do so a few times.
# Usage: test-faults.sh [KILLS [CUTS]]   (200 and 50; about 15 minutes). FORGE_FAULT_SEED chooses other moments.
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"
export FORGE_FAULT_KILLS=${1:-200} FORGE_FAULT_CUTS=${2:-50}
step "$FORGE_FAULT_KILLS kills and $FORGE_FAULT_CUTS cuts"
exec nice -n 10 swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR" --filter FaultTests
