#ifndef C_FORGE_ZLIB_H
#define C_FORGE_ZLIB_H
#include <stddef.h>
#include <stdint.h>

// Reading gzip files whole, by the system's zlib.

typedef enum { FORGE_GZIP_OK = 0, FORGE_GZIP_BROKEN = 1, FORGE_GZIP_CUT = 2, FORGE_GZIP_TOO_LARGE = 3, FORGE_GZIP_MEMORY = 4 } forge_gzip_outcome;

/// Unpacks all members of a gzip file into memory that `forge_gzip_free` frees. At most `limit` bytes.
forge_gzip_outcome forge_gzip_unpack(const uint8_t *data, size_t count, size_t limit, uint8_t **unpacked, size_t *size);
void forge_gzip_free(uint8_t *unpacked);
#endif
