/* Tables of RocksDB. A block: entries, at every 16th of which keys begin anew; the places of these, and how many there are; a byte for the kind of compression, and a checksum. An
 * entry: how many bytes of the key are those of the one before, how many come, how long the value is, all as varints; the bytes. A key ends with eight bytes that say what kind of row it
 * is, and which came first. Where a block ends is not known without the index: it ends where its places and its checksum are right. */
#include "store/sst.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/packing.h"
#include "store/rocks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    RESTART = 16,     /* entries */
    RESTARTS = 4096,  /* of a block; the largest has some hundreds */
    TRAILER = 5,      /* kind of compression, checksum */
    TAIL = 8,         /* of a key: kind, sequence */
    KEY = 9,          /* letter, number */
    PIECE = 4096,     /* that is left out when the disk does not give it */
    FOOTER = 53, VERSION = 12, FORMAT = 5, XXH3 = 4,
    META_MOST = 64 << 20
};
enum { DELETED = 0, VALUE = 1, DELETED_ONCE = 7 };
static const uint64_t MAGIC = UINT64_C(0x88e241b785f4cff7);
static const uint64_t SIZE_MOST = UINT64_C(1) << 31;

/* --- numbers and checksums --- */

static bool get_varint(const unsigned char **at, const unsigned char *end, uint64_t *ret)
{
    struct rp_unpacking from = rp_unpacking_of((struct rp_str){(const char *)*at, (size_t)(end - *at)});
    *ret = rp_unpack_number(&from);
    *at = (const unsigned char *)from.at;
    return !from.bad;
}

/* Of `size` bytes and the trailer behind them; the kind of compression is none. */
static bool is_right(const unsigned char *block, size_t size)
{
    return block[size] == 0 && (uint32_t)rp_hash64(block, size, 0) == (uint32_t)rp_read_le(block + size + 1, 4);
}

/* --- the rows --- */

struct bytes {
    unsigned char *data; /* owned */
    size_t size;
};

struct block {
    const unsigned char *start, *at, *end; /* `end` of the file */
    uint32_t restarts[RESTARTS];
    size_t entries;
    unsigned char key[KEY + TAIL];
    size_t key_size;
};

/* What stands behind the entries is what stands behind the last ones of a block. */
static bool is_end(const struct block *block)
{
    size_t count = (block->entries + RESTART - 1) / RESTART, left = (size_t)(block->end - block->at);
    if (count == 0 || left < 4 * (count + 1) + TRAILER)
        return false;
    for (size_t i = 0; i < count; i++)
        if (rp_read_le(block->at + 4 * i, 4) != block->restarts[i])
            return false;
    return rp_read_le(block->at + 4 * count, 4) == count && is_right(block->start, (size_t)(block->at - block->start) + 4 * (count + 1));
}

static bool get_entry(struct block *block, const unsigned char **ret_value, size_t *ret_size)
{
    uint64_t shared, more, size;
    size_t place = (size_t)(block->at - block->start);
    if (block->entries % RESTART == 0) {
        if (block->entries / RESTART == RESTARTS)
            return false;
        block->restarts[block->entries / RESTART] = (uint32_t)place;
    }
    if (!get_varint(&block->at, block->end, &shared) || !get_varint(&block->at, block->end, &more) || !get_varint(&block->at, block->end, &size) ||
        shared > block->key_size || more > sizeof block->key - shared || more > (size_t)(block->end - block->at))
        return false;
    memcpy(block->key + shared, block->at, more);
    block->key_size = shared + more;
    block->at += more;
    if (size > (size_t)(block->end - block->at) || size > UINT32_MAX || block->key_size <= TAIL)
        return false;
    *ret_value = block->at;
    *ret_size = size;
    block->at += size;
    block->entries++;
    return true;
}

static bool keep_row(struct rp_sst *table, const struct block *block, uint64_t at, size_t size)
{
    size_t len = block->key_size - TAIL;
    uint64_t tail = rp_read_le64(block->key + len), number = 0;
    unsigned kind = tail & 0xff;
    if ((len != KEY && len != 1) || (kind != VALUE && kind != DELETED && kind != DELETED_ONCE))
        return true; /* none of ours, or of a range */
    if (!rp_grow(&table->rows, &table->cap, table->count + 1, sizeof *table->rows, SIZE_MAX / sizeof *table->rows))
        return false;
    for (size_t i = 1; i < len; i++)
        number = number << 8 | block->key[i];
    table->rows[table->count++] =
        (struct rp_sst_row){.number = number, .sequence = tail >> 8, .at = at, .size = (uint32_t)size, .letter = (char)block->key[0], .deleted = kind != VALUE};
    return true;
}

/* The bytes of the block that begins at a place, with its trailer; 0: none does that is whole. Its rows are kept. */
static size_t read_block(struct rp_sst *table, struct block *block, const struct bytes *bytes, size_t place, bool *ret_memory)
{
    size_t before = table->count;
    block->start = block->at = bytes->data + place;
    block->end = bytes->data + bytes->size;
    block->entries = block->key_size = 0;
    while (!is_end(block)) {
        const unsigned char *value;
        size_t size;
        *ret_memory = true;
        if (!get_entry(block, &value, &size) || !(*ret_memory = keep_row(table, block, (uint64_t)(value - bytes->data), size))) {
            table->count = before;
            return 0;
        }
    }
    return (size_t)(block->at - block->start) + 4 * ((block->entries + RESTART - 1) / RESTART + 1) + TRAILER;
}

/* A block may begin here: with a whole key of one of our rows. */
static bool may_begin(const struct bytes *bytes, size_t place)
{
    const unsigned char *at = bytes->data + place, *end = bytes->data + bytes->size;
    uint64_t size;
    if (end - at < 4 || at[0] != 0 || (at[1] != KEY + TAIL && at[1] != 1 + TAIL))
        return false;
    at += 2;
    return get_varint(&at, end, &size) && at < end && strchr("takoS", *at) != NULL && *at != 0;
}

static enum rp_status read_rows(struct rp_sst *table, const struct bytes *bytes)
{
    bool memory = true;
    struct block *block = rp_alloc(sizeof *block);
    if (block == NULL)
        return RP_NO_MEMORY;
    for (size_t place = 0; place < bytes->size && memory;) {
        size_t size = may_begin(bytes, place) ? read_block(table, block, bytes, place, &memory) : 0;
        place += size > 0 ? size : 1;
    }
    rp_free(block);
    return memory ? RP_OK : RP_NO_MEMORY;
}

/* What the disk does not give is left as zeros. */
static void read_bytes(int fd, struct bytes *bytes)
{
    for (size_t at = 0; at < bytes->size;) {
        ssize_t n = pread(fd, bytes->data + at, bytes->size - at, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            break;
        at += n > 0 ? (size_t)n : PIECE - at % PIECE;
    }
}

enum rp_status rp_sst_open(const char *path, struct rp_sst *ret, struct rp_error *error)
{
    struct stat info;
    *ret = (struct rp_sst){.fd = open(path, O_RDONLY | O_CLOEXEC)};
    if (ret->fd < 0 || fstat(ret->fd, &info) != 0) {
        int why = errno;
        rp_sst_close(ret);
        return rp_fail(error, RP_IO, "%s cannot be opened: %s", path, strerror(why));
    }
    struct bytes bytes = {.size = (size_t)info.st_size};
    enum rp_status status = RP_OK;
    if ((uint64_t)info.st_size > SIZE_MOST)
        status = rp_fail(error, RP_LIMIT, "%s is too large", path);
    else if ((bytes.data = rp_alloc_zeroed(bytes.size, 1)) == NULL)
        status = rp_fail_memory(error);
    if (status == RP_OK) {
        read_bytes(ret->fd, &bytes);
        status = read_rows(ret, &bytes);
        if (status != RP_OK)
            rp_fail_memory(error);
    }
    rp_free(bytes.data);
    if (status != RP_OK)
        rp_sst_close(ret);
    return status;
}

void rp_sst_close(struct rp_sst *table)
{
    if (table->fd >= 0)
        close(table->fd);
    rp_free(table->rows);
    *table = (struct rp_sst){.fd = -1};
}

static bool is_before(const struct rp_sst_row *row, char letter, uint64_t number)
{
    return row->letter != letter ? row->letter < letter : row->number < number;
}

const struct rp_sst_row *rp_sst_find(const struct rp_sst *table, char letter, uint64_t number)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&table->rows[middle], letter, number))
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->count && table->rows[low].letter == letter && table->rows[low].number == number ? &table->rows[low] : NULL;
}

/* Bytes that were there before. */
static bool read_at(int fd, void *ret, size_t size, uint64_t at)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = pread(fd, (char *)ret + done, size - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

enum rp_status rp_sst_read(const struct rp_sst *table, const struct rp_sst_row *row, char *ret)
{
    return read_at(table->fd, ret, row->size, row->at) ? RP_OK : RP_IO;
}

/* --- what leads to the rows --- */

struct handle {
    uint64_t at, size;
};

static bool get_handle(const unsigned char **at, const unsigned char *end, struct handle *ret)
{
    return get_varint(at, end, &ret->at) && get_varint(at, end, &ret->size);
}

/* A file that is looked at. */
struct look {
    int fd;
    uint64_t size;
    bool all, fatal, no_memory;
};

/* A block with its trailer; NULL: it is not whole, or there is no memory. The caller frees it. *ret_last (may be NULL): its last byte, also when it is not. */
static unsigned char *load_block(struct look *look, const struct handle *handle, unsigned char *ret_last)
{
    if (handle->size == 0 || handle->size > META_MOST || handle->at > look->size || handle->size + TRAILER > look->size - handle->at)
        return NULL;
    unsigned char *block = rp_alloc((size_t)handle->size + TRAILER);
    look->no_memory = look->no_memory || block == NULL;
    bool whole = block != NULL && read_at(look->fd, block, (size_t)handle->size + TRAILER, handle->at);
    if (whole && ret_last != NULL)
        *ret_last = block[handle->size - 1];
    if (whole && is_right(block, (size_t)handle->size))
        return block;
    rp_free(block);
    return NULL;
}

static bool is_block_right(struct look *look, const struct handle *handle, unsigned char *ret_last)
{
    unsigned char *block = load_block(look, handle, ret_last);
    rp_free(block);
    return block != NULL;
}

/* Each entry leads to a block; what is wrong with one of them, NULL: nothing. */
static const char *check_meta(struct look *look, const unsigned char *block, size_t size)
{
    static const char properties[] = "rocksdb.properties";
    enum { HASHED = 0x80 }; /* the highest bit of how many places there are: RocksDB then looks for a table of hashes */
    const unsigned char *at = block, *end = block + size;
    while (at < end) {
        uint64_t shared, more, len;
        struct handle handle;
        unsigned char last = 0;
        if ((size_t)(end - at) >= 4 && rp_read_le(at, 4) == 0)
            break; /* the places */
        if (!get_varint(&at, end, &shared) || !get_varint(&at, end, &more) || !get_varint(&at, end, &len) || more > (size_t)(end - at) ||
            len > (size_t)(end - at) - more)
            return "the list of its blocks";
        const unsigned char *name = at, *value = at + more;
        at = value + len;
        if (!get_handle(&value, at, &handle))
            return "the list of its blocks";
        bool is_properties = shared == 0 && more == sizeof properties - 1 && memcmp(name, properties, more) == 0;
        if ((!look->all && !is_properties) || is_block_right(look, &handle, &last))
            continue;
        look->fatal = is_properties && (last & HASHED) != 0;
        return is_properties ? "its properties" : "its filter or what it deletes";
    }
    return NULL;
}

/* The footer: the kind of checksum, where the list of blocks and the index are, zeros; at its end a version and what all tables have there. */
static const char *find_fault(struct look *look)
{
    unsigned char footer[FOOTER];
    struct handle list, index;
    const unsigned char *at = footer + 1, *end = footer + FOOTER - VERSION;
    if (look->size < FOOTER || !read_at(look->fd, footer, FOOTER, look->size - FOOTER) || rp_read_le64(end + 4) != MAGIC || rp_read_le(end, 4) != FORMAT ||
        footer[0] != XXH3 || !get_handle(&at, end, &list) || !get_handle(&at, end, &index))
        return "its end";
    while (at < end)
        if (*at++ != 0)
            return "its end";
    unsigned char *block = load_block(look, &list, NULL);
    if (block == NULL)
        return "the list of its blocks";
    const char *fault = check_meta(look, block, (size_t)list.size);
    rp_free(block);
    return fault == NULL && look->all && !is_block_right(look, &index, NULL) ? "its index" : fault;
}

enum rp_status rp_sst_check(const char *path, bool all, bool *ret_fatal, struct rp_error *error)
{
    struct stat info;
    struct look look = {.fd = open(path, O_RDONLY | O_CLOEXEC), .all = all};
    *ret_fatal = false;
    if (look.fd < 0 || fstat(look.fd, &info) != 0) {
        enum rp_status status = rp_fail(error, RP_IO, "%s cannot be opened: %s", path, strerror(errno));
        if (look.fd >= 0)
            close(look.fd);
        return status;
    }
    look.size = (uint64_t)info.st_size;
    const char *fault = find_fault(&look);
    close(look.fd);
    *ret_fatal = look.fatal;
    if (look.no_memory)
        return rp_fail_memory(error);
    return fault == NULL ? RP_OK : rp_fail(error, RP_DAMAGED, "%s is damaged (%s): " RP_ROCKS_MEND, path, fault);
}
