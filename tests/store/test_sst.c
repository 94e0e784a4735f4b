/* Tables that RocksDB made, read without it: all rows of what is whole, and of a damaged one all but those of the block that was hit. */
#include "store/sst.h"

#include "disk.h"
#include "store/rocks.h"
#include "support/cmocka.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ARTICLES = 700, NOTES = 90, LARGE = 60000, VALUE_MOST = LARGE + 1000, ROWS_MOST = 2 * ARTICLES, BLOCKS_MOST = 100, KEY = 9 };
enum { RANGE_FROM = 40, RANGE_STOP = 60 }; /* of keys that were put and then deleted as a range, of which nothing is left */
enum { TAIL_BYTES = 8, RESTART = 16, TRAILER = 5, PATH_BYTES = 600 };

/* --- a table that RocksDB makes --- */

/* Of a row that was put for the first or the second time; most are short, some larger than a block. */
static size_t value_of(char letter, uint64_t number, unsigned version, char *ret)
{
    uint64_t random = number << 16 | (uint64_t)letter << 8 | version;
    size_t len = number % 90 == 1 ? LARGE + number : random_below(&random, 300);
    for (size_t i = 0; i < len; i++)
        ret[i] = (char)random_next(&random);
    return len;
}

static size_t put_key(char letter, uint64_t number, char ret[KEY])
{
    ret[0] = letter;
    for (unsigned i = 1; i < KEY; i++)
        ret[i] = (char)(number >> 8 * (KEY - 1 - i));
    return letter == 'S' ? 1 : KEY;
}

struct making {
    rocksdb_options_t *options;
    rocksdb_writeoptions_t *writing;
    rocksdb_t *db;
    rocksdb_column_family_handle_t *family;
};

static void must(char *text)
{
    if (text != NULL)
        fail_msg("%s", text);
}

static struct making begin_table(void)
{
    static const char *const name = "default";
    char *text = NULL;
    struct making making = {.options = rp_rocks_options(false), .writing = rocksdb_writeoptions_create()};
    const rocksdb_options_t *const options = making.options;
    making.db = rocksdb_open_column_families(options, disk_path("db"), 1, &name, &options, &making.family, &text);
    must(text);
    return making;
}

static void put(const struct making *making, char letter, uint64_t number, unsigned version)
{
    static char value[VALUE_MOST];
    char key[KEY], *text = NULL;
    size_t size = put_key(letter, number, key), len = value_of(letter, number, version, value);
    rocksdb_put(making->db, making->writing, key, size, value, len, &text);
    must(text);
}

static void take_table(void *context, const char *path, const char *name)
{
    if (strstr(name, ".sst") != NULL)
        snprintf(context, PATH_BYTES, "%s", path);
}

static void flush(const struct making *making)
{
    char *text = NULL;
    rocksdb_flushoptions_t *flushing = rocksdb_flushoptions_create();
    rocksdb_flush(making->db, flushing, &text);
    must(text);
    rocksdb_flushoptions_destroy(flushing);
}

static void end_table(struct making *making, char ret_path[PATH_BYTES])
{
    rocksdb_column_family_handle_destroy(making->family);
    rocksdb_close(making->db);
    rocksdb_writeoptions_destroy(making->writing);
    rocksdb_options_destroy(making->options);
    *ret_path = 0;
    disk_each_file(disk_path("db"), take_table, ret_path);
    assert_true(*ret_path != 0);
}

static bool is_deleted(uint64_t number)
{
    return number % 7 == 0;
}

static unsigned version_of(char letter, uint64_t number)
{
    return letter == 't' && number % 5 == 0 ? 2 : 1;
}

static void make_table(char ret_path[PATH_BYTES])
{
    struct making making = begin_table();
    char key[KEY], stop[KEY], *text = NULL;
    for (uint64_t number = 1; number <= ARTICLES; number++)
        put(&making, 't', number, 1);
    for (uint64_t number = 1; number <= NOTES; number++) {
        put(&making, 'a', number, 1);
        put(&making, 'k', number, 1);
    }
    put(&making, 'S', 0, 1);
    for (uint64_t number = 1; number <= ARTICLES; number++) {
        if (version_of('t', number) == 2)
            put(&making, 't', number, 2);
        put_key('t', number, key);
        if (is_deleted(number))
            rocksdb_delete(making.db, making.writing, key, KEY, &text);
        must(text);
    }
    put_key('k', RANGE_FROM, key);
    put_key('k', RANGE_STOP, stop);
    rocksdb_delete_range_cf(making.db, making.writing, making.family, key, KEY, stop, KEY, &text);
    must(text);
    flush(&making);
    end_table(&making, ret_path);
}

/* --- what it says --- */

static struct rp_sst open_table(const char *path)
{
    struct rp_sst table;
    struct rp_error error;
    if (rp_sst_open(path, &table, &error) != RP_OK)
        fail_msg("%s", error.message);
    return table;
}

static void expect_right(const struct rp_sst *table, const struct rp_sst_row *row, unsigned version)
{
    static char wanted[VALUE_MOST], found[VALUE_MOST];
    if (row->deleted)
        return;
    assert_int_equal(row->size, value_of(row->letter, row->number, version, wanted));
    assert_int_equal(rp_sst_read(table, row, found), RP_OK);
    assert_memory_equal(found, wanted, row->size);
}

static void expect_row(const struct rp_sst *table, char letter, uint64_t number)
{
    const struct rp_sst_row *row = rp_sst_find(table, letter, number);
    assert_non_null(row);
    assert_int_equal(row->letter, letter);
    assert_int_equal(row->number, number);
    assert_int_equal(row->deleted, letter == 't' && is_deleted(number));
    expect_right(table, row, version_of(letter, number));
}

static void all_rows_are_read(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    make_table(path);
    struct rp_sst table = open_table(path);
    assert_int_equal(table.count, ARTICLES + NOTES + NOTES - (RANGE_STOP - RANGE_FROM) + 1);
    for (uint64_t number = 1; number <= ARTICLES; number++)
        expect_row(&table, 't', number);
    for (uint64_t number = 1; number <= NOTES; number++) {
        expect_row(&table, 'a', number);
        if (number < RANGE_FROM || number >= RANGE_STOP)
            expect_row(&table, 'k', number);
        else
            assert_null(rp_sst_find(&table, 'k', number));
    }
    expect_row(&table, 'S', 0);
    assert_null(rp_sst_find(&table, 't', 0));
    assert_null(rp_sst_find(&table, 't', ARTICLES + 1));
    assert_null(rp_sst_find(&table, 'o', 1));
    rp_sst_close(&table);
}

/* Both are in the table, since somebody could still ask for the first. */
static void of_two_rows_of_a_key_the_later_counts(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    const rocksdb_snapshot_t *first = NULL;
    struct making making = begin_table();
    for (unsigned version = 1; version <= 2; version++) {
        for (uint64_t number = 1; number <= NOTES; number++)
            put(&making, 't', number, version);
        first = version == 1 ? rocksdb_create_snapshot(making.db) : first;
    }
    flush(&making);
    rocksdb_release_snapshot(making.db, first);
    end_table(&making, path);
    struct rp_sst table = open_table(path);
    assert_int_equal(table.count, 2 * NOTES);
    for (uint64_t number = 1; number <= NOTES; number++)
        expect_right(&table, rp_sst_find(&table, 't', number), 2);
    rp_sst_close(&table);
}

/* --- where its blocks are --- */

struct blocks {
    uint64_t starts[BLOCKS_MOST + 1]; /* and the end of the last one */
    size_t count;
    size_t of[ROWS_MOST]; /* by row */
};

static uint64_t start_of(const struct rp_sst_row *row)
{
    unsigned key = (row->letter == 'S' ? 1 : KEY) + TAIL_BYTES, of_size = row->size < 1 << 7 ? 1 : row->size < 1 << 14 ? 2 : 3;
    return row->at - key - of_size - 2;
}

/* A row whose whole key stands before it, and behind the places and the checksum of the last block. */
static void find_blocks(const struct rp_sst *table, struct blocks *ret)
{
    enum { WITHIN = 25 }; /* bytes between two values at most */
    uint64_t end = 0;
    size_t rows = 0;
    ret->count = 0;
    assert_true(table->count <= ROWS_MOST);
    for (size_t i = 0; i < table->count; i++, rows++) {
        const struct rp_sst_row *row = &table->rows[i];
        if (i == 0 || row->at - end > WITHIN) {
            assert_true(ret->count < BLOCKS_MOST);
            ret->starts[ret->count] = start_of(row);
            uint64_t last = i == 0 ? 0 : end + 4 * ((rows + RESTART - 1) / RESTART + 1) + TRAILER;
            assert_int_equal(ret->starts[ret->count++], last);
            rows = 0;
        }
        ret->of[i] = ret->count - 1;
        end = row->at + row->size;
    }
    ret->starts[ret->count] = end + 4 * ((rows + RESTART - 1) / RESTART + 1) + TRAILER;
}

/* All rows but those of blocks that are hit: from one byte on, up to another. */
static void expect_all_but(const char *path, const struct rp_sst *whole, const struct blocks *blocks, uint64_t from, uint64_t to)
{
    struct rp_sst table = open_table(path);
    size_t left = 0;
    for (size_t i = 0; i < whole->count; i++) {
        const struct rp_sst_row *row = &whole->rows[i];
        bool is_hit = blocks->starts[blocks->of[i]] < to && from < blocks->starts[blocks->of[i] + 1];
        left += !is_hit;
        if (is_hit)
            assert_null(rp_sst_find(&table, row->letter, row->number));
        else
            expect_row(&table, row->letter, row->number);
    }
    assert_int_equal(table.count, left);
    rp_sst_close(&table);
}

static void a_flipped_bit_costs_the_rows_of_its_block(void **state)
{
    (void)state;
    enum { FLIPS = 150 };
    static struct blocks blocks;
    char path[PATH_BYTES];
    uint64_t random = 11;
    size_t len;
    make_table(path);
    free(disk_read(path, &len));
    struct rp_sst whole = open_table(path);
    find_blocks(&whole, &blocks);
    assert_true(blocks.count > 10);
    for (unsigned i = 0; i < FLIPS; i++) {
        /* Anywhere, at the beginnings of blocks, and at their ends. */
        uint64_t border = blocks.starts[1 + random_below(&random, blocks.count)];
        uint64_t at = i % 3 == 0 ? random_below(&random, len) : i % 3 == 1 ? border + random_below(&random, 20) : border - 1 - random_below(&random, 30);
        uint64_t bit = 8 * at + random_below(&random, 8);
        disk_flip(path, bit);
        expect_all_but(path, &whole, &blocks, at, at + 1);
        disk_flip(path, bit);
    }
    expect_all_but(path, &whole, &blocks, UINT64_MAX, UINT64_MAX);
    rp_sst_close(&whole);
}

static void a_cut_or_a_hole_costs_what_was_there(void **state)
{
    (void)state;
    enum { CUTS = 60, PIECE = 4096 };
    static struct blocks blocks;
    char path[PATH_BYTES];
    uint64_t random = 12;
    size_t len;
    make_table(path);
    char *was = disk_read(path, &len);
    struct rp_sst whole = open_table(path);
    find_blocks(&whole, &blocks);
    for (unsigned i = 0; i < CUTS; i++) {
        uint64_t border = blocks.starts[random_below(&random, blocks.count + 1)];
        uint64_t cut = i % 2 == 0 ? random_below(&random, len) : border - (i % 4 == 1 && border > 0);
        disk_write(path, was, cut);
        expect_all_but(path, &whole, &blocks, cut, UINT64_MAX);
        if (cut + PIECE > len)
            continue;
        disk_write(path, was, len);
        FILE *file = fopen(path, "r+b");
        static const char zeros[PIECE];
        assert_non_null(file);
        assert_int_equal(fseek(file, (long)cut, SEEK_SET), 0);
        assert_int_equal(fwrite(zeros, 1, PIECE, file), PIECE);
        assert_int_equal(fclose(file), 0);
        expect_all_but(path, &whole, &blocks, cut, cut + PIECE);
    }
    rp_sst_close(&whole);
    free(was);
}

/* --- what leads to the rows --- */

enum part { NONE, END, LIST, INDEX, PROPERTIES, FILTER, PARTS };
static const char *const part_names[] = {"", "(its end)", "(the list of its blocks)", "(its index)", "(its properties)", "(its filter or what it deletes)"};

static enum part check(const char *path, bool all, bool *ret_fatal)
{
    struct rp_error error;
    enum rp_status status = rp_sst_check(path, all, ret_fatal, &error);
    if (status == RP_OK)
        return NONE;
    assert_int_equal(status, RP_DAMAGED);
    assert_non_null(strstr(error.message, path));
    for (enum part part = END; part < PARTS; part++)
        if (strstr(error.message, part_names[part]) != NULL)
            return part;
    fail_msg("%s", error.message);
    return NONE;
}

/* Bit by bit behind the rows. Of one bit alone RocksDB would end the process; and one changes nothing: in the footer, the last number before the zeros is the same with one of these. */
static void each_part_behind_the_rows_is_named(void **state)
{
    (void)state;
    static struct blocks blocks;
    unsigned found[PARTS] = {0}, fatal = 0;
    char path[PATH_BYTES];
    bool is_fatal;
    size_t len;
    make_table(path);
    free(disk_read(path, &len));
    struct rp_sst whole = open_table(path);
    find_blocks(&whole, &blocks);
    rp_sst_close(&whole);
    assert_int_equal(check(path, true, &is_fatal), NONE);
    for (size_t at = blocks.starts[blocks.count]; at < len; at++)
        for (unsigned i = 0; i < 2; i++) {
            uint64_t bit = 8 * at + (i == 0 ? 7 : at % 7);
            disk_flip(path, bit);
            enum part part = check(path, true, &is_fatal);
            fatal += is_fatal;
            assert_true(!is_fatal || part == PROPERTIES);
            found[part]++;
            assert_int_equal(check(path, false, &is_fatal), part == FILTER || part == INDEX ? NONE : part);
            disk_flip(path, bit);
        }
    for (enum part part = END; part < PARTS; part++)
        assert_true(found[part] > 50);
    assert_int_equal(fatal, 1);
    assert_int_equal(found[NONE], 1);
}

static void a_cut_table_has_no_end(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    uint64_t random = 13;
    bool is_fatal;
    size_t len;
    make_table(path);
    char *was = disk_read(path, &len);
    for (unsigned i = 0; i < 40; i++) {
        disk_write(path, was, i == 0 ? 0 : i < 20 ? len - i : random_below(&random, len));
        assert_int_equal(check(path, true, &is_fatal), END);
    }
    free(was);
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct rp_sst table;
    struct rp_error error;
    bool is_fatal;
    assert_int_equal(rp_sst_open(disk_path("none.sst"), &table, &error), RP_IO);
    assert_non_null(strstr(error.message, "none.sst"));
    assert_int_equal(rp_sst_check(disk_path("none.sst"), true, &is_fatal, &error), RP_IO);
    disk_write(disk_path("empty.sst"), "", 0);
    table = open_table(disk_path("empty.sst"));
    assert_int_equal(table.count, 0);
    rp_sst_close(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_rows_are_read, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(of_two_rows_of_a_key_the_later_counts, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_flipped_bit_costs_the_rows_of_its_block, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_cut_or_a_hole_costs_what_was_there, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(each_part_behind_the_rows_is_named, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_cut_table_has_no_end, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_not_there_is_an_error, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/sst", tests, NULL, NULL);
}
