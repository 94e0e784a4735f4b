/* The articles of files, one after another. */
#include "cli/articles.h"

#include "base/error.h"
#include "reprint/limits.h"

static enum rp_status fault(struct rp_reading *reading, const char *name, uint64_t line, const struct rp_error *error)
{
    reading->faults++;
    rp_say_fault(name, line, error);
    return error->status == RP_NO_MEMORY ? RP_NO_MEMORY : RP_OK;
}

/* RP_NO_MEMORY is the one failure that comes back. */
static enum rp_status read_feed(struct rp_reading *reading, struct rp_feed *feed, const char *name, struct rp_article_parser *parser)
{
    enum rp_status status = RP_OK;
    while (status == RP_OK) {
        struct rp_piece piece;
        struct rp_article article;
        struct rp_error error;
        enum rp_status found = rp_feed_next(feed, &piece, &error);
        if (found == RP_CLOSED)
            break;
        if (found == RP_OK)
            found = rp_piece_parse(parser, name, &piece, &article, &error);
        if (found == RP_OK) {
            reading->articles++;
            found = reading->each(reading->context, &article, &error);
        }
        if (found != RP_OK)
            status = fault(reading, name, piece.is_text ? 0 : piece.line, &error);
    }
    return status;
}

enum rp_exit rp_articles_read(struct rp_reading *reading, const char *const *files, int count)
{
    struct rp_article_parser *parser = NULL;
    struct rp_error error;
    enum rp_status status = rp_article_parser_create(&parser);
    if (status != RP_OK) {
        rp_fail_memory(&error);
        fault(reading, "reprint", 0, &error);
    }
    for (int i = 0; i < count && status == RP_OK; i++) {
        struct rp_feed *feed;
        if (rp_feed_open(files[i], NULL, &feed, &error) != RP_OK) {
            status = fault(reading, rp_feed_name(files[i]), 0, &error);
            continue;
        }
        status = read_feed(reading, feed, rp_feed_name(files[i]), parser);
        rp_feed_close(feed);
    }
    rp_article_parser_free(parser);
    return reading->faults > 0 ? RP_EXIT_INPUT : RP_EXIT_DONE;
}

/* Copies the only piece of a feed to `bytes`: its article must not move when the end of the file is looked for. */
static enum rp_status take_only_piece(struct rp_feed *feed, struct rp_buf *bytes, struct rp_piece *ret, struct rp_error *error)
{
    struct rp_piece next;
    enum rp_status status = rp_feed_next(feed, ret, error);
    if (status == RP_CLOSED)
        return rp_fail(error, RP_EMPTY_TEXT, "the file holds no article");
    if (status != RP_OK)
        return status;
    if (rp_buf_add_str(bytes, ret->bytes) != RP_OK)
        return rp_fail_memory(error);
    ret->bytes = (struct rp_str){bytes->data, bytes->len};
    status = rp_feed_next(feed, &next, error);
    if (status == RP_OK)
        return rp_fail(error, RP_LIMIT, "the file holds several articles; one is wanted");
    return status == RP_CLOSED ? RP_OK : status;
}

enum rp_status rp_one_article_read(struct rp_one_article *ret, const char *file, uint64_t *ret_line, struct rp_error *error)
{
    struct rp_feed *feed;
    struct rp_piece piece;
    *ret = (struct rp_one_article){0};
    *ret_line = 0;
    rp_buf_init(&ret->bytes, RP_LIMIT_LINE);
    if (rp_article_parser_create(&ret->parser) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = rp_feed_open(file, NULL, &feed, error);
    if (status != RP_OK)
        return status;
    status = take_only_piece(feed, &ret->bytes, &piece, error);
    rp_feed_close(feed);
    if (status != RP_OK)
        return status;
    *ret_line = piece.is_text ? 0 : piece.line;
    return rp_piece_parse(ret->parser, rp_feed_name(file), &piece, &ret->article, error);
}

void rp_one_article_done(struct rp_one_article *one)
{
    rp_buf_done(&one->bytes);
    rp_article_parser_free(one->parser);
    *one = (struct rp_one_article){0};
}
