#!/usr/bin/env bash
# huggingface_hub as a second client of the local server that publishing is tested with. Arguments go to swift test.
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"
python_tools hub-tests

export FORGE_TEST_HUB_PYTHON=$PYTHON FORGE_TEST_HUB_SCRIPT=$ROOT/Tests/Hub/try_hub.py PYTHONDONTWRITEBYTECODE=1
exec swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR" --filter SecondClientTests "$@"
