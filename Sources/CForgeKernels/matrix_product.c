#include "matrix_product.h"

#include <stdlib.h>
#include <string.h>

#include "kernel_paths.h"

bool forge_path_available(forge_path path) {
    if (path == FORGE_PATH_PORTABLE) return true;
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (path == FORGE_PATH_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (path == FORGE_PATH_AVX512) return avx512;
    if (path == FORGE_PATH_AVX512_BF16) return avx512 && __builtin_cpu_supports("avx512bf16");
#endif
    return false;
}

forge_path forge_best_path(void) {
    for (int path = FORGE_PATH_AVX512_BF16; path > FORGE_PATH_PORTABLE; path--)
        if (forge_path_available((forge_path)path)) return (forge_path)path;
    return FORGE_PATH_PORTABLE;
}

const forge_kernels *forge_kernels_of(forge_path path) {
#if defined(__x86_64__)
    if (path == FORGE_PATH_AVX2) return &forge_kernels_avx2;
    if (path == FORGE_PATH_AVX512) return &forge_kernels_avx512;
    if (path == FORGE_PATH_AVX512_BF16) return &forge_kernels_avx512_bf16;
#endif
    (void)path;
    return &forge_kernels_portable;
}

void forge_multiply(forge_path path, const forge_product *product) {
    const forge_kernels *kernels = forge_kernels_of(path);
    if (product->number == FORGE_FLOAT32) {
        kernels->multiply_f32(product);
        return;
    }
    // The caller chose a precision that this path lacks: a defect of ours, which must not go on with wrong numbers.
    if (!kernels->multiply_bf16) abort();
    kernels->multiply_bf16(product);
}

void forge_attend(forge_path path, const forge_attention *attention) { forge_kernels_of(path)->attend(attention); }

void forge_normalize(forge_path path, const forge_normalization *normalization) {
    forge_kernels_of(path)->normalize(normalization);
}
