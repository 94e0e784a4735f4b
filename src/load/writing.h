/* Sentences, titles and menus of made-up words, at the end of a buffer. The same stream of random numbers gives the same text. */
#ifndef RP_LOAD_WRITING_H
#define RP_LOAD_WRITING_H

#include "base/buf.h"
#include "load/words.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stdint.h>

/* All fail with RP_NO_MEMORY, and with RP_LIMIT past the buffer's maximum. */

/* Paragraphs of sentences with numbers and quotations, ended as soon as there are so many bytes; an empty line behind them. */
enum rp_status rp_write_sentences(const struct rp_words *words, uint64_t *state, size_t bytes, struct rp_buf *buf);
/* Five to twelve words, without a line's end. */
enum rp_status rp_write_title(const struct rp_words *words, uint64_t *state, struct rp_buf *buf);
/* Lines of one to three words, and now and then a whole sentence. */
enum rp_status rp_write_menu(const struct rp_words *words, uint64_t *state, unsigned count, struct rp_buf *buf);
/* A part of `body`, moved so that it begins and ends between words, with one word in a hundred changed when `edits`; an empty line behind it. */
enum rp_status rp_write_passage(const struct rp_words *words, uint64_t *state, struct rp_str body, struct rp_str part, bool edits,
                                struct rp_buf *buf);

#endif
