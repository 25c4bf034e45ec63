// Attention and LayerNorm. Included by kernel_body.h.

INLINE size_t round_up(size_t n, size_t step) { return (n + step - 1) / step * step; }

/// Softmax of `count` scores in place; what lies beyond them up to a multiple of 16 is overwritten with zeros.
static void softmax_row(float *x, size_t count) {
    const size_t end = round_up(count, 16);
    for (size_t i = count; i < end; i++) x[i] = -1e30f;
    v16 highest = load16(x);
    for (size_t i = 16; i < end; i += 16) highest = __builtin_elementwise_max(highest, load16(x + i));
    const v16 top = fill16(max16(highest));
    v16 sum = fill16(0);
    for (size_t i = 0; i < end; i += 16) {
        const v16 e = exp16(load16(x + i) - top);
        store16(x + i, e);
        sum += e;
    }
    const v16 scale = fill16(1.0f / sum16(sum));
    for (size_t i = 0; i < end; i += 16) store16(x + i, load16(x + i) * scale);
}

/// Panels of one head's keys, [keys/32][D][32], already divided by √D, and of its values, [D/32][keys][32].
static void pack_head(const forge_attention *t, size_t head, float *keys, float *values) {
    const size_t d = t->head_size;
    const float scale = 1.0f / sqrtf((float)d);
    for (size_t key = 0; key < round_up(t->keys, FORGE_PANEL); key++) {
        float *to = keys + key / FORGE_PANEL * FORGE_PANEL * d + key % FORGE_PANEL;
        const float *from = t->k + key * t->k_stride + head * d;
        for (size_t i = 0; i < d; i++) to[i * FORGE_PANEL] = key < t->keys ? from[i] * scale : 0;
    }
    for (size_t column = 0; column < d; column += FORGE_PANEL) {
        const size_t width = d - column < FORGE_PANEL ? d - column : FORGE_PANEL;
        float *to = values + column * t->keys;
        for (size_t key = 0; key < t->keys; key++, to += FORGE_PANEL) {
            memcpy(to, t->v + key * t->v_stride + head * d + column, width * sizeof(float));
            memset(to + width, 0, (FORGE_PANEL - width) * sizeof(float));
        }
    }
}

static void attend(const forge_attention *t) {
    const size_t d = t->head_size, padded = round_up(t->keys, FORGE_PANEL);
    // Not a power of two apart, or the rows' numbers would fall into the same sets of the cache.
    const size_t score_stride = padded + 16;
    float *keys = t->scratch, *values = keys + padded * d, *scores = values + t->keys * round_up(d, FORGE_PANEL);
    for (size_t head = 0; head < t->heads; head++) {
        pack_head(t, head, keys, values);
        for (size_t row = 0; row < t->queries; row += TILE_ROWS) {
            const size_t rows = t->queries - row < TILE_ROWS ? t->queries - row : TILE_ROWS;
            const size_t seen = t->causal && row + rows < t->keys ? row + rows : t->keys;
            const float *q = t->q + row * t->q_stride + head * d;
            for (size_t key = 0; key < seen; key += FORGE_PANEL)
                multiply_tile(rows, q, t->q_stride, keys + key * d, d, NULL, scores + key, score_stride);
            for (size_t r = 0; r < rows; r++) {
                const size_t own = t->causal && row + r + 1 < seen ? row + r + 1 : seen;
                softmax_row(scores + r * score_stride, own);
                for (size_t i = own; i < seen; i++) scores[r * score_stride + i] = 0;
            }
            for (size_t column = 0; column < d; column += FORGE_PANEL) {
                const size_t at = row * t->out_stride + head * d;
                float tile[TILE_ROWS * FORGE_PANEL];
                multiply_tile(rows, scores, score_stride, values + column * t->keys, seen, NULL, tile, FORGE_PANEL);
                const forge_product copy = {
                    .rows = rows, .outputs = d, .c_number = t->out_number, .c_stride = t->out_stride,
                    .c = t->out_number == FORGE_BFLOAT16 ? (void *)((uint16_t *)t->out + at)
                                                         : (void *)((float *)t->out + at)};
                finish_tile(&copy, tile, rows, 0, column);
            }
        }
    }
}

static void normalize(const forge_normalization *t) {
    const size_t whole = t->width / 16 * 16;
    for (size_t row = 0; row < t->rows; row++) {
        float *x = t->x + row * t->stride;
        v16 sums = fill16(0);
        for (size_t i = 0; i < whole; i += 16) sums += load16(x + i);
        float sum = sum16(sums);
        for (size_t i = whole; i < t->width; i++) sum += x[i];
        const float mean = sum / (float)t->width;
        v16 squares = fill16(0);
        for (size_t i = 0; i < whole; i += 16) {
            const v16 offset = load16(x + i) - mean;
            squares += offset * offset;
        }
        float square = sum16(squares);
        for (size_t i = whole; i < t->width; i++) square += (x[i] - mean) * (x[i] - mean);
        const float scale = 1.0f / sqrtf(square / (float)t->width + t->epsilon);
        uint16_t *copy = t->copy ? t->copy + row * t->copy_stride : NULL;
        for (size_t i = 0; i < whole; i += 16) {
            const v16 y = (load16(x + i) - mean) * scale * load16(t->gain + i) + load16(t->bias + i);
            store16(x + i, y);
            if (copy) store16_bf16(copy + i, y);
        }
        for (size_t i = whole; i < t->width; i++) x[i] = (x[i] - mean) * scale * t->gain[i] + t->bias[i];
        if (copy && whole < t->width)
            forge_convert(copy + whole, FORGE_BFLOAT16, x + whole, FORGE_FLOAT32, t->width - whole);
    }
}
