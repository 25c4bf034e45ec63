#include "training_rows.h"

#include <string.h>

#include "kernel_paths.h"

size_t forge_branch_scratch(size_t keys, size_t head_size) {
    const size_t padded = (keys + FORGE_PANEL - 1) / FORGE_PANEL * FORGE_PANEL;
    // One vector more, because rows of heads that are no whole vectors are read beyond their end.
    return 4 * keys * head_size + 2 * padded * head_size + 2 * 48 * (padded + 16) + FORGE_PANEL;
}

void forge_pack_transposed(
    float *packed, size_t first, size_t count, size_t outputs, size_t inputs, const float *source) {
    for (size_t row = 0; row < count; row++, source += inputs)
        for (size_t column = 0; column < inputs; column += FORGE_PANEL) {
            const size_t width = inputs - column < FORGE_PANEL ? inputs - column : FORGE_PANEL;
            memcpy(packed + column * outputs + (first + row) * FORGE_PANEL, source + column, width * sizeof(float));
        }
}

void forge_rotate(size_t rows, size_t heads, size_t head_size, float *x, size_t stride, const int32_t *positions,
                  const float *cosines, const float *sines, bool inverse) {
    const size_t half = head_size / 2;
    const float sign = inverse ? -1.0f : 1.0f;
    for (size_t row = 0; row < rows; row++) {
        const float *cosine = cosines + (size_t)positions[row] * half, *sine = sines + (size_t)positions[row] * half;
        for (size_t head = 0; head < heads; head++) {
            float *left = x + row * stride + head * head_size, *right = left + half;
            for (size_t i = 0; i < half; i++) {
                const float a = left[i], b = right[i], s = sign * sine[i];
                left[i] = a * cosine[i] - b * s;
                right[i] = b * cosine[i] + a * s;
            }
        }
    }
}

void forge_add_scaled(float *to, const float *from, float scale, size_t count) {
    for (size_t i = 0; i < count; i++) to[i] += scale * from[i];
}

double forge_square_sum(const float *x, size_t count) {
    // Eight sums, so that there is something to do at once; their order is fixed.
    double sums[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t j = 0; j < 8; j++) sums[j] += (double)x[i + j] * x[i + j];
    for (; i < count; i++) sums[0] += (double)x[i] * x[i];
    double sum = 0;
    for (size_t j = 0; j < 8; j++) sum += sums[j];
    return sum;
}

void forge_multiply_plain(forge_path path, const forge_plain_product *product) {
    forge_kernels_of(path)->multiply_plain(product);
}

void forge_rms_normalize(forge_path path, const forge_rms *rms) { forge_kernels_of(path)->rms_normalize(rms); }

void forge_rms_backward(forge_path path, const forge_rms *rms, float *dx, size_t dx_stride) {
    forge_kernels_of(path)->rms_backward(rms, dx, dx_stride);
}

void forge_gate(forge_path path, size_t rows, size_t width, const float *gate_up, size_t stride, float *act,
                size_t act_stride) {
    const forge_kernels *kernels = forge_kernels_of(path);
    for (size_t row = 0; row < rows; row++, gate_up += stride, act += act_stride)
        kernels->gate_row(width, gate_up, gate_up + width, act);
}

void forge_gate_backward(forge_path path, size_t rows, size_t width, const float *gate_up, size_t stride,
                         const float *d_act, size_t act_stride, float *d_gate_up, size_t d_stride) {
    const forge_kernels *kernels = forge_kernels_of(path);
    for (size_t row = 0; row < rows; row++, gate_up += stride, d_act += act_stride, d_gate_up += d_stride)
        kernels->gate_row_backward(width, gate_up, gate_up + width, d_act, d_gate_up, d_gate_up + width);
}

void forge_branch_forward(forge_path path, const forge_branch *branch) {
    if (branch->count > 0) forge_kernels_of(path)->branch_forward(branch);
}

void forge_branch_backward(forge_path path, const forge_branch *branch, const float *d_out, float *dq, float *dk,
                           float *dv) {
    if (branch->count > 0) forge_kernels_of(path)->branch_backward(branch, d_out, dq, dk, dv);
}

double forge_target_row(forge_path path, float *logits, size_t words, size_t target) {
    return forge_kernels_of(path)->target_row(logits, words, target);
}

/// SplitMix64's finaliser: every index gets its own number, whatever order they are asked in.
static uint64_t mixed(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

void forge_drop(size_t rows, size_t width, const float *x, size_t x_stride, float *y, size_t y_stride, uint64_t seed,
                double probability) {
    const uint32_t limit = (uint32_t)(probability * 4294967296.0);
    const float scale = (float)(1.0 / (1.0 - probability));
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < width; i++) {
            const uint64_t number = mixed(seed + (row * width + i + 1) * 0x9E3779B97F4A7C15u);
            y[row * y_stride + i] = (uint32_t)(number >> 32) < limit ? 0 : x[row * x_stride + i] * scale;
        }
}
