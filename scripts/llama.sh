#!/usr/bin/env bash
# Provides llama.cpp: an installed llama.pc when there is one, otherwise a static build of the pinned source for this
# machine's instruction set, kept in the cache. Prints nothing on stdout but messages; the pkg-config folder to use is
# written to $CACHE/llama-pkgconfig (empty for the system's own).
source "$(dirname "$0")/common.sh"

# What the build depends on: the release, the CPU's features, CUDA, and this recipe.
build_key() {
    local cpu cuda=cpu
    cpu=$( (grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null || sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m) |
        cksum | cut -d' ' -f1)
    have nvcc && cuda=cuda
    printf '%s-%s-%s-1' "$LLAMA_VERSION" "$cuda" "$cpu"
}

use_installed() {
    [ -z "${FORGE_LLAMA_FROM_SOURCE:-}" ] || return 1
    # What environment.sh has put on the path is our own build, not an installed one.
    PKG_CONFIG_PATH=$(printf '%s' "${PKG_CONFIG_PATH:-}" | tr ':' '\n' | grep -v "^$CACHE/" | paste -sd: - || true)
    export PKG_CONFIG_PATH
    pkg-config --exists llama 2>/dev/null || return 1
    local probe
    probe=$(mktemp -d)
    printf '#include <llama.h>\nint main(void){ return llama_memory_can_shift(0) && llama_model_n_embd_out(0); }\n' >"$probe/probe.c"
    # shellcheck disable=SC2046
    if cc "$probe/probe.c" -o "$probe/probe" $(pkg-config --cflags --libs llama) >"$LOGS/llama-probe.log" 2>&1; then
        rm -rf "$probe"
        return 0
    fi
    rm -rf "$probe"
    say "   the installed llama.pc is too old or does not link (see $LOGS/llama-probe.log): building from source"
    return 1
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

# Static libraries need their whole link line here: SwiftPM takes -l and -L from this file and nothing else.
write_pkgconfig() {
    local libs="-lllama -lggml"
    if [ -f "$PREFIX/lib/libggml-cuda.a" ]; then
        local cuda
        cuda=$(dirname "$(dirname "$(command -v nvcc)")")
        libs+=" -lggml-cuda -L$cuda/lib64 -lcudart -lcublas -lcublasLt -lcuda"
    fi
    [ -f "$PREFIX/lib/libggml-metal.a" ] && libs+=" -lggml-metal"
    [ -f "$PREFIX/lib/libggml-blas.a" ] && libs+=" -lggml-blas"
    libs+=" -lggml-cpu -lggml-base"
    if [ "$(uname)" = Darwin ]; then
        libs+=" -lc++ -framework Accelerate -framework Foundation -framework Metal -framework MetalKit"
    else
        libs+=" -lstdc++ -lgomp -lm -lpthread -ldl"
    fi
    mkdir -p "$PREFIX/lib/pkgconfig"
    cat >"$PREFIX/lib/pkgconfig/llama.pc" <<PC
prefix=$PREFIX
libdir=\${prefix}/lib
includedir=\${prefix}/include
Name: llama
Description: llama.cpp, static, from $LLAMA_SDIST
Version: $LLAMA_VERSION
Libs: -L\${libdir} $libs
Cflags: -I\${includedir}
PC
}

build() {
    local key options
    key=$(build_key)
    PREFIX=$CACHE/llama.cpp-$key
    WORK=$CACHE/llama.cpp-$key-build
    if [ -f "$PREFIX/.complete" ]; then
        write_pkgconfig
        say "   llama.cpp $LLAMA_VERSION is built for this machine"
        return
    fi
    build_tools
    fetch_source
    options=(-DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DGGML_NATIVE=ON
        -DLLAMA_BUILD_COMMON=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_TESTS=OFF
        -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_CURL=OFF "-DCMAKE_INSTALL_PREFIX=$PREFIX")
    if have nvcc; then
        options+=(-DGGML_CUDA=ON)
        say "   nvcc found: with CUDA"
    fi
    say "   configuring and compiling (about 5 minutes of CPU time; continues where it was interrupted)"
    logged llama-configure cmake -S "$SOURCE" -B "$WORK/objects" -G Ninja "${options[@]}" ||
        die "llama.cpp could not be configured." "read the log above; a C++17 compiler is needed."
    logged llama-build ninja ${CMAKE_BUILD_PARALLEL_LEVEL:+-j "$CMAKE_BUILD_PARALLEL_LEVEL"} -C "$WORK/objects" install ||
        die "llama.cpp could not be compiled." "read the log above; with little memory try: CMAKE_BUILD_PARALLEL_LEVEL=1 $0"
    write_pkgconfig
    touch "$PREFIX/.complete"
    rm -rf "$WORK"
}

step "llama.cpp"
if use_installed; then
    say "   using the installed llama $(pkg-config --modversion llama)"
    : >"$CACHE/llama-pkgconfig"
else
    build
    printf '%s' "$PREFIX/lib/pkgconfig" >"$CACHE/llama-pkgconfig"
fi
