/* Reading a folder whole, to say what of it is damaged. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "corpus/image.h"
#include "store/archive_inside.h"

#include <stdio.h>
#include <string.h>

struct verifying {
    const struct rp_archive_look *look;
    struct rp_archive_report *report;
    struct rp_archive *archive;
    struct rp_listed *list; /* owned: the articles of the state */
    bool *seen;             /* owned: for each of them */
    size_t count;
};

static void tell(struct verifying *verifying, const char *where, const char *what)
{
    verifying->report->damaged++;
    if (verifying->look->damaged != NULL)
        verifying->look->damaged(verifying->look->context, where, what);
}

static void on_file(void *context, const char *file, const char *what)
{
    tell(context, file, what);
}

/* Of an article of the state; the count when it is none. */
static size_t find(const struct verifying *verifying, uint64_t number)
{
    size_t low = 0, high = verifying->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (verifying->list[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < verifying->count && verifying->list[low].number == number ? low : verifying->count;
}

static void tell_number(struct verifying *verifying, uint64_t number, const char *what)
{
    char where[128];
    size_t at = find(verifying, number);
    if (at < verifying->count)
        snprintf(where, sizeof where, "%.*s (operation %llu)", RP_SHOW(verifying->list[at].id), (unsigned long long)number);
    else
        snprintf(where, sizeof where, "operation %llu", (unsigned long long)number);
    tell(verifying, where, what);
    if (at < verifying->count)
        verifying->seen[at] = true;
}

static void on_operation(void *context, const struct rp_operation *operation)
{
    struct verifying *verifying = context;
    verifying->report->operations += operation->number > verifying->archive->applied;
    size_t at = operation->kind == RP_OPERATION_ADD ? find(verifying, operation->number) : verifying->count;
    if (at == verifying->count)
        return;
    if (rp_str_equal(operation->article.id, verifying->list[at].id))
        verifying->seen[at] = true;
    else
        tell_number(verifying, operation->number, "its text is another article's");
}

static void on_row(void *context, uint64_t number, const char *what)
{
    tell_number(context, number, what);
}

static enum rp_status list_articles(struct verifying *verifying)
{
    enum rp_status status = rp_corpus_list(verifying->archive->corpus, &verifying->list, &verifying->count);
    if (status == RP_OK && (verifying->seen = rp_alloc_zeroed(verifying->count + 1, sizeof *verifying->seen)) == NULL)
        status = RP_NO_MEMORY;
    verifying->report->articles = verifying->count;
    return status;
}

/* What damage ends is told, and what can be read goes on. */
static enum rp_status verify(struct verifying *verifying, struct rp_error *error)
{
    struct rp_archive *archive = verifying->archive;
    bool all;
    enum rp_status status = rp_data_folder_check(archive->folder, UINT64_MAX, on_file, verifying, &verifying->report->sealed, &all, error);
    if (status != RP_OK)
        return status;
    status = rp_archive_open_rows(archive, error);
    if (status == RP_DAMAGED || status == RP_NEWER || status == RP_NOT_FOUND) {
        tell(verifying, "rows", error->message);
        return RP_OK;
    }
    if (status != RP_OK)
        return status;
    status = rp_archive_load(archive, NULL, error);
    if (status == RP_DAMAGED || status == RP_NEWER || status == RP_IO)
        tell(verifying, "state", error->message);
    else if (status != RP_OK && status != RP_NOT_FOUND)
        return status;
    if (list_articles(verifying) != RP_OK)
        return rp_fail_memory(error);
    const struct rp_rows_audit audit = {verifying, on_operation, on_row};
    status = rp_rows_read_all(archive->rows, archive->packer, &audit, error);
    for (size_t i = 0; i < verifying->count && status == RP_OK; i++)
        if (!verifying->seen[i])
            tell_number(verifying, verifying->list[i].number, "its text is missing");
    return status;
}

enum rp_status rp_archive_verify(const struct rp_archive_look *look, struct rp_archive_report *ret, struct rp_error *error)
{
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = look->path, .holder = "reprint verify", .look = true, .corpus = &corpus};
    struct verifying verifying = {.look = look, .report = ret};
    *ret = (struct rp_archive_report){0};
    enum rp_status status = rp_archive_open(&options, &verifying.archive, error);
    if (status != RP_OK)
        return status;
    status = verify(&verifying, error);
    rp_free(verifying.list);
    rp_free(verifying.seen);
    rp_archive_free(verifying.archive);
    return status;
}
