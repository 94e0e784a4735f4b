/* The load test of `reprint bench` against a Redis server: SET of the same texts, under ids of the same length, by the same runner.
 *
 * usage: bench_redis --to ADDR [OPTION...] [FILE...]      the options, the table and the JSON are those of `reprint bench` */
#include "cli/trial.h"

#include <stdio.h>
#include <string.h>

/* RESP: an array of three strings, each with its length before it. */
static enum rp_status encode_set(struct rp_buf *buf, const struct rp_article *article)
{
    char head[64];
    size_t before = buf->len;
    int n = snprintf(head, sizeof head, "*3\r\n$3\r\nSET\r\n$%zu\r\n", article->id.len);
    enum rp_status status = rp_buf_add(buf, head, (size_t)n);
    if (status == RP_OK)
        status = rp_buf_add_str(buf, article->id);
    n = snprintf(head, sizeof head, "\r\n$%zu\r\n", article->text.len);
    if (status == RP_OK)
        status = rp_buf_add(buf, head, (size_t)n);
    if (status == RP_OK)
        status = rp_buf_add_str(buf, article->text);
    if (status == RP_OK)
        status = rp_buf_add(buf, "\r\n", 2);
    if (status != RP_OK)
        buf->len = before;
    return status;
}

/* "+OK\r\n", or "-NAME message\r\n". */
static enum rp_load_reply next_reply(const char *data, size_t len, size_t *ret_len, char ret_name[RP_LOAD_NAME_BYTES])
{
    const char *end = memchr(data, '\n', len);
    if (data[0] != '+' && data[0] != '-')
        return RP_LOAD_BROKEN;
    if (end == NULL)
        return RP_LOAD_MORE;
    *ret_len = (size_t)(end - data) + 1;
    if (data[0] == '+')
        return RP_LOAD_GOOD;
    size_t n = 0;
    for (const char *at = data + 1; n < RP_LOAD_NAME_BYTES - 1 && *at > ' '; at++)
        ret_name[n++] = *at;
    ret_name[n] = 0;
    return RP_LOAD_REFUSED;
}

static const struct rp_load_protocol redis_set = {.name = "redis set", .encode = encode_set, .next_reply = next_reply};

static enum rp_exit bench(struct rp_trial *trial, const struct rp_args *args)
{
    if (trial->to == NULL)
        return rp_usage(trial->command, "--to ADDR is missing");
    if (!rp_trial_check(trial))
        return RP_EXIT_USAGE;
    enum rp_exit code = rp_trial_read(trial, &redis_set, args->files, args->count);
    return code == RP_EXIT_DONE ? rp_trial_run(trial, trial->to) : code;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct rp_trial trial;
    struct rp_args args;
    enum rp_exit code;
    rp_trial_init(&trial, command);
    struct poptOption options[] = {RP_OPTIONS_TRIAL(&trial), RP_OPTIONS_END};
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = bench(&trial, &args);
        rp_args_done(&args);
    }
    rp_trial_done(&trial);
    return rp_output_end(command, code);
}

int main(int argc, char **argv)
{
    static const struct rp_command command = {
        .name = "bench_redis",
        .arguments = "[FILE...]",
        .about = "the load test of `reprint bench` against a Redis server",
        .notes = "",
        .max_arguments = RP_ARGUMENTS_MAX,
    };
    return (int)run(&command, argc, (const char **)argv);
}
