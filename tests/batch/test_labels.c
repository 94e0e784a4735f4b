/* batch/labels: pairs.tsv. */
#include "batch/labels.h"

#include "files.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdlib.h>

static char *folder;
static struct rp_ids ids;

static int setup(void **state)
{
    (void)state;
    folder = strdup(files_folder());
    rp_ids_init(&ids);
    const char *names[] = {"a", "b", "c", "d"};
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(rp_ids_add(&ids, rp_str_of(names[i])), RP_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_ids_done(&ids);
    files_remove(folder);
    free(folder);
    return 0;
}

static enum rp_status load(const char *text, struct rp_labels *ret, struct rp_error *error)
{
    const char *path = files_path(folder, "pairs.tsv");
    files_write(path, text, strlen(text));
    return rp_labels_load(path, &ids, ret, error);
}

static void reads_pairs(void **state)
{
    (void)state;
    struct rp_labels labels;
    assert_int_equal(load("a\tb\tlabel\ttrap\na\tb\tcopy\t0\r\nc\ta\tnot\t1\n\nd\tb\tskip\t0\n", &labels, NULL), RP_OK);
    assert_int_equal(labels.count, 3);
    assert_int_equal(labels.pairs[0].label, RP_LABEL_COPY);
    assert_int_equal(labels.pairs[1].label, RP_LABEL_NOT);
    assert_true(labels.pairs[1].trap);
    assert_int_equal(labels.pairs[2].label, RP_LABEL_SKIP);
    assert_ptr_equal(rp_labels_find(&labels, 0, 1), &labels.pairs[0]);
    assert_ptr_equal(rp_labels_find(&labels, 1, 0), &labels.pairs[0]);
    assert_ptr_equal(rp_labels_find(&labels, 0, 2), &labels.pairs[1]);
    assert_null(rp_labels_find(&labels, 2, 3));
    rp_labels_done(&labels);
    assert_null(rp_labels_find(&labels, 0, 1));
    assert_int_equal(load("a\tb\tlabel\ttrap\n", &labels, NULL), RP_OK);
    assert_int_equal(labels.count, 0);
    rp_labels_done(&labels);
}

static void refuses_what_is_no_pair(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum rp_status status;
        const char *words;
    } cases[] = {
        {"a\tb\tcopy", RP_BAD_VALUE, "four columns"}, {"a\tb\tcopy\t0\tx", RP_BAD_VALUE, "four columns"},
        {"a b copy 0", RP_BAD_VALUE, "four columns"}, {"a\tb\tyes\t0", RP_BAD_VALUE, "\"yes\""},
        {"a\tb\tnot\t2", RP_BAD_VALUE, "trap"},       {"a\tb\tcopy\t1", RP_BAD_VALUE, "trap"},
        {"a\tx\tcopy\t0", RP_NOT_FOUND, "\"x\""},     {"y\ta\tcopy\t0", RP_NOT_FOUND, "\"y\""},
        {"a\ta\tcopy\t0", RP_BAD_VALUE, "itself"},    {"d\tc\tnot\t0", RP_REPEATED_KEY, "twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rp_labels labels;
        struct rp_error error = {0};
        char text[128] = "a\tb\tlabel\ttrap\nc\td\tcopy\t0\n";
        strcat(strcat(text, cases[i].line), "\n");
        assert_int_equal(load(text, &labels, &error), cases[i].status);
        assert_int_equal(error.status, cases[i].status);
        assert_non_null(strstr(error.message, cases[i].words));
        assert_non_null(strstr(error.message, "pairs.tsv:3: "));
    }
    struct rp_labels labels;
    assert_int_equal(rp_labels_load(files_path(folder, "none"), &ids, &labels, NULL), RP_IO);
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    struct failing failing;
    struct rp_labels labels;
    for (size_t n = 1;; n++) {
        failing_start(&failing, n);
        enum rp_status status = load("a\tb\tcopy\t0\n", &labels, NULL);
        failing_stop();
        if (status == RP_OK) {
            rp_labels_done(&labels);
            assert_true(n > 3);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_pairs, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_pair, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/labels", tests, NULL, NULL);
}
