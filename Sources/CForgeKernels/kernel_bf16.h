// Products of bfloat16 numbers with float32 sums (vdpbf16ps: two products per lane and step). Included by kernel_body.h.

INLINE void multiply_rows_bf16(
    const size_t rows, const uint16_t *a, size_t stride, const uint16_t *panel, size_t inputs, const float *bias,
    float *tile, size_t tile_stride) {
    __m512 sums[TILE_ROWS][2];
    const __m512 first = bias ? _mm512_loadu_ps(bias) : _mm512_setzero_ps();
    const __m512 second = bias ? _mm512_loadu_ps(bias + 16) : _mm512_setzero_ps();
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
        sums[r][0] = first;
        sums[r][1] = second;
    }
    for (size_t i = 0; i < inputs; i += 2, panel += 2 * FORGE_PANEL) {
        const __m512bh left = (__m512bh)_mm512_loadu_si512(panel);
        const __m512bh right = (__m512bh)_mm512_loadu_si512(panel + FORGE_PANEL);
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++) {
            int32_t pair;
            memcpy(&pair, a + r * stride + i, sizeof pair);
            const __m512bh x = (__m512bh)_mm512_set1_epi32(pair);
            sums[r][0] = _mm512_dpbf16_ps(sums[r][0], x, left);
            sums[r][1] = _mm512_dpbf16_ps(sums[r][1], x, right);
        }
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
        _mm512_storeu_ps(tile + r * tile_stride, sums[r][0]);
        _mm512_storeu_ps(tile + r * tile_stride + 16, sums[r][1]);
    }
}

#define ROWS_CASE_BF16(count)                                                             \
    case count:                                                                           \
        multiply_rows_bf16(count, a, stride, panel, inputs, bias, tile, tile_stride);     \
        break;

static void multiply_tile_bf16(
    size_t rows, const uint16_t *a, size_t stride, const uint16_t *panel, size_t inputs, const float *bias,
    float *tile, size_t tile_stride) {
    switch (rows) {
        ROWS_CASE_BF16(1) ROWS_CASE_BF16(2) ROWS_CASE_BF16(3) ROWS_CASE_BF16(4)
        ROWS_CASE_BF16(5) ROWS_CASE_BF16(6) ROWS_CASE_BF16(7) ROWS_CASE_BF16(8)
        ROWS_CASE_BF16(9) ROWS_CASE_BF16(10) ROWS_CASE_BF16(11) ROWS_CASE_BF16(12)
    }
}

static void multiply_bf16(const forge_product *p) {
    const uint16_t *a = p->a, *packed = p->packed;
    const bool plain = !p->activation && !p->residual && p->c_number == FORGE_FLOAT32;
    const size_t block = block_rows(p->inputs * sizeof(uint16_t));
    for (size_t start = 0; start < p->rows; start += block) {
        const size_t end = p->rows - start < block ? p->rows : start + block;
        for (size_t column = 0; column < p->outputs; column += FORGE_PANEL) {
            const uint16_t *panel = packed + column * p->inputs;
            const float *bias = p->bias ? p->bias + column : NULL;
            const bool direct = plain && p->outputs - column >= FORGE_PANEL;
            for (size_t row = start; row < end; row += TILE_ROWS) {
                const size_t rows = end - row < TILE_ROWS ? end - row : TILE_ROWS;
                const uint16_t *from = a + row * p->a_stride;
                float tile[TILE_ROWS * FORGE_PANEL];
                if (direct) {
                    float *c = (float *)p->c + row * p->c_stride + column;
                    multiply_tile_bf16(rows, from, p->a_stride, panel, p->inputs, bias, c, p->c_stride);
                } else {
                    multiply_tile_bf16(rows, from, p->a_stride, panel, p->inputs, bias, tile, FORGE_PANEL);
                    finish_tile(p, tile, rows, row, column);
                }
            }
        }
    }
}
