#include "logged.h"

#include "disk.h"
#include "support/cmocka.h"
#include "support/words.h"

#include <inttypes.h>
#include <rocksdb/c.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIST_BYTES = 1 << 20 };

static bool moved;

const char *logged_folder(void)
{
    return disk_path(moved ? "moved" : "rows");
}

void logged_move(bool away)
{
    if (away)
        assert_int_equal(rename(disk_path("rows"), disk_path("moved")), 0);
    moved = away;
}

enum rp_status logged_try_open(bool read_only, struct logged *ret, struct rp_error *error)
{
    struct rp_rows_options options = {.folder = logged_folder(), .fsync = RP_FSYNC_NEVER, .window_ms = LOGGED_WINDOW_MS, .read_only = read_only};
    assert_int_equal(packing_begin(&ret->packing), RP_OK);
    ret->rows = NULL;
    enum rp_status status = rp_rows_open(&options, &ret->rows, error);
    if (status != RP_OK)
        logged_close(ret);
    else
        ret->next = rp_rows_last_number(ret->rows) + 1;
    return status;
}

struct logged logged_open(void)
{
    struct logged logged;
    struct rp_error error = {0};
    enum rp_status status = logged_try_open(false, &logged, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, RP_OK);
    return logged;
}

void logged_close(struct logged *logged)
{
    rp_rows_close(logged->rows);
    packing_end(&logged->packing);
}

void logged_reopen(struct logged *logged)
{
    logged_close(logged);
    *logged = logged_open();
}

static char *text_of(uint64_t number)
{
    static _Thread_local char text[4000];
    text[0] = 0;
    words_append(text, sizeof text, number, 60);
    return text;
}

static char *note_of(char letter, uint64_t number)
{
    static _Thread_local char note[200];
    snprintf(note, sizeof note, "%c of %" PRIu64, letter, number);
    return note;
}

enum rp_status logged_try_add(struct logged *logged, int64_t time_ms, struct rp_error *error)
{
    char id[32];
    uint64_t number;
    snprintf(id, sizeof id, "id-%" PRIu64, logged->next);
    struct rp_article article = {.id = rp_str_of(id), .text = rp_str_of(text_of(logged->next)), .source = rp_str_of("wire.example")};
    rp_buf_clear(&logged->packing.row);
    assert_int_equal(rp_pack(logged->packing.packer, &article, &logged->packing.row), RP_OK);
    enum rp_status status = rp_rows_log_add(logged->rows, (struct rp_str){logged->packing.row.data, logged->packing.row.len}, time_ms, 1, &number, error);
    if (status == RP_OK)
        assert_true(number == logged->next++);
    return status;
}

void logged_add(struct logged *logged, int64_t time_ms)
{
    assert_int_equal(logged_try_add(logged, time_ms, NULL), RP_OK);
}

void logged_remove(struct logged *logged, uint64_t number, int64_t time_ms)
{
    char id[32];
    uint64_t got;
    snprintf(id, sizeof id, "id-%" PRIu64, number);
    assert_int_equal(rp_rows_log_remove(logged->rows, rp_str_of(id), time_ms, &got, NULL), RP_OK);
    assert_true(got == logged->next++);
}

void logged_commit(struct logged *logged)
{
    struct rp_error error = {0};
    enum rp_status status = rp_rows_commit(logged->rows, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, RP_OK);
    assert_true(rp_rows_last_number(logged->rows) == logged->next - 1);
}

void logged_note(struct logged *logged, uint64_t number)
{
    rp_rows_note_answer(logged->rows, number, rp_str_of(note_of('a', number)));
    rp_rows_note_keys(logged->rows, number, rp_str_of(note_of('k', number)));
    assert_int_equal(rp_rows_commit_notes(logged->rows, NULL), RP_OK);
}

void logged_fill(struct logged *logged, unsigned count, int64_t time_ms, int64_t step)
{
    enum { GROUP = 10 };
    for (unsigned done = 0; done < count;) {
        uint64_t first = logged->next;
        for (unsigned i = 0; i < GROUP && done < count; i++, done++)
            logged_add(logged, time_ms + done * step);
        logged_commit(logged);
        while (first < logged->next)
            logged_note(logged, first++);
    }
    logged_commit(logged);
}

static bool is_right(const struct rp_article *article, uint64_t number)
{
    char id[32];
    snprintf(id, sizeof id, "id-%" PRIu64, number);
    return rp_str_equal(article->id, rp_str_of(id)) && rp_str_equal(article->text, rp_str_of(text_of(number))) &&
           rp_str_equal(article->source, rp_str_of("wire.example"));
}

enum rp_status logged_look_article(struct logged *logged, uint64_t number, struct rp_error *error)
{
    struct rp_article article;
    enum rp_status status = rp_rows_read_article(logged->rows, logged->packing.packer, number, &logged->packing.room, &article, error);
    assert_true(status != RP_OK || is_right(&article, number));
    return status;
}

enum rp_status logged_look(struct logged *logged, uint64_t number, struct rp_error *error)
{
    enum rp_status status = logged_look_article(logged, number, error);
    if (status != RP_OK)
        return status;
    status = rp_rows_read_answer(logged->rows, number, &logged->packing.room, error);
    if (status == RP_OK)
        assert_true(rp_str_equal((struct rp_str){logged->packing.room.data, logged->packing.room.len}, rp_str_of(note_of('a', number))));
    return status;
}

void logged_expect(struct logged *logged, uint64_t from, uint64_t to)
{
    for (uint64_t number = from; number <= to; number++)
        assert_int_equal(logged_look(logged, number, NULL), RP_OK);
}

void logged_expect_gone(struct logged *logged, uint64_t from, uint64_t to)
{
    for (uint64_t number = from; number <= to; number++)
        assert_int_equal(logged_look(logged, number, NULL), RP_NOT_FOUND);
}

static char list[LIST_BYTES];

static void list_add(const char *format, ...)
{
    size_t len = strlen(list);
    va_list args;
    va_start(args, format);
    vsnprintf(list + len, sizeof list - len, format, args);
    va_end(args);
}

static enum rp_status list_operation(void *context, const struct rp_operation *operation)
{
    (void)context;
    if (operation->kind == RP_OPERATION_ADD) {
        assert_true(is_right(&operation->article, operation->number));
        assert_int_equal(operation->flags, 1);
        list_add("+%" PRIu64 " ", operation->number);
    } else if (operation->kind == RP_OPERATION_REMOVE) {
        list_add("-%.*s ", (int)operation->id.len - 3, operation->id.data + 3);
    } else {
        list_add("x%" PRId64 ",%" PRIu64 " ", operation->before_ms, operation->most);
    }
    return RP_OK;
}

const char *logged_operations(struct logged *logged, uint64_t after)
{
    struct rp_error error = {0};
    list[0] = 0;
    enum rp_status status = rp_rows_each_operation(logged->rows, logged->packing.packer, after, list_operation, NULL, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, RP_OK);
    return list;
}

enum rp_status logged_nothing(void *context, const struct rp_operation *operation)
{
    (void)context;
    (void)operation;
    return RP_OK;
}

static enum rp_status list_keys(void *context, uint64_t number, struct rp_str keys)
{
    (void)context;
    assert_true(rp_str_equal(keys, rp_str_of(note_of('k', number))));
    list_add("%" PRIu64 " ", number);
    return RP_OK;
}

const char *logged_keys(struct logged *logged)
{
    list[0] = 0;
    assert_int_equal(rp_rows_each_keys(logged->rows, list_keys, NULL, NULL), RP_OK);
    return list;
}

unsigned logged_families(void)
{
    size_t count;
    char *error = NULL;
    rocksdb_options_t *options = rocksdb_options_create();
    char **names = rocksdb_list_column_families(options, logged_folder(), &count, &error);
    assert_null(error);
    rocksdb_list_column_families_destroy(names, count);
    rocksdb_options_destroy(options);
    return (unsigned)count;
}

struct found_log {
    char *path;
    size_t size;
};

static void take_log(void *context, const char *path, const char *name)
{
    const struct found_log *found = context;
    if (strstr(name, ".log") != NULL)
        snprintf(found->path, found->size, "%s", path);
}

void logged_find_log(char *ret, size_t size)
{
    struct found_log found = {ret, size};
    *ret = 0;
    disk_each_file(logged_folder(), take_log, &found);
    assert_true(*ret != 0);
}
