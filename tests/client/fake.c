/* A server that says what a test wants it to say. */
#include "fake.h"

#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { IN_BYTES = 8 << 20, READ_BYTES = 128 << 10 };

bool fake_take(struct fake_peer *peer)
{
    struct rp_error error;
    memmove(peer->in, peer->in + peer->taken, peer->len - peer->taken);
    peer->len -= peer->taken;
    peer->taken = 0;
    for (;;) {
        size_t n;
        enum rp_frame found = rp_frames_next(&peer->frames, peer->in, peer->len, &n, &error);
        if (found == RP_FRAME_FAULT)
            return false;
        if (found == RP_FRAME_MESSAGE) {
            peer->message = peer->taken = n;
            return rp_frame_id(peer->in, n, &peer->id);
        }
        /* Little at once: one large read goes on as long as the other side writes. */
        size_t room = IN_BYTES - peer->len;
        ssize_t got = read(peer->fd, peer->in + peer->len, room < READ_BYTES ? room : READ_BYTES);
        if (got <= 0)
            return false;
        peer->len += (size_t)got;
    }
}

bool fake_read(struct fake_peer *peer, struct rp_decoder *decoder, struct rp_request *ret)
{
    bool has_id;
    return rp_request_decode(decoder, peer->in, peer->message, ret, &has_id, NULL) == RP_OK && has_id;
}

bool fake_send(struct fake_peer *peer, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(peer->fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

bool fake_flush(struct fake_peer *peer, struct rp_buf *buf)
{
    bool sent = fake_send(peer, buf->data, buf->len);
    rp_buf_clear(buf);
    return sent;
}

/* Writes a number in its widest form behind `type`. */
static char *put_u32(char *at, char type, uint32_t value)
{
    *at++ = type;
    for (int shift = 24; shift >= 0; shift -= 8)
        *at++ = (char)(value >> shift & 0xff);
    return at;
}

/* Sends [1, id, and what follows. */
static bool send_reply(struct fake_peer *peer, uint32_t id, const char *rest, size_t len)
{
    char head[8] = "\x94\x01";
    char *end = put_u32(head + 2, '\xce', id);
    return fake_send(peer, head, (size_t)(end - head)) && fake_send(peer, rest, len);
}

bool fake_hello(struct fake_peer *peer)
{
    const char rest[] = "\xc0\x81\xa8protocol\x01";
    return fake_take(peer) && send_reply(peer, peer->id, rest, sizeof rest - 1);
}

bool fake_empty(struct fake_peer *peer, uint32_t id)
{
    return send_reply(peer, id, "\xc0\xc0", 2);
}

bool fake_error(struct fake_peer *peer, uint32_t id, enum rp_status status, size_t bytes)
{
    char *rest = malloc(bytes + 16), *at = rest;
    if (rest == NULL)
        return false;
    *at++ = '\x93';
    *at++ = (char)status;
    *at++ = '\xa1';
    *at++ = 'e';
    at = put_u32(at, '\xdb', (uint32_t)bytes);
    memset(at, 'm', bytes);
    at += bytes;
    *at++ = '\xc0';
    bool sent = send_reply(peer, id, rest, (size_t)(at - rest));
    free(rest);
    return sent;
}

bool fake_drain(struct fake_peer *peer)
{
    while (read(peer->fd, peer->in, IN_BYTES) > 0)
        continue;
    return true;
}

static void *run(void *context)
{
    struct fake *fake = context;
    char *in = malloc(IN_BYTES);
    fake->went_well = in != NULL;
    while (fake->went_well && fake->connections-- > 0) {
        struct fake_peer peer = {.fd = accept(fake->listener, NULL, NULL), .in = in};
        if (peer.fd < 0)
            break; /* fake_stop: nobody came */
        rp_frames_init(&peer.frames, IN_BYTES, 1 << 20);
        fake->went_well = fake->serve(&peer, fake->context);
        close(peer.fd);
    }
    free(in);
    return NULL;
}

void fake_start(struct fake *fake, int connections, fake_serve serve, void *context)
{
    *fake = (struct fake){.connections = connections, .serve = serve, .context = context};
    const char *temporary = getenv("TMPDIR");
    snprintf(fake->folder, sizeof fake->folder, "%.40s/reprint-XXXXXX", temporary != NULL ? temporary : "/tmp");
    assert_non_null(mkdtemp(fake->folder));
    snprintf(fake->path, sizeof fake->path, "%s/socket", fake->folder);
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    memcpy(name.sun_path, fake->path, strlen(fake->path) + 1);
    fake->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fake->listener >= 0);
    assert_int_equal(bind(fake->listener, (const struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(listen(fake->listener, 4), 0);
    assert_int_equal(pthread_create(&fake->thread, NULL, run, fake), 0);
}

void fake_stop(struct fake *fake)
{
    shutdown(fake->listener, SHUT_RDWR);
    assert_int_equal(pthread_join(fake->thread, NULL), 0);
    close(fake->listener);
    unlink(fake->path);
    rmdir(fake->folder);
    assert_true(fake->went_well);
}
