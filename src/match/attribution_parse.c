/* From lines of agencies and cues to phrases. The words go through the same tokeniser as the texts, so that a name matches however a text
 * writes its case, accents and width. */
#include "match/attribution_parse.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "reprint/limits.h"

#include <stdbool.h>
#include <string.h>

enum {
    MAX_SPELLING = 1024, /* bytes, before and behind each {a,b} */
    MAX_GROUPS = 4,      /* {a,b} of one spelling */
    MAX_LANG = 7,        /* bytes of a language's name */
    MAX_STRINGS = 64 << 20
};

#define FAIL(tables, status, ...) rp_fail((tables)->error, status, __VA_ARGS__)

/* ---- strings ---- */

static bool is(struct rp_str str, const char *word)
{
    return rp_str_equal(str, rp_str_of(word));
}

static const char *string_at(const struct rp_tables *tables, size_t at)
{
    return tables->strings.data + at;
}

static enum rp_status add_string(struct rp_tables *tables, struct rp_str text, size_t *ret)
{
    *ret = tables->strings.len;
    enum rp_status status = rp_buf_add_str(&tables->strings, text);
    if (status == RP_OK)
        status = rp_buf_add(&tables->strings, "", 1);
    if (status == RP_LIMIT)
        return FAIL(tables, RP_LIMIT, "the table's strings are more than the limit of %d bytes", MAX_STRINGS);
    return status == RP_OK ? RP_OK : rp_fail_memory(tables->error);
}

static struct rp_str trim(struct rp_str str)
{
    while (str.len > 0 && str.data[0] == ' ')
        str = (struct rp_str){str.data + 1, str.len - 1};
    while (str.len > 0 && str.data[str.len - 1] == ' ')
        str.len--;
    return str;
}

/* Cuts *rest at the next `sep` into *ret, the part before it. False, with all of it in *ret, when there is none. */
static bool cut(struct rp_str *rest, char sep, struct rp_str *ret)
{
    const char *end = rest->len > 0 ? memchr(rest->data, sep, rest->len) : NULL;
    *ret = (struct rp_str){rest->data, end != NULL ? (size_t)(end - rest->data) : rest->len};
    *rest = end != NULL ? (struct rp_str){end + 1, rest->len - ret->len - 1} : (struct rp_str){0};
    return end != NULL;
}

/* ---- phrases ---- */

static enum rp_status add_to_set(struct rp_tables *tables, struct rp_table_set *set, const struct rp_table_phrase *phrase)
{
    if (set->count == RP_LIMIT_PHRASES)
        return FAIL(tables, RP_LIMIT, "the tables have more than the limit of %d spellings or cues of one kind", RP_LIMIT_PHRASES);
    if (!rp_grow(&set->phrase, &set->cap, set->count + 1, sizeof *set->phrase, RP_LIMIT_PHRASES))
        return rp_fail_memory(tables->error);
    set->phrase[set->count] = *phrase;
    set->phrase[set->count].order = set->count;
    set->count++;
    return RP_OK;
}

static const bool looked_for_forward[] = {
#define FORWARD(name, word, forward, backward) forward,
    RP_PHRASE_MAP(FORWARD)
#undef FORWARD
};
static const bool looked_for_backward[] = {
#define BACKWARD(name, word, forward, backward) backward,
    RP_PHRASE_MAP(BACKWARD)
#undef BACKWARD
};

/* One phrase with no {a,b} left in it. */
static enum rp_status add_phrase(struct rp_tables *tables, const struct rp_table_phrase *pattern, struct rp_str text)
{
    struct rp_table_phrase phrase = *pattern;
    enum rp_status status = rp_tokenise(&tables->tokens, text.data, text.len, tables->error);
    size_t count = tables->tokens.count;
    if (status != RP_OK)
        return status;
    if (count == 0)
        return FAIL(tables, RP_BAD_VALUE, "\"%.*s\" has no words: a spelling or cue is wanted", RP_SHOW(text));
    if (count > RP_PHRASE_TOKENS)
        return FAIL(tables, RP_BAD_VALUE, "\"%.*s\" has %zu words (or signs of a script without spaces), more than %d: shorten it", RP_SHOW(text),
                    count, RP_PHRASE_TOKENS);
    if ((status = add_string(tables, text, &phrase.text)) != RP_OK)
        return status;
    phrase.count = (uint8_t)count;
    phrase.line = tables->line;
    memcpy(phrase.token, tables->tokens.hash, count * sizeof *phrase.token);
    if (phrase.kind == RP_PHRASE_NAME || phrase.kind == RP_PHRASE_OTHER)
        return add_to_set(tables, &tables->names, &phrase);
    if (looked_for_forward[phrase.kind])
        status = add_to_set(tables, &tables->forward, &phrase);
    if (status != RP_OK || !looked_for_backward[phrase.kind])
        return status;
    for (size_t i = 0; i < count; i++)
        phrase.token[i] = tables->tokens.hash[count - 1 - i];
    return add_to_set(tables, &tables->backward, &phrase);
}

/* Expands the first {a,b,c} of a text, and so on from there. */
static enum rp_status add_expanded(struct rp_tables *tables, const struct rp_table_phrase *pattern, struct rp_str text, unsigned groups)
{
    struct rp_str tail = text, head, inner, part;
    char form[MAX_SPELLING];
    if (text.len > MAX_SPELLING)
        return FAIL(tables, RP_LIMIT, "\"%.*s...\" is longer than %d bytes: write it as several", 40, text.data, MAX_SPELLING);
    if (!cut(&tail, '{', &head)) {
        if (memchr(text.data, '}', text.len) != NULL)
            return FAIL(tables, RP_BAD_VALUE, "\"%.*s\": a } without a {", RP_SHOW(text));
        return add_phrase(tables, pattern, text);
    }
    if (!cut(&tail, '}', &inner) || memchr(inner.data, '{', inner.len) != NULL)
        return FAIL(tables, RP_BAD_VALUE, "\"%.*s\": a { without a }, or one within another", RP_SHOW(text));
    if (groups == MAX_GROUPS)
        return FAIL(tables, RP_LIMIT, "\"%.*s\": more than %d of {a,b} in one spelling: write it as several", RP_SHOW(text), MAX_GROUPS);
    enum rp_status status = RP_OK;
    for (bool more = true; more && status == RP_OK;) {
        more = cut(&inner, ',', &part);
        struct rp_buf whole = {.data = form, .cap = sizeof form, .max = sizeof form};
        if (rp_buf_add_str(&whole, head) != RP_OK || rp_buf_add_str(&whole, part) != RP_OK || rp_buf_add_str(&whole, tail) != RP_OK)
            return FAIL(tables, RP_LIMIT, "\"%.*s\" is too long: write it as several", RP_SHOW(text));
        status = add_expanded(tables, pattern, (struct rp_str){whole.data, whole.len}, groups + 1);
    }
    return status;
}

/* ---- languages ---- */

static bool is_lang(struct rp_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((name.data[i] < 'a' || name.data[i] > 'z') && name.data[i] != '-')
            return false;
    return name.len > 0 && name.len <= MAX_LANG;
}

static enum rp_status find_lang(struct rp_tables *tables, struct rp_str name, uint64_t *ret)
{
    size_t i = 0;
    while (i < tables->langs && !is(name, string_at(tables, tables->lang[i])))
        i++;
    *ret = UINT64_C(1) << (i % RP_LANGS_MAX);
    if (i < tables->langs)
        return RP_OK;
    if (i == RP_LANGS_MAX)
        return FAIL(tables, RP_LIMIT, "\"%.*s\": the tables have more than %d languages", RP_SHOW(name), RP_LANGS_MAX);
    return add_string(tables, name, &tables->lang[tables->langs++]);
}

static enum rp_status parse_langs(struct rp_tables *tables, struct rp_str list, uint64_t *ret)
{
    struct rp_str rest = list, name;
    *ret = 0;
    for (bool more = true; more;) {
        uint64_t lang;
        more = cut(&rest, ',', &name);
        if (!is_lang(name))
            return FAIL(tables, RP_BAD_VALUE, "\"%.*s\" is no list of languages: codes in small letters with commas between are wanted (az,ru)",
                        RP_SHOW(list));
        enum rp_status status = find_lang(tables, name, &lang);
        if (status != RP_OK)
            return status;
        *ret |= lang;
    }
    return RP_OK;
}

/* ---- lines ---- */

/* "[az,ru]?=Report": languages, doubtful, exact, spelling. */
static enum rp_status add_spelling(struct rp_tables *tables, struct rp_table_phrase pattern, struct rp_str text)
{
    if (text.len > 0 && text.data[0] == '[') {
        struct rp_str list, rest = {text.data + 1, text.len - 1};
        if (!cut(&rest, ']', &list))
            return FAIL(tables, RP_BAD_VALUE, "\"%.*s\": a [ without a ]", RP_SHOW(text));
        enum rp_status status = parse_langs(tables, list, &pattern.langs);
        if (status != RP_OK)
            return status;
        text = rest;
    }
    static const struct {
        char sign;
        uint8_t flag;
    } marks[] = {{'?', RP_PHRASE_DOUBTFUL}, {'=', RP_PHRASE_EXACT}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (text.len > 0 && text.data[0] == marks[i].sign) {
            pattern.flags |= marks[i].flag;
            text = (struct rp_str){text.data + 1, text.len - 1};
        }
    if (text.len == 0)
        return FAIL(tables, RP_BAD_VALUE, "an empty spelling: take out the ; or write one");
    return add_expanded(tables, &pattern, text, 0);
}

/* "reuters.com": a dot inside, and nothing that only an address has. */
static bool is_host(struct rp_str host)
{
    bool dot = false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || (unsigned char)c >= 0x80;
        bool inside = c == '.' && i > 0 && i + 1 < host.len && host.data[i - 1] != '.';
        if (!good && !inside)
            return false;
        dot = dot || inside;
    }
    return dot;
}

static enum rp_status check_hosts(struct rp_tables *tables, struct rp_str name, struct rp_str hosts)
{
    struct rp_str host;
    for (bool more = true; more;) {
        more = cut(&hosts, ' ', &host);
        if (!is_host(host))
            return FAIL(tables, RP_BAD_VALUE,
                        "\"%.*s\" is no host of \"%.*s\": hosts as in news.example, one space between, or - for none; and no kind of cue is called"
                        " \"%.*s\"",
                        (int)(host.len < 30 ? host.len : 30), host.data, (int)(name.len < 30 ? name.len : 30), name.data,
                        (int)(name.len < 30 ? name.len : 30), name.data);
    }
    return RP_OK;
}

/* Adds hosts behind those that the agency has. */
static enum rp_status add_hosts(struct rp_tables *tables, struct rp_table_agency *agency, struct rp_str hosts)
{
    struct rp_str old = rp_str_of(string_at(tables, agency->hosts));
    if (hosts.len == 0)
        return RP_OK;
    if (old.len == 0)
        return add_string(tables, hosts, &agency->hosts);
    if (rp_buf_reserve(&tables->strings, old.len + 1) != RP_OK)
        return rp_fail_memory(tables->error);
    size_t start = tables->strings.len, rest;
    old.data = string_at(tables, agency->hosts);
    rp_buf_add_str(&tables->strings, old);
    rp_buf_add(&tables->strings, " ", 1);
    agency->hosts = start;
    return add_string(tables, hosts, &rest);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(struct rp_str a, const char *b)
{
    if (a.len != strlen(b))
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b[i]))
            return false;
    return true;
}

static enum rp_status new_agency(struct rp_tables *tables, struct rp_str name)
{
    struct rp_table_agency agency = {.line = tables->line};
    if (tables->agencies == RP_LIMIT_AGENCIES)
        return FAIL(tables, RP_LIMIT, "the table has more than the limit of %d agencies", RP_LIMIT_AGENCIES);
    if (!rp_grow(&tables->agency, &tables->agency_cap, tables->agencies + 1, sizeof agency, RP_LIMIT_AGENCIES))
        return rp_fail_memory(tables->error);
    enum rp_status status = add_string(tables, name, &agency.name);
    if (status == RP_OK)
        status = add_string(tables, (struct rp_str){0}, &agency.hosts);
    if (status == RP_OK)
        tables->agency[tables->agencies++] = agency;
    return status;
}

/* The agency of a line: a new one, or one of the table that was there before. */
static enum rp_status find_agency(struct rp_tables *tables, struct rp_str name, size_t *ret)
{
    for (*ret = 0; *ret < tables->agencies; ++*ret) {
        struct rp_table_agency *agency = &tables->agency[*ret];
        if (!same_name(name, string_at(tables, agency->name)))
            continue;
        if (agency->line > 0)
            return FAIL(tables, RP_REPEATED_KEY, "\"%.*s\" is in line %llu already: put both into one line", RP_SHOW(name),
                        (unsigned long long)agency->line);
        agency->line = tables->line;
        return RP_OK;
    }
    return new_agency(tables, name);
}

/* hosts TAB spelling; spelling; ...   The name "-" is for names that are no agency's. */
static enum rp_status agency_line(struct rp_tables *tables, struct rp_str name, struct rp_str hosts, struct rp_str spellings)
{
    struct rp_table_phrase pattern = {.kind = RP_PHRASE_NAME};
    struct rp_str part;
    size_t agency = 0;
    enum rp_status status = RP_OK;
    if (name.len == 0)
        return FAIL(tables, RP_BAD_VALUE, "no name: the first column is the agency's, or - for names that are no agency's");
    if (is(hosts, "-"))
        hosts.len = 0;
    else if ((status = check_hosts(tables, name, hosts)) != RP_OK)
        return status;
    if (is(name, "-")) {
        pattern.kind = RP_PHRASE_OTHER;
        if (hosts.len > 0)
            return FAIL(tables, RP_BAD_VALUE, "a host for names that are no agency's: write -");
    } else {
        status = find_agency(tables, name, &agency);
        if (status == RP_OK)
            status = add_hosts(tables, &tables->agency[agency], hosts);
    }
    pattern.agency = (uint16_t)agency;
    for (bool more = true; more && status == RP_OK;) {
        more = cut(&spellings, ';', &part);
        status = add_spelling(tables, pattern, trim(part));
    }
    return status;
}

/* language TAB phrase */
static enum rp_status cue_line(struct rp_tables *tables, struct rp_table_phrase pattern, struct rp_str lang, struct rp_str phrase)
{
    enum rp_status status = RP_OK;
    if (!is(lang, "*"))
        status = parse_langs(tables, lang, &pattern.langs);
    if (status != RP_OK)
        return status;
    tables->spoken |= pattern.langs;
    return add_expanded(tables, &pattern, trim(phrase), 0);
}

/* Is it a kind of cue, with or without "!" behind it, which makes it firm? */
static bool parse_kind(struct rp_str word, struct rp_table_phrase *ret)
{
    static const char *const kinds[] = {
#define WORD(name, word, forward, backward) word,
        RP_PHRASE_MAP(WORD)
#undef WORD
    };
    *ret = (struct rp_table_phrase){0};
    if (word.len > 0 && word.data[word.len - 1] == '!') {
        ret->flags = RP_PHRASE_FIRM;
        word.len--;
    }
    for (ret->kind = RP_PHRASE_BEFORE; ret->kind < RP_PHRASE_KINDS; ret->kind++)
        if (is(word, kinds[ret->kind]))
            return true;
    return false;
}

static enum rp_status take_line(struct rp_tables *tables, struct rp_str line)
{
    struct rp_str first, second, third;
    struct rp_table_phrase cue;
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    if (line.len == 0 || line.data[0] == '#')
        return RP_OK;
    if (memchr(line.data, 0, line.len) != NULL)
        return FAIL(tables, RP_BAD_VALUE, "a NUL byte: this is no text file");
    if (!cut(&line, '\t', &first) || !cut(&line, '\t', &second) || cut(&line, '\t', &third))
        return FAIL(tables, RP_BAD_VALUE, "three columns with tabs between are wanted: name, hosts, spellings; or kind of cue, language, phrase");
    if (parse_kind(first, &cue))
        return cue_line(tables, cue, second, third);
    return agency_line(tables, trim(first), trim(second), third);
}

enum rp_status rp_tables_read(struct rp_tables *tables, struct rp_str file)
{
    static const char mark[] = "\xEF\xBB\xBF";
    struct rp_str line, rest = file;
    enum rp_status status = RP_OK;
    tables->line = 0;
    if (rest.len > RP_LIMIT_AGENCY_TABLE)
        return FAIL(tables, RP_LIMIT, "more than the limit of %d bytes", RP_LIMIT_AGENCY_TABLE);
    if (rest.len >= 3 && memcmp(rest.data, mark, 3) == 0)
        rest = (struct rp_str){rest.data + 3, rest.len - 3};
    for (bool more = true; more && status == RP_OK;) {
        more = cut(&rest, '\n', &line);
        tables->line++;
        size_t fault = rp_utf8_fault(line);
        if (fault < line.len)
            status = FAIL(tables, RP_INVALID_UTF8, "not valid UTF-8 at byte %zu of the line: save the file as UTF-8", fault + 1);
        else
            status = take_line(tables, line);
    }
    return status;
}

/* ---- the whole ---- */

enum rp_status rp_tables_init(struct rp_tables *tables, struct rp_error *error)
{
    *tables = (struct rp_tables){.error = error, .langs = 1, .spoken = RP_LANG_TAG};
    rp_buf_init(&tables->strings, MAX_STRINGS);
    rp_tokens_init(&tables->tokens);
    return add_string(tables, rp_str_of("tag"), &tables->lang[0]);
}

void rp_tables_done(struct rp_tables *tables)
{
    rp_free(tables->names.phrase);
    rp_free(tables->forward.phrase);
    rp_free(tables->backward.phrase);
    rp_free(tables->agency);
    rp_buf_done(&tables->strings);
    rp_tokens_done(&tables->tokens);
}

static enum rp_status copy_set(struct rp_tables *tables, struct rp_table_set *to, const struct rp_phrase_set *from)
{
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < from->count && status == RP_OK; i++) {
        const struct rp_phrase *phrase = &from->phrase[i];
        struct rp_table_phrase copy = {.count = phrase->count, .kind = phrase->kind, .flags = phrase->flags, .agency = phrase->agency,
                                       .langs = phrase->langs};
        memcpy(copy.token, from->token + phrase->first, phrase->count * sizeof *copy.token);
        status = add_string(tables, rp_str_of(phrase->text), &copy.text);
        if (status == RP_OK)
            status = add_to_set(tables, to, &copy);
    }
    return status;
}

enum rp_status rp_tables_take_over(struct rp_tables *tables, const struct rp_agencies *base)
{
    enum rp_status status = RP_OK;
    uint64_t lang;
    for (size_t i = 0; i < base->lang_count && status == RP_OK; i++) {
        status = find_lang(tables, rp_str_of(base->langs[i]), &lang);
        tables->spoken |= lang;
    }
    for (size_t i = 0; i < base->agency_count && status == RP_OK; i++) {
        status = new_agency(tables, rp_str_of(base->agencies[i].name));
        if (status == RP_OK)
            status = add_hosts(tables, &tables->agency[i], rp_str_of(base->agencies[i].hosts));
    }
    if (status == RP_OK)
        status = copy_set(tables, &tables->names, &base->names);
    if (status == RP_OK)
        status = copy_set(tables, &tables->forward, &base->forward);
    return status == RP_OK ? copy_set(tables, &tables->backward, &base->backward) : status;
}
