#!/usr/bin/env bash
# Runs the Swift suites, tries the API against its own document and the pages in a headless Chromium. Arguments go to
# `swift test`, which then runs alone. The test models are fetched first (kept in the cache), so that all of them run on
# real weights.
source "$(dirname "$0")/common.sh"
source "$ROOT/scripts/environment.sh"

if [ -d "$CACHE/web-assets/" ]; then export FORGE_WEB_ASSETS=${FORGE_WEB_ASSETS:-$CACHE/web-assets}; fi
swift_test=(swift test --package-path "$ROOT" --scratch-path "$BUILD_DIR")

step "Test models"
"$ROOT/scripts/test-model.sh"
"$ROOT/scripts/test-embedder.sh"
export FORGE_TEST_EMBEDDER=${FORGE_TEST_EMBEDDER:-$CACHE/models/all-MiniLM-L6-v2}
step "Format"
swift format lint --strict --recursive --parallel "$ROOT/Sources" "$ROOT/Tests" "$ROOT/Package.swift"
say "   every file follows .swift-format"
if [ $# -gt 0 ]; then
    step "Tests"
    exec "${swift_test[@]}" "$@"
fi
step "Debug build"
swift build --build-tests --package-path "$ROOT" --scratch-path "$BUILD_DIR"
step "API tests"
"$ROOT/scripts/test-api.sh"
step "Browser tests"
"$ROOT/scripts/test-browser.sh" -q
# What computes for long comes first and apart: on few cores it would hold the threads that the other tests wait for.
heavy='ForgeNetworksTests|ForgeAgentsTests|ForgeRetrievalTests|RealJudgeTests'
step "Tests that compute: encoders, tokenizers, agents, retrieval"
"${swift_test[@]}" --skip-build --filter "$heavy"
# Last, because it has the most tests and its summary is what one looks for. One after the other: many of them keep time
# (slow clients, lines, kills), and a thousand at once leave each too little of two cores.
step "Tests"
exec "${swift_test[@]}" --skip-build --no-parallel --skip "$heavy"
