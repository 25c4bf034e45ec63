#ifndef FORGE_KERNEL_PATHS_H
#define FORGE_KERNEL_PATHS_H
#include "training_rows.h"
#include "transformer_rows.h"

// One table of functions per path; each is made by including kernel_body.h with other macros.
typedef struct {
    void (*multiply_f32)(const forge_product *);
    /// Null where the processor has no bfloat16 products.
    void (*multiply_bf16)(const forge_product *);
    void (*attend)(const forge_attention *);
    void (*normalize)(const forge_normalization *);
    void (*multiply_plain)(const forge_plain_product *);
    void (*rms_normalize)(const forge_rms *);
    void (*rms_backward)(const forge_rms *, float *dx, size_t dx_stride);
    void (*gate_row)(size_t width, const float *gate, const float *up, float *act);
    void (*gate_row_backward)(
        size_t width, const float *gate, const float *up, const float *d_act, float *d_gate, float *d_up);
    double (*target_row)(float *logits, size_t words, size_t target);
    void (*branch_forward)(const forge_branch *);
    void (*branch_backward)(const forge_branch *, const float *d_out, float *dq, float *dk, float *dv);
} forge_kernels;

const forge_kernels *forge_kernels_of(forge_path path);

extern const forge_kernels forge_kernels_portable;
#if defined(__x86_64__)
extern const forge_kernels forge_kernels_avx2;
extern const forge_kernels forge_kernels_avx512;
extern const forge_kernels forge_kernels_avx512_bf16;
#endif
#endif
