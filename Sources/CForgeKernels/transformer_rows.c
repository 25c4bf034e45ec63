#include "transformer_rows.h"

#include <math.h>
#include <string.h>

size_t forge_attention_scratch(size_t keys, size_t head_size) {
    const size_t padded = (keys + FORGE_PANEL - 1) / FORGE_PANEL * FORGE_PANEL;
    const size_t wide = (head_size + FORGE_PANEL - 1) / FORGE_PANEL * FORGE_PANEL;
    return padded * head_size + keys * wide + 12 * (padded + 16);
}

void forge_add_row(float *to, const void *from, forge_number number, size_t count) {
    float row[256];
    for (size_t start = 0; start < count; start += 256) {
        const size_t size = count - start < 256 ? count - start : 256;
        const size_t bytes = number == FORGE_FLOAT32 ? sizeof(float) : sizeof(uint16_t);
        forge_convert(row, FORGE_FLOAT32, (const char *)from + start * bytes, number, size);
        for (size_t i = 0; i < size; i++) to[start + i] += row[i];
    }
}

void forge_mean_rows(float *to, const float *rows, size_t count, size_t stride, size_t width) {
    memset(to, 0, width * sizeof(float));
    for (size_t row = 0; row < count; row++)
        for (size_t i = 0; i < width; i++) to[i] += rows[row * stride + i];
    for (size_t i = 0; i < width; i++) to[i] /= (float)count;
}

void forge_unit_length(float *vector, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)vector[i] * vector[i];
    if (sum <= 0) return;
    const float scale = (float)(1 / sqrt(sum));
    for (size_t i = 0; i < count; i++) vector[i] *= scale;
}
