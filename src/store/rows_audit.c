/* Rows: reading everything. Where a scan meets damage it cannot go on; there the rows are asked for one by one, which tells the damaged ones from those that are gone. What is lost is told
 * at the end, when it is known which numbers are of articles and which of operations. */
#include "base/alloc.h"
#include "base/error.h"
#include "store/rows.h"
#include "store/rows_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ONE_BY_ONE = 256, /* numbers, before the next scan is tried */ WHAT_BYTES = 64 << 20 };

struct loss {
    uint64_t number;
    size_t what; /* in the texts */
    char letter;
};

struct pass {
    struct rp_rows *rows;
    struct rp_packer *packer;
    const struct rp_rows_audit *audit;
    struct rp_buf room;
    char letter;
    struct loss *losses; /* owned */
    size_t count, cap;
    struct rp_buf texts;
    size_t text; /* the last of them */
    uint64_t last;
    unsigned char *seen, *articles; /* owned: a bit for each number: it has a row, that of an article */
    bool no_memory;
};

static bool is_interrupted(const struct pass *pass)
{
    return pass->audit->interrupt != NULL && atomic_load_explicit(pass->audit->interrupt, memory_order_relaxed);
}

static void mark(const struct pass *pass, unsigned char *bits, uint64_t number)
{
    if (number <= pass->last)
        bits[number / 8] |= (unsigned char)(1 << number % 8);
}

static bool is_marked(const struct pass *pass, const unsigned char *bits, uint64_t number)
{
    return number <= pass->last && (bits[number / 8] >> number % 8 & 1) != 0;
}

static void lose(struct pass *pass, uint64_t number, const char *message)
{
    char what[300];
    snprintf(what, sizeof what, "%s%s",
             pass->letter == RP_ROW_ANSWER ? "its answer: "
             : pass->letter == RP_ROW_KEYS ? "its keys: "
                                           : "",
             message);
    bool same = pass->texts.len > 0 && strcmp(pass->texts.data + pass->text, what) == 0;
    if (!same && rp_buf_add(&pass->texts, what, strlen(what) + 1) == RP_OK)
        pass->text = pass->texts.len - strlen(what) - 1;
    if (pass->texts.len == 0 || !rp_grow(&pass->losses, &pass->cap, pass->count + 1, sizeof *pass->losses, SIZE_MAX / sizeof *pass->losses))
        pass->no_memory = true;
    else
        pass->losses[pass->count++] = (struct loss){number, pass->text, pass->letter};
}

static void read_row(struct pass *pass, uint64_t number, struct rp_str value)
{
    struct rp_operation operation;
    struct rp_error error;
    enum rp_status status = RP_OK;
    bool article = pass->letter == RP_ROW_ARTICLE;
    if (article)
        status = rp_rows_unpack(pass->rows, pass->packer, number, value, &pass->room, &operation, &error);
    else if (pass->letter == RP_ROW_OPERATION && !rp_rows_open_operation(value, &operation))
        status = rp_fail(&error, RP_DAMAGED, "the operation is damaged");
    if (status != RP_OK) {
        lose(pass, number, error.message);
        return;
    }
    if (article)
        mark(pass, pass->articles, number);
    if (article || pass->letter == RP_ROW_OPERATION)
        mark(pass, pass->seen, number);
    if (article || (pass->letter == RP_ROW_OPERATION && (int)operation.kind != RP_OPERATION_VOID)) {
        operation.number = number;
        pass->audit->each(pass->audit->context, &operation);
    }
}

static void read_alone(struct pass *pass, uint64_t number)
{
    struct rp_row row;
    struct rp_error error;
    enum rp_status status = rp_row_pin(pass->rows, pass->letter, number, &row, &error);
    if (status == RP_OK) {
        read_row(pass, number, row.value);
        rp_row_unpin(pass->rows, &row);
    } else if (status != RP_NOT_FOUND) {
        lose(pass, number, error.message);
    }
}

/* All rows of the letter with numbers in [from, stop). */
static void read_family(struct pass *pass, rocksdb_column_family_handle_t *family, uint64_t from, uint64_t stop)
{
    for (;;) {
        struct rp_scan scan;
        struct rp_error error;
        for (rp_scan_start(pass->rows, family, pass->letter, from, &scan); scan.valid && scan.number < stop && !is_interrupted(pass); rp_scan_step(&scan)) {
            read_row(pass, scan.number, scan.value);
            from = scan.number + 1;
        }
        if (rp_scan_end(pass->rows, &scan, &error) == RP_OK || is_interrupted(pass))
            return;
        if (pass->rows->damaged != NULL)
            pass->rows->damaged(pass->rows->damaged_context, error.message);
        if (from >= stop)
            return;
        for (unsigned i = 0; i < ONE_BY_ONE && from < stop; i++)
            read_alone(pass, from++);
    }
}

/* --- what is lost --- */

static int by_number(const void *a, const void *b)
{
    const struct loss *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return y->letter - x->letter; /* the article or the operation before the answer and the keys */
}

/* Where RocksDB cannot say whether there is a row, it may be one of the other kind. */
static void tell_losses(struct pass *pass)
{
    const struct rp_rows_audit *audit = pass->audit;
    if (pass->count > 1)
        qsort(pass->losses, pass->count, sizeof *pass->losses, by_number);
    for (size_t i = 0; i < pass->count; i++) {
        const struct loss *loss = &pass->losses[i];
        bool whole = loss->letter == RP_ROW_ARTICLE || loss->letter == RP_ROW_OPERATION;
        if (whole ? is_marked(pass, pass->seen, loss->number) : !is_marked(pass, pass->articles, loss->number))
            continue;
        if (whole)
            mark(pass, pass->seen, loss->number);
        audit->damaged(audit->context, loss->number, whole, pass->texts.data + loss->what);
    }
}

/* Behind what was settled every number has a row. */
static void tell_missing(struct pass *pass)
{
    for (uint64_t number = pass->rows->settled + 1; number <= pass->last; number++)
        if (!is_marked(pass, pass->seen, number))
            pass->audit->damaged(pass->audit->context, number, true, "it is missing");
}

static void read_all(struct pass *pass)
{
    static const char letters[] = {RP_ROW_ARTICLE, RP_ROW_ANSWER, RP_ROW_KEYS};
    struct rp_rows *rows = pass->rows;
    struct rp_window *window = NULL;
    uint64_t stop, end = pass->last + 1;
    while ((window = rp_windows_next(&rows->windows, window, &stop)) != NULL)
        for (unsigned i = 0; i < sizeof letters; i++) {
            pass->letter = letters[i];
            read_family(pass, rp_rows_family(rows, window, letters[i]), window->first, stop < end ? stop : end);
        }
    pass->letter = RP_ROW_OPERATION;
    read_family(pass, rows->common, rows->settled + 1, end);
}

/* One family's rows of one letter; RocksDB holds each block that it reads against its checksum. */
static enum rp_status read_through(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t *left, struct rp_error *error)
{
    struct rp_scan scan;
    rp_scan_start(rows, family, letter, 0, &scan);
    while (scan.valid && *left > 0) {
        *left -= scan.value.len < *left ? scan.value.len : *left;
        rp_scan_step(&scan);
    }
    return rp_scan_end(rows, &scan, error);
}

enum rp_status rp_rows_read_through(struct rp_rows *rows, uint64_t most, struct rp_error *error)
{
    struct rp_window *window = NULL;
    uint64_t stop, left = most;
    enum rp_status status = read_through(rows, rows->answers, RP_ROW_ANSWER, &left, error);
    if (status == RP_OK)
        status = read_through(rows, rows->keys, RP_ROW_KEYS, &left, error);
    while (status == RP_OK && (window = rp_windows_next(&rows->windows, window, &stop)) != NULL) {
        status = read_through(rows, window->family, RP_ROW_ARTICLE, &left, error);
        if (status != RP_OK)
            rp_windows_let_go(&rows->windows, window);
    }
    return status;
}

enum rp_status rp_rows_read_all(struct rp_rows *rows, struct rp_packer *packer, const struct rp_rows_audit *audit, struct rp_error *error)
{
    struct pass pass = {.rows = rows, .packer = packer, .audit = audit, .last = rp_rows_last_number(rows)};
    rp_buf_init(&pass.room, RP_ROWS_ROOM_BYTES);
    rp_buf_init(&pass.texts, WHAT_BYTES);
    pass.seen = rp_alloc_zeroed((size_t)(pass.last / 8 + 1), 1);
    pass.articles = rp_alloc_zeroed((size_t)(pass.last / 8 + 1), 1);
    pass.no_memory = pass.seen == NULL || pass.articles == NULL;
    if (!pass.no_memory)
        read_all(&pass);
    bool interrupted = is_interrupted(&pass);
    if (!pass.no_memory && !interrupted) {
        tell_losses(&pass);
        tell_missing(&pass);
    }
    rp_buf_done(&pass.room);
    rp_buf_done(&pass.texts);
    rp_free(pass.losses);
    rp_free(pass.seen);
    rp_free(pass.articles);
    if (interrupted)
        return rp_fail(error, RP_INTERRUPTED, "interrupted");
    return pass.no_memory ? rp_fail_memory(error) : RP_OK;
}
