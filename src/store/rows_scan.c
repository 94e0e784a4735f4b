/* Rows: scans of one kind of row in one family, in the order of the numbers. */
#include "base/bits.h"
#include "store/rows_inside.h"

#include <string.h>

enum { ALL_TIERS = 0, MEMORY_TIER = 3 }; /* RocksDB's ReadTier */

static void look(struct rp_scan *scan)
{
    struct rp_str key;
    scan->valid = rocksdb_iter_valid(scan->iterator);
    if (!scan->valid)
        return;
    key.data = rocksdb_iter_key(scan->iterator, &key.len);
    scan->number = rp_rows_key_number(key);
    scan->value.data = rocksdb_iter_value(scan->iterator, &scan->value.len);
}

/* Ranges are deleted only before what is ever scanned (operations that the state has seen, what was noted of windows that are gone). And an iterator that meets damage while it looks at them ends
 * the process by an assertion. */
static void start(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t from, int tier, struct rp_scan *ret)
{
    char key[RP_ROWS_KEY];
    rp_rows_put_key(key, letter, from);
    *ret = (struct rp_scan){.options = rocksdb_readoptions_create(), .bound = (char)(letter + 1)};
    rocksdb_readoptions_set_iterate_upper_bound(ret->options, &ret->bound, 1);
    rocksdb_readoptions_set_readahead_size(ret->options, RP_ROCKS_READAHEAD);
    rocksdb_readoptions_set_fill_cache(ret->options, 0);
    rocksdb_readoptions_set_ignore_range_deletions(ret->options, 1);
    rocksdb_readoptions_set_read_tier(ret->options, tier);
    ret->iterator = rocksdb_create_iterator_cf(rows->db, ret->options, family);
    rocksdb_iter_seek(ret->iterator, key, sizeof key);
    look(ret);
}

void rp_scan_start(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t from, struct rp_scan *ret)
{
    start(rows, family, letter, from, ALL_TIERS, ret);
}

void rp_scan_start_logged(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t from, struct rp_scan *ret)
{
    start(rows, family, letter, from, MEMORY_TIER, ret);
}

void rp_scan_step(struct rp_scan *scan)
{
    rocksdb_iter_next(scan->iterator);
    look(scan);
}

enum rp_status rp_scan_end(struct rp_rows *rows, struct rp_scan *scan, struct rp_error *error)
{
    char *text = NULL;
    if (scan->iterator == NULL)
        return RP_OK;
    if (!scan->valid)
        rocksdb_iter_get_error(scan->iterator, &text);
    rocksdb_iter_destroy(scan->iterator);
    rocksdb_readoptions_destroy(scan->options);
    scan->iterator = NULL;
    return text != NULL ? rp_rocks_fail(rows->folder, RP_ROCKS_READS, text, error) : RP_OK;
}
