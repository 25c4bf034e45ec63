#ifndef FORGE_MATRIX_PRODUCT_H
#define FORGE_MATRIX_PRODUCT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Products with weights that were packed once. Letters of shapes: T rows (tokens), K inputs, N outputs.
//
// Weights [N, K] are packed into panels of 32 outputs, [N/32][K][32] in float32 and [N/32][K/2][32][2] in bfloat16,
// with zeros for outputs beyond N. A row of the result is summed in the order of K whatever the other rows are, so it
// depends on its own inputs alone.

enum { FORGE_PANEL = 32 };

/// What the processor can do, from slow to fast. Every path but the last one computes in float32 only.
typedef enum {
    FORGE_PATH_PORTABLE = 0,
    FORGE_PATH_AVX2 = 1,
    FORGE_PATH_AVX512 = 2,
    FORGE_PATH_AVX512_BF16 = 3,
} forge_path;

typedef enum {
    FORGE_ACTIVATION_NONE = 0,
    FORGE_ACTIVATION_GELU = 1,       // x Φ(x), by the error function
    FORGE_ACTIVATION_GELU_TANH = 2,  // its approximation by tanh
    FORGE_ACTIVATION_RELU = 3,
    FORGE_ACTIVATION_TANH = 4,
} forge_activation;

typedef enum { FORGE_FLOAT32 = 0, FORGE_BFLOAT16 = 1, FORGE_FLOAT16 = 2 } forge_number;

/// c [T, N] = activation(a [T, K] · wᵀ + bias) + residual [T, N]
typedef struct {
    size_t rows, outputs, inputs;
    /// What a, the packed weights and the multiplications are in: float32 or bfloat16 (then K is even).
    forge_number number;
    const void *a;
    size_t a_stride;
    const void *packed;
    /// [N] or null.
    const float *bias;
    forge_activation activation;
    /// Null, or rows that are added to the result; it may be c itself.
    const float *residual;
    size_t residual_stride;
    /// float32 or bfloat16.
    forge_number c_number;
    void *c;
    size_t c_stride;
} forge_product;

bool forge_path_available(forge_path path);
/// The fastest path of this processor.
forge_path forge_best_path(void);

/// Bytes of packed weights.
size_t forge_packed_bytes(forge_number number, size_t outputs, size_t inputs);
/// Packs rows `first ..< first + count` of N outputs; `source` is [count, K], unaligned, of any number type.
void forge_pack(
    forge_number number, void *packed, size_t first, size_t count, size_t inputs, const void *source,
    forge_number source_number);

void forge_multiply(forge_path path, const forge_product *product);

/// Converts numbers, to float32 or bfloat16; the source need not be aligned.
void forge_convert(void *to, forge_number to_number, const void *from, forge_number from_number, size_t count);
#endif
