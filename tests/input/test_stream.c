/* input/stream: formats, damage, interruption. */
#include "input/stream.h"

#include "base/alloc.h"
#include "files.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder;

static int setup(void **state)
{
    (void)state;
    folder = strdup(files_folder());
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    files_remove(folder);
    free(folder);
    return 0;
}

/* Reads all of a file in steps of `step` bytes; the caller frees what was read. */
static enum rp_status read_all(const char *path, size_t step, char **ret, size_t *ret_len, struct rp_error *error)
{
    struct rp_stream *stream;
    size_t cap = 1 << 20, n = 1;
    char *data = malloc(cap);
    enum rp_status status = rp_stream_open(path, NULL, &stream, error);
    *ret = data;
    *ret_len = 0;
    if (status != RP_OK)
        return status;
    while ((status = rp_stream_read(stream, data + *ret_len, step, &n, error)) == RP_OK && n > 0) {
        *ret_len += n;
        if (cap - *ret_len < step)
            *ret = data = realloc(data, cap *= 2);
    }
    rp_stream_close(stream);
    return status;
}

static void expect_content(const char *path, size_t step, const char *data, size_t len)
{
    char *got;
    size_t got_len;
    struct rp_error error = {0};
    assert_int_equal(read_all(path, step, &got, &got_len, &error), RP_OK);
    assert_int_equal(got_len, len);
    assert_memory_equal(got, data, len);
    free(got);
}

static void expect_failure(const char *path, enum rp_status status, const char *words)
{
    char *got;
    size_t got_len;
    struct rp_error error = {0};
    assert_int_equal(read_all(path, 4096, &got, &got_len, &error), status);
    assert_int_equal(error.status, status);
    assert_non_null(strstr(error.message, words));
    assert_non_null(strstr(error.message, path));
    free(got);
}

/* Text that packs to something, not to nothing. */
static char *sample(size_t len)
{
    char *data = malloc(len);
    unsigned x = 12345;
    for (size_t i = 0; i < len; i++) {
        x = x * 1103515245u + 12345u;
        data[i] = i % 70 == 69 ? '\n' : (char)('a' + (x >> 16) % 20);
    }
    return data;
}

static void reads_every_format(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 3, 5, 4096, 700000};
    static const size_t steps[] = {4096, 65536};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        size_t len = lengths[i], packed_len;
        char *data = sample(len);
        /* The names lie on purpose: only the bytes count. */
        files_write(files_path(folder, "plain.gz"), data, len);
        void *packed = files_gzip(data, len, &packed_len);
        files_write(files_path(folder, "gzip.zst"), packed, packed_len);
        free(packed);
        packed = files_zstd(data, len, &packed_len);
        files_write(files_path(folder, "zstd"), packed, packed_len);
        free(packed);
        for (size_t s = 0; s < 2; s++) {
            expect_content(files_path(folder, "plain.gz"), steps[s], data, len);
            expect_content(files_path(folder, "gzip.zst"), steps[s], data, len);
            expect_content(files_path(folder, "zstd"), steps[s], data, len);
        }
        free(data);
    }
}

static void reads_in_single_bytes(void **state)
{
    (void)state;
    size_t packed_len;
    char *data = sample(1000);
    void *packed = files_gzip(data, 1000, &packed_len);
    files_write(files_path(folder, "a"), packed, packed_len);
    expect_content(files_path(folder, "a"), 1, data, 1000);
    free(packed);
    packed = files_zstd(data, 1000, &packed_len);
    files_write(files_path(folder, "a"), packed, packed_len);
    expect_content(files_path(folder, "a"), 1, data, 1000);
    free(packed);
    free(data);
}

/* Two members or frames after each other, as cat makes them; zero padding behind gzip; a skippable frame before
 * Zstandard. */
static void reads_joined_files(void **state)
{
    (void)state;
    static const unsigned char skippable[] = {0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};
    char *data = sample(300000), both[4096];
    size_t a, b;
    char *one = files_gzip(data, 100, &a), *two = files_gzip(data + 100, 200, &b);
    memcpy(both, one, a);
    memcpy(both + a, two, b);
    memset(both + a + b, 0, 512);
    files_write(files_path(folder, "a"), both, a + b + 512);
    expect_content(files_path(folder, "a"), 4096, data, 300);
    free(one);
    free(two);
    one = files_zstd(data, 100, &a);
    two = files_zstd(data + 100, 200, &b);
    memcpy(both, skippable, sizeof skippable);
    memcpy(both + sizeof skippable, one, a);
    memcpy(both + sizeof skippable + a, two, b);
    files_write(files_path(folder, "a"), both, sizeof skippable + a + b);
    expect_content(files_path(folder, "a"), 4096, data, 300);
    free(one);
    free(two);
    free(data);
}

/* Wherever a packed file is cut, the reader says so. */
static void cut_files_are_errors(void **state)
{
    (void)state;
    char *data = sample(2000);
    size_t gzip_len, zstd_len;
    char *gzip = files_gzip(data, 2000, &gzip_len), *zstd = files_zstd(data, 2000, &zstd_len);
    for (size_t cut = 2; cut < gzip_len; cut += cut < 40 ? 1 : 97) {
        files_write(files_path(folder, "a"), gzip, cut);
        expect_failure(files_path(folder, "a"), RP_DAMAGED, "cut off");
    }
    for (size_t cut = 4; cut < zstd_len; cut += cut < 40 ? 1 : 97) {
        files_write(files_path(folder, "a"), zstd, cut);
        expect_failure(files_path(folder, "a"), RP_DAMAGED, "cut off");
    }
    free(gzip);
    free(zstd);
    free(data);
}

static void damaged_files_are_errors(void **state)
{
    (void)state;
    char *data = sample(200000);
    size_t len;
    char *packed = files_gzip(data, 200000, &len);
    packed[len - 6] ^= 1; /* the checksum */
    files_write(files_path(folder, "a"), packed, len);
    expect_failure(files_path(folder, "a"), RP_DAMAGED, "gzip data is damaged");
    packed[len - 6] ^= 1;
    char *more = malloc(len + 4);
    memcpy(more, packed, len);
    memcpy(more + len, "junk", 4);
    files_write(files_path(folder, "a"), more, len + 4);
    expect_failure(files_path(folder, "a"), RP_DAMAGED, "gzip data is damaged");
    free(more);
    free(packed);
    packed = files_zstd(data, 200000, &len);
    memset(packed + len / 2, 0xff, 64);
    packed[5] ^= 0x55;
    files_write(files_path(folder, "a"), packed, len);
    expect_failure(files_path(folder, "a"), RP_DAMAGED, "Zstandard data is damaged");
    free(packed);
    free(data);
}

static void files_that_cannot_be_opened(void **state)
{
    (void)state;
    expect_failure(files_path(folder, "missing"), RP_IO, "No such file");
    expect_failure(folder, RP_IO, "is a folder");
}

static void tells_progress(void **state)
{
    (void)state;
    struct rp_stream *stream;
    char buf[4096];
    size_t n, len;
    uint64_t done, total;
    char *data = sample(500000);
    char *packed = files_gzip(data, 500000, &len);
    files_write(files_path(folder, "a"), packed, len);
    assert_int_equal(rp_stream_open(files_path(folder, "a"), NULL, &stream, NULL), RP_OK);
    assert_true(rp_stream_is_file(stream));
    rp_stream_progress(stream, &done, &total);
    assert_int_equal(done, 0);
    assert_int_equal(total, len);
    assert_int_equal(rp_stream_read(stream, buf, sizeof buf, &n, NULL), RP_OK);
    rp_stream_progress(stream, &done, &total);
    assert_true(done > 0 && done < len);
    while (n > 0)
        assert_int_equal(rp_stream_read(stream, buf, sizeof buf, &n, NULL), RP_OK);
    rp_stream_progress(stream, &done, &total);
    assert_int_equal(done, len);
    rp_stream_close(stream);
    rp_stream_close(NULL);
    free(packed);
    free(data);
}

static atomic_bool interrupt;

static void *interrupt_later(void *unused)
{
    (void)unused;
    atomic_store(&interrupt, true);
    return NULL;
}

/* A pipe that says nothing does not hold an interrupted reader. */
static void interrupts_a_silent_pipe(void **state)
{
    (void)state;
    struct rp_stream *stream;
    struct rp_error error = {0};
    pthread_t thread;
    char buf[64];
    size_t n;
    int ends[2], saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(write(ends[1], "hello", 5), 5);
    atomic_store(&interrupt, false);
    assert_int_equal(rp_stream_open("-", &interrupt, &stream, &error), RP_OK);
    assert_false(rp_stream_is_file(stream));
    assert_int_equal(rp_stream_read(stream, buf, sizeof buf, &n, &error), RP_OK);
    assert_int_equal(n, 5);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_later, NULL), 0);
    assert_int_equal(rp_stream_read(stream, buf, sizeof buf, &n, &error), RP_INTERRUPTED);
    assert_non_null(strstr(error.message, "standard input"));
    pthread_join(thread, NULL);
    rp_stream_close(stream);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(ends[0]);
    close(ends[1]);
}

static size_t countdown;

static bool fails_at_zero(size_t size, void *context)
{
    (void)size;
    (void)context;
    return countdown-- != 0;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    char *data = sample(2000);
    size_t len;
    char *packed = files_gzip(data, 2000, &len);
    files_write(files_path(folder, "a"), packed, len);
    unsigned failures = 0;
    for (size_t n = 0;; n++) {
        struct rp_error error = {0};
        char *got;
        size_t got_len;
        countdown = n;
        rp_alloc_set_hook(fails_at_zero, NULL);
        enum rp_status status = read_all(files_path(folder, "a"), 4096, &got, &got_len, &error);
        rp_alloc_set_hook(NULL, NULL);
        free(got);
        if (status == RP_OK)
            break;
        assert_int_equal(status, RP_NO_MEMORY);
        assert_string_equal(error.message, "out of memory");
        failures++;
    }
    assert_true(failures >= 4);
    free(packed);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_format, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_in_single_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_joined_files, setup, teardown),
        cmocka_unit_test_setup_teardown(cut_files_are_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged_files_are_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(files_that_cannot_be_opened, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_progress, setup, teardown),
        cmocka_unit_test_setup_teardown(interrupts_a_silent_pipe, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, teardown),
    };
    return cmocka_run_group_tests_name("input/stream", tests, NULL, NULL);
}
