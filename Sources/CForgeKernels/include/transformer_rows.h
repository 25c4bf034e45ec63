#ifndef FORGE_TRANSFORMER_ROWS_H
#define FORGE_TRANSFORMER_ROWS_H
#include "matrix_product.h"

// What a transformer does besides products. Letters of shapes: T rows (tokens), L tokens of one sequence, D numbers of
// one attention head, H all heads together.

/// Attention of one sequence over itself or another: out = softmax(q · kᵀ / √D) · v, for every head by itself.
typedef struct {
    size_t heads, head_size;
    size_t queries, keys;
    /// float32 rows of H numbers.
    const float *q, *k, *v;
    size_t q_stride, k_stride, v_stride;
    /// A query sees keys up to its own position only.
    bool causal;
    /// float32 or bfloat16 rows of H numbers.
    forge_number out_number;
    void *out;
    size_t out_stride;
    /// `forge_attention_scratch` floats.
    float *scratch;
} forge_attention;

size_t forge_attention_scratch(size_t keys, size_t head_size);
void forge_attend(forge_path path, const forge_attention *attention);

/// LayerNorm of rows in place, with a bfloat16 copy when `copy` is not null.
typedef struct {
    size_t rows, width;
    float *x;
    size_t stride;
    const float *gain, *bias;
    float epsilon;
    uint16_t *copy;
    size_t copy_stride;
} forge_normalization;

void forge_normalize(forge_path path, const forge_normalization *normalization);

/// to[i] += from[i], from any number type, unaligned.
void forge_add_row(float *to, const void *from, forge_number number, size_t count);
/// The mean of rows [L, H].
void forge_mean_rows(float *to, const float *rows, size_t count, size_t stride, size_t width);
/// Divides a vector by its length unless it is 0.
void forge_unit_length(float *vector, size_t count);
#endif
