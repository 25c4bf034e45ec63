#include "vector_scan.h"
#include <string.h>

// Rows that are multiplied together: enough to hide the latency of the additions, few enough for the registers.
#define ROWS 4

typedef void (*dot_rows)(const float *rows, int64_t dimension, const float *query, float *scores);

static inline void dot_portable(const float *rows, int64_t dimension, const float *query, float *scores) {
    for (int r = 0; r < ROWS; r++) {
        const float *row = rows + r * dimension;
        // Eight sums, which a compiler may keep in one register of any width.
        float sums[8] = {0};
        int64_t i = 0;
        for (; i + 8 <= dimension; i += 8)
            for (int lane = 0; lane < 8; lane++) sums[lane] += row[i + lane] * query[i + lane];
        for (; i < dimension; i++) sums[i % 8] += row[i] * query[i];
        scores[r] = ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f"))) static void dot_avx512(const float *rows, int64_t dimension, const float *query,
                                                          float *scores) {
    __m512 sums[ROWS];
    for (int r = 0; r < ROWS; r++) sums[r] = _mm512_setzero_ps();
    int64_t i = 0;
    for (; i + 16 <= dimension; i += 16) {
        __m512 q = _mm512_loadu_ps(query + i);
        for (int r = 0; r < ROWS; r++)
            sums[r] = _mm512_fmadd_ps(_mm512_loadu_ps(rows + r * dimension + i), q, sums[r]);
    }
    if (i < dimension) {
        __mmask16 rest = (__mmask16)((1u << (dimension - i)) - 1);
        __m512 q = _mm512_maskz_loadu_ps(rest, query + i);
        for (int r = 0; r < ROWS; r++)
            sums[r] = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(rest, rows + r * dimension + i), q, sums[r]);
    }
    for (int r = 0; r < ROWS; r++) scores[r] = _mm512_reduce_add_ps(sums[r]);
}

__attribute__((target("avx2,fma"))) static void dot_avx2(const float *rows, int64_t dimension, const float *query,
                                                         float *scores) {
    __m256 sums[ROWS];
    for (int r = 0; r < ROWS; r++) sums[r] = _mm256_setzero_ps();
    int64_t i = 0;
    for (; i + 8 <= dimension; i += 8) {
        __m256 q = _mm256_loadu_ps(query + i);
        for (int r = 0; r < ROWS; r++)
            sums[r] = _mm256_fmadd_ps(_mm256_loadu_ps(rows + r * dimension + i), q, sums[r]);
    }
    for (int r = 0; r < ROWS; r++) {
        __m128 half = _mm_add_ps(_mm256_castps256_ps128(sums[r]), _mm256_extractf128_ps(sums[r], 1));
        half = _mm_add_ps(half, _mm_movehl_ps(half, half));
        half = _mm_add_ss(half, _mm_movehdup_ps(half));
        scores[r] = _mm_cvtss_f32(half);
        for (int64_t j = i; j < dimension; j++) scores[r] += rows[r * dimension + j] * query[j];
    }
}
#endif

static const char *chosen_name;
static dot_rows chosen;

static int choose(const char *name) {
    dot_rows kernel = 0;
    if (strcmp(name, "portable") == 0) kernel = dot_portable;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f")) kernel = dot_avx512;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        kernel = dot_avx2;
#endif
    if (!kernel) return 0;
    // Two threads may both choose at first use: they write the same values.
    __atomic_store_n(&chosen, kernel, __ATOMIC_RELAXED);
    __atomic_store_n(&chosen_name, name, __ATOMIC_RELAXED);
    return 1;
}

static dot_rows kernel(void) {
    dot_rows known = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
    if (known) return known;
    if (!choose("avx512") && !choose("avx2")) choose("portable");
    return __atomic_load_n(&chosen, __ATOMIC_RELAXED);
}

const char *forge_scan_kernel(void) {
    kernel();
    return __atomic_load_n(&chosen_name, __ATOMIC_RELAXED);
}

int forge_scan_use(const char *name) {
    if (strcmp(name, "best") == 0) return choose("avx512") || choose("avx2") || choose("portable");
    // The caller's text may not live as long as we do.
    static const char *const names[] = {"avx512", "avx2", "portable"};
    for (int i = 0; i < 3; i++)
        if (strcmp(name, names[i]) == 0) return choose(names[i]);
    return 0;
}

static inline int worse(forge_scan_hit a, forge_scan_hit b) {
    return a.score < b.score || (a.score == b.score && a.row > b.row);
}

// The worst hit is at the root.
static void sink(forge_scan_hit *heap, int64_t count, int64_t at) {
    forge_scan_hit hit = heap[at];
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && worse(heap[child + 1], heap[child])) child++;
        if (!worse(heap[child], hit)) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = hit;
}

static int64_t offer(forge_scan_hit *heap, int64_t found, int64_t k, forge_scan_hit hit) {
    if (found == k) {
        if (!worse(heap[0], hit)) return found;
        heap[0] = hit;
        sink(heap, found, 0);
        return found;
    }
    int64_t at = found;
    while (at > 0 && worse(hit, heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = hit;
    return found + 1;
}

static inline int is_allowed(const uint64_t *allowed, int64_t row) {
    return !allowed || (allowed[row / 64] >> (row % 64) & 1);
}

int64_t forge_scan(const float *matrix, int64_t first, int64_t last, int64_t dimension, const float *query,
                   const uint64_t *allowed, int64_t k, forge_scan_hit *hits, int64_t found) {
    if (k <= 0) return 0;
    dot_rows dot = kernel();
    int64_t row = first;
    while (row < last) {
        float scores[ROWS];
        int64_t count = last - row < ROWS ? last - row : ROWS;
        if (count == ROWS) {
            dot(matrix + row * dimension, dimension, query, scores);
        } else {
            // The last rows one by one through a full block of copies would read past the end; they go by themselves.
            for (int64_t r = 0; r < count; r++) {
                float sum = 0;
                const float *values = matrix + (row + r) * dimension;
                for (int64_t i = 0; i < dimension; i++) sum += values[i] * query[i];
                scores[r] = sum;
            }
        }
        for (int64_t r = 0; r < count; r++) {
            // Most rows fail here; only the few that would enter are looked up. A NaN never enters.
            if (!(found < k || scores[r] >= hits[0].score)) continue;
            if (scores[r] != scores[r] || !is_allowed(allowed, row + r)) continue;
            found = offer(hits, found, k, (forge_scan_hit){scores[r], row + r});
        }
        row += count;
    }
    return found;
}

void forge_scan_sort(forge_scan_hit *hits, int64_t found) {
    // Takes the worst off the heap to its end until all are in order.
    for (int64_t count = found; count > 1; count--) {
        forge_scan_hit worst = hits[0];
        hits[0] = hits[count - 1];
        hits[count - 1] = worst;
        sink(hits, count - 1, 0);
    }
}
