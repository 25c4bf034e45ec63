// AVX-512 with bfloat16 products (Zen 4, Cooper Lake, Sapphire Rapids).
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "kernel_paths.h"

#define TILE_ROWS 12
#define TILE_VECTORS 2
#define KERNELS forge_kernels_avx512_bf16
#define BF16_PRODUCTS
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma"))), apply_to = function)
#include "kernel_body.h"
#pragma clang attribute pop
#endif
