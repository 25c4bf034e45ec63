#!/usr/bin/env bash
# Tests the web application in a real headless Chromium, driven by Playwright, on the real test model. Arguments go to
# pytest. Needs the debug build of forge (scripts/test.sh makes it first).
source "$(dirname "$0")/common.sh"
tools=$CACHE/browser-tests
wanted=$ROOT/scripts/browser-tests.txt

if ! cmp -s "$wanted" "$tools/.complete"; then
    say "   installing Playwright and pytest in a private environment"
    rm -rf "$tools"
    logged browser-tests-venv python3 -m venv "$tools" ||
        die "Python cannot make a virtual environment." "install python3-venv (Debian, Ubuntu)."
    logged browser-tests "$tools/bin/python" -m pip install --no-deps --require-hashes -r "$wanted" ||
        die "pip could not install the browser tests' packages." "check the network or pip's index settings."
    cp "$wanted" "$tools/.complete"
fi

FORGE_BROWSER=${FORGE_BROWSER:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$FORGE_BROWSER" ] || die "there is no Chromium on this machine." "install it, or name one in FORGE_BROWSER."
export FORGE_BROWSER
FORGE_BINARY=${FORGE_BINARY:-$BUILD_DIR/debug/forge}
[ -x "$FORGE_BINARY" ] || die "$FORGE_BINARY is not built." "run ./forge-setup test, or name a forge in FORGE_BINARY."
export FORGE_BINARY
export FORGE_TEST_MODEL=${FORGE_TEST_MODEL:-$CACHE/models/SmolLM2-135M-Instruct.Q4_1.gguf}
export PYTHONDONTWRITEBYTECODE=1
exec "$tools/bin/python" -m pytest -p no:cacheprovider "$ROOT/Tests/Browser" "$@"
