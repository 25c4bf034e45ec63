#!/usr/bin/env bash
# Feeds damaged files to the readers of other people's files, with libFuzzer. Usage: fuzz.sh [SECONDS [TARGET...]]
# SECONDS (default 600) is for each target; corpora grow in the cache from one time to the next.
source "$(dirname "$0")/common.sh"
seconds=${1:-600}
shift || true
[ $# -gt 0 ] || set -- gguf model safetensors adapter config tokenizer template
source "$ROOT/scripts/environment.sh"
export FORGE_FUZZING=1 FORGE_NO_RESTART=1

build=$CACHE/fuzzing-build
flags=(--package-path "$ROOT" --scratch-path "$build" -c release --product forge-fuzz
    -Xswiftc -sanitize=fuzzer -Xswiftc -enable-testing -Xswiftc -use-ld=lld)
step "the fuzzers"
logged fuzzing-build swift build "${flags[@]}" ||
    die "the fuzzers did not compile." "a toolchain of swift.org for Linux has libFuzzer; others may lack it."
fuzzer=$(swift build "${flags[@]}" --show-bin-path)/forge-fuzz

work=$CACHE/fuzzing
mkdir -p "$work/found"
# Files are written for every run: in memory where there is such a folder.
memory=/dev/shm
[ -w "$memory" ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$memory/forge-fuzz.XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
python3 "$ROOT/Fuzzing/seeds.py" "$work"
failed=0
for target in "$@"; do
    step "$target, $seconds s"
    log=$LOGS/fuzzing-$target.log
    options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=65536 -detect_leaks=0
        -artifact_prefix="$work/found/$target-" -dict="$work/$target.dict" -print_final_stats=1)
    if "$fuzzer" "$target" "${options[@]}" "$work/$target" >"$log" 2>&1; then
        say "   $(grep -E 'number_of_executed_units' "$log" | grep -oE '[0-9]+$') runs, nothing found"
    else
        failed=1
        grep -E 'ERROR|Fatal|GGML_ASSERT|Test unit written|SUMMARY' "$log" | tail -n 8
        say "   the whole report: $log"
    fi
done
exit $failed
