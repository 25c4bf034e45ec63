# Shared by the set-up steps: messages, checks, logged commands. Sourced, not run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${FORGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/llm-forge}
BUILD_DIR=${FORGE_BUILD_DIR:-$ROOT/.build}
LOGS=$CACHE/logs
# shellcheck source=versions.sh
source "$ROOT/scripts/versions.sh"
mkdir -p "$LOGS" || { echo "Cannot write to $CACHE. Set FORGE_CACHE to a folder you own." >&2; exit 1; }

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }

# die WHAT REMEDY
die() {
    printf '\nStopped: %s\n' "$1" >&2
    [ -n "${2:-}" ] && printf 'Remedy:  %s\n' "$2" >&2
    exit 1
}

# matches_sha256 FILE DIGEST: whether the file exists and has this digest.
matches_sha256() {
    [ -f "$1" ] || return 1
    local actual
    if have sha256sum; then actual=$(sha256sum "$1"); else actual=$(shasum -a 256 "$1"); fi
    [ "${actual%% *}" = "$2" ]
}

have() { command -v "$1" >/dev/null 2>&1; }

# logged NAME COMMAND...: runs quietly, shows elapsed time and the last line, keeps the whole log; on failure shows its end.
logged() {
    local name=$1 log status=0 start=$SECONDS pid
    shift
    log=$LOGS/$name.log
    "$@" >"$log" 2>&1 &
    pid=$!
    trap 'kill "$pid" 2>/dev/null || true' INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        if [ -t 1 ]; then
            printf '\r\033[K   %3ds  %s' $((SECONDS - start)) "$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c1-90)"
            sleep 0.5
        else
            sleep 2
            if (((SECONDS - start) % 60 < 2 && SECONDS - start >= 60)); then
                say "   $((SECONDS - start)) s: $(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c1-100)"
            fi
        fi
    done
    wait "$pid" || status=$?
    trap - INT TERM
    [ -t 1 ] && printf '\r\033[K'
    if [ "$status" -ne 0 ]; then
        printf -- '--- the end of %s\n' "$log" >&2
        grep -E 'error|Error|ERROR' "$log" | tail -n 15 >&2 || true
        tail -n 25 "$log" >&2
        return "$status"
    fi
    say "   done in $((SECONDS - start)) s"
}

# python_tools NAME: a private Python environment in the cache with exactly what scripts/NAME.txt pins; PYTHON is its interpreter.
python_tools() {
    local wanted=$ROOT/scripts/$1.txt key folder work
    key=$(cksum <"$wanted" | cut -d' ' -f1)
    folder=$CACHE/$1-$key
    PYTHON=$folder/bin/python
    [ -f "$folder/.complete" ] && return
    say "   installing what scripts/$1.txt names into a private environment"
    # Made elsewhere and moved, so that nobody uses a half of it; two at once are both right.
    work=$(mktemp -d "$CACHE/$1-work.XXXXXX")
    logged "$1-venv" python3 -m venv "$work" ||
        die "Python cannot make a virtual environment." "install python3-venv (Debian, Ubuntu)."
    logged "$1" "$work/bin/python" -m pip install --no-deps --only-binary :all: --require-hashes -r "$wanted" ||
        die "pip could not install what scripts/$1.txt names." "check the network or pip's index settings; Python 3.11 to 3.13 is needed."
    touch "$work/.complete"
    rm -rf "$folder"
    mv -T "$work" "$folder" 2>/dev/null || mv "$work" "$folder"
}
