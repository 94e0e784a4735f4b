/* Made-up articles for tests of a corpus. */
#ifndef TESTS_CORPUS_MADE_H
#define TESTS_CORPUS_MADE_H

#include "base/buf.h"
#include "reprint/corpus.h"
#include "support/cmocka.h"
#include "support/words.h"

#include <stdio.h>

static inline struct rp_corpus *make(void)
{
    struct rp_corpus *corpus;
    assert_int_equal(rp_corpus_create(NULL, &corpus), RP_OK);
    return corpus;
}

/* What an empty corpus holds. */
static inline uint64_t empty_bytes(void)
{
    struct rp_corpus *corpus = make();
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    rp_corpus_free(corpus);
    return stats.index_bytes;
}

/* An article whose text is a title of its own and the words of the given seeds, 100 each; a seed of 0 ends the list. Equal lists of seeds have equal titles. */
struct made {
    struct rp_article article;
    char id[32], as[32], text[8192];
};

static inline void write_text(struct made *made, const uint64_t *seeds)
{
    uint64_t title = 0;
    for (const uint64_t *seed = seeds; *seed != 0; seed++)
        title = title * 1000 + *seed;
    words_append(made->text, sizeof made->text, title + 1000000, 7);
    strcat(made->text, "\n");
    for (; *seeds != 0; seeds++)
        words_append(made->text, sizeof made->text, *seeds, 100);
}

static inline struct rp_article *made(struct made *made, const char *id, const char *source, const uint64_t *seeds)
{
    *made = (struct made){0};
    snprintf(made->id, sizeof made->id, "%s", id);
    write_text(made, seeds);
    made->article = (struct rp_article){.id = rp_str_of(made->id), .text = rp_str_of(made->text), .source = rp_str_of(source)};
    return &made->article;
}

#define SEEDS(...) ((const uint64_t[]){__VA_ARGS__, 0})

static inline struct rp_answer *add(struct rp_corpus *corpus, const struct rp_article *article)
{
    struct rp_answer *answer;
    struct rp_error error = {0};
    enum rp_status status = rp_corpus_add(corpus, article, 0, 0, &answer, &error);
    if (status != RP_OK)
        fail_msg("%s: %s", rp_status_name(status), error.message);
    return answer;
}

static inline void assert_str(struct rp_str str, const char *want)
{
    if (!rp_str_equal(str, rp_str_of(want)))
        fail_msg("\"%.*s\" is not \"%s\"", (int)str.len, str.data, want);
}

#endif
