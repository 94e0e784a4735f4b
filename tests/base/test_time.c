/* Dates: every form that is read, every fault that is refused. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "base/time.h"

#include <stdio.h>

#define DAY INT64_C(86400000)
#define HOUR INT64_C(3600000)

static void every_form_is_read(void **state)
{
    (void)state;
    /* 2018-06-07 is day 17689. */
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00:00Z", 0},
        {"2018-06-07", 17689 * DAY},
        {"2018-06-07Z", 17689 * DAY},
        {"2018-06-07T11:44", 17689 * DAY + 11 * HOUR + 44 * 60000},
        {"2018-06-07t11:44z", 17689 * DAY + 11 * HOUR + 44 * 60000},
        {"2018-06-07 11:44:05", 17689 * DAY + 11 * HOUR + 44 * 60000 + 5000},
        {"2018-06-07T11:44:05Z", 17689 * DAY + 11 * HOUR + 44 * 60000 + 5000},
        {"2018-06-07T11:44:05.123Z", 17689 * DAY + 11 * HOUR + 44 * 60000 + 5123},
        {"2018-06-07T11:44:05.1", 17689 * DAY + 11 * HOUR + 44 * 60000 + 5100},
        {"2018-06-07T11:44:05.12345678901234567890", 17689 * DAY + 11 * HOUR + 44 * 60000 + 5123},
        {"2018-06-07T11:44:05+04:00", 17689 * DAY + 7 * HOUR + 44 * 60000 + 5000},
        {"2018-06-07T11:44:05+0430", 17689 * DAY + 7 * HOUR + 14 * 60000 + 5000},
        {"2018-06-07T11:44:05-04", 17689 * DAY + 15 * HOUR + 44 * 60000 + 5000},
        {"2018-06-07+02:00", 17689 * DAY - 2 * HOUR},
        {"2018-06-07T23:59:60Z", 17690 * DAY}, /* a leap second */
        {"1969-12-31T23:59:59.999Z", -1},
        {"2000-02-29", 11016 * DAY},
        {"2024-02-29", 19782 * DAY},
        {"2024-03-01", 19783 * DAY},
        {"0001-01-01", -719162 * DAY},
        {"9999-12-31T23:59:59.999", 2932897 * DAY - 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = 1;
        struct rp_error error;
        if (rp_time_parse(rp_str_of(cases[i].text), &ms, &error) != RP_OK)
            fail_msg("%s", error.message);
        if (ms != cases[i].ms)
            fail_msg("%s: %lld", cases[i].text, (long long)ms);
    }
}

/* One day after another through all leap rules. */
static void days_follow_each_other(void **state)
{
    (void)state;
    int64_t want = -719162 * DAY;
    for (int y = 1; y <= 2400; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= 31; d++) {
                char text[40];
                int64_t ms;
                snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
                if (rp_time_parse(rp_str_of(text), &ms, NULL) != RP_OK) {
                    assert_true(d > 28);
                    continue;
                }
                assert_true(ms == want);
                want += DAY;
            }
}

static void every_fault_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "yesterday",
        "2018",
        "2018-06",
        "2018-06-",
        "2018-06-0",
        "18-06-07",
        "2018/06/07",
        "2018-6-7",
        " 2018-06-07",
        "2018-06-07 ",
        "2018-06-07x",
        "+2018-06-07",
        "0000-01-01",
        "2018-00-07",
        "2018-13-07",
        "2018-06-00",
        "2018-06-31",
        "2018-02-29",
        "1900-02-29",
        "2018-01-32",
        "2018-06-07T",
        "2018-06-07T11",
        "2018-06-07T11:",
        "2018-06-07T11:4",
        "2018-06-07T1:44",
        "2018-06-07T24:00",
        "2018-06-07T11:60",
        "2018-06-07T11:44:",
        "2018-06-07T11:44:5",
        "2018-06-07T11:44:61",
        "2018-06-07T11:44:05.",
        "2018-06-07T11:44:05,5",
        "2018-06-07T11:44:05.5x",
        "2018-06-07T11:44:05ZZ",
        "2018-06-07T11:44:05+",
        "2018-06-07T11:44:05+4",
        "2018-06-07T11:44:05+24:00",
        "2018-06-07T11:44:05+04:",
        "2018-06-07T11:44:05+04:60",
        "2018-06-07T11:44:05+040",
        "2018-06-07T11:44:05+04000",
        "2018-06-07T11:44:05 GMT",
        "Thu, 07 Jun 2018 11:44:05 GMT",
        "1528371845",
        "２０１８-06-07",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms;
        struct rp_error error;
        if (rp_time_parse(rp_str_of(cases[i]), &ms, &error) != RP_BAD_VALUE)
            fail_msg("\"%s\" was read", cases[i]);
        assert_int_equal(error.status, RP_BAD_VALUE);
        assert_non_null(strstr(error.message, "published"));
        assert_non_null(strstr(error.message, cases[i]));
        assert_int_equal(rp_time_parse(rp_str_of(cases[i]), &ms, NULL), RP_BAD_VALUE);
    }
    int64_t ms;
    assert_int_equal(rp_time_parse((struct rp_str){0}, &ms, NULL), RP_BAD_VALUE);
    /* The bytes behind the string are not looked at. */
    assert_int_equal(rp_time_parse((struct rp_str){"2018-06-07", 9}, &ms, NULL), RP_BAD_VALUE);
    assert_int_equal(rp_time_parse((struct rp_str){"2018-06-07T", 10}, &ms, NULL), RP_OK);
    assert_int_equal(rp_time_parse((struct rp_str){"2018-06-07\0", 11}, &ms, NULL), RP_BAD_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(every_fault_is_refused),
    };
    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
