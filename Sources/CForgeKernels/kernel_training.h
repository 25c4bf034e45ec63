// Products without packing, and a decoder's rows forward and backward. Included by kernel_body.h.

/// Rows of c [rows, 16 · vectors], a's element (r, k) being a[r * row_step + k * depth_step].
INLINE void plain_tile(
    const size_t rows, const size_t vectors, const float *a, size_t row_step, size_t depth_step, const float *b,
    size_t b_stride, size_t depth, float *c, size_t c_stride, bool adds) {
    v16 sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t j = 0; j < vectors; j++) sums[r][j] = adds ? load16(c + r * c_stride + 16 * j) : fill16(0);
    for (size_t k = 0; k < depth; k++, b += b_stride, a += depth_step) {
        v16 right[2];
#pragma clang loop unroll(full)
        for (size_t j = 0; j < vectors; j++) right[j] = load16(b + 16 * j);
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++) {
            const v16 left = fill16(a[r * row_step]);
#pragma clang loop unroll(full)
            for (size_t j = 0; j < vectors; j++) sums[r][j] += left * right[j];
        }
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t j = 0; j < vectors; j++) store16(c + r * c_stride + 16 * j, sums[r][j]);
}

#define PLAIN_CASE(count)                                                                               \
    case count:                                                                                         \
        if (transposed) plain_tile(count, TILE_VECTORS, a, 1, stride, b, b_stride, depth, c, c_stride, adds); \
        else plain_tile(count, TILE_VECTORS, a, stride, 1, b, b_stride, depth, c, c_stride, adds);      \
        break;

static void plain_rows(
    size_t rows, bool transposed, const float *a, size_t stride, const float *b, size_t b_stride, size_t depth,
    float *c, size_t c_stride, bool adds) {
    switch (rows) {
        PLAIN_CASE(1)
        PLAIN_CASE(2)
#if TILE_ROWS >= 6
        PLAIN_CASE(3) PLAIN_CASE(4) PLAIN_CASE(5) PLAIN_CASE(6)
#endif
#if TILE_ROWS >= 12
        PLAIN_CASE(7) PLAIN_CASE(8) PLAIN_CASE(9) PLAIN_CASE(10) PLAIN_CASE(11) PLAIN_CASE(12)
#endif
    }
}

enum { PLAIN_WIDTH = 16 * TILE_VECTORS, PLAIN_DEPTH = 256 };

/// The columns that are no whole vector: through padded copies, a piece of the depth at a time.
static void plain_rest(const forge_plain_product *p, size_t column) {
    const size_t width = p->columns - column, size = width * sizeof(float);
    float right[PLAIN_DEPTH * PLAIN_WIDTH], tile[TILE_ROWS * PLAIN_WIDTH];
    memset(right, 0, sizeof right);
    for (size_t start = 0; start == 0 || start < p->depth; start += PLAIN_DEPTH) {
        const size_t depth = p->depth - start < PLAIN_DEPTH ? p->depth - start : PLAIN_DEPTH;
        for (size_t k = 0; k < depth; k++)
            memcpy(right + k * PLAIN_WIDTH, p->b + (start + k) * p->b_stride + column, size);
        const bool adds = p->adds || start > 0;
        for (size_t row = 0; row < p->rows; row += TILE_ROWS) {
            const size_t rows = p->rows - row < TILE_ROWS ? p->rows - row : TILE_ROWS;
            float *c = p->c + row * p->c_stride + column;
            memset(tile, 0, sizeof tile);
            if (adds)
                for (size_t r = 0; r < rows; r++) memcpy(tile + r * PLAIN_WIDTH, c + r * p->c_stride, size);
            const float *a = p->a_is_transposed ? p->a + row + start * p->a_stride : p->a + row * p->a_stride + start;
            plain_rows(rows, p->a_is_transposed, a, p->a_stride, right, PLAIN_WIDTH, depth, tile, PLAIN_WIDTH, adds);
            for (size_t r = 0; r < rows; r++) memcpy(c + r * p->c_stride, tile + r * PLAIN_WIDTH, size);
        }
    }
}

static void multiply_plain(const forge_plain_product *p) {
    size_t column = 0;
    for (; column + PLAIN_WIDTH <= p->columns; column += PLAIN_WIDTH)
        for (size_t row = 0; row < p->rows; row += TILE_ROWS) {
            const size_t rows = p->rows - row < TILE_ROWS ? p->rows - row : TILE_ROWS;
            const float *a = p->a_is_transposed ? p->a + row : p->a + row * p->a_stride;
            plain_rows(
                rows, p->a_is_transposed, a, p->a_stride, p->b + column, p->b_stride, p->depth,
                p->c + row * p->c_stride + column, p->c_stride, p->adds);
        }
    if (column < p->columns) plain_rest(p, column);
}

// MARK: Rows

static float dot_rows(const float *x, const float *y, size_t count) {
    v16 sums = fill16(0);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) sums += load16(x + i) * load16(y + i);
    float sum = sum16(sums);
    for (; i < count; i++) sum += x[i] * y[i];
    return sum;
}

static void rms_normalize(const forge_rms *t) {
    for (size_t row = 0; row < t->rows; row++) {
        const float *x = t->x + row * t->x_stride;
        float *y = t->y + row * t->y_stride;
        const float scale = 1.0f / sqrtf(dot_rows(x, x, t->width) / (float)t->width + t->epsilon);
        t->scales[row] = scale;
        for (size_t i = 0; i < t->width; i++) y[i] = x[i] * scale * t->gain[i];
    }
}

/// dx += s (g dy) − x s³ / N Σ g dy x, with s = 1 / rms(x).
static void rms_backward(const forge_rms *t, float *dx, size_t dx_stride) {
    for (size_t row = 0; row < t->rows; row++, dx += dx_stride) {
        const float *x = t->x + row * t->x_stride;
        float *dy = t->y + row * t->y_stride;
        const float scale = t->scales[row];
        for (size_t i = 0; i < t->width; i++) dy[i] *= t->gain[i];
        const float along = dot_rows(dy, x, t->width) * scale * scale * scale / (float)t->width;
        for (size_t i = 0; i < t->width; i++) dx[i] += scale * dy[i] - along * x[i];
    }
}

INLINE v16 logistic16(v16 x) {
    // Of −|x|, so that the exponential stays small.
    const v16 e = exp16(-abs16(x));
    const v16 near = 1.0f / (1.0f + e);
    const v16i negative = x < fill16(0);
    return (v16)(((v16i)(e * near) & negative) | ((v16i)near & ~negative));
}

static void gate_row(size_t width, const float *gate, const float *up, float *act) {
    size_t i = 0;
    for (; i + 16 <= width; i += 16) {
        const v16 g = load16(gate + i);
        store16(act + i, g * logistic16(g) * load16(up + i));
    }
    if (i == width) return;
    float g[16] = {0}, u[16] = {0}, a[16];
    memcpy(g, gate + i, (width - i) * sizeof(float));
    memcpy(u, up + i, (width - i) * sizeof(float));
    gate_row(16, g, u, a);
    memcpy(act + i, a, (width - i) * sizeof(float));
}

static void gate_row_backward(
    size_t width, const float *gate, const float *up, const float *d_act, float *d_gate, float *d_up) {
    size_t i = 0;
    for (; i + 16 <= width; i += 16) {
        const v16 g = load16(gate + i), u = load16(up + i), d = load16(d_act + i), s = logistic16(g);
        store16(d_up + i, d * g * s);
        store16(d_gate + i, d * u * s * (1.0f + g * (1.0f - s)));
    }
    if (i == width) return;
    const size_t size = (width - i) * sizeof(float);
    float g[16] = {0}, u[16] = {0}, d[16] = {0}, dg[16], du[16];
    memcpy(g, gate + i, size);
    memcpy(u, up + i, size);
    memcpy(d, d_act + i, size);
    gate_row_backward(16, g, u, d, dg, du);
    memcpy(d_gate + i, dg, size);
    memcpy(d_up + i, du, size);
}

/// Turns logits into the target's gradient; sums pieces in double because V is large.
static double target_row(float *logits, size_t words, size_t target) {
    float highest = logits[0];
    for (size_t i = 1; i < words; i++) highest = logits[i] > highest ? logits[i] : highest;
    const double chosen = logits[target];
    const v16 top = fill16(highest);
    const size_t whole = words / 16 * 16;
    double sum = 0;
    for (size_t start = 0; start < whole; start += 1024) {
        const size_t end = start + 1024 < whole ? start + 1024 : whole;
        v16 piece = fill16(0);
        for (size_t i = start; i < end; i += 16) {
            const v16 e = exp16(load16(logits + i) - top);
            store16(logits + i, e);
            piece += e;
        }
        sum += sum16(piece);
    }
    for (size_t i = whole; i < words; i++) {
        logits[i] = expf(logits[i] - highest);
        sum += logits[i];
    }
    const float scale = (float)(-1.0 / sum);
    for (size_t i = 0; i < words; i++) logits[i] *= scale;
    logits[target] += 1;
    return chosen - highest - log(sum);
}

// MARK: Attention of a branch

/// How many queries are computed together.
enum { QUERY_ROWS = 48 };

/// One key head's numbers in scratch: keys and values [keys, D], their transposes [D, padded], scores of a block.
typedef struct {
    size_t keys, padded, score_stride, d;
    float *k, *v, *k_turned, *v_turned, *scores, *d_scores, *dk, *dv;
} branch_memory;

static branch_memory branch_memory_of(const forge_branch *t) {
    branch_memory m = {.keys = t->prefix + t->count, .d = t->head_size};
    m.padded = round_up(m.keys, FORGE_PANEL);
    m.score_stride = m.padded + 16;
    float *next = t->scratch;
#define TAKE(name, count) m.name = next, next += (count)
    TAKE(k, m.keys * m.d);
    TAKE(v, m.keys * m.d);
    TAKE(dk, m.keys * m.d);
    TAKE(dv, m.keys * m.d);
    TAKE(k_turned, m.padded * m.d);
    TAKE(v_turned, m.padded * m.d);
    TAKE(scores, QUERY_ROWS * m.score_stride);
    TAKE(d_scores, QUERY_ROWS * m.score_stride);
#undef TAKE
    return m;
}

INLINE size_t key_row(const forge_branch *t, size_t key) { return key < t->prefix ? key : t->first + key - t->prefix; }

static void gather_head(const forge_branch *t, const branch_memory *m, size_t head, const float *from, float *rows,
                        float *turned, float scale) {
    for (size_t i = 0; i < m->d; i++)
        for (size_t key = m->keys; key < m->padded; key++) turned[i * m->padded + key] = 0;
    for (size_t key = 0; key < m->keys; key++) {
        const float *row = from + key_row(t, key) * t->stride + head * m->d;
        memcpy(rows + key * m->d, row, m->d * sizeof(float));
        for (size_t i = 0; i < m->d; i++) turned[i * m->padded + key] = row[i] * scale;
    }
}

/// scores [rows, seen] = left · turned for queries `row ..< row + rows` of the branch.
static void score_block(const branch_memory *m, const float *left, size_t stride, const float *turned, size_t rows,
                        size_t seen, float *scores) {
    const forge_plain_product product = {
        .rows = rows, .columns = round_up(seen, FORGE_PANEL), .depth = m->d, .a = left, .a_stride = stride,
        .b = turned, .b_stride = m->padded, .c = scores, .c_stride = m->score_stride};
    multiply_plain(&product);
}

/// e^(score − log_sum) of the `own` keys that a row sees, 0 beyond.
static void probability_row(float *scores, size_t own, size_t end, float log_sum) {
    const v16 top = fill16(log_sum);
    for (size_t i = 0; i < own; i += 16) store16(scores + i, exp16(load16(scores + i) - top));
    for (size_t i = own; i < end; i++) scores[i] = 0;
}

static float log_sum_row(float *scores, size_t own) {
    for (size_t i = own; i < round_up(own, 16); i++) scores[i] = -1e30f;
    v16 highest = load16(scores);
    for (size_t i = 16; i < own; i += 16) highest = __builtin_elementwise_max(highest, load16(scores + i));
    const float top = max16(highest);
    v16 sum = fill16(0);
    for (size_t i = 0; i < own; i += 16) sum += exp16(load16(scores + i) - top);
    return top + logf(sum16(sum));
}

static void branch_forward(const forge_branch *t) {
    const branch_memory m = branch_memory_of(t);
    const size_t d = m.d, group = t->heads / t->key_heads;
    const float scale = 1.0f / sqrtf((float)d);
    for (size_t head = 0; head < t->heads; head++) {
        if (head % group == 0) {
            gather_head(t, &m, head / group, t->k, m.k, m.k_turned, scale);
            gather_head(t, &m, head / group, t->v, m.v, m.v_turned, 1);
        }
        for (size_t row = 0; row < t->count; row += QUERY_ROWS) {
            const size_t rows = t->count - row < QUERY_ROWS ? t->count - row : QUERY_ROWS;
            const size_t seen = t->prefix + row + rows, end = round_up(seen, FORGE_PANEL);
            score_block(&m, t->q + (t->first + row) * t->stride + head * d, t->stride, m.k_turned, rows, seen, m.scores);
            for (size_t r = 0; r < rows; r++) {
                const size_t own = t->prefix + row + r + 1;
                float *scores = m.scores + r * m.score_stride;
                const float log_sum = log_sum_row(scores, own);
                t->log_sums[(t->first + row + r) * t->heads + head] = log_sum;
                probability_row(scores, own, end, log_sum);
            }
            const forge_plain_product mix = {
                .rows = rows, .columns = d, .depth = seen, .a = m.scores, .a_stride = m.score_stride, .b = m.v,
                .b_stride = d, .c = t->out + (t->first + row) * t->out_stride + head * d, .c_stride = t->out_stride};
            multiply_plain(&mix);
        }
    }
}

static void scatter_head(const forge_branch *t, const branch_memory *m, size_t head, const float *rows, float *to) {
    for (size_t key = 0; key < m->keys; key++) {
        float *row = to + key_row(t, key) * t->stride + head * m->d;
        for (size_t i = 0; i < m->d; i++) row[i] += rows[key * m->d + i];
    }
}

/// P = softmax(S), dS = P (dO Vᵀ − Σ dO O) / √D; dQ = dS K, dK = dSᵀ Q, dV = Pᵀ dO.
static void branch_backward(const forge_branch *t, const float *d_out, float *dq, float *dk, float *dv) {
    const branch_memory m = branch_memory_of(t);
    const size_t d = m.d, group = t->heads / t->key_heads;
    const float scale = 1.0f / sqrtf((float)d);
    for (size_t head = 0; head < t->heads; head++) {
        if (head % group == 0) {
            gather_head(t, &m, head / group, t->k, m.k, m.k_turned, scale);
            gather_head(t, &m, head / group, t->v, m.v, m.v_turned, 1);
            memset(m.dk, 0, m.keys * d * sizeof(float));
            memset(m.dv, 0, m.keys * d * sizeof(float));
        }
        for (size_t row = 0; row < t->count; row += QUERY_ROWS) {
            const size_t rows = t->count - row < QUERY_ROWS ? t->count - row : QUERY_ROWS;
            const size_t seen = t->prefix + row + rows, end = round_up(seen, FORGE_PANEL);
            const float *q = t->q + (t->first + row) * t->stride + head * d;
            const float *d_row = d_out + (t->first + row) * t->out_stride + head * d;
            const float *out = t->out + (t->first + row) * t->out_stride + head * d;
            score_block(&m, q, t->stride, m.k_turned, rows, seen, m.scores);
            score_block(&m, d_row, t->out_stride, m.v_turned, rows, seen, m.d_scores);
            for (size_t r = 0; r < rows; r++) {
                float *p = m.scores + r * m.score_stride, *ds = m.d_scores + r * m.score_stride;
                const size_t own = t->prefix + row + r + 1;
                const size_t at = r * t->out_stride;
                probability_row(p, own, end, t->log_sums[(t->first + row + r) * t->heads + head]);
                const v16 mean = fill16(dot_rows(d_row + at, out + at, d));
                for (size_t i = 0; i < end; i += 16)
                    store16(ds + i, load16(p + i) * (load16(ds + i) - mean) * scale);
            }
            const forge_plain_product to_q = {
                .rows = rows, .columns = d, .depth = seen, .a = m.d_scores, .a_stride = m.score_stride, .b = m.k,
                .b_stride = d, .c = dq + (t->first + row) * t->stride + head * d, .c_stride = t->stride};
            const forge_plain_product to_k = {
                .rows = seen, .columns = d, .depth = rows, .a = m.d_scores, .a_stride = m.score_stride,
                .a_is_transposed = true, .b = q, .b_stride = t->stride, .c = m.dk, .c_stride = d, .adds = true};
            const forge_plain_product to_v = {
                .rows = seen, .columns = d, .depth = rows, .a = m.scores, .a_stride = m.score_stride,
                .a_is_transposed = true, .b = d_row, .b_stride = t->out_stride, .c = m.dv, .c_stride = d,
                .adds = true};
            multiply_plain(&to_q);
            multiply_plain(&to_k);
            multiply_plain(&to_v);
        }
        if ((head + 1) % group == 0) {
            scatter_head(t, &m, head / group, m.dk, dk);
            scatter_head(t, &m, head / group, m.dv, dv);
        }
    }
}
