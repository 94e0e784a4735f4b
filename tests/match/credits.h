/* Texts and the credits that are to be found in them. */
#ifndef TESTS_MATCH_CREDITS_H
#define TESTS_MATCH_CREDITS_H

#include "support/cmocka.h"

#include "match/attribution.h"
#include "reprint/limits.h"

#include <stdio.h>
#include <string.h>

static inline size_t find_credits(const struct rp_agencies *agencies, const char *text, size_t len,
                                  struct rp_attribution ret[RP_LIMIT_ATTRIBUTIONS])
{
    struct rp_tokens tokens;
    struct rp_error error;
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, text, len, &error), RP_OK);
    size_t count = rp_attribution_find(agencies, &tokens, (struct rp_str){text, len}, ret);
    rp_tokens_done(&tokens);
    return count;
}

/* A text, and its first credit: agency NULL when it has none; more: how many others follow. */
struct credit_case {
    const char *text, *agency, *cue, *span;
    unsigned more;
};

static inline void check_credit(const struct credit_case *c)
{
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    size_t count = find_credits(NULL, c->text, strlen(c->text), got);
    if (c->agency == NULL) {
        if (count > 0)
            fail_msg("%s: credits %s by \"%s\"", c->text, got[0].agency, got[0].cue);
        return;
    }
    if (count != 1 + c->more)
        fail_msg("%s: %zu credits", c->text, count);
    size_t len = got[0].end - got[0].start;
    if (strcmp(got[0].agency, c->agency) != 0 || strcmp(got[0].cue, c->cue) != 0 || len != strlen(c->span) ||
        memcmp(c->text + got[0].start, c->span, len) != 0)
        fail_msg("%s: %s by \"%s\": \"%.*s\"", c->text, got[0].agency, got[0].cue, (int)len, c->text + got[0].start);
}

#define CHECK_ALL(cases)                                         \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) \
    check_credit(&(cases)[i])

#endif
