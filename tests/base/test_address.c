/* base/address: what names a server. */
#include "base/address.h"

#include "support/cmocka.h"

static void takes_hosts_and_paths(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host, *port, *path;
    } cases[] = {
        {"127.0.0.1:7878", "127.0.0.1", "7878", NULL}, {"news.example:1", "news.example", "1", NULL},
        {"[::1]:65535", "::1", "65535", NULL},         {"[fe80::1%lo]:80", "fe80::1%lo", "80", NULL},
        {"/run/reprint", NULL, NULL, "/run/reprint"},  {"./socket", NULL, NULL, "./socket"},
        {"a/b:80", NULL, NULL, "a/b:80"},              {"localhost:00080", "localhost", "00080", NULL},
        {"[::]:0", "::", "0", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rp_address address;
        assert_int_equal(rp_address_parse(cases[i].text, &address, NULL), RP_OK);
        assert_int_equal(address.is_unix, cases[i].path != NULL);
        assert_string_equal(address.host, cases[i].host != NULL ? cases[i].host : "");
        assert_string_equal(address.port, cases[i].port != NULL ? cases[i].port : "");
        assert_string_equal(address.path, cases[i].path != NULL ? cases[i].path : "");
    }
}

static void refuses_the_rest(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "neither HOST:PORT nor a path"},  {"localhost", "neither HOST:PORT"},    {"7878", "neither HOST:PORT"},
        {"localhost:", "no port in 0 .. 65535"},           {"localhost:65536", "no port"},
        {"localhost:999999", "no port"},       {"localhost:80x", "no port"},          {"localhost:-1", "no port"},
        {"localhost: 80", "no port"},          {":7878", "names no host"},            {"[]:7878", "names no host"},
        {"::1:7878", "as in [::1]:7878"},
    };
    struct rp_address address;
    struct rp_error error;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(rp_address_parse(cases[i].text, &address, &error), RP_BAD_ARGUMENT);
        assert_int_equal(error.status, RP_BAD_ARGUMENT);
        assert_non_null(strstr(error.message, cases[i].why));
    }
}

/* The longest that fit, and one byte more. */
static void holds_to_the_lengths(void **state)
{
    (void)state;
    char text[400];
    struct rp_address address;
    memset(text, 'a', sizeof text);
    text[0] = '/';
    text[RP_ADDRESS_PATH - 1] = 0;
    assert_int_equal(rp_address_parse(text, &address, NULL), RP_OK);
    assert_string_equal(address.path, text);
    text[RP_ADDRESS_PATH - 1] = 'a';
    text[RP_ADDRESS_PATH] = 0;
    assert_int_equal(rp_address_parse(text, &address, NULL), RP_BAD_ARGUMENT);
    memset(text, 'a', sizeof text);
    memcpy(text + RP_ADDRESS_HOST - 1, ":80", 4);
    assert_int_equal(rp_address_parse(text, &address, NULL), RP_OK);
    memset(text, 'a', sizeof text);
    memcpy(text + RP_ADDRESS_HOST, ":80", 4);
    assert_int_equal(rp_address_parse(text, &address, NULL), RP_BAD_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_hosts_and_paths),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(holds_to_the_lengths),
    };
    return cmocka_run_group_tests_name("client/address", tests, NULL, NULL);
}
