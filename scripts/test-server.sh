#!/usr/bin/env bash
# Tries models behind a server against llama.cpp's own server, built from the same pinned source (kept in the cache), on
# the small test model: the same answers as in process, streaming, counts, stop strings, tools. Arguments go to swift test.
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"

"$ROOT/scripts/test-model.sh"
if [ -z "${FORGE_TEST_LLAMA_SERVER:-}" ]; then
    "$ROOT/scripts/llama-server.sh"
    FORGE_TEST_LLAMA_SERVER=$("$ROOT/scripts/llama-server.sh" | tail -n 1)
fi
export FORGE_TEST_LLAMA_SERVER
exec swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR" --filter RealServerTests "$@"
