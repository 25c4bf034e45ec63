#!/usr/bin/env bash
# Provides what the web pages take from others (charts, fonts, Swagger UI): fetched from PyPI packages with pinned hashes,
# kept in the cache, $CACHE/web-assets points to it. Pages work without.
source "$(dirname "$0")/common.sh"

step "Charts and fonts for the web pages"
key=$(cat "$ROOT/scripts/web-assets.txt" "$ROOT/scripts/web-assets.py" | cksum | cut -d' ' -f1)
folder=$CACHE/web-assets-$key
if [ ! -f "$folder/.complete" ]; then
    # A throw-away environment: nothing is installed into the system.
    work=$(mktemp -d "$CACHE/web-assets-work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    logged web-assets-venv python3 -m venv "$work/venv" ||
        die "Python cannot make a virtual environment." "install python3-venv (Debian, Ubuntu)."
    logged web-assets-download "$work/venv/bin/python" -m pip install --no-deps --only-binary :all: --require-hashes \
        -r "$ROOT/scripts/web-assets.txt" ||
        die "pip could not fetch the packages." "check the network or pip's index settings; Python 3.9 to 3.14 is needed."
    mkdir "$work/folder"
    logged web-assets-make "$work/venv/bin/python" "$ROOT/scripts/web-assets.py" "$work/folder" ||
        die "the files could not be taken out of their packages." "read the log above."
    touch "$work/folder/.complete"
    rm -rf "$folder"
    mv "$work/folder" "$folder"
fi
ln -sfn "$folder" "$CACHE/web-assets"
say "   $folder"
