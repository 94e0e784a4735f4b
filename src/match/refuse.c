/* Pairs that share much text and are no copies. */
#include "match/refuse.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_SUBSTITUTIONS = 3, SHINGLES_PER_SUBSTITUTION = 100, BODY_WORDS = 50, PHRASE_WORDS = 12 };
enum { LINE_BYTES = 1024 };
enum { STANDING_WORDS = 100 }; /* what stands in many pages beside little else is shorter */
static const double SAME_TITLE = 2.0 / 3, RELATED_TITLE = .25, SAME_BODY = .9, MOST = 2.0 / 3, WHOLE = .8, SAME_NUMBERS = .75, ONE_BLOCK = .7, BODY_OF_OWN = .75;

static bool is_number(const struct rp_tokens *tokens, size_t i)
{
    size_t start = i > 0 ? tokens->stream_end[i - 1] + 1 : 0;
    return tokens->stream[start] >= '0' && tokens->stream[start] <= '9';
}

static void keep_example(struct rp_numbers *numbers, const struct rp_gap *gap, const struct rp_tokens *new_tokens,
                         const struct rp_tokens *old_tokens)
{
    if (numbers->example_count == RP_LIMIT_SUBSTITUTIONS)
        return;
    numbers->examples[numbers->example_count++] =
        (struct rp_substitution){.new_start = new_tokens->raw_start[gap->new_start],
                                 .new_end = new_tokens->raw_end[gap->new_start + gap->new_len - 1],
                                 .old_start = old_tokens->raw_start[gap->old_start],
                                 .old_end = old_tokens->raw_end[gap->old_start + gap->old_len - 1]};
}

/* Do the gap's sides both carry numbers and share none? */
static bool substitutes(const struct rp_gap *gap, const struct rp_tokens *new_tokens, const struct rp_tokens *old_tokens)
{
    bool new_has = false, old_has = false;
    for (uint32_t j = gap->old_start; j < gap->old_start + gap->old_len; j++)
        old_has = old_has || is_number(old_tokens, j);
    for (uint32_t i = gap->new_start; i < gap->new_start + gap->new_len; i++) {
        if (!is_number(new_tokens, i))
            continue;
        new_has = true;
        for (uint32_t j = gap->old_start; j < gap->old_start + gap->old_len; j++)
            if (old_tokens->hash[j] == new_tokens->hash[i])
                return false;
    }
    return new_has && old_has;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static size_t sort_distinct(uint64_t *values, size_t count)
{
    size_t n = 0;
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++)
        if (n == 0 || values[n - 1] != values[i])
            values[n++] = values[i];
    return n;
}

static size_t collect_numbers(const struct rp_tokens *tokens, uint64_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < tokens->count; i++)
        if (is_number(tokens, i))
            ret[n++] = tokens->hash[i];
    return sort_distinct(ret, n);
}

static size_t count_common(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    size_t common = 0;
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        common += a[i] == b[j];
        bool step_a = a[i] <= b[j], step_b = b[j] <= a[i];
        i += step_a;
        j += step_b;
    }
    return common;
}

/* Share of the rarer side's distinct numbers that the other has too. */
static enum rp_status numbers_shared(const struct rp_side *new_side, const struct rp_side *old_side, struct rp_numbers *numbers, double *ret)
{
    size_t need = new_side->tokens->count + old_side->tokens->count;
    if (!rp_grow(&numbers->hash, &numbers->cap, need, sizeof *numbers->hash, SIZE_MAX / 16))
        return RP_NO_MEMORY;
    size_t a = collect_numbers(new_side->tokens, numbers->hash);
    size_t b = collect_numbers(old_side->tokens, numbers->hash + a);
    size_t rarer = a < b ? a : b;
    *ret = rarer > 0 ? (double)count_common(numbers->hash, a, numbers->hash + a, b) / (double)rarer : 1;
    return RP_OK;
}

enum rp_status rp_refuse_template(const struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side,
                                  struct rp_numbers *numbers, bool *ret)
{
    uint32_t substitutions = 0;
    struct rp_gap gap;
    numbers->example_count = 0;
    numbers->shared = 1;
    for (size_t i = 1; i < alignment->run_count; i++)
        if (rp_alignment_gap(alignment, i, &gap) && substitutes(&gap, new_side->tokens, old_side->tokens)) {
            keep_example(numbers, &gap, new_side->tokens, old_side->tokens);
            substitutions++;
        }
    numbers->substitutions = substitutions;
    *ret = false;
    if (substitutions < MIN_SUBSTITUTIONS || (uint64_t)substitutions * rp_alignment_words(alignment, SHINGLES_PER_SUBSTITUTION) < alignment->shared)
        return RP_OK;
    enum rp_status status = numbers_shared(new_side, old_side, numbers, &numbers->shared);
    *ret = status == RP_OK && numbers->shared < SAME_NUMBERS;
    return status;
}

void rp_numbers_done(struct rp_numbers *numbers)
{
    rp_free(numbers->hash);
    *numbers = (struct rp_numbers){0};
}

/* A text in one line is no title: its first words are enough. The length, at the end of a code point. */
static size_t cut_line(struct rp_str line)
{
    size_t len = line.len < LINE_BYTES ? line.len : LINE_BYTES;
    while (len > 0 && len < line.len && ((unsigned char)line.data[len] & 0xc0) == 0x80)
        len--;
    return len;
}

/* Where the last part of a title begins: "Headline - The Site", "Headline | Site"; the line's length when it has but one. */
static size_t find_last_part(struct rp_str line)
{
    static const char *const separators[] = {" - ", " | ", " – ", " — ", " • ", " · ", " » ", " :: "};
    for (size_t i = line.len; i-- > 0;)
        for (size_t s = 0; s < sizeof separators / sizeof *separators && line.data[i] == ' '; s++)
            if (strlen(separators[s]) <= line.len - i && memcmp(line.data + i, separators[s], strlen(separators[s])) == 0)
                return i;
    return line.len;
}

/* Keeps the words behind the last separator, if they are few. */
static void keep_last_part(struct rp_title *title, const struct rp_tokens *tokens, struct rp_str line)
{
    size_t start = find_last_part(line), first = tokens->count;
    while (first > 0 && tokens->raw_start[first - 1] >= start)
        first--;
    title->last_count = 0;
    if (tokens->count - first <= RP_TITLE_LAST_WORDS)
        for (size_t i = first; i < tokens->count; i++)
            title->last[title->last_count++] = tokens->hash[i];
}

enum rp_status rp_title_of(struct rp_tokens *scratch, const struct rp_article *article, struct rp_title *ret, struct rp_error *error)
{
    struct rp_str line = article->title;
    if (line.len == 0) {
        const char *newline = article->text.len > 0 ? memchr(article->text.data, '\n', article->text.len) : NULL;
        line = (struct rp_str){article->text.data, newline != NULL ? (size_t)(newline - article->text.data) : article->text.len};
        line.len = cut_line(line);
    }
    ret->count = 0;
    enum rp_status status = rp_tokenise(scratch, line.data, line.len, error);
    for (size_t i = 0; i < scratch->count && ret->count < RP_TITLE_WORDS; i++)
        ret->word[ret->count++] = scratch->hash[i];
    ret->count = (uint32_t)sort_distinct(ret->word, ret->count);
    keep_last_part(ret, scratch, line);
    ret->address = article->title.len == 0 && article->url.len > 0 ? rp_hash64(article->url.data, article->url.len, 0) : 0;
    return status;
}

void rp_title_without(struct rp_title *title, const uint64_t *common, size_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < title->count; i++) {
        bool left_out = false;
        for (size_t j = 0; j < count; j++)
            left_out = left_out || common[j] == title->word[i];
        if (!left_out)
            title->word[n++] = title->word[i];
    }
    title->count = n;
}

double rp_title_shared(const struct rp_title *a, const struct rp_title *b)
{
    struct rp_title x = *a, y = *b;
    if (x.last_count == y.last_count && memcmp(x.last, y.last, x.last_count * sizeof *x.last) == 0) {
        rp_title_without(&x, a->last, a->last_count);
        rp_title_without(&y, a->last, a->last_count);
    }
    uint32_t longer = x.count > y.count ? x.count : y.count;
    size_t common = count_common(x.word, x.count, y.word, y.count);
    return common > 1 || common == longer ? (double)common / (longer > 0 ? longer : 1) : 0; /* one word of several says nothing */
}

/* Does one passage make up most of what is shared? */
static bool one_block(const struct rp_alignment *alignment)
{
    uint64_t total = 0;
    for (size_t i = 0; i < alignment->passage_count; i++)
        total += alignment->passages[i].words;
    return (double)rp_alignment_longest(alignment) >= ONE_BLOCK * (double)total;
}

/* Too short to say that one text has it from the other. */
static bool is_phrase(const struct rp_alignment *alignment, const struct rp_run *run)
{
    return run->tokens < rp_alignment_words(alignment, PHRASE_WORDS);
}

/* Does all shared text stand behind the body in both texts? Set phrases may stand anywhere. */
static bool tail_only(const struct rp_alignment *alignment)
{
    uint32_t new_first = UINT32_MAX, old_first = UINT32_MAX;
    for (size_t i = 0; i < alignment->run_count; i++) {
        const struct rp_run *run = &alignment->runs[i];
        if (is_phrase(alignment, run))
            continue;
        new_first = run->new_start < new_first ? run->new_start : new_first;
        old_first = run->old_start < old_first ? run->old_start : old_first;
    }
    uint32_t body = rp_alignment_words(alignment, BODY_WORDS);
    return new_first >= body && old_first >= body;
}

/* A stretch of one text with nothing shared in it but set phrases. */
struct stretch {
    uint32_t start, end;
};

/* Is it a body: long enough, and even without the set phrases the most of what its text has of its own? How much the frame is beside it does not
 * matter: there are pages with little in them. A revision has its own words here and there, or in one of the two texts only. */
static bool is_body(const struct rp_alignment *alignment, const struct stretch *stretch, uint32_t phrases, uint32_t own)
{
    uint32_t words = stretch->end > stretch->start ? stretch->end - stretch->start : 0;
    return words >= rp_alignment_words(alignment, BODY_WORDS) + phrases && words - phrases >= BODY_OF_OWN * own;
}

/* The longest stretch of the new text between two runs; returns the number of the run behind it, 0 when there are not two. */
static size_t longest_between(const struct rp_alignment *alignment, struct stretch *ret, uint32_t *ret_phrases)
{
    size_t behind = 0, before = SIZE_MAX;
    *ret_phrases = 0;
    for (size_t i = 0; i < alignment->run_count; i++) {
        const struct rp_run *run = &alignment->runs[i];
        if (is_phrase(alignment, run)) {
            *ret_phrases += run->tokens;
            continue;
        }
        uint32_t end = before == SIZE_MAX ? 0 : alignment->runs[before].new_start + alignment->runs[before].tokens;
        if (before != SIZE_MAX && (behind == 0 || run->new_start - end > ret->end - ret->start)) {
            *ret = (struct stretch){end, run->new_start};
            behind = i;
        }
        before = i;
    }
    return behind;
}

/* Is all shared text a frame around the body, in both texts: the head of a page before it, its foot behind it? */
static bool frame_only(const struct rp_alignment *alignment)
{
    struct stretch new_body, old_body = {0, UINT32_MAX};
    uint32_t phrases;
    size_t behind = longest_between(alignment, &new_body, &phrases);
    if (behind == 0 || !is_body(alignment, &new_body, phrases, alignment->new_shingles - alignment->shared))
        return false;
    for (size_t i = 0; i < alignment->run_count; i++) {
        const struct rp_run *run = &alignment->runs[i];
        if (is_phrase(alignment, run))
            continue;
        if (i < behind && run->old_start + run->tokens > old_body.start)
            old_body.start = run->old_start + run->tokens;
        if (i >= behind && run->old_start < old_body.end)
            old_body.end = run->old_start;
    }
    return is_body(alignment, &old_body, phrases, alignment->old_shingles - alignment->shared);
}

bool rp_titles_same(double titles_shared)
{
    return titles_shared >= SAME_TITLE;
}

bool rp_titles_are_weak(const struct rp_article *a, const struct rp_article *b)
{
    bool one_address = a->url.len > 0 && rp_str_equal(a->url, b->url);
    return a->title.len == 0 && b->title.len == 0 && !one_address;
}

bool rp_have_two_bodies(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    uint32_t phrase = rp_alignment_words(alignment, PHRASE_WORDS), body = rp_alignment_words(alignment, BODY_WORDS);
    return rp_alignment_own_stretch(alignment, new_side, true, phrase) >= body && rp_alignment_own_stretch(alignment, old_side, false, phrase) >= body;
}

/* Do at least half of the words of a title stand in what the texts share? What stands in many pages is about none of their titles. */
static bool is_about(const struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_title *title)
{
    bool found[RP_TITLE_WORDS] = {false};
    uint32_t count = 0;
    for (size_t r = 0; r < alignment->run_count; r++) {
        const struct rp_run *run = &alignment->runs[r];
        for (uint32_t i = run->new_start; i < run->new_start + run->tokens && !is_phrase(alignment, run); i++)
            for (uint32_t w = 0; w < title->count; w++)
                found[w] = found[w] || title->word[w] == new_side->tokens->hash[i];
    }
    for (uint32_t w = 0; w < title->count; w++)
        count += found[w];
    return title->count > 0 && 2 * count >= title->count;
}

/* Titles that have words in common, over a text that may be a part of one of the two; or any titles, over one text that is about both of them. */
static bool have_one_matter(const struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_titles *titles, double shared)
{
    if (shared >= RELATED_TITLE)
        return true;
    return rp_alignment_of_new(alignment) >= SAME_BODY && rp_alignment_of_old(alignment) >= SAME_BODY &&
           is_about(alignment, new_side, &titles->of_new) && is_about(alignment, new_side, &titles->of_old);
}

bool rp_is_new_headline(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_titles *titles, bool titles_weak,
                        bool two_bodies)
{
    double shared = rp_title_shared(&titles->of_new, &titles->of_old);
    if (two_bodies || (titles_weak && rp_titles_same(shared)))
        return false;
    /* A flash stands whole in the report that it grows into. The reverse, a short page with words of a long one, may be a teaser. */
    bool more_than_stands = rp_alignment_longest(alignment) >= rp_alignment_words(alignment, STANDING_WORDS) || rp_alignment_of_old(alignment) >= WHOLE;
    return more_than_stands && have_one_matter(alignment, new_side, titles, shared) && rp_alignment_is_text(alignment);
}

enum rp_rule rp_refuse_module(const struct rp_alignment *alignment, double titles_shared, bool titles_weak, bool new_headline, bool two_bodies)
{
    bool other = !rp_titles_same(titles_shared);
    bool little = rp_alignment_of_new(alignment) < MOST && rp_alignment_of_old(alignment) < MOST;
    bool may_be_column = other || (two_bodies && little);
    if (may_be_column && !new_headline && one_block(alignment))
        return RP_RULE_MODULE_ONE_BLOCK;
    if (may_be_column && tail_only(alignment))
        return RP_RULE_MODULE_BEHIND_BODIES;
    return (other || titles_weak || two_bodies) && frame_only(alignment) ? RP_RULE_MODULE_FRAME : RP_RULE_NONE;
}
