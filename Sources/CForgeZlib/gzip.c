#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "CForgeZlib.h"

static forge_gzip_outcome unpack(z_stream *stream, size_t count, size_t limit, uint8_t **unpacked, size_t *size) {
    size_t capacity = count * 4 + 4096;
    while (1) {
        if (!*unpacked || *size == capacity) {
            if (*unpacked) capacity *= 2;
            uint8_t *larger = realloc(*unpacked, capacity);
            if (!larger) return FORGE_GZIP_MEMORY;
            *unpacked = larger;
        }
        const size_t room = capacity - *size < (1u << 30) ? capacity - *size : (1u << 30);
        stream->next_out = *unpacked + *size;
        stream->avail_out = (uInt)room;
        const int code = inflate(stream, Z_NO_FLUSH);
        *size += room - stream->avail_out;
        if (*size > limit) return FORGE_GZIP_TOO_LARGE;
        if (code == Z_STREAM_END) {
            if (stream->avail_in == 0) return FORGE_GZIP_OK;
            // Another member follows, as `cat a.gz b.gz` makes them.
            if (inflateReset(stream) != Z_OK) return FORGE_GZIP_BROKEN;
        } else if (code == Z_BUF_ERROR && stream->avail_in == 0) {
            return FORGE_GZIP_CUT;
        } else if (code != Z_OK) {
            return FORGE_GZIP_BROKEN;
        }
    }
}

forge_gzip_outcome forge_gzip_unpack(
    const uint8_t *data, size_t count, size_t limit, uint8_t **unpacked, size_t *size) {
    *unpacked = NULL;
    *size = 0;
    if (count > UINT32_MAX) return FORGE_GZIP_TOO_LARGE;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return FORGE_GZIP_MEMORY;
    stream.next_in = (Bytef *)data;
    stream.avail_in = (uInt)count;
    const forge_gzip_outcome outcome = unpack(&stream, count, limit, unpacked, size);
    inflateEnd(&stream);
    if (outcome != FORGE_GZIP_OK) {
        free(*unpacked);
        *unpacked = NULL;
    }
    return outcome;
}

void forge_gzip_free(uint8_t *unpacked) { free(unpacked); }
