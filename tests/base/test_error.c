/* Errors and status codes: what is filled in, names, and messages that harm nobody. */
#include "support/cmocka.h"

#include "base/error.h"
#include "base/utf8.h"
#include "reprint/version.h"

#include <stdbool.h>

static void all_fields_are_filled_in(void **state)
{
    (void)state;
    struct rp_error error;
    memset(&error, 0xaa, sizeof error);
    assert_int_equal(rp_fail(&error, RP_LIMIT, "%d are more than %s", 7, "six"), RP_LIMIT);
    assert_int_equal(error.status, RP_LIMIT);
    assert_true(error.offset == UINT64_MAX);
    assert_string_equal(error.message, "7 are more than six");
    assert_int_equal(rp_fail_at(&error, RP_INVALID_UTF8, 5000000000u, "at a place"), RP_INVALID_UTF8);
    assert_int_equal(error.status, RP_INVALID_UTF8);
    assert_true(error.offset == 5000000000u);
    assert_int_equal(rp_fail_memory(&error), RP_NO_MEMORY);
    assert_int_equal(error.status, RP_NO_MEMORY);
    assert_string_equal(error.message, "out of memory");
}

static void nobody_has_to_want_the_error(void **state)
{
    (void)state;
    assert_int_equal(rp_fail(NULL, RP_IO, "%s", "x"), RP_IO);
    assert_int_equal(rp_fail_at(NULL, RP_IO, 1, "%s", "x"), RP_IO);
    assert_int_equal(rp_fail_memory(NULL), RP_NO_MEMORY);
}

static void messages_are_harmless(void **state)
{
    (void)state;
    static const struct {
        const char *foreign, *shown;
    } cases[] = {
        {"plain words", "plain words"},
        {"Привет, 世界 \xf0\x9f\x98\x80", "Привет, 世界 \xf0\x9f\x98\x80"},
        {"two\nlines\r\tand \x7f", "two?lines??and ?"},
        {"\x1b[31mred\x1b[0m", "?[31mred?[0m"},
        {"CSI \xc2\x9b""31m, NEL \xc2\x85, but \xc2\xa0 stays", "CSI ??31m, NEL ??, but \xc2\xa0 stays"},
        {"bare \x80 and \xff", "bare ? and ?"},
        {"cut \xe4\xb8", "cut ??"},
        {"cut \xf0\x9f\x98.", "cut ???."},
        {"overlong \xc0\xaf \xe0\x80\xaf", "overlong ?? ???"},
        {"surrogate \xed\xa0\x80", "surrogate ???"},
        {"too high \xf4\x90\x80\x80", "too high ????"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rp_error error;
        rp_fail(&error, RP_BAD_VALUE, "%s", cases[i].foreign);
        assert_string_equal(error.message, cases[i].shown);
    }
}

static bool well_formed(const char *s)
{
    for (size_t left = strlen(s); left > 0;) {
        uint32_t code;
        unsigned bad, n = rp_utf8_read((const unsigned char *)s, left, &code, &bad);
        if (n == 0)
            return false;
        s += n;
        left -= n;
    }
    return true;
}

/* Wherever the end of the message falls within a character. */
static void the_cut_breaks_no_character(void **state)
{
    (void)state;
    char text[400];
    for (int before = 0; before < 8; before++) {
        static const char *const characters[] = {"é", "中", "\xf0\x9f\x98\x80"};
        for (int c = 0; c < 3; c++) {
            struct rp_error error;
            memset(text, 'a', (size_t)before);
            text[before] = 0;
            while (strlen(text) + 5 < sizeof text)
                strcat(text, characters[c]);
            rp_fail(&error, RP_IO, "%s", text);
            assert_int_equal(strlen(error.message), sizeof error.message - 1);
            assert_true(well_formed(error.message));
            struct rp_str str = {text, strlen(text)};
            rp_fail(&error, RP_IO, "\"%.*s\" is cut", RP_SHOW(str));
            assert_true(well_formed(error.message));
            assert_int_equal(strlen(error.message), 80 + strlen("\"\" is cut"));
        }
    }
}

static void absent_strings_can_be_shown(void **state)
{
    (void)state;
    struct rp_error error;
    struct rp_str none = {0};
    rp_fail(&error, RP_IO, "\"%.*s\"", RP_SHOW(none));
    assert_string_equal(error.message, "\"\"");
}

static void codes_have_names_and_meanings(void **state)
{
    (void)state;
    assert_int_equal(RP_OK, 0);
    assert_string_equal(rp_status_name(RP_OK), "ok");
    assert_string_equal(rp_status_name(RP_INVALID_UTF8), "invalid_utf8");
    assert_string_equal(rp_status_name(RP_LIMIT), "limit_exceeded");
    assert_string_equal(rp_status_name(RP_INTERRUPTED), "interrupted");
    assert_string_equal(rp_status_meaning(RP_NO_MEMORY), "out of memory");
    for (int i = 0; i < RP_STATUS_COUNT; i++) {
        const char *name = rp_status_name((enum rp_status)i);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(name));
        assert_true(strlen(rp_status_meaning((enum rp_status)i)) > 0);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(name, rp_status_name((enum rp_status)k));
    }
}

static void numbers_that_are_no_code_have_a_name_too(void **state)
{
    (void)state;
    const int numbers[] = {-1, RP_STATUS_COUNT, 1 << 30};
    for (int i = 0; i < 3; i++) {
        enum rp_status status;
        memcpy(&status, &numbers[i], sizeof status);
        assert_string_equal(rp_status_name(status), "unknown_status");
        assert_string_equal(rp_status_meaning(status), "unknown status");
    }
    assert_string_equal(rp_version(), RP_VERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_fields_are_filled_in),
        cmocka_unit_test(nobody_has_to_want_the_error),
        cmocka_unit_test(messages_are_harmless),
        cmocka_unit_test(the_cut_breaks_no_character),
        cmocka_unit_test(absent_strings_can_be_shown),
        cmocka_unit_test(codes_have_names_and_meanings),
        cmocka_unit_test(numbers_that_are_no_code_have_a_name_too),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
