#!/usr/bin/env bash
# Builds llama.cpp's own server from the pinned source, for ./forge-setup test-server; forge itself does not need it. Kept
# in the cache by version. The path of the server is printed last.
source "$(dirname "$0")/common.sh"
# shellcheck source=llama-source.sh
source "$ROOT/scripts/llama-source.sh"

key=$(build_key)
PREFIX=$CACHE/llama-server-$key
WORK=$CACHE/llama-server-$key-build
server=$PREFIX/llama-server

step "llama.cpp's server"
if [ ! -f "$PREFIX/.complete" ]; then
    build_tools
    fetch_source
    # Its web page is left out: it would be downloaded. Without OpenSSL and curl it serves HTTP and fetches no models.
    options=(-DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DGGML_NATIVE=ON
        -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TOOLS=ON -DLLAMA_BUILD_SERVER=ON -DLLAMA_BUILD_TESTS=OFF
        -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF
        -DLLAMA_OPENSSL=OFF -DLLAMA_CURL=OFF)
    have nvcc && options+=(-DGGML_CUDA=ON)
    # The kernels that scripts/llama.sh has compiled need not be compiled again.
    if [ -f "$CACHE/llama.cpp-$key/.complete" ]; then
        options+=(-DLLAMA_USE_SYSTEM_GGML=ON "-DCMAKE_PREFIX_PATH=$CACHE/llama.cpp-$key")
    fi
    say "   configuring and compiling (about 10 minutes of CPU time; continues where it was interrupted)"
    logged llama-server-configure cmake -S "$SOURCE" -B "$WORK/objects" -G Ninja "${options[@]}" ||
        die "llama.cpp's server could not be configured." "read the log above; a C++17 compiler is needed."
    logged llama-server-build nice ninja ${CMAKE_BUILD_PARALLEL_LEVEL:+-j "$CMAKE_BUILD_PARALLEL_LEVEL"} -C "$WORK/objects" llama-server ||
        die "llama.cpp's server could not be compiled." "read the log above; with little memory try: CMAKE_BUILD_PARALLEL_LEVEL=1 $0"
    mkdir -p "$PREFIX"
    cp "$WORK/objects/bin/llama-server" "$server"
    touch "$PREFIX/.complete"
    rm -rf "$WORK"
fi
say "$server"
