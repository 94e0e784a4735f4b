/* store/blocks_file: what is read is what was written, or it is an error that says where. */
#include "store/blocks_file.h"

#include "disk.h"
#include "support/cmocka.h"
#include "support/failing.h"
#include "support/random.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { VERSION = 3 };

static const char *path;

static int setup(void **state)
{
    (void)state;
    disk_make();
    path = disk_path("file");
    return 0;
}

static char *some_bytes(size_t size)
{
    char *bytes = malloc(size + 1);
    uint64_t seed = size;
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)random_next(&seed);
    return bytes;
}

/* In pieces of all sizes; errno of the failure. */
static int write_file(const char *bytes, size_t size)
{
    static struct rp_blocks_writer writer;
    uint64_t seed = 1;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(fd >= 0);
    rp_blocks_writer_start(&writer, fd, "test", VERSION);
    for (size_t done = 0, n; done < size; done += n) {
        n = 1 + (size_t)random_below(&seed, (uint64_t)1 << random_below(&seed, 18));
        n = n < size - done ? n : size - done;
        rp_blocks_writer_put(&writer, bytes + done, n);
    }
    int failed = rp_blocks_writer_end(&writer);
    close(fd);
    return failed;
}

/* Of what was read, only what was confirmed counts: reads with other pieces, and compares. */
static enum rp_status read_file(const char *bytes, size_t size, struct rp_error *error)
{
    struct rp_blocks_reader *reader;
    uint64_t seed = 2;
    enum rp_status status = rp_blocks_reader_open(path, "test", VERSION, &reader, error);
    if (status != RP_OK)
        return status;
    char *got = malloc(size + 1);
    assert_non_null(got);
    for (size_t done = 0, n; status == RP_OK && done < size; done += n) {
        n = 1 + (size_t)random_below(&seed, (uint64_t)1 << random_below(&seed, 18));
        n = n < size - done ? n : size - done;
        status = rp_blocks_reader_get(reader, got + done, n, error);
        if (status == RP_OK)
            assert_memory_equal(got + done, bytes + done, n);
    }
    if (status == RP_OK)
        status = rp_blocks_reader_end(reader, error);
    rp_blocks_reader_close(reader);
    free(got);
    return status;
}

static void what_is_read_is_what_was_written(void **state)
{
    (void)state;
    enum { BLOCK = RP_BLOCKS_FILE_BLOCK };
    static const size_t sizes[] = {0, 1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *bytes = some_bytes(sizes[i]);
        assert_int_equal(write_file(bytes, sizes[i]), 0);
        assert_int_equal(read_file(bytes, sizes[i], NULL), RP_OK);
        free(bytes);
    }
}

static void what_is_read_must_be_there(void **state)
{
    (void)state;
    char *bytes = some_bytes(1000), got[2000];
    struct rp_blocks_reader *reader;
    struct rp_error error;
    assert_int_equal(write_file(bytes, 1000), 0);
    assert_int_equal(rp_blocks_reader_open(path, "test", VERSION, &reader, NULL), RP_OK);
    assert_int_equal(rp_blocks_reader_get(reader, got, 1001, &error), RP_DAMAGED);
    assert_non_null(strstr(error.message, path));
    rp_blocks_reader_close(reader);
    assert_int_equal(rp_blocks_reader_open(path, "test", VERSION, &reader, NULL), RP_OK);
    assert_int_equal(rp_blocks_reader_get(reader, got, 999, NULL), RP_OK);
    assert_int_equal(rp_blocks_reader_end(reader, &error), RP_DAMAGED);
    rp_blocks_reader_close(reader);
    rp_blocks_reader_close(NULL);
    free(bytes);
}

static void every_flipped_bit_is_found(void **state)
{
    (void)state;
    enum { SIZE = 200 };
    char *bytes = some_bytes(SIZE);
    size_t len;
    assert_int_equal(write_file(bytes, SIZE), 0);
    free(disk_read(path, &len));
    for (uint64_t bit = 0; bit < 8 * len; bit++) {
        struct rp_error error;
        disk_flip(path, bit);
        assert_int_equal(read_file(bytes, SIZE, &error), RP_DAMAGED);
        assert_non_null(strstr(error.message, path));
        disk_flip(path, bit);
    }
    assert_int_equal(read_file(bytes, SIZE, NULL), RP_OK);
    free(bytes);
}

static void a_cut_or_longer_file_is_found(void **state)
{
    (void)state;
    enum { SIZE = RP_BLOCKS_FILE_BLOCK + 100 };
    char *bytes = some_bytes(SIZE);
    size_t len;
    assert_int_equal(write_file(bytes, SIZE), 0);
    char *whole = disk_read(path, &len);
    for (size_t cut = 0; cut < len; cut += cut < 100 || cut + 300 > len ? 1 : 997) {
        disk_write(path, whole, cut);
        assert_int_equal(read_file(bytes, SIZE, NULL), RP_DAMAGED);
    }
    disk_write(path, whole, len + 1); /* its terminator */
    assert_int_equal(read_file(bytes, SIZE, NULL), RP_DAMAGED);
    free(whole);
    free(bytes);
}

/* Two whole blocks that change places, and one that is taken out. */
static void blocks_have_their_places(void **state)
{
    (void)state;
    enum { HEAD = 40, BLOCK = RP_BLOCKS_FILE_BLOCK + 16, SIZE = 3 * RP_BLOCKS_FILE_BLOCK };
    char *bytes = some_bytes(SIZE);
    size_t len;
    assert_int_equal(write_file(bytes, SIZE), 0);
    char *file = disk_read(path, &len), *other = disk_read(path, NULL);
    memcpy(other + HEAD, file + HEAD + BLOCK, BLOCK);
    memcpy(other + HEAD + BLOCK, file + HEAD, BLOCK);
    disk_write(path, other, len);
    assert_int_equal(read_file(bytes, SIZE, NULL), RP_DAMAGED);
    memmove(file + HEAD + 2 * BLOCK, file + HEAD + 3 * BLOCK, len - HEAD - 3 * BLOCK);
    disk_write(path, file, len - BLOCK);
    assert_int_equal(read_file(bytes, SIZE, NULL), RP_DAMAGED);
    free(file);
    free(other);
    free(bytes);
}

static void other_files_are_refused_by_name(void **state)
{
    (void)state;
    struct rp_blocks_reader *reader;
    struct rp_error error;
    assert_int_equal(rp_blocks_reader_open(path, "test", VERSION, &reader, &error), RP_NOT_FOUND);
    assert_int_equal(write_file("x", 1), 0);
    assert_int_equal(rp_blocks_reader_open(path, "test", VERSION - 1, &reader, &error), RP_NEWER);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, "newer reprint"));
    assert_int_equal(rp_blocks_reader_open(path, "test", VERSION + 1, &reader, &error), RP_DAMAGED);
    assert_int_equal(rp_blocks_reader_open(path, "testing", VERSION, &reader, &error), RP_DAMAGED);
    assert_int_equal(rp_blocks_reader_open(disk_path("."), "test", VERSION, &reader, &error), RP_IO);
    assert_non_null(strstr(error.message, "cannot be read"));
}

static void a_failure_is_told_at_the_end(void **state)
{
    (void)state;
    struct rlimit old, small = {.rlim_cur = 100000};
    char *bytes = some_bytes(300000);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int failed = write_file(bytes, 300000);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(failed, EFBIG);
    /* What can not be synced. */
    static struct rp_blocks_writer writer;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    rp_blocks_writer_start(&writer, ends[1], "test", VERSION);
    assert_int_equal(rp_blocks_writer_end(&writer), EINVAL);
    close(ends[0]);
    close(ends[1]);
    free(bytes);
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    struct failing failing;
    failing_start(&failing, 1);
    assert_int_equal(write_file("text", 4), 0);
    assert_int_equal(failing.seen, 0);
    for (size_t n = 1;; n++) {
        failing_start(&failing, n);
        enum rp_status status = read_file("text", 4, NULL);
        failing_stop();
        if (status == RP_OK) {
            assert_true(n > 2);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_read_is_what_was_written, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_is_read_must_be_there, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(every_flipped_bit_is_found, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_cut_or_longer_file_is_found, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(blocks_have_their_places, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(other_files_are_refused_by_name, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_failure_is_told_at_the_end, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/blocks_file", tests, NULL, NULL);
}
