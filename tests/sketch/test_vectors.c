/* The test vectors of docs/FINGERPRINT.md section 9, made by the reference implementation: every fingerprint, every error, and the digest of the
 * mapping of every code point. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "sketch/sketch.h"
#include "text/mapping.h"
#include "text/tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_tree.h>

enum { LINE_MAX_BYTES = 1 << 20, TEXT_MAX_BYTES = 4 << 20 };

static yajl_val member(yajl_val object, const char *name)
{
    const char *path[] = {name, NULL};
    return yajl_tree_get(object, path, yajl_t_any);
}

static long long number(yajl_val object, const char *name)
{
    yajl_val value = member(object, name);
    assert_true(YAJL_IS_INTEGER(value));
    return YAJL_GET_INTEGER(value);
}

static const char *string(yajl_val object, const char *name)
{
    yajl_val value = member(object, name);
    return YAJL_IS_STRING(value) ? YAJL_GET_STRING(value) : NULL;
}

/* The text of a vector: given, repeated, or in hex. */
static char *text_of(yajl_val vector, size_t *ret_len)
{
    char *text = calloc(1, TEXT_MAX_BYTES + 1);
    const char *plain = string(vector, "text"), *hex = string(vector, "hex");
    assert_non_null(text);
    if (plain != NULL) {
        *ret_len = strlen(plain);
        memcpy(text, plain, *ret_len);
    } else if (hex != NULL) {
        *ret_len = strlen(hex) / 2;
        for (size_t i = 0; i < *ret_len; i++) {
            char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
            text[i] = (char)strtoul(pair, NULL, 16);
        }
    } else {
        yajl_val repeat = member(vector, "repeat");
        assert_true(YAJL_IS_ARRAY(repeat));
        const char *piece = YAJL_GET_STRING(repeat->u.array.values[0]);
        size_t len = strlen(piece), times = (size_t)YAJL_GET_INTEGER(repeat->u.array.values[1]);
        assert_true(len * times <= TEXT_MAX_BYTES);
        for (size_t i = 0; i < times; i++)
            memcpy(text + i * len, piece, len);
        *ret_len = len * times;
    }
    return text;
}

static void compare(const char *name, const struct rp_fingerprint *got, yajl_val want)
{
    char hex[40];
    if (got->tokens != number(want, "tokens") || got->shingles != number(want, "shingles"))
        fail_msg("%s: %u tokens, %u shingles", name, got->tokens, got->shingles);
    for (int i = 0; i < 16; i++)
        snprintf(hex + 2 * i, 3, "%02x", got->exact[i]);
    if (strcmp(hex, string(want, "exact")) != 0)
        fail_msg("%s: exact %s", name, hex);
    snprintf(hex, sizeof hex, "%016llx", (unsigned long long)got->simhash);
    if (strcmp(hex, string(want, "simhash")) != 0)
        fail_msg("%s: simhash %s", name, hex);
    yajl_val minhash = member(want, "minhash"), keys = member(want, "keys");
    assert_int_equal(minhash->u.array.len, RP_MINHASH_VALUES);
    for (size_t i = 0; i < RP_MINHASH_VALUES; i++)
        if (got->minhash[i] != YAJL_GET_INTEGER(minhash->u.array.values[i]))
            fail_msg("%s: minhash value %zu", name, i);
    assert_int_equal(keys->u.array.len, got->key_count);
    for (size_t i = 0; i < got->key_count; i++) {
        snprintf(hex, sizeof hex, "%016llx", (unsigned long long)got->keys[i]);
        const char *key = YAJL_GET_STRING(keys->u.array.values[i]);
        if (key == NULL || strcmp(hex, key) != 0)
            fail_msg("%s: key %zu", name, i);
    }
}

/* The vector has U+FFFD in place of each bad part, the repair a mark for each byte: the tokens are the same. yajl ends a string at a NUL: so do both. */
static void check_repair(const char *name, const char *text, size_t len, const char *repaired)
{
    char *got = malloc(len + 1);
    struct rp_tokens ours, wanted;
    assert_non_null(got);
    memcpy(got, text, len);
    got[len] = 0;
    rp_utf8_repair(got, len);
    rp_tokens_init(&ours);
    rp_tokens_init(&wanted);
    assert_int_equal(rp_tokenise(&ours, got, strlen(got), NULL), RP_OK);
    assert_int_equal(rp_tokenise(&wanted, repaired, strlen(repaired), NULL), RP_OK);
    if (ours.stream_len != wanted.stream_len || memcmp(ours.stream, wanted.stream, ours.stream_len) != 0)
        fail_msg("%s: repaired otherwise", name);
    rp_tokens_done(&ours);
    rp_tokens_done(&wanted);
    free(got);
}

static void check_vector(struct rp_workspace *workspace, yajl_val vector)
{
    struct rp_fingerprint fingerprint;
    struct rp_error error = {0};
    size_t len;
    char *text = text_of(vector, &len);
    const char *name = string(vector, "name"), *wanted_error = string(vector, "error");
    enum rp_status status = rp_fingerprint(workspace, text, len, &fingerprint, &error);
    if (strcmp(rp_status_name(status), wanted_error != NULL ? wanted_error : "ok") != 0)
        fail_msg("%s: %s", name, rp_status_name(status));
    if (status == RP_INVALID_UTF8 && (long long)error.offset != number(vector, "offset"))
        fail_msg("%s: offset %llu", name, (unsigned long long)error.offset);
    if (string(vector, "repaired") != NULL)
        check_repair(name, text, len, string(vector, "repaired"));
    if (status == RP_OK)
        compare(name, &fingerprint, member(vector, "fingerprint"));
    free(text);
}

static void every_vector_agrees(void **state)
{
    (void)state;
    static char line[LINE_MAX_BYTES];
    struct rp_workspace *workspace;
    int vectors = 0;
    FILE *file = fopen(VECTORS "/fingerprint-v1.jsonl", "r");
    assert_non_null(file);
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    while (fgets(line, sizeof line, file) != NULL) {
        char message[200];
        yajl_val vector = yajl_tree_parse(line, message, sizeof message);
        if (vector == NULL)
            fail_msg("vector %d: %s", vectors + 1, message);
        check_vector(workspace, vector);
        yajl_tree_free(vector);
        vectors++;
    }
    assert_true(vectors > 200);
    rp_workspace_free(workspace);
    fclose(file);
}

static void map_all(struct rp_buf *lines)
{
    static const char letters[] = {[RP_CLASS_APOSTROPHE] = 'A', [RP_CLASS_COMMA] = 'C', [RP_CLASS_MARK] = 'M',
                                   [RP_CLASS_SINGLE] = 'S',     [RP_CLASS_WORD] = 'W',  [RP_CLASS_OTHER] = 'O'};
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char part[32];
        uint32_t mapped[RP_MAPPED_MAX];
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        unsigned n = rp_map(code, mapped);
        assert_int_equal(rp_buf_add(lines, part, (size_t)snprintf(part, sizeof part, "%X", code)), RP_OK);
        for (unsigned i = 0; i < n; i++) {
            int len = snprintf(part, sizeof part, " %c:%X", letters[rp_class_of(mapped[i])], mapped[i]);
            assert_int_equal(rp_buf_add(lines, part, (size_t)len), RP_OK);
        }
        assert_int_equal(rp_buf_add(lines, "\n", 1), RP_OK);
    }
}

static void every_code_point_maps_as_the_reference_says(void **state)
{
    (void)state;
    static char json[1024];
    char message[200], digest[20];
    FILE *file = fopen(VECTORS "/mapping-v1.json", "r");
    assert_non_null(file);
    json[fread(json, 1, sizeof json - 1, file)] = 0;
    fclose(file);
    yajl_val want = yajl_tree_parse(json, message, sizeof message);
    assert_non_null(want);
    struct rp_buf lines;
    rp_buf_init(&lines, 100 << 20);
    map_all(&lines);
    snprintf(digest, sizeof digest, "%016llx", (unsigned long long)rp_hash64(lines.data, lines.len, 0));
    assert_string_equal(digest, string(want, "xxh3_64"));
    rp_buf_done(&lines);
    yajl_tree_free(want);
}

/* The short forms stand for the long ones: tokens made through either are the same. */
static void short_forms_agree_with_the_long_ones(void **state)
{
    (void)state;
    for (uint32_t code = 0x80; code < 0x10000; code++) {
        uint32_t mapped[RP_MAPPED_MAX];
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        unsigned n = rp_map(code, mapped);
        struct rp_short form = rp_map_short(code);
        if (form.class_or_kind == RP_SHORT_LONG)
            continue;
        assert_int_equal(n == 0, form.class_or_kind == RP_SHORT_NOTHING);
        if (n == 0)
            continue;
        assert_int_equal(form.mapped, mapped[0]);
        assert_int_equal(form.class_or_kind, rp_class_of(mapped[0]));
        for (unsigned i = 1; i < n; i++) {
            assert_int_equal(rp_class_of(mapped[i]), RP_CLASS_MARK);
            assert_int_equal(rp_marks_of(mapped[0]), RP_MARKS_DROPPED);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_agrees),
        cmocka_unit_test(every_code_point_maps_as_the_reference_says),
        cmocka_unit_test(short_forms_agree_with_the_long_ones),
    };
    return cmocka_run_group_tests_name("sketch/vectors", tests, NULL, NULL);
}
