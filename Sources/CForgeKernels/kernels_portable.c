// Any processor: plain vectors, which the compiler maps to NEON or SSE.
#include <math.h>
#include <string.h>

#include "kernel_paths.h"

#if defined(__aarch64__)
#define TILE_ROWS 6
#else
#define TILE_ROWS 2
#endif
#define TILE_VECTORS 1
#define KERNELS forge_kernels_portable
#include "kernel_body.h"
