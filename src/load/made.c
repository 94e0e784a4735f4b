/* Made-up articles. Everything about an article is drawn from streams of random numbers that begin at a hash of the seed and its number, one stream for
 * each part of it: so a copy can have the body of its original made again without the rest. */
#include "load/made.h"

#include "base/alloc.h"
#include "base/random.h"
#include "load/writing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    SOURCE_SHIFT = 6,    /* of Zipf-Mandelbrot: the busiest source has some 3 % of all articles */
    RECENT = 4096,       /* most copies are of one of so many articles before */
    FIRST_DAY = 1704067200, /* 2024-01-01, in Unix seconds */
    ARTICLES_A_DAY = 100000,
    TEXT_MAX = 4 << 20,
};
#define NUMBER_MAX (UINT64_C(1) << 40)

/* The streams of an article and of a source. */
enum stream { PLAN = 1, TITLE, BODY, TAKE, FRAME };

/* Menus and footers of a source: the same around each of its articles. */
struct frame {
    size_t start, head, foot; /* in `frames`: so many bytes before the body, and so many behind it */
};

struct rp_maker {
    struct rp_made_options options;
    struct rp_words words;
    struct rp_choice *activity; /* owned; of the sources */
    struct frame *frame;        /* owned; of each source */
    struct rp_buf frames;
};

/* What is drawn of an article before a word is written. */
struct plan {
    uint32_t source;
    size_t body; /* bytes, about */
    bool is_copy, is_edited, keeps_title;
    uint64_t original;
    uint32_t containment;
};

void rp_made_options_default(struct rp_made_options *ret)
{
    *ret = (struct rp_made_options){.seed = 1, .median = 3000, .copies = 1500, .sources = 500, .script = RP_SCRIPT_LATIN};
}

static uint64_t stream_of(const struct rp_maker *maker, uint64_t number, enum stream stream)
{
    return rp_mix(rp_mix(maker->options.seed * RP_GOLDEN + (uint64_t)stream) + number * RP_GOLDEN);
}

/* --- what is drawn --- */

/* Near log-normal: four uniform numbers make a bell, of which a power of two is taken, straight between whole powers. */
static size_t draw_length(uint64_t *state, uint32_t median)
{
    uint64_t random = rp_random(state), sum = (random & 0xffff) + (random >> 16 & 0xffff) + (random >> 32 & 0xffff) + (random >> 48);
    uint64_t octaves = sum * 7 / 4;                             /* 16 bits behind the point; the median is 3.5 */
    uint64_t of_one = (65536 + (octaves & 0xffff)) << (octaves >> 16);
    return (size_t)(median * of_one / ((65536 + 32768) << 3));
}

/* Seven in eight are of the latest few thousand, the latest of them most often. */
static uint64_t draw_earlier(uint64_t *state, uint64_t number)
{
    uint64_t random = rp_random(state);
    if (random % 8 == 0)
        return rp_random_below(state, number);
    uint64_t window = number < RECENT ? number : RECENT, share = random >> 32;
    return number - 1 - ((window * share >> 32) * share >> 32);
}

/* Whether an article is a copy is the first that is drawn of it. */
static bool draws_copy(const struct rp_maker *maker, uint64_t *state)
{
    return rp_random_below(state, 10000) < maker->options.copies;
}

static uint32_t draw_containment(uint64_t *state)
{
    static const uint8_t one_of_20[] = {100, 100, 100, 100, 100, 100, 95, 95, 95, 95, 80, 80, 80, 60, 60, 60, 40, 40, 25, 25};
    return one_of_20[rp_random_below(state, sizeof one_of_20)];
}

static struct plan draw_plan(const struct rp_maker *maker, uint64_t number)
{
    enum { ATTEMPTS = 64 };
    struct plan plan = {0};
    uint64_t state = stream_of(maker, number, PLAN);
    bool wants = draws_copy(maker, &state);
    uint64_t random = rp_random(&state);
    plan.source = rp_choose(maker->activity, (uint32_t)(random & 0xffffffff) % maker->options.sources, (uint32_t)(random >> 32));
    const struct frame *frame = &maker->frame[plan.source];
    size_t length = draw_length(&state, maker->options.median), around = frame->head + frame->foot;
    plan.body = length > around + length / 3 ? length - around : length / 3;
    plan.containment = draw_containment(&state);
    plan.is_edited = rp_random_below(&state, 4) == 0;
    plan.keeps_title = rp_random_below(&state, 2) == 0;
    for (int i = 0; wants && number > 0 && i < ATTEMPTS && !plan.is_copy; i++) {
        plan.original = draw_earlier(&state, number);
        uint64_t theirs = stream_of(maker, plan.original, PLAN);
        plan.is_copy = plan.original == 0 || !draws_copy(maker, &theirs);
    }
    return plan;
}

/* --- what is written --- */

static enum rp_status write_body(const struct rp_maker *maker, uint64_t number, size_t bytes, struct rp_buf *buf)
{
    uint64_t state = stream_of(maker, number, BODY);
    return rp_write_sentences(&maker->words, &state, bytes, buf);
}

/* The body of a copy: one or two passages of the original's with its own words around or between them. */
static enum rp_status write_copy(const struct rp_maker *maker, const struct plan *plan, struct rp_made *made)
{
    uint64_t state = stream_of(maker, made->number, TAKE);
    struct rp_buf *body = &made->other;
    rp_buf_clear(body);
    enum rp_status status = write_body(maker, plan->original, draw_plan(maker, plan->original).body, body);
    if (status != RP_OK)
        return status;
    /* The nearly whole copies are mostly of the whole original. */
    bool whole = plan->containment >= 95 && rp_random_below(&state, 4) != 0;
    size_t taken = plan->body * plan->containment / 100;
    if (whole || taken > body->len)
        taken = body->len;
    size_t own = taken * 100 / plan->containment - taken, spare = body->len - taken;
    struct rp_str parts[2] = {{body->data, taken}};
    if (spare > 0 && rp_random_below(&state, 2) == 0) { /* two */
        size_t first = rp_random_below(&state, spare + 1), between = rp_random_below(&state, spare - first + 1);
        parts[0] = (struct rp_str){body->data + first, taken / 2};
        parts[1] = (struct rp_str){parts[0].data + parts[0].len + between, taken - taken / 2};
    } else {
        parts[0].data += rp_random_below(&state, spare + 1);
    }
    struct rp_str rest = {body->data, body->len};
    size_t before = parts[1].len > 0 ? 0 : own * rp_random_below(&state, 3) / 2; /* none, half or all of it */
    size_t behind = own - before;
    if (before > 0)
        status = rp_write_sentences(&maker->words, &state, before, &made->text);
    for (int i = 0; i < 2 && status == RP_OK; i++) {
        if (parts[i].len > 0)
            status = rp_write_passage(&maker->words, &state, rest, parts[i], plan->is_edited, &made->text);
        if (i == 0 && status == RP_OK && behind > 0)
            status = rp_write_sentences(&maker->words, &state, behind, &made->text);
    }
    return status;
}

static void fill_in(struct rp_made *made, uint32_t source)
{
    struct tm day;
    time_t when = FIRST_DAY + (time_t)(made->number * 86400 / ARTICLES_A_DAY);
    gmtime_r(&when, &day);
    snprintf(made->id, sizeof made->id, "made-%08" PRIu64, made->number);
    snprintf(made->source, sizeof made->source, "source%" PRIu32 ".example", source);
    snprintf(made->url, sizeof made->url, "https://%s/%s", made->source, made->id);
    if (strftime(made->published, sizeof made->published, "%Y-%m-%dT%H:%M:%SZ", &day) == 0)
        made->published[0] = 0;
    made->article = (struct rp_article){.id = rp_str_of(made->id), .source = rp_str_of(made->source), .url = rp_str_of(made->url),
                                        .published = rp_str_of(made->published)};
}

enum rp_status rp_make(const struct rp_maker *maker, uint64_t number, struct rp_made *made)
{
    if (number >= NUMBER_MAX)
        return RP_BAD_ARGUMENT;
    struct plan plan = draw_plan(maker, number);
    const struct frame *frame = &maker->frame[plan.source];
    struct rp_buf *text = &made->text;
    uint64_t state = stream_of(maker, plan.is_copy && plan.keeps_title ? plan.original : number, TITLE);
    made->number = number;
    made->is_copy = plan.is_copy;
    made->is_edited = plan.is_copy && plan.is_edited;
    made->original = plan.is_copy ? plan.original : number;
    made->containment = plan.is_copy ? plan.containment : 0;
    fill_in(made, plan.source);
    rp_buf_clear(text);
    enum rp_status status = rp_write_title(&maker->words, &state, text);
    size_t title = text->len;
    if (status == RP_OK)
        status = rp_buf_add(text, "\n", 1);
    if (status == RP_OK)
        status = rp_buf_add(text, maker->frames.data + frame->start, frame->head);
    if (status == RP_OK)
        status = plan.is_copy ? write_copy(maker, &plan, made) : write_body(maker, number, plan.body, text);
    if (status == RP_OK)
        status = rp_buf_add(text, maker->frames.data + frame->start + frame->head, frame->foot);
    made->article.text = (struct rp_str){text->data, text->len};
    made->article.title = (struct rp_str){text->data, title};
    return status;
}

void rp_made_init(struct rp_made *made)
{
    *made = (struct rp_made){0};
    rp_buf_init(&made->text, TEXT_MAX);
    rp_buf_init(&made->other, TEXT_MAX);
}

void rp_made_done(struct rp_made *made)
{
    rp_buf_done(&made->text);
    rp_buf_done(&made->other);
}

/* --- the maker --- */

/* Four sources in five have a frame of 20 to 150 words. */
static enum rp_status make_frame(struct rp_maker *maker, uint32_t source)
{
    struct frame *frame = &maker->frame[source];
    uint64_t state = stream_of(maker, source, FRAME);
    *frame = (struct frame){.start = maker->frames.len};
    if (rp_random_below(&state, 5) == 0)
        return RP_OK;
    unsigned words = 20 + (unsigned)rp_random_below(&state, 131), head = (unsigned)rp_random_below(&state, words);
    enum rp_status status = rp_write_menu(&maker->words, &state, head, &maker->frames);
    if (status == RP_OK)
        status = rp_buf_add(&maker->frames, "\n", 1);
    frame->head = maker->frames.len - frame->start;
    if (status == RP_OK)
        status = rp_write_menu(&maker->words, &state, words - head, &maker->frames);
    frame->foot = maker->frames.len - frame->start - frame->head;
    return status;
}

enum rp_status rp_maker_create(const struct rp_made_options *options, struct rp_maker **ret)
{
    enum { FRAMES_MAX = 64 << 20 };
    if (options->median < 100 || options->median > 100000 || options->copies > 10000 || options->sources < 1 || options->sources > 10000 ||
        options->script >= RP_SCRIPT_COUNT)
        return RP_BAD_ARGUMENT;
    struct rp_maker *maker = rp_alloc_zeroed(1, sizeof *maker);
    enum rp_status status = RP_NO_MEMORY;
    if (maker == NULL)
        return status;
    maker->options = *options;
    rp_buf_init(&maker->frames, FRAMES_MAX);
    maker->activity = rp_alloc_zeroed(options->sources, sizeof *maker->activity);
    maker->frame = rp_alloc_zeroed(options->sources, sizeof *maker->frame);
    if (maker->activity != NULL && maker->frame != NULL && rp_words_init(&maker->words, options->script) == RP_OK)
        status = rp_choices_fill(maker->activity, options->sources, SOURCE_SHIFT);
    for (uint32_t i = 0; i < options->sources && status == RP_OK; i++)
        status = make_frame(maker, i);
    if (status != RP_OK) {
        rp_maker_free(maker);
        return status;
    }
    *ret = maker;
    return RP_OK;
}

void rp_maker_free(struct rp_maker *maker)
{
    if (maker == NULL)
        return;
    rp_words_done(&maker->words);
    rp_buf_done(&maker->frames);
    rp_free(maker->activity);
    rp_free(maker->frame);
    rp_free(maker);
}
