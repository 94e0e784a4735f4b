/* Rows: reading everything. Where a scan meets damage it cannot go on; there the rows are asked for one by one, which tells the damaged ones from those that are gone. */
#include "base/error.h"
#include "store/rows.h"
#include "store/rows_inside.h"

#include <stdio.h>

enum { ONE_BY_ONE = 256 }; /* numbers, before the next scan is tried */

struct pass {
    struct rp_rows *rows;
    struct rp_packer *packer;
    const struct rp_rows_audit *audit;
    struct rp_buf room;
    char letter;
};

static void read_row(struct pass *pass, uint64_t number, struct rp_str value)
{
    struct rp_operation operation;
    struct rp_error error;
    enum rp_status status = RP_OK;
    if (pass->letter == RP_ROW_ARTICLE)
        status = rp_rows_unpack(pass->rows, pass->packer, number, value, &pass->room, &operation, &error);
    else if (pass->letter == RP_ROW_OPERATION && !rp_rows_open_operation(value, &operation))
        status = rp_fail(&error, RP_DAMAGED, "the operation is damaged");
    if (status != RP_OK) {
        pass->audit->damaged(pass->audit->context, number, error.message);
    } else if (pass->letter == RP_ROW_ARTICLE || (pass->letter == RP_ROW_OPERATION && (int)operation.kind != RP_OPERATION_VOID)) {
        operation.number = number;
        pass->audit->each(pass->audit->context, &operation);
    }
}

static void tell(struct pass *pass, uint64_t number, const struct rp_error *error)
{
    char what[sizeof error->message + 32];
    snprintf(what, sizeof what, "%s%s",
             pass->letter == RP_ROW_ANSWER ? "its answer: "
             : pass->letter == RP_ROW_KEYS ? "its keys: "
                                           : "",
             error->message);
    pass->audit->damaged(pass->audit->context, number, what);
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
        tell(pass, number, &error);
    }
}

/* All rows of the letter with numbers in [from, stop). */
static void read_family(struct pass *pass, rocksdb_column_family_handle_t *family, uint64_t from, uint64_t stop)
{
    for (;;) {
        struct rp_scan scan;
        for (rp_scan_start(pass->rows, family, pass->letter, from, &scan); scan.valid; rp_scan_step(&scan)) {
            read_row(pass, scan.number, scan.value);
            from = scan.number + 1;
        }
        if (rp_scan_end(pass->rows, &scan, NULL) == RP_OK || from >= stop)
            return;
        for (unsigned i = 0; i < ONE_BY_ONE && from < stop; i++)
            read_alone(pass, from++);
    }
}

/* Operations are few: one that cannot be read is told by the number behind the last one that can. */
static void read_operations(struct pass *pass)
{
    uint64_t next = pass->rows->settled + 1;
    struct rp_scan scan;
    struct rp_error error;
    pass->letter = RP_ROW_OPERATION;
    for (rp_scan_start(pass->rows, pass->rows->common, pass->letter, 0, &scan); scan.valid; rp_scan_step(&scan)) {
        read_row(pass, scan.number, scan.value);
        next = scan.number + 1;
    }
    if (rp_scan_end(pass->rows, &scan, &error) != RP_OK)
        tell(pass, next, &error);
}

enum rp_status rp_rows_read_all(struct rp_rows *rows, struct rp_packer *packer, const struct rp_rows_audit *audit, struct rp_error *error)
{
    static const char letters[] = {RP_ROW_ARTICLE, RP_ROW_ANSWER, RP_ROW_KEYS};
    (void)error;
    struct pass pass = {.rows = rows, .packer = packer, .audit = audit};
    struct rp_window *window = NULL;
    uint64_t stop, end = rp_rows_last_number(rows) + 1;
    rp_buf_init(&pass.room, RP_ROWS_ROOM_BYTES);
    while ((window = rp_windows_next(&rows->windows, window, &stop)) != NULL)
        for (unsigned i = 0; i < sizeof letters; i++) {
            pass.letter = letters[i];
            read_family(&pass, rp_rows_family(rows, window, letters[i]), window->first, stop < end ? stop : end);
        }
    read_operations(&pass);
    rp_buf_done(&pass.room);
    return RP_OK;
}
