# The pinned source of llama.cpp and what compiles it. Sourced (after common.sh), not run.

# What the build depends on: the release, the CPU's features (unless it is to run on others: FORGE_LLAMA_NATIVE=OFF), CUDA,
# and this recipe.
build_key() {
    local cpu cuda=cpu
    cpu=$( (grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null || sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m) |
        cksum | cut -d' ' -f1)
    [ "${FORGE_LLAMA_NATIVE:-ON}" = ON ] || cpu=any
    have nvcc && cuda=cuda
    printf '%s-%s-%s-1' "$LLAMA_VERSION" "$cuda" "$cpu"
}

build_tools() {
    TOOLS=$CACHE/build-tools
    local wanted=$ROOT/scripts/build-tools.txt
    if ! cmp -s "$wanted" "$TOOLS/.complete"; then
        say "   installing build tools in a private environment"
        rm -rf "$TOOLS"
        logged build-tools-venv python3 -m venv "$TOOLS" ||
            die "Python cannot make a virtual environment." "install python3-venv (Debian, Ubuntu)."
        logged build-tools "$TOOLS/bin/python" -m pip install --no-deps --require-hashes -r "$wanted" ||
            die "pip could not install the build tools." "check the network or pip's index settings, then run this again."
        cp "$wanted" "$TOOLS/.complete"
    fi
    export PATH=$TOOLS/bin:$PATH
}

fetch_source() {
    local archive=$CACHE/downloads/$LLAMA_SDIST_FILE
    mkdir -p "$CACHE/downloads"
    if ! matches_sha256 "$archive" "$LLAMA_SDIST_SHA256"; then
        rm -f "$archive"
        say "   downloading $LLAMA_SDIST"
        # With the hash, pip refuses another file before it runs anything of it.
        printf '%s --hash=sha256:%s\n' "$LLAMA_SDIST" "$LLAMA_SDIST_SHA256" >"$CACHE/downloads/llama.txt"
        logged llama-download "$TOOLS/bin/python" -m pip download --no-deps --no-build-isolation --require-hashes \
            --no-binary llama-cpp-python -d "$CACHE/downloads" -r "$CACHE/downloads/llama.txt" ||
            die "the source of llama.cpp could not be downloaded." "check the network or pip's index settings, then run this again."
        matches_sha256 "$archive" "$LLAMA_SDIST_SHA256" ||
            { rm -f "$archive"; die "$LLAMA_SDIST_FILE does not have the pinned SHA-256; it was deleted." "run this again; if it repeats, do not trust that index."; }
    fi
    SOURCE=$WORK/llama_cpp_python-$LLAMA_VERSION/vendor/llama.cpp
    if [ ! -f "$WORK/.unpacked" ]; then
        mkdir -p "$WORK"
        tar -xzf "$archive" -C "$WORK"
        touch "$WORK/.unpacked"
    fi
}
