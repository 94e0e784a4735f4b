/* Lines for the operator: the level decides, a line is one line. */
#include "support/cmocka.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char caught[8192];
static int saved;
static FILE *file;

static void catch_start(void)
{
    file = tmpfile();
    assert_non_null(file);
    fflush(stderr);
    saved = dup(STDERR_FILENO);
    assert_int_equal(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
}

static const char *catch_end(void)
{
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    caught[fread(caught, 1, sizeof caught - 1, file)] = 0;
    fclose(file);
    return caught;
}

static void log_all(void)
{
    rp_log(RP_LOG_ERROR, "e %d", 1);
    rp_log(RP_LOG_WARN, "w %d", 2);
    rp_log(RP_LOG_INFO, "i %d", 3);
    rp_log(RP_LOG_DEBUG, "d %d", 4);
}

static void the_level_decides(void **state)
{
    (void)state;
    catch_start();
    log_all();
    assert_string_equal(catch_end(), "reprint: error: e 1\nreprint: warning: w 2\nreprint: info: i 3\n");
    rp_log_set_level(RP_LOG_ERROR);
    catch_start();
    log_all();
    assert_string_equal(catch_end(), "reprint: error: e 1\n");
    rp_log_set_level(RP_LOG_DEBUG);
    catch_start();
    log_all();
    assert_string_equal(catch_end(), "reprint: error: e 1\nreprint: warning: w 2\nreprint: info: i 3\nreprint: debug: d 4\n");
}

static void a_long_line_is_cut(void **state)
{
    (void)state;
    char text[3000];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = 0;
    catch_start();
    rp_log(RP_LOG_ERROR, "%s", text);
    const char *line = catch_end();
    assert_int_equal(strlen(line), strlen("reprint: error: ") + 1023 + 1);
    assert_int_equal(line[strlen(line) - 1], '\n');
}

static void make_room(void *context)
{
    fputs(context, stderr);
}

static void what_is_on_the_terminal_makes_room(void **state)
{
    (void)state;
    char wipe[] = "[wiped]";
    rp_log_make_room(make_room, wipe);
    catch_start();
    rp_log(RP_LOG_ERROR, "e");
    assert_string_equal(catch_end(), "[wiped]reprint: error: e\n");
    rp_log_make_room(NULL, NULL);
    catch_start();
    rp_log(RP_LOG_ERROR, "e");
    assert_string_equal(catch_end(), "reprint: error: e\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_decides),
        cmocka_unit_test(a_long_line_is_cut),
        cmocka_unit_test(what_is_on_the_terminal_makes_room),
    };
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
