/* What is written to a stream, as a string. */
#ifndef TESTS_CLI_WRITTEN_H
#define TESTS_CLI_WRITTEN_H

#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct written {
    FILE *file;
    char *text; /* of the C library */
    size_t len;
};

static inline FILE *written_begin(struct written *written)
{
    written->file = open_memstream(&written->text, &written->len);
    assert_non_null(written->file);
    return written->file;
}

static inline void written_expect(struct written *written, const char *want)
{
    assert_int_equal(fclose(written->file), 0);
    assert_string_equal(written->text, want);
    free(written->text);
}

#endif
