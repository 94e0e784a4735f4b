/* The options of a corpus on the command line. */
#include "cli/corpus_flags.h"

#include "base/buf.h"
#include "base/error.h"
#include "input/stream.h"
#include "reprint/limits.h"

#include <stdlib.h>
#include <string.h>

void rp_corpus_flags_init(struct rp_corpus_flags *ret)
{
    *ret = (struct rp_corpus_flags){0};
    rp_corpus_options_default(&ret->options);
    ret->partial_words = (int)ret->options.partial_words;
    ret->max_articles = (long long)ret->options.max_articles;
    ret->max_bytes = (long long)ret->options.max_bytes;
}

/* A file that is too large is read one byte past the limit, for the table's parser to say so. */
static enum rp_status read_whole(const char *path, struct rp_buf *ret, struct rp_error *error)
{
    struct rp_stream *stream;
    size_t len = 1;
    enum rp_status status = rp_stream_open(path, NULL, &stream, error);
    if (status != RP_OK)
        return status;
    while (status == RP_OK && len > 0 && ret->len < ret->max) {
        size_t room = ret->max - ret->len < 64 << 10 ? ret->max - ret->len : 64 << 10;
        if (rp_buf_reserve(ret, room) != RP_OK)
            status = rp_fail_memory(error);
        else if ((status = rp_stream_read(stream, ret->data + ret->len, room, &len, error)) == RP_OK)
            ret->len += len;
    }
    rp_stream_close(stream);
    return status;
}

/* False when the file has a fault, and that was said. */
static bool load_agencies(const struct rp_command *command, struct rp_corpus_flags *flags)
{
    struct rp_buf bytes;
    struct rp_error error;
    uint64_t line = 0;
    if (strcmp(flags->agencies_file, "-") == 0) {
        rp_usage(command, "--agencies -: a file is wanted; standard input is for articles");
        return false;
    }
    rp_buf_init(&bytes, RP_LIMIT_AGENCY_TABLE + 1);
    enum rp_status status = read_whole(flags->agencies_file, &bytes, &error);
    if (status == RP_OK)
        status = rp_agencies_load((struct rp_str){bytes.data, bytes.len}, &flags->agencies, &line, &error);
    rp_buf_done(&bytes);
    if (status != RP_OK)
        rp_say_fault(flags->agencies_file, line, &error);
    return status == RP_OK;
}

bool rp_corpus_flags_take(const struct rp_command *command, struct rp_corpus_flags *flags)
{
    struct rp_corpus_options *options = &flags->options;
    double partial = options->partial_containment, copy = options->copy_containment, near = options->near_containment;
    if (!(partial >= 0 && partial <= copy && copy <= near && near <= 1)) {
        rp_usage(command, "0 <= --partial <= --copy <= --near <= 1 does not hold");
        return false;
    }
    if (flags->partial_words < 1 || flags->max_articles < 1 || flags->max_bytes < 1) {
        rp_usage(command, "--partial-words, --max-articles and --max-bytes must be 1 or more");
        return false;
    }
    if (flags->max_articles > (long long)RP_LIMIT_ARTICLES) {
        rp_usage(command, "--max-articles %lld is above %lld", flags->max_articles, (long long)RP_LIMIT_ARTICLES);
        return false;
    }
    options->partial_words = (uint32_t)flags->partial_words;
    options->max_articles = (uint64_t)flags->max_articles;
    options->max_bytes = (uint64_t)flags->max_bytes;
    if (flags->agencies_file != NULL && !load_agencies(command, flags))
        return false;
    options->agencies = flags->agencies;
    return true;
}

void rp_corpus_flags_done(struct rp_corpus_flags *flags)
{
    rp_agencies_free(flags->agencies);
    free(flags->agencies_file);
}
