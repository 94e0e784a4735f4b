/* The state machine of docs/FINGERPRINT.md section 3: takes mapped code points one after another and appends to the tokens. For tokens.c. */
#ifndef RP_TEXT_MACHINE_H
#define RP_TEXT_MACHINE_H

#include "text/mapping.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RP_KEPT_MARKS_MAX = 30,
    RP_STREAM_SLACK = 192 /* bytes kept free behind the stream: a mapped code point with all its marks, and what kernels need */
};

enum rp_joiner { RP_JOINER_NONE, RP_JOINER_APOSTROPHE, RP_JOINER_COMMA };

/* The open token and what may join it. In the stream every closed token has a space behind it. */
struct rp_machine {
    struct rp_tokens *tokens; /* borrowed */
    bool open, single;
    enum rp_joiner joiner;
    uint32_t last, base;
    enum rp_marks base_marks; /* what happens to marks behind the base */
    size_t base_end;          /* in the stream: where the kept marks of the base begin */
    unsigned marks;           /* kept since the base */
    struct rp_mark {
        uint32_t code, class; /* the canonical combining class */
    } mark[RP_KEPT_MARKS_MAX];
};

static inline bool rp_is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

/* Room for more tokens in the arrays; and in the stream for the raw bytes left, as if they were ASCII, and twice the slack. False when memory is out. */
bool rp_room_for_tokens(struct rp_tokens *tokens, size_t more);
bool rp_room_in_stream(struct rp_tokens *tokens, size_t raw_left);

/* One mapped code point; it came from the raw bytes raw_start .. raw_end. `detail` as in struct rp_short. False when memory is out. */
bool rp_machine_feed(struct rp_machine *m, uint32_t class, uint32_t code, uint32_t detail, size_t raw_start, size_t raw_end);
void rp_machine_close_token(struct rp_machine *m);

/* The same as feeding, for what most of a text beyond ASCII is, as far as text[at .. len) goes on with it and is well-formed; returns where that ends. There is
 * room in the stream. Letters and their marks that go on an open word, and more words with a blank between; single code points behind an open one. */
size_t rp_machine_go_on_words(struct rp_machine *m, const unsigned char *text, size_t len, size_t at);
size_t rp_machine_take_singles(struct rp_machine *m, const unsigned char *text, size_t len, size_t at);

#endif
