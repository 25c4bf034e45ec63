#!/usr/bin/env bash
# Compiles forge. Usage: build.sh [release|debug] [extra swift build arguments]
source "$(dirname "$0")/common.sh"
configuration=${1:-release}
shift || true
source "$ROOT/scripts/environment.sh"
step "forge ($configuration build)"
logged "swift-build-$configuration" swift build --package-path "$ROOT" --scratch-path "$BUILD_DIR" -c "$configuration" "$@" ||
    die "forge did not compile." "read the log above; 'rm -rf $BUILD_DIR' and running this again starts afresh."
say "   $(swift build --package-path "$ROOT" --scratch-path "$BUILD_DIR" -c "$configuration" --show-bin-path)/forge"
