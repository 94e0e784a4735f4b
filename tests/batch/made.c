/* Made-up articles for tests of jobs. */
#include "made.h"

#include "support/cmocka.h"
#include "support/words.h"

#include <stdio.h>

void made_init(struct rp_buf *buf)
{
    rp_buf_init(buf, 64 << 20);
}

void made_line(struct rp_buf *buf, const char *line)
{
    assert_int_equal(rp_buf_add_str(buf, rp_str_of(line)), RP_OK);
    assert_int_equal(rp_buf_add(buf, "\n", 1), RP_OK);
}

void made_article(struct rp_buf *buf, const char *id, unsigned seed, int words, unsigned extra, const char *source,
                  const char *published)
{
    static char text[1 << 16], line[1 << 17];
    text[0] = 0;
    words_append(text, sizeof text, seed, words);
    if (extra > 0)
        words_append(text, sizeof text, 1000003u * seed + extra, (int)extra);
    int n = snprintf(line, sizeof line, "{\"id\":\"%s\",\"text\":\"%s\"", id, text);
    if (source != NULL)
        n += snprintf(line + n, sizeof line - (size_t)n, ",\"source\":\"%s\"", source);
    if (published != NULL)
        n += snprintf(line + n, sizeof line - (size_t)n, ",\"published\":\"%s\"", published);
    snprintf(line + n, sizeof line - (size_t)n, "}");
    made_line(buf, line);
}

void made_articles(struct rp_buf *buf, unsigned count, unsigned bad)
{
    for (unsigned i = 0; i < count; i++) {
        char id[16], source[32], published[16];
        /* Every third one repeats the text of one of the two before it, whole or longer. */
        unsigned seed = i % 3 == 2 ? i - 1 - i / 3 % 2 : i;
        snprintf(id, sizeof id, "a%u", i);
        snprintf(source, sizeof source, "s%u.example", i % 7);
        snprintf(published, sizeof published, "2020-%02u-%02u", 1 + i * 7 % 12, 1 + i * 5 % 28);
        made_article(buf, id, seed + 1, 60 + (int)(seed % 50), i % 3 == 2 ? i % 20 : 0, source,
                     i % 11 != 0 ? published : NULL);
        if (bad > 0 && i % bad == bad - 1)
            made_line(buf, i % 2 == 0 ? "{\"id\":\"x\"}" : "not JSON");
    }
}
