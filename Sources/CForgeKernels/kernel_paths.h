#ifndef FORGE_KERNEL_PATHS_H
#define FORGE_KERNEL_PATHS_H
#include "transformer_rows.h"

// One table of functions per path; each is made by including kernel_body.h with other macros.
typedef struct {
    void (*multiply_f32)(const forge_product *);
    /// Null where the processor has no bfloat16 products.
    void (*multiply_bf16)(const forge_product *);
    void (*attend)(const forge_attention *);
    void (*normalize)(const forge_normalization *);
} forge_kernels;

extern const forge_kernels forge_kernels_portable;
#if defined(__x86_64__)
extern const forge_kernels forge_kernels_avx2;
extern const forge_kernels forge_kernels_avx512;
extern const forge_kernels forge_kernels_avx512_bf16;
#endif
#endif
