#!/usr/bin/env bash
# Provides llama.cpp: an installed llama.pc when there is one, otherwise a static build of the pinned source for this
# machine's instruction set, kept in the cache. Prints nothing on stdout but messages; the pkg-config folder to use is
# written to $CACHE/llama-pkgconfig (empty for the system's own).
source "$(dirname "$0")/common.sh"
# shellcheck source=llama-source.sh
source "$ROOT/scripts/llama-source.sh"

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
    options=(-DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON "-DGGML_NATIVE=${FORGE_LLAMA_NATIVE:-ON}"
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
