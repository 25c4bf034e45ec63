#!/usr/bin/env bash
# Compiles forge. Usage: build.sh [release|debug] [extra swift build arguments]
source "$(dirname "$0")/common.sh"
configuration=${1:-release}
shift || true
source "$ROOT/scripts/environment.sh"
step "forge ($configuration build)"
logged "swift-build-$configuration" swift build --package-path "$ROOT" --scratch-path "$BUILD_DIR" -c "$configuration" "$@" ||
    die "forge did not compile." "read the log above; 'rm -rf $BUILD_DIR' and running this again starts afresh."
binary=$(swift build --package-path "$ROOT" --scratch-path "$BUILD_DIR" -c "$configuration" --show-bin-path)/forge

# Which commit was built, for the provenance of experiments; the time ties the record to this very executable.
if commit=$(git -C "$ROOT" rev-parse HEAD 2>/dev/null); then
    [ -z "$(git -C "$ROOT" status --porcelain 2>/dev/null)" ] || commit+="+changes"
    modified=$(stat -c %Y "$binary" 2>/dev/null || stat -f %m "$binary")
    printf '{"commit": "%s", "modified": %s}\n' "$commit" "$modified" >"$(dirname "$binary")/forge.build.json"
fi
# Versions for forge doctor --licenses.
[ ! -f "$ROOT/Package.resolved" ] || cp "$ROOT/Package.resolved" "$(dirname "$binary")/forge.packages.json"
# Where the pages find charts and fonts, when they were fetched.
if [ -d "$CACHE/web-assets/" ]; then
    ln -sfn "$(cd "$CACHE/web-assets" && pwd -P)" "$(dirname "$binary")/forge.web-assets"
fi
say "   $binary"
