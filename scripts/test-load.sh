#!/usr/bin/env bash
# Fills a PostgreSQL of its own with very long lists and measures their first, middle and last pages.
# Usage: test-load.sh [EXPERIMENTS [PREDICTIONS]]   (1,000,000 and 2,000,000: about 4 GB in the system's temporary folder)
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"
export FORGE_LOAD_EXPERIMENTS=${1:-1000000} FORGE_LOAD_PREDICTIONS=${2:-2000000}
step "$FORGE_LOAD_EXPERIMENTS experiments and $FORGE_LOAD_PREDICTIONS predictions"
exec nice -n 10 swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR" --filter LongListTests
