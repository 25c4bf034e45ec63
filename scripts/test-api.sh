#!/usr/bin/env bash
# Calls every operation of the API with thousands of right and wrong requests made from /openapi.json (schemathesis), on a
# server with the real test model. Bounded in time (FORGE_API_TEST_SECONDS, 60 unless told); FORGE_API_TEST_SEED tries
# other requests. Arguments go to schemathesis.
source "$(dirname "$0")/common.sh"
python_tools api-tests

FORGE_BINARY=${FORGE_BINARY:-$BUILD_DIR/debug/forge}
[ -x "$FORGE_BINARY" ] || die "$FORGE_BINARY is not built." "run ./forge-setup test, or name a forge in FORGE_BINARY."
export FORGE_BINARY
export FORGE_TEST_MODEL=${FORGE_TEST_MODEL:-$CACHE/models/SmolLM2-135M-Instruct.Q4_1.gguf}
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$ROOT/Tests/Browser
exec "$PYTHON" "$ROOT/Tests/API/try_api.py" "$@"
