/* A client of the server, in C: blocking calls, and pipelining for speed. docs/PROTOCOL.md says what goes over the line.
 *
 * A client belongs to one thread at a time. Everything sent and received is copied; what a call returns is the caller's. After RP_UNREACHABLE, RP_CLOSED,
 * RP_TIMED_OUT, RP_DAMAGED or RP_INTERRUPTED the connection is over and every further call fails with RP_CLOSED; any other status is the server's answer
 * to this one request. Errors may be NULL. */
#ifndef REPRINT_CLIENT_H
#define REPRINT_CLIENT_H

#include "reprint/article.h"
#include "reprint/compare.h"
#include "reprint/corpus.h"
#include "reprint/fingerprint.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where a server is when nothing else is said. */
#define RP_DEFAULT_ADDRESS "127.0.0.1:7878"

struct rp_client;

struct rp_client_options {
    uint32_t connect_ms; /* [5000] */
    uint32_t silence_ms; /* [60000] without a byte from the server while an answer is due; 0: wait for ever */
    bool (*interrupted)(void *context); /* [NULL] asked several times a second while waiting; true ends the call with RP_INTERRUPTED */
    void *context;
};
void rp_client_options_default(struct rp_client_options *ret);

/* address: "HOST:PORT", "[IPv6]:PORT", or the path of a Unix socket (anything with a "/"). options may be NULL. Says hello: RP_BAD_VALUE when the server
 * does not speak this protocol. RP_BAD_ARGUMENT (address), RP_UNREACHABLE, RP_TIMED_OUT, RP_INTERRUPTED, RP_NO_MEMORY. */
enum rp_status rp_client_connect(const char *address, const struct rp_client_options *options, struct rp_client **ret, struct rp_error *error);
void rp_client_free(struct rp_client *client); /* NULL is allowed */

/* --- one question, one answer --- */

enum rp_status rp_client_ping(struct rp_client *client, struct rp_error *error);
/* As rp_corpus_add (flags: enum rp_add_flags), rp_corpus_check, rp_corpus_remove. */
enum rp_status rp_client_add(struct rp_client *client, const struct rp_article *article, unsigned flags, struct rp_answer **ret,
                             struct rp_error *error);
enum rp_status rp_client_check(struct rp_client *client, const struct rp_article *article, struct rp_answer **ret, struct rp_error *error);
enum rp_status rp_client_remove(struct rp_client *client, struct rp_str id, struct rp_error *error);

/* An article and what is known of it. rp_found_article_free frees both. */
struct rp_found_article {
    struct rp_article article;
    struct rp_answer *answer;
};
enum rp_status rp_client_get(struct rp_client *client, struct rp_str id, struct rp_found_article **ret, struct rp_error *error);
void rp_found_article_free(struct rp_found_article *found); /* NULL is allowed */

/* The story of an article: of its members those with a seq above `after`, at most RP_LIMIT_STORY of them; ret->total counts all. */
enum rp_status rp_client_story(struct rp_client *client, struct rp_str id, uint64_t after, struct rp_story **ret, struct rp_error *error);

enum rp_status rp_client_fingerprint(struct rp_client *client, struct rp_str text, struct rp_fingerprint *ret, struct rp_error *error);
/* Of two articles that the server has. rp_comparison_done frees. */
enum rp_status rp_client_compare(struct rp_client *client, struct rp_str new_id, struct rp_str old_id, struct rp_comparison *ret,
                                 struct rp_error *error);

/* What keeps the corpus of a server. */
struct rp_data_stats {
    char state[16];       /* "ready"; on the way there "checking", "loading", "indexing", "replaying"; "read_only": articles are neither added nor removed */
    char fsync[16];       /* when what was answered is on the disk: "always", "interval", "never"; "none": the server keeps nothing */
    uint64_t done, total; /* of a state on the way: bytes or operations; 0 and 0 when ready */
    uint64_t logged;      /* operations on the disk */
    uint64_t saved;       /* of them those that the last written state of the corpus has seen; the others are done once more at the next start */
    uint64_t replayed;    /* operations that were done once more at this start */
    char why[240];        /* read_only: what failed; else empty */
};

struct rp_service_stats {
    struct rp_corpus_stats corpus;
    uint64_t uptime_ms;
    uint64_t threads;              /* that read, fingerprint and write; the engine has one more */
    uint64_t connections, accepted; /* now; since the start */
    uint64_t requests, faults;     /* answered, and with an error */
    uint64_t queued, queued_bytes; /* articles waiting for the engine, now */
    uint64_t watchers, missed;     /* connections that watch, now; copies that slow ones of them were not told */
    struct rp_data_stats data;
};
enum rp_status rp_client_stats(struct rp_client *client, struct rp_service_stats *ret, struct rp_error *error);

/* Makes a copy of the server's corpus in a folder of the server's machine: an absolute path, which does not exist or is an empty folder. The copy has all that
 * was answered before the call, and is a corpus of its own (`reprint serve --data`). Waits for it, however long. RP_NOT_FOUND: the server has no folder. RP_EXISTS: something is there. RP_IN_USE:
 * it makes another copy. RP_BAD_VALUE, RP_IO, RP_DAMAGED. */
enum rp_status rp_client_backup(struct rp_client *client, const char *path, struct rp_error *error);

/* --- many articles: pipelining --- */

/* Sends an article without waiting for its answer. Articles of one client are taken in the order of these calls. RP_LIMIT, with nothing sent: the article
 * is larger than a message, or 32 MiB of answers wait to be taken. */
enum rp_status rp_client_post_add(struct rp_client *client, const struct rp_article *article, unsigned flags, struct rp_error *error);
enum rp_status rp_client_post_check(struct rp_client *client, const struct rp_article *article, struct rp_error *error);
/* Posted and not taken yet. Keep this below RP_LIMIT_IN_FLIGHT: beyond it the server does not read on. */
size_t rp_client_posted(const struct rp_client *client);
/* The answer to the oldest one posted; waits for it. RP_NOT_FOUND when nothing is posted. */
enum rp_status rp_client_take(struct rp_client *client, struct rp_answer **ret, struct rp_error *error);
/* True when rp_client_take would not wait. */
bool rp_client_ready(struct rp_client *client);

/* --- watching --- */

/* A copy that the server found, by whomever it was sent. rp_copy_free frees all of it. */
struct rp_copy {
    struct rp_answer *answer;
    struct rp_str source, published, url, title; /* of the article */
    uint64_t missed;                             /* copies before this one that were found too fast to be told here */
};
/* From now on the server tells of copies. verdicts: a bit (1u << verdict) for each kind wanted, 0 for all but `unique`; source: only articles of this source
 * when not empty. A client that watches asks nothing else. */
enum rp_status rp_client_watch(struct rp_client *client, uint32_t verdicts, struct rp_str source, struct rp_error *error);
/* The next copy; waits for it, however long. */
enum rp_status rp_client_next_copy(struct rp_client *client, struct rp_copy **ret, struct rp_error *error);
void rp_copy_free(struct rp_copy *copy); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
#endif
