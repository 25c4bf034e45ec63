// AVX2 with FMA.
#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#include "kernel_paths.h"

#define TILE_ROWS 6
#define TILE_VECTORS 1
#define KERNELS forge_kernels_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernel_body.h"
#pragma clang attribute pop
#endif
