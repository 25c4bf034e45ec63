#!/usr/bin/env bash
# Tests the web application in a real headless Chromium, driven by Playwright, on the real test model. Arguments go to
# pytest. Needs the debug build of forge (scripts/test.sh makes it first).
source "$(dirname "$0")/common.sh"
python_tools browser-tests

FORGE_BROWSER=${FORGE_BROWSER:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$FORGE_BROWSER" ] || die "there is no Chromium on this machine." "install it, or name one in FORGE_BROWSER."
export FORGE_BROWSER
FORGE_BINARY=${FORGE_BINARY:-$BUILD_DIR/debug/forge}
[ -x "$FORGE_BINARY" ] || die "$FORGE_BINARY is not built." "run ./forge-setup test, or name a forge in FORGE_BINARY."
export FORGE_BINARY
export FORGE_TEST_MODEL=${FORGE_TEST_MODEL:-$CACHE/models/SmolLM2-135M-Instruct.Q4_1.gguf}
if [ -d "$CACHE/web-assets/" ]; then export FORGE_WEB_ASSETS=${FORGE_WEB_ASSETS:-$CACHE/web-assets}; fi
export PYTHONDONTWRITEBYTECODE=1
exec "$PYTHON" -m pytest -p no:cacheprovider "$ROOT/Tests/Browser" "$@"
