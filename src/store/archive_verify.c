/* Reading a folder whole, to say what of it is damaged. */
#include "base/alloc.h"
#include "base/error.h"
#include "corpus/image.h"
#include "store/archive_inside.h"

struct verifying {
    struct rp_damage damage;
    struct rp_archive *archive;
    bool *seen; /* owned: for each article of the state */
};

static void lose(struct verifying *verifying, uint64_t number, const char *what)
{
    rp_damage_lose(&verifying->damage, number, what);
    size_t at = rp_damage_find(&verifying->damage, number);
    if (at < verifying->damage.count)
        verifying->seen[at] = true;
}

static void on_operation(void *context, const struct rp_operation *operation)
{
    struct verifying *verifying = context;
    const struct rp_damage *damage = &verifying->damage;
    damage->report->operations += operation->number > verifying->archive->applied;
    size_t at = operation->kind == RP_OPERATION_ADD ? rp_damage_find(damage, operation->number) : damage->count;
    if (at == damage->count)
        return;
    if (rp_str_equal(operation->article.id, damage->list[at].id))
        verifying->seen[at] = true;
    else
        lose(verifying, operation->number, "its text is another article's");
}

static void on_row(void *context, uint64_t number, bool whole, const char *what)
{
    (void)whole;
    lose(context, number, what);
}

/* What damage ends is told, and what can be read goes on. */
static enum rp_status load(struct verifying *verifying, struct rp_error *error)
{
    struct rp_damage *damage = &verifying->damage;
    enum rp_status status = rp_damage_load_state(damage, error);
    if (status == RP_NOT_FOUND && rp_rows_last_number(verifying->archive->rows) > 0)
        status = rp_fail(error, RP_DAMAGED, "it is missing");
    if (status == RP_DAMAGED || status == RP_NEWER || status == RP_IO)
        rp_damage_tell(damage, "state", error->message);
    else if (status == RP_OK && damage->report->damaged == 0 && (status = rp_archive_load_index(verifying->archive, NULL, error)) != RP_OK && status != RP_NO_MEMORY)
        rp_damage_on_rows(damage, error->message); /* else it is read row by row alone */
    if (status == RP_NO_MEMORY)
        return status;
    damage->report->articles = damage->count;
    verifying->seen = rp_alloc_zeroed(damage->count + 1, sizeof *verifying->seen);
    return verifying->seen != NULL ? RP_OK : rp_fail_memory(error);
}

static enum rp_status read_rows(struct verifying *verifying, struct rp_error *error)
{
    struct rp_damage *damage = &verifying->damage;
    const struct rp_rows_audit audit = {verifying, verifying->damage.look->interrupt, on_operation, on_row};
    enum rp_status status = rp_rows_read_all(verifying->archive->rows, verifying->archive->packer, &audit, error);
    for (size_t i = 0; i < damage->count && status == RP_OK; i++)
        if (!verifying->seen[i])
            rp_damage_lose(damage, damage->list[i].number, NULL);
    return status == RP_OK ? rp_damage_tell_losses(damage, error) : status;
}

static enum rp_status verify(struct verifying *verifying, struct rp_error *error)
{
    struct rp_archive *archive = verifying->archive;
    struct rp_damage *damage = &verifying->damage;
    bool all;
    enum rp_status status = rp_data_folder_check(archive->folder, UINT64_MAX, rp_damage_on_file, damage, &damage->report->sealed, &all, error);
    if (status != RP_OK)
        return status;
    status = rp_archive_open_rows(archive, error);
    if (status == RP_DAMAGED || status == RP_NEWER || status == RP_NOT_FOUND) {
        rp_damage_on_rows(damage, error->message);
        return RP_OK;
    }
    if (status == RP_OK)
        status = load(verifying, error);
    return status == RP_OK ? read_rows(verifying, error) : status;
}

enum rp_status rp_archive_verify(const struct rp_archive_look *look, struct rp_archive_report *ret, struct rp_error *error)
{
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = look->path, .holder = "reprint verify", .look = true, .corpus = &corpus};
    struct verifying verifying = {0};
    *ret = (struct rp_archive_report){0};
    enum rp_status status = rp_archive_open(&options, &verifying.archive, error);
    if (status != RP_OK)
        return status;
    rp_damage_start(&verifying.damage, verifying.archive, look, ret);
    verifying.archive->damage = &verifying.damage;
    status = verify(&verifying, error);
    rp_damage_done(&verifying.damage);
    rp_free(verifying.seen);
    rp_archive_free(verifying.archive);
    return status;
}
