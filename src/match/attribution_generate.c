/* Runs at build time: reads data/agencies.tsv and data/cues.tsv and writes attribution_tables.c, so that the built-in tables are constants. */
#include "base/alloc.h"
#include "match/attribution_parse.h"
#include "reprint/limits.h"

#include <stdbool.h>
#include <stdio.h>

/* ---- in ---- */

static enum rp_status read_file(const char *path, struct rp_buf *ret)
{
    enum rp_status status = rp_buf_reserve(ret, RP_LIMIT_AGENCY_TABLE + 1);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return RP_IO;
    if (status == RP_OK)
        ret->len = fread(ret->data, 1, RP_LIMIT_AGENCY_TABLE + 1, file);
    if (ferror(file))
        status = RP_IO;
    fclose(file);
    return status;
}

static enum rp_status read_table(struct rp_tables *tables, const char *path)
{
    struct rp_buf bytes;
    rp_buf_init(&bytes, RP_LIMIT_AGENCY_TABLE + 1);
    enum rp_status status = read_file(path, &bytes);
    if (status == RP_OK) {
        status = rp_tables_read(tables, (struct rp_str){bytes.data, bytes.len});
        if (status != RP_OK)
            fprintf(stderr, "%s:%llu: %s\n", path, (unsigned long long)tables->line, tables->error->message);
    } else {
        fprintf(stderr, "%s: cannot be read\n", path);
    }
    rp_buf_done(&bytes);
    return status;
}

/* ---- out ---- */

static void write_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c != 0; c++)
        fprintf(out, *c < 0x20 || *c >= 0x7f || *c == '"' || *c == '\\' || *c == '?' ? "\\%03o" : "%c", *c);
    fputc('"', out);
}

static void write_words(FILE *out, const char *name, const char *what, const uint64_t *word, size_t count)
{
    fprintf(out, "static const uint64_t %s_%s[] = {", name, what);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%sUINT64_C(0x%016llx),", i % 4 == 0 ? "\n" : "", (unsigned long long)word[i]);
    fprintf(out, "\n};\n");
}

static void write_set(FILE *out, const struct rp_phrase_set *set, const char *name)
{
    size_t tokens = 0;
    fprintf(out, "static const struct rp_phrase %s_phrase[] = {\n", name);
    for (size_t i = 0; i < set->count; i++) {
        const struct rp_phrase *phrase = &set->phrase[i];
        fputc('{', out);
        write_string(out, phrase->text);
        fprintf(out, ", %u, %u, %u, %u, %u, UINT64_C(%llu)},\n", phrase->first, phrase->count, phrase->kind, phrase->flags, phrase->agency,
                (unsigned long long)phrase->langs);
        tokens += phrase->count;
    }
    fprintf(out, "};\n");
    write_words(out, name, "token", set->token, tokens);
    write_words(out, name, "firsts", set->firsts, RP_FILTER_BITS / 64);
    write_words(out, name, "begins", set->begins, RP_FILTER_BITS / 64);
    fprintf(out, "static const uint16_t %s_slot[] = {", name);
    for (uint32_t i = 0; i <= set->slot_mask; i++)
        fprintf(out, "%s%u,", i % 24 == 0 ? "\n" : "", set->slot[i]);
    fprintf(out, "\n};\n\n");
}

static void write_member(FILE *out, const struct rp_phrase_set *set, const char *name)
{
    fprintf(out, "    .%s = {%s_token, %s_phrase, %zu, %s_slot, %u, %s_firsts, %s_begins},\n", name, name, name, set->count, name, set->slot_mask,
            name, name);
}

static bool write_tables(const struct rp_agencies *tables, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return false;
    fprintf(out, "/* Made by attribution_generate.c from data/agencies.tsv and data/cues.tsv. */\n"
                 "#include \"match/attribution_table.h\"\n\n"
                 "static const struct rp_agency agencies[] = {\n");
    for (size_t i = 0; i < tables->agency_count; i++) {
        fputc('{', out);
        write_string(out, tables->agencies[i].name);
        fputs(", ", out);
        write_string(out, tables->agencies[i].hosts);
        fputs("},\n", out);
    }
    fprintf(out, "};\n\nstatic const char *const langs[] = {");
    for (size_t i = 0; i < tables->lang_count; i++) {
        write_string(out, tables->langs[i]);
        fputs(", ", out);
    }
    fprintf(out, "};\n\n");
    write_set(out, &tables->names, "names");
    write_set(out, &tables->forward, "forward");
    write_set(out, &tables->backward, "backward");
    fprintf(out, "const struct rp_agencies rp_agencies_builtin = {\n    .agencies = agencies,\n    .agency_count = %zu,\n", tables->agency_count);
    write_member(out, &tables->names, "names");
    write_member(out, &tables->forward, "forward");
    write_member(out, &tables->backward, "backward");
    fprintf(out, "    .langs = langs,\n    .lang_count = %zu,\n};\n", tables->lang_count);
    bool good = !ferror(out);
    return fclose(out) == 0 && good;
}

int main(int argc, char **argv)
{
    struct rp_tables tables;
    struct rp_error error;
    struct rp_agencies *made = NULL;
    if (argc != 4) {
        fprintf(stderr, "usage: %s agencies.tsv cues.tsv output.c\n", argv[0]);
        return 2;
    }
    enum rp_status status = rp_tables_init(&tables, &error);
    if (status == RP_OK)
        status = read_table(&tables, argv[2]);
    if (status == RP_OK)
        status = read_table(&tables, argv[1]);
    if (status == RP_OK && (status = rp_tables_build(&tables, &made)) != RP_OK)
        fprintf(stderr, "%s:%llu: %s\n", argv[1], (unsigned long long)tables.line, error.message);
    if (status == RP_OK && !write_tables(made, argv[3])) {
        fprintf(stderr, "%s: cannot be written\n", argv[3]);
        status = RP_IO;
    }
    rp_free(made);
    rp_tables_done(&tables);
    return status == RP_OK ? 0 : 1;
}
