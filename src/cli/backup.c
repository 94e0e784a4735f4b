/* reprint backup: a copy of the server's folder, made while it serves, then read whole. */
#include "base/priority.h"
#include "cli/remote.h"
#include "store/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The server would take another path from where it was started. False: that was said. */
static bool make_absolute(const struct rp_command *command, const char *folder, char ret[PATH_MAX])
{
    char here[PATH_MAX] = "";
    if (folder[0] != '/' && getcwd(here, sizeof here) == NULL) {
        rp_say(command, "where this is cannot be told: %s", strerror(errno));
        return false;
    }
    int len = snprintf(ret, PATH_MAX, "%s%s%s", here, folder[0] != '/' ? "/" : "", folder);
    if (len > 0 && len < PATH_MAX)
        return true;
    rp_say(command, "the path of %.80s is too long", folder);
    return false;
}

static void say_damaged(void *context, const char *where, const char *what)
{
    rp_say(context, "%s: %s", where, what);
}

static enum rp_exit verify(const struct rp_remote *remote, const char *path)
{
    struct rp_archive_report report;
    struct rp_error error;
    struct rp_archive_look look = {.path = path, .damaged = say_damaged, .context = (void *)remote->command};
    rp_give_way(); /* the server is on the same machine, and busy */
    enum rp_status status = rp_archive_verify(&look, &report, &error);
    if (status == RP_NOT_FOUND) {
        rp_say(remote->command, "%s is made, but not on this machine: `reprint verify` there reads it", path);
        return RP_EXIT_DONE;
    }
    if (status != RP_OK)
        rp_say(remote->command, "%s", error.message);
    else if (report.damaged > 0)
        rp_say(remote->command, "%s is damaged in %" PRIu64 " place%s", path, report.damaged, report.damaged == 1 ? "" : "s");
    else
        rp_say(remote->command, "%s is a copy of the corpus of %s, and was read whole", path, rp_remote_address(remote));
    return status == RP_OK && report.damaged == 0 ? RP_EXIT_DONE : RP_EXIT_INPUT;
}

static enum rp_exit copy(struct rp_remote *remote, const char *folder)
{
    char path[PATH_MAX];
    struct rp_error error;
    if (!make_absolute(remote->command, folder, path))
        return RP_EXIT_INPUT;
    enum rp_exit code = rp_remote_open(remote);
    if (code != RP_EXIT_DONE)
        return code;
    if (rp_client_backup(remote->client, path, &error) != RP_OK)
        return rp_remote_fail(remote, &error);
    return verify(remote, path);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct rp_remote remote;
    struct rp_args args;
    enum rp_exit code;
    struct poptOption options[] = {RP_OPTIONS_END};
    rp_remote_init(&remote, command);
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        remote.argument = args.files[0];
        code = copy(&remote, args.files[1]);
        rp_args_done(&args);
    }
    rp_remote_done(&remote);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_backup = {
    .name = "backup",
    .arguments = "ADDR DIR",
    .about = "copies the folder of a server that runs",
    .notes = "ADDR: HOST:PORT, or the path of a Unix socket (with a \"/\"). DIR, on the server's machine, must not exist or be empty. The\n"
             "server goes on meanwhile; the copy has all that was answered before, and `reprint serve --data DIR` serves it.",
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
