/* The articles of files, one after another. */
#include "cli/articles.h"

#include "base/error.h"
#include "reprint/limits.h"

#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void say(struct rp_reading *reading, const char *file, uint64_t line, const struct rp_error *error)
{
    if (reading->faults_said > 0 && reading->faults + reading->remarks > reading->faults_said)
        return;
    if (reading->before_fault != NULL)
        reading->before_fault(reading->context);
    rp_say_fault(file, line, error);
}

void rp_articles_fault(struct rp_reading *reading, const char *file, uint64_t line, const struct rp_error *error)
{
    reading->faults++;
    if (error->status == RP_NO_MEMORY || reading->strict)
        reading->stop = true;
    if (reading->on_fault != NULL)
        reading->on_fault(reading->context, file, line, error);
    say(reading, file, line, error);
}

static bool interrupted(const struct rp_reading *reading)
{
    return reading->interrupt != NULL && atomic_load_explicit(reading->interrupt, memory_order_relaxed);
}

static void read_piece(struct rp_reading *reading, const struct rp_piece *piece, struct rp_article_parser *parser)
{
    struct rp_article article;
    struct rp_error error;
    reading->line = piece->is_text ? 0 : piece->line;
    enum rp_status status = rp_piece_parse(parser, reading->file, piece, &article, &error);
    const struct rp_error *remark = status == RP_OK && !piece->is_text ? rp_article_parser_remark(parser) : NULL;
    if (remark != NULL && reading->strict) {
        status = remark->status;
        error = *remark;
    } else if (remark != NULL) {
        reading->remarks++;
        say(reading, reading->file, reading->line, remark);
    }
    if (status == RP_OK) {
        reading->articles++;
        reading->repaired += piece->repaired;
        status = reading->each(reading->context, &article, &error);
    }
    if (status != RP_OK)
        rp_articles_fault(reading, reading->file, reading->line, &error);
}

static void read_feed(struct rp_reading *reading, struct rp_feed *feed, struct rp_article_parser *parser)
{
    uint64_t total;
    reading->is_file = rp_feed_is_file(feed);
    if (reading->repair)
        rp_feed_repair(feed);
    while (!reading->stop && !interrupted(reading)) {
        struct rp_piece piece;
        struct rp_error error;
        enum rp_status status = rp_feed_next(feed, &piece, &error);
        rp_feed_progress(feed, &reading->at_bytes, &total);
        if (status == RP_CLOSED || status == RP_INTERRUPTED)
            break;
        if (status == RP_OK)
            read_piece(reading, &piece, parser);
        else
            rp_articles_fault(reading, reading->file, piece.is_text ? 0 : piece.line, &error);
    }
    reading->over_bytes += reading->at_bytes;
    reading->at_bytes = 0;
}

enum rp_exit rp_articles_read(struct rp_reading *reading, const char *const *files, int count)
{
    struct rp_article_parser *parser = NULL;
    struct rp_error error;
    if (rp_article_parser_create(&parser) != RP_OK) {
        rp_fail_memory(&error);
        rp_articles_fault(reading, "reprint", 0, &error);
    }
    for (int i = 0; i < count && !reading->stop && !interrupted(reading); i++) {
        struct rp_feed *feed;
        reading->file = rp_feed_name(files[i]);
        reading->is_stdin = strcmp(files[i], "-") == 0;
        if (rp_feed_open(files[i], reading->interrupt, &feed, &error) != RP_OK) {
            rp_articles_fault(reading, reading->file, 0, &error);
            continue;
        }
        read_feed(reading, feed, parser);
        rp_feed_close(feed);
    }
    rp_article_parser_free(parser);
    return reading->faults > 0 ? RP_EXIT_INPUT : RP_EXIT_DONE;
}

bool rp_articles_would_wait(const struct rp_reading *reading)
{
    struct pollfd entry = {.fd = STDIN_FILENO, .events = POLLIN};
    if (reading->is_file)
        return false;
    return !reading->is_stdin || poll(&entry, 1, 0) == 0;
}

uint64_t rp_articles_total(const char *const *files, int count)
{
    uint64_t total = 0;
    for (int i = 0; i < count; i++) {
        struct stat info;
        if (strcmp(files[i], "-") == 0 || stat(files[i], &info) != 0 || !S_ISREG(info.st_mode))
            return 0;
        total += (uint64_t)info.st_size;
    }
    return total;
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

enum rp_status rp_one_article_read(struct rp_one_article *ret, const char *file, bool repair, uint64_t *ret_line, struct rp_error *error)
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
    if (repair)
        rp_feed_repair(feed);
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
