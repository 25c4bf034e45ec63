#!/usr/bin/env bash
# Runs every test. The test model is fetched first (kept in the cache), so that engine tests run on real weights.
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"

if [ -d "$CACHE/web-assets/" ]; then export FORGE_WEB_ASSETS=${FORGE_WEB_ASSETS:-$CACHE/web-assets}; fi

step "Test model"
"$ROOT/scripts/test-model.sh"
step "Format"
swift format lint --strict --recursive --parallel "$ROOT/Sources" "$ROOT/Tests" "$ROOT/Package.swift"
say "   every file follows .swift-format"
step "Tests"
exec swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR" "$@"
