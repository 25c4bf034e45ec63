#ifndef FORGE_VECTOR_SCAN_H
#define FORGE_VECTOR_SCAN_H
#include <stdint.h>

// Exact search over rows of float32: dot products with one query, the best k kept.

typedef struct {
    float score;
    int64_t row;
} forge_scan_hit;

// Scans the rows first..<last of a row-major matrix and merges them into `hits`, a heap that holds `found` hits of at
// most `k`. `allowed` has one bit per row (bit row % 64 of word row / 64); NULL allows all. Returns the new `found`.
// Better is a higher score, then a lower row: the k best are the same however the rows are divided among calls.
int64_t forge_scan(const float *matrix, int64_t first, int64_t last, int64_t dimension, const float *query,
                   const uint64_t *allowed, int64_t k, forge_scan_hit *hits, int64_t found);

// Sorts a heap of hits, best first.
void forge_scan_sort(forge_scan_hit *hits, int64_t found);

// What `forge_scan` computes with on this machine: "avx512", "avx2" or "portable".
const char *forge_scan_kernel(void);

// For tests and comparisons: this kernel from now on, or the "best". Returns 0 when the machine does not have it.
int forge_scan_use(const char *kernel);
#endif
