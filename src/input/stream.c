/* The bytes of a file, unpacked. */
#include "input/stream.h"

#include "base/alloc.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    PACKED_BYTES = 128 << 10, /* of one read */
    POLL_MS = 100             /* how soon an interruption is seen while a pipe is silent */
};

enum format { FORMAT_UNKNOWN, FORMAT_PLAIN, FORMAT_GZIP, FORMAT_ZSTD };

struct rp_stream {
    char *path; /* owned; for messages */
    int fd;
    bool own_fd, is_file, at_end;
    bool inside;                     /* a gzip member or a Zstandard frame is begun and not ended */
    bool flush;                      /* the decoder may hold more output than it had room for */
    const atomic_bool *interrupt[2]; /* borrowed; NULL: none */
    enum format format;
    uint64_t done, total;
    unsigned char *packed; /* owned, PACKED_BYTES; [start, end) is not used yet */
    size_t start, end;
    bool inflating;
    z_stream gzip;
    ZSTD_DStream *zstd; /* owned */
};

static const char *name(const struct rp_stream *stream)
{
    return stream->own_fd ? stream->path : "standard input";
}

enum rp_status rp_stream_open(const char *path, const atomic_bool *interrupt, struct rp_stream **ret,
                              struct rp_error *error)
{
    enum rp_status status = RP_NO_MEMORY;
    size_t path_size = strlen(path) + 1;
    struct stat info;
    struct rp_stream *stream = rp_alloc_zeroed(1, sizeof *stream);
    if (stream == NULL)
        return rp_fail_memory(error);
    stream->fd = -1;
    stream->interrupt[0] = interrupt;
    stream->path = rp_alloc(path_size);
    stream->packed = rp_alloc(PACKED_BYTES);
    if (stream->path == NULL || stream->packed == NULL) {
        rp_fail_memory(error);
        goto fail;
    }
    memcpy(stream->path, path, path_size);
    stream->own_fd = strcmp(path, "-") != 0;
    stream->fd = stream->own_fd ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (stream->fd < 0 || fstat(stream->fd, &info) != 0) {
        status = rp_fail(error, RP_IO, "%s cannot be opened: %s", name(stream), strerror(errno));
        goto fail;
    }
    if (S_ISDIR(info.st_mode)) {
        status = rp_fail(error, RP_IO, "%s is a folder: give the files in it", name(stream));
        goto fail;
    }
    stream->is_file = S_ISREG(info.st_mode);
    stream->total = stream->is_file && info.st_size > 0 ? (uint64_t)info.st_size : 0;
    *ret = stream;
    return RP_OK;
fail:
    rp_stream_close(stream);
    return status;
}

void rp_stream_close(struct rp_stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->inflating)
        inflateEnd(&stream->gzip);
    ZSTD_freeDStream(stream->zstd);
    if (stream->own_fd && stream->fd >= 0)
        close(stream->fd);
    rp_free(stream->packed);
    rp_free(stream->path);
    rp_free(stream);
}

void rp_stream_stop_on(struct rp_stream *stream, const atomic_bool *flag)
{
    stream->interrupt[1] = flag;
}

void rp_stream_progress(const struct rp_stream *stream, uint64_t *ret_done, uint64_t *ret_total)
{
    *ret_done = stream->done;
    *ret_total = stream->total;
}

bool rp_stream_is_file(const struct rp_stream *stream)
{
    return stream->is_file && stream->own_fd;
}

static bool interrupted(const struct rp_stream *stream)
{
    for (unsigned i = 0; i < 2; i++)
        if (stream->interrupt[i] != NULL && atomic_load_explicit(stream->interrupt[i], memory_order_relaxed))
            return true;
    return false;
}

/* Waits until a pipe or terminal has something to read, looking at the interruption from time to time. */
static enum rp_status await(struct rp_stream *stream, struct rp_error *error)
{
    struct pollfd pollfd = {.fd = stream->fd, .events = POLLIN};
    for (;;) {
        if (interrupted(stream))
            return rp_fail(error, RP_INTERRUPTED, "interrupted while reading %s", name(stream));
        if (stream->is_file || (stream->interrupt[0] == NULL && stream->interrupt[1] == NULL))
            return RP_OK;
        int ready = poll(&pollfd, 1, POLL_MS);
        if (ready > 0)
            return RP_OK;
        if (ready < 0 && errno != EINTR)
            return rp_fail(error, RP_IO, "%s cannot be read: %s", name(stream), strerror(errno));
    }
}

/* Reads more packed bytes behind those that are there. Sets at_end. */
static enum rp_status refill(struct rp_stream *stream, struct rp_error *error)
{
    memmove(stream->packed, stream->packed + stream->start, stream->end - stream->start);
    stream->end -= stream->start;
    stream->start = 0;
    for (;;) {
        enum rp_status status = await(stream, error);
        if (status != RP_OK)
            return status;
        ssize_t n = read(stream->fd, stream->packed + stream->end, PACKED_BYTES - stream->end);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return rp_fail(error, RP_IO, "%s cannot be read: %s", name(stream), strerror(errno));
        stream->at_end = n == 0;
        stream->end += (size_t)n;
        stream->done += (uint64_t)n;
        return RP_OK;
    }
}

static voidpf zlib_alloc(voidpf context, uInt items, uInt size)
{
    (void)context;
    return rp_alloc_zeroed(items, size);
}

static void zlib_free(voidpf context, voidpf block)
{
    (void)context;
    rp_free(block);
}

static enum rp_status begin_gzip(struct rp_stream *stream, struct rp_error *error)
{
    stream->gzip.zalloc = zlib_alloc;
    stream->gzip.zfree = zlib_free;
    if (inflateInit2(&stream->gzip, 15 + 16) != Z_OK)
        return rp_fail_memory(error);
    stream->inflating = true;
    return RP_OK;
}

static enum rp_status begin_zstd(struct rp_stream *stream, struct rp_error *error)
{
    stream->zstd = ZSTD_createDStream();
    if (stream->zstd == NULL)
        return rp_fail_memory(error);
    return RP_OK;
}

/* Looks at the first bytes: RFC 1952 and RFC 8878 (a skippable frame may come first). */
static enum rp_status detect(struct rp_stream *stream, struct rp_error *error)
{
    while (!stream->at_end && stream->end < 4) {
        enum rp_status status = refill(stream, error);
        if (status != RP_OK)
            return status;
    }
    const unsigned char *b = stream->packed;
    bool zstd_frame = stream->end >= 4 && b[0] == 0x28 && b[1] == 0xb5 && b[2] == 0x2f && b[3] == 0xfd;
    bool zstd_skippable = stream->end >= 4 && (b[0] & 0xf0) == 0x50 && b[1] == 0x2a && b[2] == 0x4d && b[3] == 0x18;
    if (stream->end >= 2 && b[0] == 0x1f && b[1] == 0x8b)
        stream->format = FORMAT_GZIP;
    else
        stream->format = zstd_frame || zstd_skippable ? FORMAT_ZSTD : FORMAT_PLAIN;
    return stream->format == FORMAT_GZIP   ? begin_gzip(stream, error)
           : stream->format == FORMAT_ZSTD ? begin_zstd(stream, error)
                                           : RP_OK;
}

static enum rp_status damaged(const struct rp_stream *stream, const char *kind, const char *why, struct rp_error *error)
{
    return rp_fail(error, RP_DAMAGED, "%s: the %s data is damaged at byte %llu or shortly before: %s", name(stream),
                   kind, (unsigned long long)(stream->done - (stream->end - stream->start)), why);
}

static enum rp_status cut_off(const struct rp_stream *stream, const char *kind, struct rp_error *error)
{
    return rp_fail(error, RP_DAMAGED, "%s is cut off: the %s data ends before its end mark, after %llu bytes",
                   name(stream), kind, (unsigned long long)stream->done);
}

/* gzip pads its files with zero bytes on some media, and gzip(1) reads over them. */
static bool only_padding(const struct rp_stream *stream)
{
    for (size_t i = stream->start; i < stream->end; i++)
        if (stream->packed[i] != 0)
            return false;
    return true;
}

static enum rp_status step_gzip(struct rp_stream *stream, char *dst, size_t cap, size_t *ret_len,
                                struct rp_error *error)
{
    z_stream *z = &stream->gzip;
    if (!stream->inside) {
        if (only_padding(stream)) {
            stream->start = stream->end;
            return RP_OK;
        }
        if (inflateReset(z) != Z_OK)
            return damaged(stream, "gzip", "the decoder does not restart", error);
        stream->inside = true;
    }
    z->next_in = stream->packed + stream->start;
    z->avail_in = (uInt)(stream->end - stream->start);
    z->next_out = (unsigned char *)dst;
    z->avail_out = cap < (1u << 30) ? (uInt)cap : 1u << 30;
    uInt room = z->avail_out;
    int code = inflate(z, Z_NO_FLUSH);
    stream->start = stream->end - z->avail_in;
    *ret_len = room - z->avail_out;
    stream->flush = z->avail_out == 0;
    if (code == Z_STREAM_END) {
        stream->inside = stream->flush = false;
        return RP_OK;
    }
    if (code == Z_MEM_ERROR)
        return rp_fail_memory(error);
    /* Z_BUF_ERROR: nothing could be done for want of input, or the flush found nothing. */
    return code == Z_OK || code == Z_BUF_ERROR ? RP_OK
                                               : damaged(stream, "gzip", z->msg != NULL ? z->msg : "not gzip", error);
}

static enum rp_status step_zstd(struct rp_stream *stream, char *dst, size_t cap, size_t *ret_len,
                                struct rp_error *error)
{
    ZSTD_inBuffer in = {.src = stream->packed, .size = stream->end, .pos = stream->start};
    ZSTD_outBuffer out = {.dst = dst, .size = cap, .pos = 0};
    size_t code = ZSTD_decompressStream(stream->zstd, &out, &in);
    stream->start = in.pos;
    *ret_len = out.pos;
    if (ZSTD_isError(code)) {
        if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
            return rp_fail_memory(error);
        return damaged(stream, "Zstandard", ZSTD_getErrorName(code), error);
    }
    stream->inside = code != 0;
    stream->flush = out.pos == out.size && code != 0;
    return RP_OK;
}

static enum rp_status read_packed(struct rp_stream *stream, char *dst, size_t cap, size_t *ret_len,
                                  struct rp_error *error)
{
    bool gzip = stream->format == FORMAT_GZIP;
    *ret_len = 0;
    for (;;) {
        if (stream->start == stream->end && !stream->flush) {
            if (stream->at_end)
                return stream->inside ? cut_off(stream, gzip ? "gzip" : "Zstandard", error) : RP_OK;
            enum rp_status status = refill(stream, error);
            if (status != RP_OK)
                return status;
            if (stream->start == stream->end)
                continue;
        }
        enum rp_status status =
            gzip ? step_gzip(stream, dst, cap, ret_len, error) : step_zstd(stream, dst, cap, ret_len, error);
        if (status != RP_OK || *ret_len > 0)
            return status;
    }
}

static enum rp_status read_plain(struct rp_stream *stream, char *dst, size_t cap, size_t *ret_len,
                                 struct rp_error *error)
{
    *ret_len = 0;
    if (stream->start == stream->end && !stream->at_end) {
        enum rp_status status = refill(stream, error);
        if (status != RP_OK)
            return status;
    }
    size_t n = stream->end - stream->start < cap ? stream->end - stream->start : cap;
    memcpy(dst, stream->packed + stream->start, n);
    stream->start += n;
    *ret_len = n;
    return RP_OK;
}

enum rp_status rp_stream_read(struct rp_stream *stream, char *dst, size_t cap, size_t *ret_len, struct rp_error *error)
{
    *ret_len = 0;
    if (stream->format == FORMAT_UNKNOWN) {
        enum rp_status status = detect(stream, error);
        if (status != RP_OK)
            return status;
    }
    return stream->format == FORMAT_PLAIN ? read_plain(stream, dst, cap, ret_len, error)
                                          : read_packed(stream, dst, cap, ret_len, error);
}
