/* Runs at build time: reads data/agencies.tsv and data/cues.tsv and writes attribution_tables.c. The words go through the same tokeniser
 * as the texts, so that a name matches however a text writes its case, accents and width. */
#include "base/alloc.h"
#include "match/attribution_table.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PHRASES = 16000, MAX_AGENCIES = 400, MAX_LANGS = 64, MAX_LINE = 16384, SLOTS = 1 << 15 };

struct entry {
    char *text; /* owned */
    uint64_t token[RP_PHRASE_TOKENS];
    unsigned count, kind, flags, agency;
    size_t order; /* of equal phrases the first in the table counts */
    uint64_t langs;
};

struct set {
    struct entry *entry; /* owned */
    size_t count;
};

struct builder {
    struct set names, forward, backward;
    char *agency_name[MAX_AGENCIES], *agency_hosts[MAX_AGENCIES]; /* owned */
    size_t agencies;
    char lang[MAX_LANGS][8];
    size_t langs;
    struct rp_tokens tokens;
    const char *path;
    unsigned line;
};

static bool complain(const struct builder *builder, const char *what, const char *where)
{
    fprintf(stderr, "%s:%u: %s: %s\n", builder->path, builder->line, what, where);
    return false;
}

static char *copy_of(const char *text, size_t len)
{
    char *copy = rp_alloc(len + 1);
    if (copy != NULL) {
        memcpy(copy, text, len);
        copy[len] = 0;
    }
    return copy;
}

static bool add_entry(struct builder *builder, struct set *set, const struct entry *pattern, const char *text, bool backward)
{
    struct rp_error error;
    if (rp_tokenise(&builder->tokens, text, strlen(text), &error) != RP_OK)
        return complain(builder, "not a text", text);
    size_t n = builder->tokens.count;
    if (n == 0 || n > RP_PHRASE_TOKENS)
        return complain(builder, "has no words or too many", text);
    if (set->count == MAX_PHRASES)
        return complain(builder, "too many phrases", text);
    struct entry entry = *pattern;
    entry.text = copy_of(text, strlen(text));
    entry.count = (unsigned)n;
    for (size_t i = 0; i < n; i++)
        entry.token[backward ? n - 1 - i : i] = builder->tokens.hash[i];
    if (entry.text == NULL)
        return complain(builder, "out of memory", text);
    entry.order = set->count;
    set->entry[set->count++] = entry;
    return true;
}

static bool add_phrase(struct builder *builder, const struct entry *pattern, const char *text)
{
    static const bool forward[] = {
#define FORWARD(name, word, forward, backward) forward,
        RP_PHRASE_MAP(FORWARD)
#undef FORWARD
    };
    static const bool backward[] = {
#define BACKWARD(name, word, forward, backward) backward,
        RP_PHRASE_MAP(BACKWARD)
#undef BACKWARD
    };
    if (!forward[pattern->kind] && !backward[pattern->kind])
        return add_entry(builder, &builder->names, pattern, text, false);
    return (!forward[pattern->kind] || add_entry(builder, &builder->forward, pattern, text, false)) &&
           (!backward[pattern->kind] || add_entry(builder, &builder->backward, pattern, text, true));
}

/* Expands the first {a,b,c} of a text, and so on from there. */
static bool add_expanded(struct builder *builder, const struct entry *pattern, const char *text)
{
    const char *open = strchr(text, '{'), *close = open != NULL ? strchr(open, '}') : NULL;
    if (open == NULL)
        return add_phrase(builder, pattern, text);
    if (close == NULL)
        return complain(builder, "{ without }", text);
    for (const char *part = open + 1; part <= close;) {
        const char *end = part + strcspn(part, ",}");
        char form[MAX_LINE];
        if (snprintf(form, sizeof form, "%.*s%.*s%s", (int)(open - text), text, (int)(end - part), part, close + 1) >= MAX_LINE)
            return complain(builder, "too long", text);
        if (!add_expanded(builder, pattern, form))
            return false;
        part = end + 1;
    }
    return true;
}

static bool parse_langs(struct builder *builder, const char *list, size_t len, uint64_t *ret)
{
    *ret = 0;
    for (const char *at = list, *end = list + len; at < end;) {
        size_t n = strcspn(at, ",]\t"), i = 0;
        if (n == 0 || n >= sizeof builder->lang[0])
            return complain(builder, "not a list of languages", list);
        for (i = 0; i < builder->langs; i++)
            if (strlen(builder->lang[i]) == n && memcmp(builder->lang[i], at, n) == 0)
                break;
        if (i == MAX_LANGS)
            return complain(builder, "too many languages", list);
        if (i == builder->langs)
            memcpy(builder->lang[builder->langs++], at, n);
        *ret |= UINT64_C(1) << i;
        at += n + 1;
    }
    return true;
}

/* "[az,ru]?=Report": languages, doubtful, exact, spelling. */
static bool add_spelling(struct builder *builder, char *text, bool other)
{
    struct entry pattern = {.kind = other ? RP_PHRASE_OTHER : RP_PHRASE_NAME};
    pattern.agency = other ? 0 : (unsigned)builder->agencies - 1;
    if (*text == '[') {
        size_t len = strcspn(text + 1, "]");
        if (!parse_langs(builder, text + 1, len, &pattern.langs))
            return false;
        text += len + 2;
    }
    if (*text == '?') {
        pattern.flags |= RP_PHRASE_DOUBTFUL;
        text++;
    }
    if (*text == '=') {
        pattern.flags |= RP_PHRASE_EXACT;
        text++;
    }
    return add_expanded(builder, &pattern, text);
}

/* Cuts *rest at the next `sep` and returns the part before it; NULL at the end. */
static char *cut(char **rest, char sep)
{
    char *part = *rest;
    if (part == NULL)
        return NULL;
    char *end = strchr(part, sep);
    *rest = end != NULL ? end + 1 : NULL;
    if (end != NULL)
        *end = 0;
    return part;
}

/* name TAB hosts TAB spelling; spelling; ...   The name "-" is for names that are no agency's. */
static bool agency_line(struct builder *builder, char *line)
{
    char *name = cut(&line, '\t'), *hosts = cut(&line, '\t'), *part;
    if (hosts == NULL || line == NULL)
        return complain(builder, "wants name, hosts and spellings", name);
    bool other = strcmp(name, "-") == 0;
    if (!other) {
        if (builder->agencies == MAX_AGENCIES)
            return complain(builder, "too many agencies", name);
        for (size_t i = 0; i < builder->agencies; i++)
            if (strcmp(builder->agency_name[i], name) == 0)
                return complain(builder, "is there already", name);
        builder->agency_name[builder->agencies] = copy_of(name, strlen(name));
        builder->agency_hosts[builder->agencies] = copy_of(hosts, strcmp(hosts, "-") == 0 ? 0 : strlen(hosts));
        builder->agencies++;
    }
    while ((part = cut(&line, ';')) != NULL)
        if (!add_spelling(builder, part + strspn(part, " "), other))
            return false;
    return true;
}

/* kind TAB language TAB phrase   A "!" behind the kind makes it firm. */
static bool cue_line(struct builder *builder, char *line)
{
    static const char *const word[] = {
#define WORD(name, word, forward, backward) word,
        RP_PHRASE_MAP(WORD)
#undef WORD
    };
    char *kind = cut(&line, '\t'), *lang = cut(&line, '\t');
    if (lang == NULL || line == NULL)
        return complain(builder, "wants kind, language and phrase", kind);
    struct entry pattern = {0};
    size_t len = strlen(kind);
    if (len > 0 && kind[len - 1] == '!') {
        pattern.flags = RP_PHRASE_FIRM;
        kind[len - 1] = 0;
    }
    for (pattern.kind = RP_PHRASE_BEFORE; pattern.kind < RP_PHRASE_KINDS; pattern.kind++)
        if (strcmp(kind, word[pattern.kind]) == 0)
            break;
    if (pattern.kind == RP_PHRASE_KINDS)
        return complain(builder, "is no kind of cue", kind);
    if (strcmp(lang, "*") != 0 && !parse_langs(builder, lang, strlen(lang), &pattern.langs))
        return false;
    return add_expanded(builder, &pattern, line);
}

static bool read_table(struct builder *builder, const char *path, bool (*take)(struct builder *, char *))
{
    char line[MAX_LINE];
    FILE *file = fopen(path, "r");
    builder->path = path;
    builder->line = 0;
    if (file == NULL)
        return complain(builder, "cannot be read", path);
    bool good = true;
    while (good && fgets(line, sizeof line, file) != NULL) {
        builder->line++;
        size_t len = strcspn(line, "\n");
        if (line[len] != '\n')
            good = complain(builder, "no newline at the end, or too long", line);
        line[len] = 0;
        if (good && line[0] != '#' && line[0] != 0)
            good = take(builder, line);
    }
    good = good && !ferror(file);
    fclose(file);
    return good;
}

static int by_first_then_longer(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->token[0] != y->token[0])
        return x->token[0] < y->token[0] ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void write_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c != 0; c++)
        fprintf(out, *c < 0x20 || *c >= 0x7f || *c == '"' || *c == '\\' || *c == '?' ? "\\%03o" : "%c", *c);
    fputc('"', out);
}

static void write_index(FILE *out, const struct set *set, const char *name)
{
    static uint16_t slot[SLOTS];
    static uint64_t filter[RP_PHRASE_FILTER_BITS / 64];
    uint32_t mask = 15;
    memset(slot, 0, sizeof slot);
    memset(filter, 0, sizeof filter);
    while (mask < 2 * set->count)
        mask = mask * 2 + 1;
    for (size_t i = 0; i < set->count; i++) {
        uint64_t first = set->entry[i].token[0];
        if (i > 0 && set->entry[i - 1].token[0] == first)
            continue;
        uint32_t at = (uint32_t)first & mask;
        while (slot[at] != 0)
            at = (at + 1) & mask;
        slot[at] = (uint16_t)(i + 1);
        filter[(first >> RP_PHRASE_FILTER_SHIFT) / 64] |= UINT64_C(1) << (first >> RP_PHRASE_FILTER_SHIFT) % 64;
    }
    fprintf(out, "static const uint16_t %s_slot[] = {", name);
    for (uint32_t i = 0; i <= mask; i++)
        fprintf(out, "%s%u,", i % 24 == 0 ? "\n" : "", slot[i]);
    fprintf(out, "\n};\nstatic const uint64_t %s_filter[] = {", name);
    for (uint32_t i = 0; i < RP_PHRASE_FILTER_BITS / 64; i++)
        fprintf(out, "%sUINT64_C(0x%016llx),", i % 4 == 0 ? "\n" : "", (unsigned long long)filter[i]);
    fprintf(out, "\n};\nconst struct rp_phrase_set rp_attribution_%s = {%s_token, %s_phrase, %zu, %s_slot, %u, %s_filter};\n\n", name, name,
            name, set->count, name, mask, name);
}

static void write_set(FILE *out, const struct set *set, const char *name)
{
    size_t first = 0;
    qsort(set->entry, set->count, sizeof *set->entry, by_first_then_longer);
    fprintf(out, "static const uint64_t %s_token[] = {\n", name);
    for (size_t i = 0; i < set->count; i++) {
        for (unsigned j = 0; j < set->entry[i].count; j++)
            fprintf(out, "UINT64_C(0x%016llx),", (unsigned long long)set->entry[i].token[j]);
        fputc('\n', out);
    }
    fprintf(out, "};\nstatic const struct rp_phrase %s_phrase[] = {\n", name);
    for (size_t i = 0; i < set->count; i++) {
        const struct entry *e = &set->entry[i];
        fputc('{', out);
        write_string(out, e->text);
        fprintf(out, ", %zu, %u, %u, %u, %u, UINT64_C(%llu)},\n", first, e->count, e->kind, e->flags, e->agency,
                (unsigned long long)e->langs);
        first += e->count;
    }
    fprintf(out, "};\n");
    write_index(out, set, name);
}

static bool write_tables(const struct builder *builder, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return false;
    fprintf(out, "/* Made by attribution_generate.c from data/agencies.tsv and data/cues.tsv. */\n"
                 "#include \"match/attribution_table.h\"\n\n");
    fprintf(out, "const struct rp_agency rp_attribution_agencies[] = {\n");
    for (size_t i = 0; i < builder->agencies; i++) {
        fputc('{', out);
        write_string(out, builder->agency_name[i]);
        fputs(", ", out);
        write_string(out, builder->agency_hosts[i]);
        fputs("},\n", out);
    }
    fprintf(out, "};\nconst size_t rp_attribution_agency_count = %zu;\n\n", builder->agencies);
    write_set(out, &builder->names, "names");
    write_set(out, &builder->forward, "forward");
    write_set(out, &builder->backward, "backward");
    bool good = !ferror(out);
    return fclose(out) == 0 && good;
}

static void free_set(struct set *set)
{
    for (size_t i = 0; i < set->count; i++)
        rp_free(set->entry[i].text);
    rp_free(set->entry);
}

int main(int argc, char **argv)
{
    static struct builder builder;
    if (argc != 4) {
        fprintf(stderr, "usage: %s agencies.tsv cues.tsv output.c\n", argv[0]);
        return 2;
    }
    rp_tokens_init(&builder.tokens);
    memcpy(builder.lang[builder.langs++], "tag", 4); /* the first bit: datelines, bylines and tag lines */
    builder.names.entry = rp_alloc(MAX_PHRASES * sizeof(struct entry));
    builder.forward.entry = rp_alloc(MAX_PHRASES * sizeof(struct entry));
    builder.backward.entry = rp_alloc(MAX_PHRASES * sizeof(struct entry));
    bool good = builder.names.entry != NULL && builder.forward.entry != NULL && builder.backward.entry != NULL &&
                read_table(&builder, argv[1], agency_line) && read_table(&builder, argv[2], cue_line) && write_tables(&builder, argv[3]);
    for (size_t i = 0; i < builder.agencies; i++) {
        rp_free(builder.agency_name[i]);
        rp_free(builder.agency_hosts[i]);
    }
    free_set(&builder.names);
    free_set(&builder.forward);
    free_set(&builder.backward);
    rp_tokens_done(&builder.tokens);
    return good ? 0 : 1;
}
