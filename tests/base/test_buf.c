/* Buffers: appending, consuming, the maximum, failure; strings with a length. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "support/failing.h"

static void assert_holds(const struct rp_buf *buf, const char *want)
{
    assert_int_equal(buf->len, strlen(want));
    assert_memory_equal(buf->data, want, buf->len);
}

static void what_is_added_stands_in_order(void **state)
{
    (void)state;
    struct rp_buf buf;
    rp_buf_init(&buf, 100);
    assert_int_equal(buf.len, 0);
    assert_int_equal(rp_buf_add(&buf, "one", 3), RP_OK);
    assert_int_equal(rp_buf_add(&buf, NULL, 0), RP_OK);
    assert_int_equal(rp_buf_add_str(&buf, rp_str_of(", two")), RP_OK);
    assert_int_equal(rp_buf_add_str(&buf, (struct rp_str){0}), RP_OK);
    assert_holds(&buf, "one, two");
    rp_buf_done(&buf);
}

static void what_is_consumed_goes_from_the_front(void **state)
{
    (void)state;
    struct rp_buf buf;
    rp_buf_init(&buf, 100);
    assert_int_equal(rp_buf_add(&buf, "abcdef", 6), RP_OK);
    rp_buf_consume(&buf, 0);
    rp_buf_consume(&buf, 2);
    assert_holds(&buf, "cdef");
    rp_buf_consume(&buf, 4);
    assert_int_equal(buf.len, 0);
    assert_int_equal(rp_buf_add(&buf, "g", 1), RP_OK);
    assert_holds(&buf, "g");
    size_t cap = buf.cap;
    rp_buf_clear(&buf);
    assert_int_equal(buf.len, 0);
    assert_int_equal(buf.cap, cap);
    rp_buf_done(&buf);
}

static void the_maximum_is_kept(void **state)
{
    (void)state;
    struct rp_buf buf;
    rp_buf_init(&buf, 10);
    assert_int_equal(rp_buf_add(&buf, "0123456", 7), RP_OK);
    assert_int_equal(rp_buf_add(&buf, "789a", 4), RP_LIMIT);
    assert_holds(&buf, "0123456");
    assert_int_equal(rp_buf_reserve(&buf, SIZE_MAX), RP_LIMIT);
    assert_int_equal(rp_buf_reserve(&buf, 3), RP_OK);
    assert_true(buf.cap <= 10);
    assert_int_equal(rp_buf_add(&buf, "789", 3), RP_OK);
    assert_int_equal(rp_buf_add(&buf, "", 0), RP_OK);
    assert_int_equal(rp_buf_add(&buf, "a", 1), RP_LIMIT);
    rp_buf_done(&buf);
    assert_int_equal(buf.max, 10); /* may be used again */
    assert_int_equal(rp_buf_add(&buf, "0123456789", 10), RP_OK);
    rp_buf_done(&buf);
    rp_buf_init(&buf, 0);
    assert_int_equal(rp_buf_add(&buf, "a", 1), RP_LIMIT);
    rp_buf_done(&buf);
}

static void a_failure_leaves_it_as_it_was(void **state)
{
    (void)state;
    struct failing failing;
    struct rp_buf buf;
    rp_buf_init(&buf, 1000);
    failing_start(&failing, 1);
    assert_int_equal(rp_buf_add(&buf, "abc", 3), RP_NO_MEMORY);
    failing_stop();
    assert_int_equal(buf.len, 0);
    assert_int_equal(rp_buf_add(&buf, "abc", 3), RP_OK);
    failing_start(&failing, 1);
    assert_int_equal(rp_buf_reserve(&buf, 500), RP_NO_MEMORY);
    failing_stop();
    assert_holds(&buf, "abc");
    rp_buf_done(&buf);
}

static void strings_are_equal_by_their_bytes(void **state)
{
    (void)state;
    assert_int_equal(rp_str_of(NULL).len, 0);
    assert_int_equal(rp_str_of("").len, 0);
    assert_int_equal(rp_str_of("abc").len, 3);
    assert_true(rp_str_equal(rp_str_of(NULL), rp_str_of("")));
    assert_true(rp_str_equal(rp_str_of("abc"), (struct rp_str){"abcd", 3}));
    assert_false(rp_str_equal(rp_str_of("abc"), rp_str_of("abd")));
    assert_false(rp_str_equal(rp_str_of("abc"), rp_str_of("ab")));
    assert_false(rp_str_equal((struct rp_str){"a\0b", 3}, (struct rp_str){"a\0c", 3}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_stands_in_order), cmocka_unit_test(what_is_consumed_goes_from_the_front),
        cmocka_unit_test(the_maximum_is_kept),           cmocka_unit_test(a_failure_leaves_it_as_it_was),
        cmocka_unit_test(strings_are_equal_by_their_bytes),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
