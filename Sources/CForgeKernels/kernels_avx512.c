// AVX-512: 24 of 32 registers hold sums.
#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#include "kernel_paths.h"

#define TILE_ROWS 12
#define TILE_VECTORS 2
#define KERNELS forge_kernels_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#include "kernel_body.h"
#pragma clang attribute pop
#endif
