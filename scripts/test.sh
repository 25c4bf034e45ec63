#!/usr/bin/env bash
# Runs every test. The test models are fetched first (kept in the cache), so that tests run on real weights.
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"

if [ -d "$CACHE/web-assets/" ]; then export FORGE_WEB_ASSETS=${FORGE_WEB_ASSETS:-$CACHE/web-assets}; fi

step "Test models"
"$ROOT/scripts/test-model.sh"
"$ROOT/scripts/test-embedder.sh"
export FORGE_TEST_EMBEDDER=${FORGE_TEST_EMBEDDER:-$CACHE/models/all-MiniLM-L6-v2}
step "Format"
swift format lint --strict --recursive --parallel "$ROOT/Sources" "$ROOT/Tests" "$ROOT/Package.swift"
say "   every file follows .swift-format"
step "Tests"
exec swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR" "$@"
