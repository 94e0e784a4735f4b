/* A file of bytes with checksums.
 *
 * Head: "reprint:", the kind in 16 bytes, version, zero, XXH3-64 of these. Block: length, mark, hash, bytes; the hash's seed is the number of the block and the
 * mark. The last block has the mark of the end and holds the bytes of all others, counted. All numbers are little-endian. */
#include "store/blocks_file.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const char magic[8] = {'r', 'e', 'p', 'r', 'i', 'n', 't', ':'};

enum {
    KIND_BYTES = 16,
    HEAD_BYTES = 40,
    HEAD_HASHED = 32,
    BLOCK_HEAD = 16,
    MARK_DATA = 0,
    MARK_END = 1
};

static uint64_t block_seed(uint32_t block, uint32_t mark)
{
    return (uint64_t)block << 1 | mark;
}

static void write_all(struct rp_blocks_writer *writer, const char *data, size_t size)
{
    while (size > 0 && writer->error == 0) {
        ssize_t n = write(writer->fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            writer->error = n < 0 ? errno : EIO;
            return;
        }
        data += n;
        size -= (size_t)n;
    }
}

static void put_block(struct rp_blocks_writer *writer, uint32_t mark)
{
    char *head = writer->data;
    rp_put_le(head, writer->used, 4);
    rp_put_le(head + 4, mark, 4);
    rp_put_le(head + 8, rp_hash64(head + BLOCK_HEAD, writer->used, block_seed(writer->block, mark)), 8);
    write_all(writer, head, BLOCK_HEAD + writer->used);
    writer->block++;
    writer->used = 0;
}

void rp_blocks_writer_start(struct rp_blocks_writer *writer, int fd, const char *kind, uint32_t version)
{
    char head[HEAD_BYTES] = {0};
    writer->fd = fd;
    writer->bytes = 0;
    writer->block = writer->used = 0;
    writer->error = 0;
    memcpy(head, magic, sizeof magic);
    memcpy(head + sizeof magic, kind, strlen(kind));
    rp_put_le(head + sizeof magic + KIND_BYTES, version, 4);
    rp_put_le(head + HEAD_HASHED, rp_hash64(head, HEAD_HASHED, 0), 8);
    write_all(writer, head, sizeof head);
}

void rp_blocks_writer_put(struct rp_blocks_writer *writer, const void *data, size_t size)
{
    const char *from = data;
    writer->bytes += size;
    while (size > 0 && writer->error == 0) {
        size_t room = RP_BLOCKS_FILE_BLOCK - writer->used, n = size < room ? size : room;
        memcpy(writer->data + BLOCK_HEAD + writer->used, from, n);
        writer->used += (uint32_t)n;
        from += n;
        size -= n;
        if (writer->used == RP_BLOCKS_FILE_BLOCK)
            put_block(writer, MARK_DATA);
    }
}

int rp_blocks_writer_end(struct rp_blocks_writer *writer)
{
    if (writer->used > 0)
        put_block(writer, MARK_DATA);
    rp_put_le(writer->data + BLOCK_HEAD, writer->bytes, 8);
    writer->used = 8;
    put_block(writer, MARK_END);
    while (writer->error == 0 && fsync(writer->fd) != 0)
        if (errno != EINTR)
            writer->error = errno;
    return writer->error;
}

struct rp_blocks_reader {
    char *path; /* owned; for messages */
    int fd;
    uint32_t block;
    size_t used, len; /* of the block in data */
    uint64_t bytes;   /* of the blocks before it */
    uint64_t place;   /* in the file */
    bool at_end;
    char data[RP_BLOCKS_FILE_BLOCK];
};

void rp_blocks_reader_close(struct rp_blocks_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->fd >= 0)
        close(reader->fd);
    rp_free(reader->path);
    rp_free(reader);
}

static enum rp_status damaged(const struct rp_blocks_reader *reader, const char *what, struct rp_error *error)
{
    return rp_fail_at(error, RP_DAMAGED, reader->place, "%s is damaged at byte %" PRIu64 ": %s", reader->path, reader->place, what);
}

/* Less than `size` only at the end of the file. */
static enum rp_status read_some(struct rp_blocks_reader *reader, char *ret, size_t size, size_t *ret_len, struct rp_error *error)
{
    size_t len = 0;
    while (len < size) {
        ssize_t n = read(reader->fd, ret + len, size - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return rp_fail(error, RP_IO, "%s cannot be read: %s", reader->path, strerror(errno));
        if (n == 0)
            break;
        len += (size_t)n;
    }
    *ret_len = len;
    return RP_OK;
}

static enum rp_status read_exactly(struct rp_blocks_reader *reader, char *ret, size_t size, struct rp_error *error)
{
    size_t len = 0;
    enum rp_status status = read_some(reader, ret, size, &len, error);
    if (status == RP_OK && len < size)
        return damaged(reader, "it ends too early", error);
    return status;
}

static enum rp_status check_head(struct rp_blocks_reader *reader, const char *kind, uint32_t version, struct rp_error *error)
{
    char head[HEAD_BYTES], want[KIND_BYTES] = {0};
    enum rp_status status = read_exactly(reader, head, sizeof head, error);
    if (status != RP_OK)
        return status;
    memcpy(want, kind, strlen(kind));
    uint64_t written = rp_read_le(head + sizeof magic + KIND_BYTES, 4);
    if (memcmp(head, magic, sizeof magic) != 0)
        return damaged(reader, "it is no file of reprint", error);
    if (rp_read_le64(head + HEAD_HASHED) != rp_hash64(head, HEAD_HASHED, 0))
        return damaged(reader, "its head does not match its checksum", error);
    if (memcmp(head + sizeof magic, want, KIND_BYTES) != 0)
        return damaged(reader, "it holds something else than its name says", error);
    if (written > version)
        return rp_fail(error, RP_NEWER, "%s has format version %" PRIu64 " and this program knows %" PRIu32 ": use a newer reprint", reader->path,
                       written, version);
    if (written < version)
        return damaged(reader, "its format version was never in use", error);
    reader->place += HEAD_BYTES;
    return RP_OK;
}

enum rp_status rp_blocks_reader_open(const char *path, const char *kind, uint32_t version, struct rp_blocks_reader **ret, struct rp_error *error)
{
    enum rp_status status;
    size_t size = strlen(path) + 1;
    struct rp_blocks_reader *reader = rp_alloc(sizeof *reader);
    if (reader == NULL)
        return rp_fail_memory(error);
    reader->fd = -1;
    reader->block = 0;
    reader->used = reader->len = 0;
    reader->bytes = reader->place = 0;
    reader->at_end = false;
    reader->path = rp_alloc(size);
    if (reader->path == NULL) {
        status = rp_fail_memory(error);
        goto fail;
    }
    memcpy(reader->path, path, size);
    reader->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (reader->fd < 0) {
        status = rp_fail(error, errno == ENOENT ? RP_NOT_FOUND : RP_IO, "%s cannot be opened: %s", path, strerror(errno));
        goto fail;
    }
    status = check_head(reader, kind, version, error);
    if (status != RP_OK)
        goto fail;
    *ret = reader;
    return RP_OK;
fail:
    rp_blocks_reader_close(reader);
    return status;
}

/* The next block into data; the last one sets at_end, and leaves nothing in it. */
static enum rp_status read_block(struct rp_blocks_reader *reader, struct rp_error *error)
{
    char head[BLOCK_HEAD];
    enum rp_status status = read_exactly(reader, head, sizeof head, error);
    if (status != RP_OK)
        return status;
    uint64_t len = rp_read_le(head, 4), mark = rp_read_le(head + 4, 4);
    reader->bytes += reader->len;
    reader->used = reader->len = 0;
    if (len == 0 || len > RP_BLOCKS_FILE_BLOCK || mark > MARK_END)
        return damaged(reader, "a block has no length", error);
    status = read_exactly(reader, reader->data, (size_t)len, error);
    if (status != RP_OK)
        return status;
    if (rp_read_le64(head + 8) != rp_hash64(reader->data, (size_t)len, block_seed(reader->block, (uint32_t)mark)))
        return damaged(reader, "a block does not match its checksum", error);
    if (mark == MARK_END) {
        if (len != 8 || rp_read_le64(reader->data) != reader->bytes)
            return damaged(reader, "blocks are missing", error);
        reader->at_end = true;
    } else {
        reader->len = (size_t)len;
    }
    reader->block++;
    reader->place += BLOCK_HEAD + len;
    return RP_OK;
}

enum rp_status rp_blocks_reader_get(struct rp_blocks_reader *reader, void *ret, size_t size, struct rp_error *error)
{
    char *to = ret;
    while (size > 0) {
        if (reader->used == reader->len) {
            enum rp_status status = reader->at_end ? RP_OK : read_block(reader, error);
            if (status != RP_OK)
                return status;
            if (reader->at_end)
                return damaged(reader, "it holds less than it should", error);
        }
        size_t there = reader->len - reader->used, n = size < there ? size : there;
        memcpy(to, reader->data + reader->used, n);
        reader->used += n;
        to += n;
        size -= n;
    }
    return RP_OK;
}

enum rp_status rp_blocks_reader_end(struct rp_blocks_reader *reader, struct rp_error *error)
{
    char byte;
    size_t more = 0;
    enum rp_status status = RP_OK;
    if (reader->used == reader->len && !reader->at_end)
        status = read_block(reader, error);
    if (status != RP_OK)
        return status;
    if (!reader->at_end)
        return damaged(reader, "it holds more than it should", error);
    status = read_some(reader, &byte, 1, &more, error);
    if (status == RP_OK && more > 0)
        return damaged(reader, "something follows its end", error);
    return status;
}
