/* The second pass of a job: kept.jsonl and removed.jsonl. The input is read again and the chosen lines are copied; what
 * cannot be read twice lies in the spool. */
#include "batch/work.h"

#include "base/error.h"
#include "base/hash.h"
#include "input/emit.h"
#include "input/feed.h"
#include "input/lines.h"
#include "input/records.h"

struct cursor {
    struct rp_dedup *dedup; /* borrowed */
    uint32_t next;          /* number of the next article */
    uint64_t over_bytes;    /* of files that are done */
};

static enum rp_status changed(const struct rp_dedup *dedup, uint32_t file, struct rp_error *error)
{
    return rp_fail(error, RP_DAMAGED, "%s changed while the job was running: start again",
                   rp_feed_name(dedup->options->files[file]));
}

/* Writes what is to be said of the next article, whose line is given. */
static enum rp_status write_article(struct cursor *cursor, struct rp_str line, bool is_text, struct rp_error *error)
{
    struct rp_dedup *dedup = cursor->dedup;
    const struct rp_kept *article = &dedup->keepers.articles[cursor->next];
    struct rp_buf *kept = rp_folder_buf(&dedup->folder, RP_OUT_KEPT);
    enum rp_status status = RP_OK;
    if (article->chosen == cursor->next++) {
        dedup->report->kept_bytes += line.len;
        status = rp_dedup_add_line(kept, rp_feed_name(dedup->options->files[article->file]), line, is_text, error);
        return status == RP_OK ? rp_folder_flush(&dedup->folder, RP_OUT_KEPT, false, error) : status;
    }
    struct rp_emit emit;
    rp_emit_init(&emit, rp_folder_buf(&dedup->folder, RP_OUT_REMOVED));
    rp_emit_open(&emit, '{');
    rp_emit_key_str(&emit, "id", rp_ids_get(&dedup->keepers.ids, cursor->next - 1));
    rp_emit_key_text(&emit, "reason", rp_verdict_name(rp_keepers_reason(&dedup->keepers, cursor->next - 1)));
    rp_emit_key_str(&emit, "kept", rp_keepers_kept(&dedup->keepers, cursor->next - 1));
    rp_emit_key_u64(&emit, "story", article->story);
    rp_emit_close(&emit, '}');
    rp_emit_newline(&emit);
    if (emit.status != RP_OK)
        return rp_fail(error, emit.status, "removed.jsonl: %s", rp_status_meaning(emit.status));
    return rp_folder_flush(&dedup->folder, RP_OUT_REMOVED, false, error);
}

static bool is_next(const struct cursor *cursor, uint32_t file)
{
    return cursor->next < cursor->dedup->keepers.ids.count &&
           cursor->dedup->keepers.articles[cursor->next].file == file;
}

static void tell(struct cursor *cursor, const struct rp_feed *feed)
{
    uint64_t done, total;
    rp_feed_progress(feed, &done, &total);
    rp_dedup_tell(cursor->dedup, true, cursor->over_bytes + done);
}

/* Goes through a file as in the first pass; the lines that were bad then are passed over. */
static enum rp_status copy_file(struct cursor *cursor, uint32_t file, struct rp_error *error)
{
    struct rp_dedup *dedup = cursor->dedup;
    struct rp_feed *feed;
    struct rp_piece piece;
    enum rp_status status = rp_feed_open(dedup->options->files[file], dedup->options->interrupt, &feed, error);
    if (status != RP_OK)
        return status;
    if (dedup->options->repair)
        rp_feed_repair(feed);
    for (uint64_t n = 1; status == RP_OK && is_next(cursor, file); n++) {
        const struct rp_kept *article = &dedup->keepers.articles[cursor->next];
        status = rp_feed_next(feed, &piece, error);
        if (status == RP_LIMIT && piece.line < article->line) {
            status = RP_OK;
        } else if (status == RP_OK && piece.line >= article->line) {
            if (piece.line != article->line || rp_hash64(piece.bytes.data, piece.bytes.len, 0) != article->hash)
                status = changed(dedup, file, error);
            else
                status = write_article(cursor, piece.bytes, piece.is_text, error);
        } else if (status != RP_OK && status != RP_INTERRUPTED && status != RP_NO_MEMORY) {
            status = changed(dedup, file, error);
        }
        if (n % 1024 == 0)
            tell(cursor, feed);
    }
    uint64_t done, total;
    tell(cursor, feed);
    rp_feed_progress(feed, &done, &total);
    cursor->over_bytes += total;
    rp_feed_close(feed);
    return status;
}

/* The spool holds a line for each article of the files that cannot be read twice. */
static enum rp_status copy_spooled(struct cursor *cursor, uint32_t file, struct rp_lines *spool, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    while (status == RP_OK && is_next(cursor, file)) {
        struct rp_str line;
        uint64_t number;
        status = rp_lines_next(spool, &line, &number, error);
        if (status == RP_OK)
            status = write_article(cursor, line, false, error);
        else if (status == RP_CLOSED || status == RP_LIMIT)
            status = rp_fail(error, RP_DAMAGED, "the spool in the output folder changed while the job was running");
    }
    return status;
}

enum rp_status rp_dedup_write_kept(struct rp_dedup *dedup, struct rp_error *error)
{
    struct cursor cursor = {.dedup = dedup};
    struct rp_lines *spool = NULL;
    enum rp_status status = RP_OK;
    if (dedup->spooling)
        status = rp_dedup_open_spool(dedup, &spool, error);
    for (uint32_t i = 0; status == RP_OK && i < dedup->options->file_count; i++)
        status = dedup->spooled[i] ? copy_spooled(&cursor, i, spool, error) : copy_file(&cursor, i, error);
    rp_lines_close(spool);
    return status;
}
