/* A server on a thread of its own, and a client on a bare socket. */
#include "host.h"

#include "server/inside.h"
#include "support/cmocka.h"
#include "support/words.h"

#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

void host_init(struct host *host, bool is_unix)
{
    static unsigned number;
    *host = (struct host){.status = RP_IO};
    rp_server_options_default(&host->options);
    host->options.threads = 2;
    if (is_unix) {
        snprintf(host->path, sizeof host->path, "server-%ld-%u.socket", (long)getpid(), number++);
        host->addresses[0] = host->path;
        host->options.unix_paths = host->addresses;
        host->options.unix_count = 1;
    } else {
        host->addresses[0] = "127.0.0.1:0";
        host->options.listen = host->addresses;
        host->options.listen_count = 1;
    }
}

void host_keep(struct host *host, const char *folder)
{
    host->archive = (struct rp_archive_options){.path = folder, .holder = "a test", .create = true};
    host->options.archive = &host->archive;
}

void folder_name(char ret[64])
{
    static unsigned number;
    snprintf(ret, 64, "server-%ld-%u.data", (long)getpid(), number++);
}

void folder_remove(const char *folder)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && unlink(path) != 0)
            folder_remove(path);
    }
    closedir(dir);
    rmdir(folder);
}

static void *run(void *context)
{
    struct host *host = context;
    host->status = rp_server_run(host->server, NULL);
    return NULL;
}

void host_start(struct host *host)
{
    assert_int_equal(rp_server_create(&host->options, &host->server, NULL), RP_OK);
    assert_int_equal(pthread_create(&host->thread, NULL, run, host), 0);
    while (!rp_server_is_ready(host->server))
        sched_yield();
}

void host_end(struct host *host, bool stop)
{
    if (stop)
        rp_server_stop(host->server);
    pthread_join(host->thread, NULL);
    assert_int_equal(host->status, RP_OK);
    rp_server_free(host->server);
}

void raw_open(struct raw *raw, const struct host *host)
{
    const char *address = rp_server_address(host->server, 0), *colon = strrchr(address, ':');
    struct timeval patience = {.tv_sec = 30};
    *raw = (struct raw){.fd = -1};
    if (colon == NULL) {
        struct sockaddr_un name = {.sun_family = AF_UNIX};
        strcpy(name.sun_path, host->path);
        raw->fd = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(connect(raw->fd, (struct sockaddr *)&name, sizeof name), 0);
    } else {
        struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)atoi(colon + 1))};
        raw->fd = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(raw->fd, (struct sockaddr *)&name, sizeof name), 0);
    }
    assert_int_equal(setsockopt(raw->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(setsockopt(raw->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(rp_decoder_create(&raw->decoder), RP_OK);
    rp_frames_init(&raw->frames, RP_LIMIT_FRAME, UINT32_MAX);
    rp_buf_init(&raw->in, 2 * (size_t)RP_LIMIT_FRAME);
    rp_buf_init(&raw->out, 512u << 20);
}

void raw_close(struct raw *raw)
{
    close(raw->fd);
    rp_decoder_free(raw->decoder);
    rp_buf_done(&raw->in);
    rp_buf_done(&raw->out);
}

void raw_ask(struct raw *raw, struct rp_request request)
{
    assert_int_equal(rp_request_encode(&raw->out, &request), RP_OK);
}

void raw_send(struct raw *raw, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(raw->fd, bytes, len, MSG_NOSIGNAL);
        assert_true(n > 0);
        bytes += n;
        len -= (size_t)n;
    }
}

void raw_flush(struct raw *raw)
{
    raw_send(raw, raw->out.data, raw->out.len);
    rp_buf_clear(&raw->out);
}

/* False at the end. */
static bool receive(struct raw *raw)
{
    enum { PIECE = 64 << 10 };
    assert_int_equal(rp_buf_reserve(&raw->in, PIECE), RP_OK);
    ssize_t n = recv(raw->fd, raw->in.data + raw->in.len, PIECE, 0);
    if (n < 0)
        fail_msg("nothing comes: %s", strerror(errno));
    raw->in.len += (size_t)n;
    return n > 0;
}

bool raw_take(struct raw *raw, struct rp_reply *ret)
{
    struct rp_error error;
    size_t n;
    if (raw->done > 0)
        rp_buf_consume(&raw->in, raw->done);
    raw->done = 0;
    for (;;) {
        enum rp_frame kind = rp_frames_next(&raw->frames, raw->in.data, raw->in.len, &n, &error);
        assert_int_not_equal(kind, RP_FRAME_FAULT);
        if (kind == RP_FRAME_MESSAGE)
            break;
        if (!receive(raw)) {
            assert_int_equal(raw->in.len, 0); /* not within a message */
            return false;
        }
    }
    raw->done = n;
    assert_int_equal(rp_reply_decode(raw->decoder, raw->in.data, n, ret, &error), RP_OK);
    return true;
}

void raw_expect(struct raw *raw, uint32_t id, enum rp_status status, struct rp_reply *ret)
{
    struct rp_reply reply;
    assert_true(raw_take(raw, &reply));
    assert_true(reply.has_id && !reply.is_notice);
    assert_int_equal(reply.id, id);
    if (reply.error.status != status)
        fail_msg("request %u: %s: %s", id, rp_status_name(reply.error.status), reply.error.message);
    if (ret != NULL)
        *ret = reply;
}

void raw_expect_fault(struct raw *raw, enum rp_status status, const char *says)
{
    struct rp_reply reply;
    assert_true(raw_take(raw, &reply));
    assert_false(reply.has_id || reply.is_notice);
    assert_int_equal(reply.error.status, status);
    if (strstr(reply.error.message, says) == NULL)
        fail_msg("wanted \"%s\", got \"%s\"", says, reply.error.message);
}

void raw_expect_end(struct raw *raw)
{
    struct rp_reply reply;
    assert_false(raw_take(raw, &reply));
}

struct rp_answer *raw_add(struct raw *raw, uint32_t id, const struct rp_article *article)
{
    struct rp_reply reply;
    struct rp_answer *answer = NULL;
    raw_ask(raw, (struct rp_request){.id = id, .method = RP_METHOD_ADD, .article = *article});
    raw_flush(raw);
    raw_expect(raw, id, RP_OK, &reply);
    assert_int_equal(rp_result_answer(&reply, &answer, NULL), RP_OK);
    return answer;
}

void raw_stats(struct raw *raw, struct rp_service_stats *ret)
{
    struct rp_reply reply;
    raw_ask(raw, (struct rp_request){.id = 999, .method = RP_METHOD_STATS});
    raw_flush(raw);
    raw_expect(raw, 999, RP_OK, &reply);
    assert_int_equal(rp_result_stats(&reply, ret, NULL), RP_OK);
}

struct rp_article made_article(char *room, size_t size, const char *id, const char *source, uint64_t seed, int words)
{
    char *text = room + strlen(id) + 1;
    strcpy(room, id);
    text[0] = 0;
    words_append(text, size - (size_t)(text - room), seed, words);
    return (struct rp_article){.id = rp_str_of(room), .text = rp_str_of(text), .source = rp_str_of(source)};
}
