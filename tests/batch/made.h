/* Made-up articles for tests of jobs. */
#ifndef TESTS_BATCH_MADE_H
#define TESTS_BATCH_MADE_H

#include "base/buf.h"

/* Room for a line or a file of the tests. */
void made_init(struct rp_buf *buf);
/* Appends a line: the article `id` with `words` words of text `seed` and then `extra` words of its own. source and
 * published may be NULL. */
void made_article(struct rp_buf *buf, const char *id, unsigned seed, int words, unsigned extra, const char *source,
                  const char *published);
void made_line(struct rp_buf *buf, const char *line);
/* Appends `count` articles a0, a1, ...: some of them copies of earlier ones, with a bad line after every `bad`th (0:
 * none). */
void made_articles(struct rp_buf *buf, unsigned count, unsigned bad);

#endif
