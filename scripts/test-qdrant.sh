#!/usr/bin/env bash
# Drives forge with its vectors in Qdrant, which qdrant-client's local mode stands in for: the same passages and scores
# as with embedded vectors, and what is said when Qdrant fails. Arguments go to unittest (-k search).
source "$(dirname "$0")/common.sh"
python_tools qdrant-tests

FORGE_BINARY=${FORGE_BINARY:-$BUILD_DIR/debug/forge}
[ -x "$FORGE_BINARY" ] || die "$FORGE_BINARY is not built." "run ./forge-setup test, or name a forge in FORGE_BINARY."
export FORGE_BINARY
export FORGE_TEST_EMBEDDER=${FORGE_TEST_EMBEDDER:-$CACHE/models/all-MiniLM-L6-v2}
[ -d "$FORGE_TEST_EMBEDDER" ] || "$ROOT/scripts/test-embedder.sh"
export PYTHONDONTWRITEBYTECODE=1
exec "$PYTHON" -W ignore::UserWarning "$ROOT/Tests/Qdrant/try_qdrant.py" "$@"
