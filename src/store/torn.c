/* Whether a log of RocksDB is whole. Blocks of 32 KiB; a record is a masked CRC-32C of type and bytes, a length, a type, the bytes, and does not go over the end of
 * a block; less than a head at the end of a block is left empty. */
#include "store/torn.h"

#include "base/bits.h"
#include "base/error.h"
#include "store/rocks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 32 << 10, HEAD = 7, TYPE_AT = 6, LENGTH_BITS = 16 };

struct log {
    void (*each)(void *context, enum rp_torn_piece piece, struct rp_str bytes);
    void *context;
    uint32_t table[256]; /* of the CRC */
    unsigned char block[BLOCK];
};

static void make_table(uint32_t table[256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0x82f63b78) : 0);
        table[i] = crc;
    }
}

/* RocksDB masks it, so that a CRC over bytes that hold one is still a good one. */
static bool is_right(const struct log *log, const unsigned char *record, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = TYPE_AT; i < HEAD + length; i++)
        crc = crc >> 8 ^ log->table[(crc ^ record[i]) & 0xff];
    crc = ~crc;
    return (uint32_t)rp_read_le(record, 4) == (crc >> 15 | crc << 17) + UINT32_C(0xa282ead8);
}

/* A record that says it is longer than what is there: with one bit of its length changed it is right. */
static bool is_flipped(const struct log *log, const unsigned char *record, size_t there)
{
    size_t length = (size_t)rp_read_le(record + 4, 2);
    for (unsigned bit = 0; bit < LENGTH_BITS; bit++) {
        size_t other = length ^ (size_t)1 << bit;
        if (HEAD + other <= there && is_right(log, record, other))
            return true;
    }
    return false;
}

/* The first byte of a block that is damaged; `size`: none. What is before it is given on. */
static size_t find_damage(const struct log *log, size_t size)
{
    size_t at = 0;
    while (size - at >= HEAD) {
        const unsigned char *record = log->block + at;
        size_t length = (size_t)rp_read_le(record + 4, 2);
        if (length == 0 && record[TYPE_AT] == 0)
            return size; /* room that was made and not used yet */
        if (HEAD + length > size - at)
            return size == BLOCK || is_flipped(log, record, size - at) ? at : size;
        if (!is_right(log, record, length))
            return at;
        if (log->each != NULL)
            log->each(log->context, record[TYPE_AT], (struct rp_str){(const char *)record + HEAD, length});
        at += HEAD + length;
    }
    return size;
}

/* A whole block, but at the end. */
static enum rp_status read_block(int fd, const char *path, struct log *log, size_t *ret_size, struct rp_error *error)
{
    size_t size = 0;
    while (size < BLOCK) {
        ssize_t n = read(fd, log->block + size, BLOCK - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
        if (n == 0)
            break;
        size += (size_t)n;
    }
    *ret_size = size;
    return RP_OK;
}

enum rp_status rp_torn_check(const char *path, void (*each)(void *context, enum rp_torn_piece piece, struct rp_str bytes), void *context, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    size_t size = BLOCK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return rp_fail(error, RP_IO, "%s cannot be opened: %s", path, strerror(errno));
    struct log log;
    log.each = each;
    log.context = context;
    make_table(log.table);
    for (uint64_t place = 0; status == RP_OK && size == BLOCK; place += size) {
        status = read_block(fd, path, &log, &size, error);
        size_t damage = status == RP_OK ? find_damage(&log, size) : size;
        if (damage < size)
            status = rp_fail_at(error, RP_DAMAGED, place + damage, "%s is damaged at byte %" PRIu64 ": " RP_ROCKS_MEND, path, place + damage);
    }
    close(fd);
    return status;
}
