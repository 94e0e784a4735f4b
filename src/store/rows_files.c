/* Rows: what lies in the folder, before RocksDB looks at it: what it would not find, or take for something else, or end the process for. */
#define _XOPEN_SOURCE 700 /* realpath, mkdtemp, symlink */
#include "base/alloc.h"
#include "base/error.h"
#include "base/tree.h"
#include "store/edits.h"
#include "store/rows.h"
#include "store/rows_inside.h"
#include "store/sst.h"
#include "store/torn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct files {
    bool tables, logs;
    bool hidden; /* there are some that RocksDB is not to see as they are */
    uint64_t last_log, least_log; /* its number; and that which it has at least, by the MANIFEST */
};

bool rp_rows_is(const char *name, const char *ending)
{
    const char *last = strrchr(name, '.');
    return last != NULL && strcmp(last, ending) == 0;
}

enum rp_status rp_rows_path_of(const struct rp_rows *rows, const char *name, char ret[RP_ROWS_PATH], struct rp_error *error)
{
    int len = snprintf(ret, RP_ROWS_PATH, "%s/%s", rows->folder, name);
    return len > 0 && len < RP_ROWS_PATH ? RP_OK : rp_fail(error, RP_IO, "the path of %s is too long", name);
}

/* Damage that is to be passed over is told. */
static enum rp_status pass_over(const struct rp_rows *rows, enum rp_status status, const struct rp_error *error)
{
    if (status != RP_DAMAGED || !rows->lenient)
        return status;
    rows->damaged(rows->damaged_context, error->message);
    return RP_OK;
}

static enum rp_status look_at_log(const char *path, const char *name, struct files *files, struct rp_error *error)
{
    uint64_t number = strtoull(name, NULL, 10);
    files->last_log = number > files->last_log ? number : files->last_log;
    return rp_torn_check(path, NULL, NULL, error);
}

static enum rp_status look_at_manifest(const char *path, struct files *files, struct rp_error *error)
{
    uint64_t least;
    enum rp_status status = rp_edits_last_log(path, &least, error);
    files->least_log = least > files->least_log ? least : files->least_log;
    return status;
}

/* Each of RocksDB's logs is to be whole, or torn at its end. */
static enum rp_status look_at_file(const struct rp_rows *rows, const char *name, struct files *files, struct rp_error *error)
{
    char path[RP_ROWS_PATH];
    bool log = rp_rows_is(name, ".log"), table = rp_rows_is(name, ".sst"), fatal = false;
    files->tables = files->tables || table;
    files->logs = files->logs || log;
    if (!log && !table && strncmp(name, "MANIFEST-", 9) != 0)
        return RP_OK;
    enum rp_status status = rp_rows_path_of(rows, name, path, error);
    if (status == RP_OK && table)
        status = rp_sst_check(path, false, &fatal, error);
    else if (status == RP_OK && log)
        status = look_at_log(path, name, files, error);
    else if (status == RP_OK)
        status = look_at_manifest(path, files, error);
    files->hidden = files->hidden || fatal || (log && status == RP_DAMAGED && rows->lenient);
    if (table && !fatal && status != RP_NO_MEMORY)
        return RP_OK; /* RocksDB will say so if it needs it: a process that was killed may have left a part of one */
    return pass_over(rows, status, error);
}

/* --- hiding what RocksDB can not live with --- */

static bool copy_start(const char *from, const char *to, uint64_t size)
{
    enum { PIECE = 4096 };
    char piece[PIECE];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = in >= 0 && out >= 0;
    while (ok && size > 0) {
        ssize_t n = read(in, piece, size < sizeof piece ? (size_t)size : sizeof piece);
        ok = n > 0 && write(out, piece, (size_t)n) == n;
        size -= ok ? (uint64_t)n : 0;
    }
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return ok;
}

/* Of a log that is damaged, what is before the damage: RocksDB would put the halves of two records together. */
static bool link_log(const char *target, const char *link)
{
    struct rp_error error;
    if (rp_torn_check(target, NULL, NULL, &error) == RP_DAMAGED)
        return copy_start(target, link, error.offset);
    return symlink(target, link) == 0;
}

static bool link_to(const char *from, const char *hidden, const char *name)
{
    char target[RP_ROWS_PATH], link[RP_ROWS_PATH];
    int a = snprintf(target, sizeof target, "%s/%s", from, name), b = snprintf(link, sizeof link, "%s/%s", hidden, name);
    bool fatal = false;
    if (a < 0 || a >= RP_ROWS_PATH || b < 0 || b >= RP_ROWS_PATH)
        return false;
    if (rp_rows_is(name, ".log"))
        return link_log(target, link);
    if (rp_rows_is(name, ".sst"))
        rp_sst_check(target, false, &fatal, NULL);
    return fatal || symlink(target, link) == 0;
}

/* A folder that leads to all files but the tables that RocksDB would end the process for, and has logs up to their damage. */
static enum rp_status hide(struct rp_rows *rows, struct rp_error *error)
{
    char own[PATH_MAX];
    const char *above = getenv("TMPDIR"), form[] = "/reprint-XXXXXX";
    above = above != NULL && above[0] != 0 ? above : "/tmp";
    char *hidden = rp_alloc(strlen(above) + sizeof form);
    if (hidden == NULL)
        return rp_fail_memory(error);
    strcpy(hidden, above);
    strcat(hidden, form);
    if (realpath(rows->folder, own) == NULL || mkdtemp(hidden) == NULL) {
        rp_free(hidden);
        return rp_fail(error, RP_IO, "a folder can not be made in %s: %s", above, strerror(errno));
    }
    rows->opened = hidden;
    DIR *dir = opendir(own);
    const char *name;
    int failed = 0;
    bool ok = dir != NULL;
    while (ok && (name = rp_tree_next(dir, &failed)) != NULL)
        ok = link_to(own, hidden, name);
    if (dir != NULL)
        closedir(dir);
    if (failed != 0)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", rows->folder, strerror(failed));
    return ok ? RP_OK : rp_fail(error, RP_IO, "%s cannot be filled with links: %s", hidden, strerror(errno));
}

void rp_rows_end_hiding(struct rp_rows *rows)
{
    if (rows->opened == rows->folder)
        return;
    rp_tree_remove(rows->opened, NULL);
    rp_free(rows->opened);
    rows->opened = rows->folder;
}

/* --- the whole --- */

/* A folder that has tables has CURRENT and a log: RocksDB would begin anew without the one, and do without the other. And there is always a log that is written to, and it is none of
 * those that the MANIFEST has closed or does without (rp_rows_retire_logs): an old one may be left beside it. */
static enum rp_status check_files(struct rp_rows *rows, const struct files *files, bool there, bool new_copy, bool used, struct rp_error *error)
{
    if (!there && (files->tables || files->logs))
        return rp_fail(error, RP_DAMAGED, "%s/CURRENT is missing: restore a backup", rows->folder);
    if ((files->tables || used) && !files->logs && !new_copy) {
        enum rp_status status = rp_fail(error, RP_DAMAGED, "%s has no log (*.log): it is missing; " RP_ROCKS_MEND, rows->folder);
        return pass_over(rows, status, error);
    }
    if (files->last_log < files->least_log && files->logs && !new_copy) {
        enum rp_status status = rp_fail(error, RP_DAMAGED, "%s lacks a log (%06llu.log or a later one): " RP_ROCKS_MEND, rows->folder, (unsigned long long)files->least_log);
        return pass_over(rows, status, error);
    }
    return RP_OK;
}

enum rp_status rp_rows_look_around(struct rp_rows *rows, const struct rp_rows_options *options, bool new_copy, bool *ret_there, struct rp_error *error)
{
    struct files files = {0};
    char current[RP_ROWS_PATH];
    enum rp_status status = rp_rows_path_of(rows, "CURRENT", current, error);
    *ret_there = status == RP_OK && access(current, F_OK) == 0;
    if (status != RP_OK || options->looked)
        return status;
    const char *name;
    int failed = 0;
    DIR *dir = opendir(rows->folder);
    if (dir == NULL)
        return errno == ENOENT ? RP_OK : rp_fail(error, RP_IO, "%s cannot be read: %s", rows->folder, strerror(errno));
    while (status == RP_OK && (name = rp_tree_next(dir, &failed)) != NULL)
        status = look_at_file(rows, name, &files, error);
    closedir(dir);
    if (failed != 0)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", rows->folder, strerror(failed));
    if (status == RP_OK)
        status = check_files(rows, &files, *ret_there, new_copy, options->used, error);
    return status == RP_OK && files.hidden ? hide(rows, error) : status;
}

enum rp_status rp_rows_name_table(const struct rp_rows *rows, enum rp_status status, struct rp_error *error)
{
    char path[RP_ROWS_PATH];
    const char *name;
    int failed; /* then it stays unnamed */
    if (status != RP_DAMAGED || error == NULL || strstr(error->message, ".sst)") == NULL)
        return status;
    DIR *dir = opendir(rows->folder);
    bool named = false, fatal;
    while (dir != NULL && !named && (name = rp_tree_next(dir, &failed)) != NULL) {
        struct rp_error found;
        named = rp_rows_is(name, ".sst") && rp_rows_path_of(rows, name, path, &found) == RP_OK && rp_sst_check(path, true, &fatal, &found) == RP_DAMAGED;
        if (named)
            *error = found;
    }
    if (dir != NULL)
        closedir(dir);
    return status;
}
