/* Looking at the folder of a corpus: what is damaged is found and named, and what can be read is given. */
#include "support/cmocka.h"

#include "corpus/same.h"
#include "disk.h"
#include "filling.h"
#include "store/archive.h"
#include "store/folder.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STEPS = 400, FLIPS = 6, ID_BYTES = 16 };

/* What is to be in the folder: by the number of the operation that added it. */
struct wanted {
    char ids[STEPS][ID_BYTES];
    char *texts[STEPS]; /* owned; NULL: it has gone */
    size_t count;
};

static struct wanted wanted;

static void forget(const char *id)
{
    for (size_t i = 0; i < wanted.count; i++)
        if (strcmp(wanted.ids[i], id) == 0) {
            free(wanted.texts[i]);
            wanted.texts[i] = NULL;
        }
}

static void want(const struct rp_article *article)
{
    forget(article->id.data);
    snprintf(wanted.ids[wanted.count], ID_BYTES, "%s", article->id.data);
    wanted.texts[wanted.count++] = strdup(article->text.data);
}

/* Adds, replaces and removes, and notes what is to be there then. */
static void fill(struct filling *filling, int steps, uint64_t *random)
{
    for (int i = 0; i < steps; i++) {
        struct made m;
        const struct rp_article *article = random_article(&m, random);
        if (random_below(random, 5) == 0) {
            fill_remove(filling, article->id);
            forget(article->id.data);
        } else if (fill_add(filling, article, i % 3 == 0 ? RP_ADD_REPLACE : 0) == RP_OK) {
            want(article);
        }
        rp_archive_rest(filling->archive, true);
    }
}

static int setup(void **state)
{
    struct filling filling;
    uint64_t random = 7;
    (void)state;
    disk_make();
    wanted = (struct wanted){0};
    fill_begin(&filling);
    fill(&filling, STEPS / 2, &random);
    fill_end(&filling);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < wanted.count; i++)
        free(wanted.texts[i]);
    disk_remove();
    return 0;
}

struct told {
    unsigned count;
    char first[400];
};

static void tell(void *context, const char *where, const char *what)
{
    struct told *told = context;
    if (told->count++ == 0)
        snprintf(told->first, sizeof told->first, "%s: %s", where, what);
}

static enum rp_status verify(struct told *ret_told, struct rp_archive_report *ret)
{
    struct rp_error error;
    *ret_told = (struct told){0};
    const struct rp_archive_look look = {.path = disk_path("data"), .damaged = tell, .context = ret_told};
    enum rp_status status = rp_archive_verify(&look, ret, &error);
    if (status == RP_OK)
        assert_int_equal(ret->damaged, ret_told->count);
    else
        snprintf(ret_told->first, sizeof ret_told->first, "%s", error.message);
    return status;
}

static uint64_t count_wanted(void)
{
    uint64_t count = 0;
    for (size_t i = 0; i < wanted.count; i++)
        count += wanted.texts[i] != NULL;
    return count;
}

static void a_folder_is_as_it_was_left(void **state)
{
    struct told told;
    struct rp_archive_report report;
    (void)state;
    for (int i = 0; i < 2; i++) { /* looking at it changes nothing */
        assert_int_equal(verify(&told, &report), RP_OK);
        if (report.damaged > 0)
            fail_msg("%s", told.first);
        assert_true(report.sealed);
        assert_int_equal(report.operations, 0);
        assert_int_equal(report.articles, count_wanted());
    }
}

static void expect_found(const char *name, const char *deed)
{
    struct told told;
    struct rp_archive_report report;
    enum rp_status status = verify(&told, &report);
    if (status == RP_OK && report.damaged == 0)
        fail_msg("%s: %s is not found", name, deed);
    if (strstr(told.first, name) == NULL && strcmp(name, "FORMAT") != 0 && strcmp(name, "SEAL") != 0)
        fail_msg("%s: %s is told as \"%s\"", name, deed, told.first);
}

static void harm(void *context, const char *path, const char *name)
{
    uint64_t *random = context;
    size_t len;
    if (strcmp(name, "HOLDER") == 0)
        return;
    char *was = disk_read(path, &len);
    for (int i = 0; i < FLIPS && len > 0; i++) {
        uint64_t bit = random_below(random, 8 * len);
        disk_flip(path, bit);
        expect_found(name, "a flipped bit");
        disk_flip(path, bit);
    }
    if (len > 0 && strcmp(name, "SEAL") != 0) {
        disk_write(path, was, len - 1);
        expect_found(name, "a file that is cut off");
        assert_int_equal(unlink(path), 0);
        expect_found(name, "a missing file");
    }
    disk_write(path, was, len);
    free(was);
}

static void damage_is_found_in_every_file(void **state)
{
    uint64_t random = 5;
    (void)state;
    disk_each_file(disk_path("data"), harm, &random);
    a_folder_is_as_it_was_left(state);
}

/* --- export --- */

struct giving {
    size_t at; /* in `wanted`, behind the last one that was given */
    uint64_t most, placed;
};

/* One that has come out, itself too. */
static bool has_come(const struct giving *giving, struct rp_str id)
{
    for (size_t i = 0; i < giving->at; i++)
        if (wanted.texts[i] != NULL && rp_str_equal(id, rp_str_of(wanted.ids[i])))
            return true;
    return false;
}

static enum rp_status expect_next(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    struct giving *giving = context;
    (void)time_ms;
    while (giving->at < wanted.count && wanted.texts[giving->at] == NULL)
        giving->at++;
    assert_true(giving->at < wanted.count);
    assert_str(article->id, wanted.ids[giving->at]);
    assert_str(article->text, wanted.texts[giving->at]);
    giving->at++;
    giving->placed += has_come(giving, article->same_story_as);
    error->status = RP_INTERRUPTED;
    return --giving->most > 0 ? RP_OK : RP_INTERRUPTED;
}

/* So many are said to be in the story of one that has come out. */
static uint64_t expect_export(void)
{
    struct giving giving = {.most = UINT64_MAX};
    struct rp_archive_report report;
    struct rp_error error;
    const struct rp_archive_look look = {.path = disk_path("data"), .each = expect_next, .context = &giving};
    if (rp_archive_export(&look, &report, &error) != RP_OK)
        fail_msg("%s", error.message);
    assert_int_equal(report.damaged, 0);
    assert_int_equal(report.articles, count_wanted());
    uint64_t placed = giving.placed;
    giving = (struct giving){.most = 3};
    assert_int_equal(rp_archive_export(&look, &report, &error), RP_INTERRUPTED);
    return placed;
}

static void an_interrupt_is_heard_while_it_reads(void **state)
{
    (void)state;
    const atomic_bool interrupt = true;
    struct giving giving = {.most = UINT64_MAX};
    struct rp_archive_report report;
    struct rp_error error;
    const struct rp_archive_look look = {.path = disk_path("data"), .each = expect_next, .context = &giving, .interrupt = &interrupt};
    assert_int_equal(rp_archive_export(&look, &report, &error), RP_INTERRUPTED);
    assert_true(giving.at == 0);
    assert_int_equal(rp_archive_verify(&look, &report, &error), RP_INTERRUPTED);
}

static void what_is_there_comes_out_in_its_order(void **state)
{
    (void)state;
    assert_int_equal(expect_export(), count_wanted());
}

/* --- export of what is left --- */

struct left {
    size_t given;
    unsigned named, told;
};

static enum rp_status expect_right(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    struct left *left = context;
    size_t at = 0;
    (void)time_ms;
    (void)error;
    while (at < wanted.count && (wanted.texts[at] == NULL || !rp_str_equal(article->id, rp_str_of(wanted.ids[at]))))
        at++;
    assert_true(at < wanted.count);
    assert_str(article->text, wanted.texts[at]);
    left->given++;
    return RP_OK;
}

static void count_named(void *context, const char *where, const char *what)
{
    struct left *left = context;
    (void)what;
    left->told++;
    left->named += strstr(where, " (operation ") != NULL;
}

/* What does not come out is named, and it is not more than `most` articles. */
static void expect_left(const char *name, const char *deed, uint64_t most)
{
    struct left left = {0};
    struct rp_archive_report report;
    struct rp_error error;
    const struct rp_archive_look look = {.path = disk_path("data"), .damaged = count_named, .each = expect_right, .context = &left};
    if (rp_archive_export(&look, &report, &error) != RP_OK)
        fail_msg("%s: %s: %s", name, deed, error.message);
    uint64_t lost = count_wanted() - left.given;
    if (left.told == 0 || left.named != lost || lost > most)
        fail_msg("%s: %s: %llu lost, %u named", name, deed, (unsigned long long)lost, left.named);
}

static void harm_table(void *context, const char *path, const char *name)
{
    enum { FOOTER = 53, PROPERTIES_END = 147, ENDS = 900, OF_ONE_BLOCK = 40, SHARES = 4 /* of the places: each table gets one */,
           MOST = 12 /* tables: how many there are goes by how far RocksDB has come with merging them */ };
    static const size_t from_end[] = {1, 9, 12, 30, FOOTER, FOOTER - 1, 100, PROPERTIES_END, 300, ENDS};
    size_t len, *tables = context;
    if (strstr(name, ".sst") == NULL || *tables == MOST)
        return;
    char *was = disk_read(path, &len);
    for (size_t i = (*tables)++ % SHARES; i < sizeof from_end / sizeof *from_end; i += SHARES) {
        uint64_t bit = 8 * (len - from_end[i]) + 7; /* of the properties' end it is the one for which RocksDB ends the process */
        disk_flip(path, bit);
        expect_left(name, "a bit behind the rows", OF_ONE_BLOCK);
        disk_flip(path, bit);
    }
    disk_flip(path, 8 * (len / 3));
    expect_left(name, "a bit", OF_ONE_BLOCK);
    disk_write(path, was, len - 1);
    expect_left(name, "a lost byte", 0);
    disk_write(path, was, len / 2);
    expect_left(name, "a lost half", UINT64_MAX);
    assert_int_equal(unlink(path), 0);
    expect_left(name, "a missing file", UINT64_MAX);
    disk_write(path, was, len);
    free(was);
}

static void what_is_whole_comes_out_and_the_rest_is_named(void **state)
{
    (void)state;
    assert_int_equal(unlink(disk_path("data/SEAL")), 0); /* so that nothing is known but what the files say of themselves */
    size_t tables = 0;
    disk_each_file(disk_path("data"), harm_table, &tables);
    assert_true(tables >= 4);
    expect_export();
}

/* It is gone on with, and left without being closed. */
static void a_folder_that_was_not_closed_comes_out_too(void **state)
{
    struct told told;
    struct rp_archive_report report;
    struct filling filling;
    (void)state;
    for (uint64_t life = 1; life <= 2; life++) {
        uint64_t random = life;
        fill_begin(&filling);
        fill(&filling, STEPS / 4, &random);
        fill_abandon(&filling);
        expect_export();
        assert_int_equal(verify(&told, &report), RP_OK);
        if (report.damaged > 0)
            fail_msg("%s", told.first);
        assert_false(report.sealed);
    }
}

static void a_folder_that_is_none_or_in_use_says_so(void **state)
{
    struct rp_archive_report report;
    struct rp_error error;
    (void)state;
    struct rp_archive_look look = {.path = disk_path("none")};
    assert_int_equal(rp_archive_verify(&look, &report, &error), RP_NOT_FOUND);
    assert_int_equal(rp_archive_export(&look, &report, &error), RP_NOT_FOUND);
    look.path = disk_path("data");
    fflush(NULL);
    int ready[2], go[2], status;
    assert_int_equal(pipe(ready) | pipe(go), 0);
    pid_t pid = fork(); /* a lock is a process's */
    if (pid == 0) {
        char byte = 0;
        const struct rp_data_folder_options options = {.path = look.path, .holder = "another process"};
        struct rp_data_folder *held;
        close(go[1]);
        if (rp_data_folder_open(&options, &held, &error) != RP_OK)
            _exit(1);
        _exit(write(ready[1], &byte, 1) == 1 && read(go[0], &byte, 1) == 0 ? 0 : 1);
    }
    char byte;
    close(go[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(rp_archive_verify(&look, &report, &error), RP_IN_USE);
    assert_int_equal(rp_archive_export(&look, &report, &error), RP_IN_USE);
    close(go[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_is_as_it_was_left, setup, teardown),
        cmocka_unit_test_setup_teardown(damage_is_found_in_every_file, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_there_comes_out_in_its_order, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interrupt_is_heard_while_it_reads, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_whole_comes_out_and_the_rest_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_was_not_closed_comes_out_too, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_is_none_or_in_use_says_so, setup, teardown),
    };
    return cmocka_run_group_tests_name("store/verify", tests, NULL, NULL);
}
