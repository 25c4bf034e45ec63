#ifndef FORGE_TRAINING_ROWS_H
#define FORGE_TRAINING_ROWS_H
#include "matrix_product.h"

// What training a decoder needs beyond products with packed weights, each forward with its backward. All in float32.
// Letters of shapes: T rows (tokens), K inputs, N outputs, D numbers of one attention head, V words of the vocabulary.

/// c [M, N] = a [M, K] · b [K, N], or added to c. Nothing is packed before, so every matrix may change from call to call.
typedef struct {
    size_t rows, columns, depth;
    const float *a;
    size_t a_stride;
    /// `a` is stored as its transpose [K, M].
    bool a_is_transposed;
    const float *b;
    size_t b_stride;
    float *c;
    size_t c_stride;
    bool adds;
} forge_plain_product;

void forge_multiply_plain(forge_path path, const forge_plain_product *product);

/// Packs rows `first ..< first + count` of weights [N, K] in float32 so that `forge_multiply` multiplies by their
/// transpose: dx [T, K] = dy [T, N] · W. The packed weights are those of a product with K outputs and N inputs.
void forge_pack_transposed(
    float *packed, size_t first, size_t count, size_t outputs, size_t inputs, const float *source);

/// y = x · gain / rms(x), row by row; `scales` [T] keeps 1/rms(x) for the way back.
typedef struct {
    size_t rows, width;
    const float *x;
    size_t x_stride;
    const float *gain;
    float epsilon;
    float *y;
    size_t y_stride;
    float *scales;
} forge_rms;

void forge_rms_normalize(forge_path path, const forge_rms *rms);
/// dx += the gradient of x, from dy in `y`, which is overwritten.
void forge_rms_backward(forge_path path, const forge_rms *rms, float *dx, size_t dx_stride);

/// act [T, N] = silu(gate) · up, from rows that hold gate [N] and then up [N].
void forge_gate(forge_path path, size_t rows, size_t width, const float *gate_up, size_t stride, float *act,
                size_t act_stride);
/// Gradients of gate and up, from d_act.
void forge_gate_backward(forge_path path, size_t rows, size_t width, const float *gate_up, size_t stride,
                         const float *d_act, size_t act_stride, float *d_gate_up, size_t d_stride);

/// Rotary positions: pairs (i, i + D/2) of every head turned by position · frequency, or back with `inverse`.
/// `cosines` and `sines` are [positions, D/2].
void forge_rotate(size_t rows, size_t heads, size_t head_size, float *x, size_t stride, const int32_t *positions,
                  const float *cosines, const float *sines, bool inverse);

/// Causal attention of a branch: rows `first ..< first + count` see the rows `0 ..< prefix` and their own up to
/// themselves. Several branches share one prefix, which is how a prompt is computed once for two answers.
/// Query head h uses key and value head h / (heads / key_heads).
typedef struct {
    size_t heads, key_heads, head_size;
    size_t prefix, first, count;
    const float *q, *k, *v;
    /// Of q, k, v and their gradients.
    size_t stride;
    float *out;
    /// Of out and its gradient.
    size_t out_stride;
    /// [T, heads]: log Σ exp of a row's scores, for the way back.
    float *log_sums;
    /// `forge_branch_scratch` floats.
    float *scratch;
} forge_branch;

size_t forge_branch_scratch(size_t keys, size_t head_size);
void forge_branch_forward(forge_path path, const forge_branch *branch);
/// dq is set, dk and dv are added to, from d_out.
void forge_branch_backward(forge_path path, const forge_branch *branch, const float *d_out, float *dq, float *dk,
                           float *dv);

/// The log-probability of `target` in a row of V logits, which become its gradient: one at the target − softmax.
double forge_target_row(forge_path path, float *logits, size_t words, size_t target);

/// Dropout: y is 0 with this probability, else x / (1 − probability). The same seed drops the same numbers, so the way
/// back needs no mask. `y` may be `x`.
void forge_drop(size_t rows, size_t width, const float *x, size_t x_stride, float *y, size_t y_stride, uint64_t seed,
                double probability);

/// to += scale · from.
void forge_add_scaled(float *to, const float *from, float scale, size_t count);
/// Σ x².
double forge_square_sum(const float *x, size_t count);
#endif
