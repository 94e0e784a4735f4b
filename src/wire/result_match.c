/* Reading what two articles are to each other: a match of an answer, a comparison. */
#include "wire/reply.h"

#include "base/alloc.h"
#include "base/error.h"
#include "reprint/limits.h"
#include "wire/result.h"

#include <string.h>

#define COUNT(keys) (unsigned)(sizeof(keys) / sizeof *(keys))

/* --- names and small parts --- */

enum rp_status rp_result_strange(struct rp_error *error, const char *what)
{
    return rp_fail(error, RP_DAMAGED, "the server's reply is not understood: %s", what);
}

enum rp_status rp_result_verdict(struct rp_str name, enum rp_verdict *ret, struct rp_error *error)
{
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        if (rp_str_equal(name, rp_str_of(rp_verdict_name((enum rp_verdict)i)))) {
            *ret = (enum rp_verdict)i;
            return RP_OK;
        }
    return rp_result_strange(error, "a verdict that is not known");
}

static enum rp_status read_refusal(struct rp_str name, enum rp_refusal *ret, struct rp_error *error)
{
    *ret = RP_REFUSAL_NONE;
    if (name.len == 0)
        return RP_OK;
    for (unsigned i = RP_REFUSAL_TEMPLATE; i <= RP_REFUSAL_MODULE; i++)
        if (rp_str_equal(name, rp_str_of(rp_refusal_name((enum rp_refusal)i)))) {
            *ret = (enum rp_refusal)i;
            return RP_OK;
        }
    return rp_result_strange(error, "a refusal that is not known");
}

/* A newer server may know more rules than this client, and more of what articles are to each other: those are taken for none. */
static enum rp_rule read_rule(struct rp_str name)
{
    unsigned rule = RP_RULE_COUNT - 1;
    while (rule > RP_RULE_NONE && !rp_str_equal(name, rp_str_of(rp_rule_name((enum rp_rule)rule))))
        rule--;
    return (enum rp_rule)rule;
}

static enum rp_kin read_kin(struct rp_str name)
{
    unsigned kin = RP_KIN_COUNT - 1;
    while (kin > RP_KIN_NONE && !rp_str_equal(name, rp_str_of(rp_kin_name((enum rp_kin)kin))))
        kin--;
    return (enum rp_kin)kin;
}

enum rp_status rp_result_span(const msgpack_object *array, uint32_t *ret_start, uint32_t *ret_end, struct rp_error *error)
{
    const msgpack_object *ends = array->via.array.ptr;
    if (array->via.array.size != 2 || ends[0].type != MSGPACK_OBJECT_POSITIVE_INTEGER || ends[1].type != MSGPACK_OBJECT_POSITIVE_INTEGER ||
        ends[0].via.u64 > ends[1].via.u64 || ends[1].via.u64 > UINT32_MAX)
        return rp_result_strange(error, "a span that is not [start, end]");
    *ret_start = (uint32_t)ends[0].via.u64;
    *ret_end = (uint32_t)ends[1].via.u64;
    return RP_OK;
}

static enum rp_status read_containment(const msgpack_object *map, double *ret_of_new, double *ret_of_old, struct rp_error *error)
{
    struct parts {
        double of_new, of_old;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"of_new", RP_KIND_NUMBER, true, offsetof(struct parts, of_new)},
        {"of_old", RP_KIND_NUMBER, true, offsetof(struct parts, of_old)},
    };
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    *ret_of_new = parts.of_new;
    *ret_of_old = parts.of_old;
    return status;
}

static enum rp_status read_passage(const msgpack_object *map, struct rp_passage *ret, struct rp_error *error)
{
    struct parts {
        const msgpack_object *new_span, *old_span;
        uint32_t words;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"new", RP_KIND_ARRAY, true, offsetof(struct parts, new_span)},
        {"old", RP_KIND_ARRAY, true, offsetof(struct parts, old_span)},
        {"words", RP_KIND_U32, true, offsetof(struct parts, words)},
    };
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    if (status == RP_OK)
        status = rp_result_span(parts.new_span, &ret->new_start, &ret->new_end, error);
    if (status == RP_OK)
        status = rp_result_span(parts.old_span, &ret->old_start, &ret->old_end, error);
    ret->words = parts.words;
    return status;
}

/* The passages of an array as a block, which is the caller's. */
static enum rp_status read_passages(const msgpack_object *array, struct rp_passage **ret, size_t *ret_count, struct rp_error *error)
{
    uint32_t count = array->via.array.size;
    enum rp_status status = RP_OK;
    struct rp_passage *passages = rp_alloc_zeroed(count, sizeof *passages);
    if (passages == NULL)
        return rp_fail_memory(error);
    for (uint32_t i = 0; i < count && status == RP_OK; i++)
        status = read_passage(&array->via.array.ptr[i], &passages[i], error);
    if (status != RP_OK) {
        rp_free(passages);
        return status;
    }
    *ret = passages;
    *ret_count = count;
    return RP_OK;
}

static enum rp_status read_example(const msgpack_object *map, struct rp_substitution *ret, struct rp_error *error)
{
    struct parts {
        const msgpack_object *new_span, *old_span;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"new", RP_KIND_ARRAY, true, offsetof(struct parts, new_span)},
        {"old", RP_KIND_ARRAY, true, offsetof(struct parts, old_span)},
    };
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    if (status == RP_OK)
        status = rp_result_span(parts.new_span, &ret->new_start, &ret->new_end, error);
    return status == RP_OK ? rp_result_span(parts.old_span, &ret->old_start, &ret->old_end, error) : status;
}

/* NULL: it is no template. */
static enum rp_status read_template(const msgpack_object *map, struct rp_grounds *grounds, struct rp_substitution examples[],
                                    struct rp_error *error)
{
    struct parts {
        double numbers_shared;
        const msgpack_object *examples;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"numbers_shared", RP_KIND_NUMBER, true, offsetof(struct parts, numbers_shared)},
        {"examples", RP_KIND_ARRAY, true, offsetof(struct parts, examples)},
    };
    if (map == NULL)
        return RP_OK;
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    if (status != RP_OK)
        return status;
    if (parts.examples->via.array.size > RP_LIMIT_SUBSTITUTIONS)
        return rp_result_strange(error, "more examples than a match has");
    for (uint32_t i = 0; i < parts.examples->via.array.size && status == RP_OK; i++)
        status = read_example(&parts.examples->via.array.ptr[i], &examples[i], error);
    grounds->numbers_shared = parts.numbers_shared;
    grounds->example_count = parts.examples->via.array.size;
    return status;
}

/* NULL: it is no module. */
static enum rp_status read_module(const msgpack_object *map, struct rp_grounds *grounds, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"titles_shared", RP_KIND_NUMBER, true, offsetof(struct rp_grounds, titles_shared)},
        {"longest_share", RP_KIND_NUMBER, true, offsetof(struct rp_grounds, longest_share)},
    };
    return map != NULL ? rp_result_read(map, keys, COUNT(keys), grounds, error) : RP_OK;
}

/* --- what was dropped --- */

/* Puts a range into its place in the order of the text. */
static void put_range(struct rp_dropped *dropped, struct rp_dropped_range ranges[], struct rp_dropped_range range)
{
    uint32_t at = dropped->range_count++;
    for (; at > 0 && ranges[at - 1].start > range.start; at--)
        ranges[at] = ranges[at - 1];
    ranges[at] = range;
}

static enum rp_status read_ranges(const msgpack_object *array, enum rp_drop_reason reason, struct rp_dropped_range ranges[],
                                  struct rp_dropped *dropped, struct rp_error *error)
{
    if (array == NULL)
        return RP_OK;
    for (uint32_t i = 0; i < array->via.array.size; i++) {
        struct rp_dropped_range range = {.reason = reason};
        const msgpack_object *span;
        enum rp_status status = rp_object_value(&array->via.array.ptr[i], "dropped", "", RP_KIND_ARRAY, &span, error);
        if (status != RP_OK)
            return rp_result_strange(error, "a span that is not [start, end]");
        status = rp_result_span(span, &range.start, &range.end, error);
        if (status != RP_OK)
            return status;
        if (dropped->range_count == RP_LIMIT_DROPPED)
            return rp_result_strange(error, "more dropped stretches than a text has");
        put_range(dropped, ranges, range);
    }
    return RP_OK;
}

enum rp_status rp_result_dropped(const msgpack_object *map, struct rp_dropped_range ranges[RP_LIMIT_DROPPED], struct rp_dropped *ret,
                                 struct rp_error *error)
{
    struct parts {
        uint32_t words;
        const msgpack_object *ranges[RP_DROP_COUNT];
    } parts = {0};
    static const struct rp_key keys[] = {
        {"words", RP_KIND_U32, true, offsetof(struct parts, words)},
#define DROP_KEY(name, text, meaning) {text, RP_KIND_ARRAY, false, offsetof(struct parts, ranges[RP_DROP_##name])},
        RP_DROP_MAP(DROP_KEY)
#undef DROP_KEY
    };
    *ret = (struct rp_dropped){.ranges = ranges};
    if (map == NULL)
        return RP_OK;
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    for (unsigned reason = RP_DROP_NONE + 1; reason < RP_DROP_COUNT && status == RP_OK; reason++)
        status = read_ranges(parts.ranges[reason], (enum rp_drop_reason)reason, ranges, ret, error);
    ret->words = parts.words;
    return status;
}

/* --- matches and comparisons --- */

struct figures {
    struct rp_match match;
    struct rp_str verdict, refusal, rule, kin;
    const msgpack_object *containment, *shingles, *form, *module, *dropped, *passages;
};

#define FIGURES_KEYS                                                                      \
    {"verdict", RP_KIND_STR, true, offsetof(struct figures, verdict)},                    \
        {"refusal", RP_KIND_STR, false, offsetof(struct figures, refusal)},               \
        {"rule", RP_KIND_STR, true, offsetof(struct figures, rule)},                      \
        {"kin", RP_KIND_STR, false, offsetof(struct figures, kin)},                       \
        {"containment", RP_KIND_MAP, true, offsetof(struct figures, containment)},        \
        {"resemblance", RP_KIND_NUMBER, true, offsetof(struct figures, match.resemblance)}, \
        {"shared", RP_KIND_U32, true, offsetof(struct figures, match.shared)},            \
        {"shingles", RP_KIND_MAP, true, offsetof(struct figures, shingles)},              \
        {"longest", RP_KIND_U32, true, offsetof(struct figures, match.grounds.longest)},  \
        {"substitutions", RP_KIND_U32, false, offsetof(struct figures, match.grounds.substitutions)}, \
        {"pairs_shared", RP_KIND_NUMBER, false, offsetof(struct figures, match.grounds.pairs_shared)}, \
        {"template", RP_KIND_MAP, false, offsetof(struct figures, form)},                 \
        {"module", RP_KIND_MAP, false, offsetof(struct figures, module)},                 \
        {"dropped", RP_KIND_MAP, false, offsetof(struct figures, dropped)},               \
        {"passages", RP_KIND_ARRAY, true, offsetof(struct figures, passages)}

static enum rp_status read_parts(const struct figures *figures, struct rp_read_match *ret, struct rp_error *error)
{
    static const struct rp_key counts[] = {
        {"new", RP_KIND_U32, true, offsetof(struct rp_match, new_shingles)},
        {"old", RP_KIND_U32, true, offsetof(struct rp_match, old_shingles)},
    };
    struct rp_match *match = &ret->match;
    enum rp_status status = rp_result_verdict(figures->verdict, &match->verdict, error);
    if (status == RP_OK)
        status = read_refusal(figures->refusal, &match->refusal, error);
    if (status == RP_OK)
        status = read_containment(figures->containment, &match->containment_of_new, &match->containment_of_old, error);
    if (status == RP_OK)
        status = rp_result_read(figures->shingles, counts, COUNT(counts), match, error);
    if (status == RP_OK)
        status = read_template(figures->form, &match->grounds, ret->examples, error);
    if (status == RP_OK)
        status = read_module(figures->module, &match->grounds, error);
    if (status == RP_OK)
        status = rp_result_dropped(figures->dropped, ret->ranges, &match->dropped, error);
    if (status == RP_OK)
        status = read_passages(figures->passages, &ret->passages, &match->passage_count, error);
    return status;
}

/* `figures` as read from their map. */
static enum rp_status take(const struct figures *figures, struct rp_read_match *ret, struct rp_error *error)
{
    ret->match = figures->match;
    ret->match.grounds.rule = read_rule(figures->rule);
    ret->match.grounds.kin = read_kin(figures->kin);
    enum rp_status status = read_parts(figures, ret, error);
    if (status != RP_OK)
        return status;
    ret->match.passages = ret->passages;
    ret->match.examples = ret->examples;
    return RP_OK;
}

enum rp_status rp_result_match(const msgpack_object *map, struct rp_read_match *ret, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"id", RP_KIND_STR, true, offsetof(struct figures, match.id)},
        {"seq", RP_KIND_U64, true, offsetof(struct figures, match.seq)},
        FIGURES_KEYS,
    };
    struct figures figures = {0};
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &figures, error);
    return status == RP_OK ? take(&figures, ret, error) : status;
}

enum rp_status rp_result_comparison(const struct rp_reply *reply, struct rp_comparison *ret, struct rp_error *error)
{
    static const struct rp_key keys[] = {FIGURES_KEYS};
    struct figures figures = {0};
    struct rp_read_match read;
    *ret = (struct rp_comparison){0};
    enum rp_status status = rp_result_read(&reply->result->object, keys, COUNT(keys), &figures, error);
    if (status == RP_OK)
        status = take(&figures, &read, error);
    if (status != RP_OK)
        return status;
    const struct rp_match *match = &read.match;
    *ret = (struct rp_comparison){.verdict = match->verdict,
                                  .refusal = match->refusal,
                                  .containment_of_new = match->containment_of_new,
                                  .containment_of_old = match->containment_of_old,
                                  .resemblance = match->resemblance,
                                  .shared = match->shared,
                                  .new_shingles = match->new_shingles,
                                  .old_shingles = match->old_shingles,
                                  .grounds = match->grounds,
                                  .passage_count = match->passage_count,
                                  .passages = read.passages};
    memcpy(ret->examples, read.examples, match->grounds.example_count * sizeof *ret->examples);
    return RP_OK;
}
