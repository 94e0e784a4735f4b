/* RocksDB's options and errors. */
#include "store/rocks.h"

#include "base/error.h"
#include "store/rows.h"

#include <ctype.h>
#include <string.h>

enum {
    BLOCK = 16 << 10,
    BLOCK_FORMAT = 5,
    FILTER_BITS = 10, /* of one key: every file may hold articles of any number in its range */
    LEVEL_FILES = 4,  /* that wait for the first compaction */
    LEVEL_BYTES = LEVEL_FILES * RP_ROCKS_MEMTABLE,
    TOLERATE_TORN_TAIL = 0, /* what a process was writing when it ended is no damage; anything else is */
    PASS_OVER_DAMAGE = 3,   /* of a log */
    HEADINGS = 5, /* of RocksDB's diary, and none of its lines: when they cannot be written, as on a full disk, the second one ends the process by an assertion */
    LOG_BYTES = 1 << 20,
    LOG_FILES = 2,
    MANIFEST_BYTES = 4 << 20,
    SYNC_BYTES = 1 << 20 /* of files that are made in the background: so that a sync of the log does not wait for all of them at once */
};

static void set_tables(rocksdb_options_t *options)
{
    rocksdb_block_based_table_options_t *table = rocksdb_block_based_options_create();
    rocksdb_cache_t *cache = rocksdb_cache_create_lru(RP_ROCKS_CACHE);
    rocksdb_block_based_options_set_block_cache(table, cache);
    rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 1);
    rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(table, 1);
    rocksdb_block_based_options_set_block_size(table, BLOCK);
    rocksdb_block_based_options_set_format_version(table, BLOCK_FORMAT);
    rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(FILTER_BITS));
    rocksdb_options_set_block_based_table_factory(options, table);
    rocksdb_block_based_options_destroy(table);
    rocksdb_cache_destroy(cache);
}

/* Nobody waits for a compaction: it leaves the processors to who adds. The environment is the one of the process, which is not freed. */
static void set_priorities(rocksdb_options_t *options)
{
    rocksdb_env_t *env = rocksdb_create_default_env();
    rocksdb_env_lower_thread_pool_cpu_priority(env);
    rocksdb_options_set_env(options, env);
    rocksdb_env_destroy(env);
}

static void set_levels(rocksdb_options_t *options)
{
    rocksdb_options_set_write_buffer_size(options, RP_ROCKS_MEMTABLE);
    rocksdb_options_set_db_write_buffer_size(options, RP_ROCKS_MEMTABLES);
    rocksdb_options_set_level0_file_num_compaction_trigger(options, LEVEL_FILES);
    rocksdb_options_set_max_bytes_for_level_base(options, LEVEL_BYTES);
    rocksdb_options_set_target_file_size_base(options, LEVEL_BYTES);
    rocksdb_options_set_level_compaction_dynamic_level_bytes(options, 1);
    rocksdb_options_set_max_background_jobs(options, RP_ROCKS_JOBS);
    rocksdb_options_set_compression(options, rocksdb_no_compression);
}

/* Which logs there must be is noted, so that one that is missing is found. The C API has no call of its own for that. */
static rocksdb_options_t *options_that_miss_logs(void)
{
    char *text = NULL;
    rocksdb_options_t *plain = rocksdb_options_create(), *options = rocksdb_options_create();
    rocksdb_get_options_from_string(plain, "track_and_verify_wals_in_manifest=true", options, &text);
    rocksdb_free(text);
    rocksdb_options_destroy(plain);
    return options;
}

rocksdb_options_t *rp_rocks_options(bool lenient)
{
    rocksdb_options_t *options = options_that_miss_logs(); /* when lenient too: without it, opening for reading ends the process by an assertion */
    rocksdb_options_set_create_if_missing(options, 1);
    rocksdb_options_set_paranoid_checks(options, !lenient);
    rocksdb_options_set_wal_recovery_mode(options, lenient ? PASS_OVER_DAMAGE : TOLERATE_TORN_TAIL);
    rocksdb_options_set_atomic_flush(options, 1);
    rocksdb_options_set_max_open_files(options, RP_ROWS_FILES);
    rocksdb_options_set_skip_stats_update_on_db_open(options, 1);
    rocksdb_options_set_bytes_per_sync(options, SYNC_BYTES);
    rocksdb_options_set_max_manifest_file_size(options, MANIFEST_BYTES);
    rocksdb_options_set_info_log_level(options, HEADINGS);
    rocksdb_options_set_max_log_file_size(options, LOG_BYTES);
    rocksdb_options_set_keep_log_file_num(options, LOG_FILES);
    rocksdb_options_set_stats_dump_period_sec(options, 0);
    rocksdb_options_set_stats_persist_period_sec(options, 0);
    set_levels(options);
    set_priorities(options);
    set_tables(options);
    return options;
}

/* The length of the name of a file of RocksDB that begins here; 0: none does. */
static size_t file_name_length(const char *at)
{
    static const char *const named[] = {"MANIFEST-", "OPTIONS-", "CURRENT", "IDENTITY"};
    static const char *const numbered[] = {".sst", ".ldb", ".log"};
    size_t digits = 0;
    while (isdigit((unsigned char)at[digits]))
        digits++;
    for (size_t i = 0; digits >= 6 && i < sizeof numbered / sizeof *numbered; i++)
        if (strncmp(at + digits, numbered[i], 4) == 0)
            return digits + 4;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t len = strlen(named[i]);
        if (strncmp(at, named[i], len) == 0) {
            while (isdigit((unsigned char)at[len]))
                len++;
            return len;
        }
    }
    return 0;
}

static struct rp_str find_file(const char *text)
{
    for (const char *at = text; *at != 0; at++) {
        size_t len = at == text || at[-1] == '/' || at[-1] == ' ' ? file_name_length(at) : 0;
        if (len > 0)
            return (struct rp_str){at, len};
    }
    return (struct rp_str){0};
}

/* What is wrong, without the figures and paths behind it. */
static int reason_length(const char *reason)
{
    size_t len = 0;
    while (reason[len] != 0 && strchr(":;(/", reason[len]) == NULL && strncmp(reason + len, " in ", 4) != 0)
        len++;
    return (int)(len < 80 ? len : 80);
}

enum rp_status rp_rocks_fail(const char *folder, enum rp_rocks_deed deed, char *text, struct rp_error *error)
{
    static const char corruption[] = "Corruption: ";
    enum rp_status status = RP_DAMAGED;
    struct rp_str file = find_file(text);
    const char *reason = text;
    while (strncmp(reason, corruption, strlen(corruption)) == 0)
        reason += strlen(corruption);
    if (deed != RP_ROCKS_WRITES && strstr(text, "No such file") != NULL && file.len > 0) {
        /* It looks for a file under the name that such files once had too. */
        bool table = file.data[file.len - 1] == 'b';
        rp_fail(error, status, "%s/%.*s%s is missing: " RP_ROCKS_MEND, folder, (int)file.len - (table ? 4 : 0), file.data,
                table ? ".sst" : "");
    } else if (reason != text && file.len > 0 && file.data[0] == 'M' && strncmp(reason, "no ", 3) != 0) {
        /* The MANIFEST itself was found to be whole before (torn.h): it is one of the tables that are in it. */
        rp_fail(error, status, "a table (*.sst) in %s is damaged (%.*s): " RP_ROCKS_MEND, folder, reason_length(reason), reason);
    } else if (strncmp(reason, "Missing WAL", 11) == 0) {
        rp_fail(error, status, "%s lacks a log (%.60s), or its MANIFEST was cut short: restore a backup", folder, reason);
    } else if (reason == text) {
        /* Without the folder's path, which was said and may be long: behind it stands what the system said. */
        const char *path = strstr(text, folder), *rest = path != NULL ? path + strlen(folder) : text;
        rest += path != NULL && *rest == '/';
        status = rp_fail(error, RP_IO, "%s cannot be %s: %.*s%.150s", folder, deed == RP_ROCKS_WRITES ? "written" : "read", path != NULL ? (int)(path - text) : 0, text, rest);
    } else if (file.len > 0) {
        rp_fail(error, status, "%s/%.*s is damaged (%.*s): " RP_ROCKS_MEND, folder, RP_SHOW(file), reason_length(reason), reason);
    } else {
        rp_fail(error, status, "%s is damaged (%.60s): " RP_ROCKS_MEND, folder, reason);
    }
    rocksdb_free(text);
    return status;
}
