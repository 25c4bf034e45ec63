// The kernels of one path. The including file defines KERNELS (the table's name), TILE_ROWS (rows computed at once, as
// many as the processor's registers hold), TILE_VECTORS (vectors of a panel at once, 1 or 2), optionally BF16_PRODUCTS, and sets the target by `#pragma clang attribute`.

// Vectors are passed to inlined functions only, so that there is no calling convention to differ in.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"
#include "kernel_vectors.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

// Rows of a block are read once per panel of weights: as many as stay in the second cache beside the panel.
enum { BLOCK_BYTES = 512 << 10 };

INLINE v16 activate16(forge_activation activation, v16 x) {
    switch (activation) {
    case FORGE_ACTIVATION_NONE: return x;
    case FORGE_ACTIVATION_GELU: return gelu16(x);
    case FORGE_ACTIVATION_GELU_TANH: return gelu_tanh16(x);
    case FORGE_ACTIVATION_RELU: return __builtin_elementwise_max(x, fill16(0));
    case FORGE_ACTIVATION_TANH: return tanh16(x);
    }
    return x;
}

/// Activation, residual and storing of a row of a tile that has all of its 32 outputs.
INLINE void finish_row(const forge_product *p, const float *tile, const float *added, void *c) {
    for (size_t i = 0; i < FORGE_PANEL; i += 16) {
        v16 x = activate16(p->activation, load16(tile + i));
        if (added) x += load16(added + i);
        if (p->c_number == FORGE_BFLOAT16) store16_bf16((uint16_t *)c + i, x);
        else store16((float *)c + i, x);
    }
}

static void finish_tile(const forge_product *p, const float *tile, size_t rows, size_t row, size_t column) {
    const size_t width = p->outputs - column < FORGE_PANEL ? p->outputs - column : FORGE_PANEL;
    const size_t size = p->c_number == FORGE_BFLOAT16 ? sizeof(uint16_t) : sizeof(float);
    for (size_t r = 0; r < rows; r++, tile += FORGE_PANEL) {
        const float *added = p->residual ? p->residual + (row + r) * p->residual_stride + column : NULL;
        char *c = (char *)p->c + ((row + r) * p->c_stride + column) * size;
        if (width == FORGE_PANEL) {
            finish_row(p, tile, added, c);
            continue;
        }
        float padded[FORGE_PANEL] = {0}, result[FORGE_PANEL];
        if (added) memcpy(padded, added, width * sizeof(float));
        finish_row(p, tile, padded, result);
        memcpy(c, result, width * size);
    }
}

/// Columns of tile [rows, 32] = a [rows, K] · panel [K, 32], with `rows` a constant so that sums stay in registers.
INLINE void multiply_columns(
    const size_t rows, const float *a, size_t stride, const float *panel, size_t inputs, const float *bias,
    float *tile, size_t tile_stride) {
    v16 sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t j = 0; j < TILE_VECTORS; j++) sums[r][j] = bias ? load16(bias + 16 * j) : fill16(0);
    for (size_t i = 0; i < inputs; i++, panel += FORGE_PANEL) {
        v16 weights[TILE_VECTORS];
#pragma clang loop unroll(full)
        for (size_t j = 0; j < TILE_VECTORS; j++) weights[j] = load16(panel + 16 * j);
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++) {
            const v16 x = fill16(a[r * stride + i]);
#pragma clang loop unroll(full)
            for (size_t j = 0; j < TILE_VECTORS; j++) sums[r][j] += x * weights[j];
        }
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t j = 0; j < TILE_VECTORS; j++) store16(tile + r * tile_stride + 16 * j, sums[r][j]);
}

INLINE void multiply_rows(
    const size_t rows, const float *a, size_t stride, const float *panel, size_t inputs, const float *bias,
    float *tile, size_t tile_stride) {
    for (size_t at = 0; at < FORGE_PANEL; at += 16 * TILE_VECTORS)
        multiply_columns(rows, a, stride, panel + at, inputs, bias ? bias + at : NULL, tile + at, tile_stride);
}

#define ROWS_CASE(count)                                                                  \
    case count:                                                                           \
        multiply_rows(count, a, stride, panel, inputs, bias, tile, tile_stride);          \
        break;

static void multiply_tile(
    size_t rows, const float *a, size_t stride, const float *panel, size_t inputs, const float *bias, float *tile,
    size_t tile_stride) {
    switch (rows) {
        ROWS_CASE(1)
        ROWS_CASE(2)
#if TILE_ROWS >= 6
        ROWS_CASE(3) ROWS_CASE(4) ROWS_CASE(5) ROWS_CASE(6)
#endif
#if TILE_ROWS >= 12
        ROWS_CASE(7) ROWS_CASE(8) ROWS_CASE(9) ROWS_CASE(10) ROWS_CASE(11)
        ROWS_CASE(12)
#endif
    }
}

static size_t block_rows(size_t row_bytes) {
    const size_t rows = BLOCK_BYTES / row_bytes / TILE_ROWS * TILE_ROWS;
    return rows < TILE_ROWS ? TILE_ROWS : rows;
}

static void multiply_f32(const forge_product *p) {
    const float *a = p->a, *packed = p->packed;
    const bool plain = !p->activation && !p->residual && p->c_number == FORGE_FLOAT32;
    const size_t block = block_rows(p->inputs * sizeof(float));
    for (size_t start = 0; start < p->rows; start += block) {
        const size_t end = p->rows - start < block ? p->rows : start + block;
        for (size_t column = 0; column < p->outputs; column += FORGE_PANEL) {
            const float *panel = packed + column * p->inputs;
            const float *bias = p->bias ? p->bias + column : NULL;
            const bool direct = plain && p->outputs - column >= FORGE_PANEL;
            for (size_t row = start; row < end; row += TILE_ROWS) {
                const size_t rows = end - row < TILE_ROWS ? end - row : TILE_ROWS;
                float tile[TILE_ROWS * FORGE_PANEL];
                if (direct) {
                    float *c = (float *)p->c + row * p->c_stride + column;
                    multiply_tile(rows, a + row * p->a_stride, p->a_stride, panel, p->inputs, bias, c, p->c_stride);
                } else {
                    multiply_tile(rows, a + row * p->a_stride, p->a_stride, panel, p->inputs, bias, tile, FORGE_PANEL);
                    finish_tile(p, tile, rows, row, column);
                }
            }
        }
    }
}

#ifdef BF16_PRODUCTS
#include "kernel_bf16.h"
#endif
#include "kernel_rows.h"
#include "kernel_training.h"

const forge_kernels KERNELS = {
    .multiply_f32 = multiply_f32,
#ifdef BF16_PRODUCTS
    .multiply_bf16 = multiply_bf16,
#endif
    .attend = attend,
    .normalize = normalize,
    .multiply_plain = multiply_plain,
    .rms_normalize = rms_normalize,
    .rms_backward = rms_backward,
    .gate_row = gate_row,
    .gate_row_backward = gate_row_backward,
    .target_row = target_row,
    .branch_forward = branch_forward,
    .branch_backward = branch_backward,
};
#pragma clang diagnostic pop
