// Number conversion and the layout of packed weights.
#include <string.h>

#include "matrix_product.h"

static float float_of_half(uint16_t bits) {
    _Float16 half;
    memcpy(&half, &bits, sizeof half);
    return (float)half;
}

static float float_of_bf16(uint16_t bits) {
    const uint32_t wide = (uint32_t)bits << 16;
    float x;
    memcpy(&x, &wide, sizeof x);
    return x;
}

static uint16_t bf16_of_float(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);  // stays not a number
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static float read_number(const void *from, forge_number number, size_t index) {
    if (number == FORGE_FLOAT32) {
        float x;
        memcpy(&x, (const char *)from + index * sizeof x, sizeof x);
        return x;
    }
    uint16_t bits;
    memcpy(&bits, (const char *)from + index * sizeof bits, sizeof bits);
    return number == FORGE_BFLOAT16 ? float_of_bf16(bits) : float_of_half(bits);
}

void forge_convert(void *to, forge_number to_number, const void *from, forge_number from_number, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const float x = read_number(from, from_number, i);
        if (to_number == FORGE_FLOAT32) ((float *)to)[i] = x;
        else ((uint16_t *)to)[i] = bf16_of_float(x);
    }
}

size_t forge_packed_bytes(forge_number number, size_t outputs, size_t inputs) {
    const size_t size = number == FORGE_FLOAT32 ? sizeof(float) : sizeof(uint16_t);
    return (outputs + FORGE_PANEL - 1) / FORGE_PANEL * FORGE_PANEL * inputs * size;
}

void forge_pack(
    forge_number number, void *packed, size_t first, size_t count, size_t inputs, const void *source,
    forge_number source_number) {
    for (size_t row = 0; row < count; row++) {
        const size_t output = first + row, lane = output % FORGE_PANEL;
        const size_t panel = (output - lane) * inputs;
        for (size_t i = 0; i < inputs; i++) {
            const float x = read_number(source, source_number, row * inputs + i);
            if (number == FORGE_FLOAT32) ((float *)packed)[panel + i * FORGE_PANEL + lane] = x;
            else ((uint16_t *)packed)[panel + i / 2 * 2 * FORGE_PANEL + lane * 2 + i % 2] = bf16_of_float(x);
        }
    }
}
