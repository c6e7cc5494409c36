#pragma once
#include <zlib.h>

/* Opens a stream that writes gzip: the macro of zlib that does it cannot be read by Swift. */
static inline int turnback_gzip_open(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
