/* Strings, and the strings of an article, packed behind each other in a block. */
#ifndef RP_BASE_STRINGS_H
#define RP_BASE_STRINGS_H

#include "reprint/article.h"

#include <stddef.h>
#include <string.h>

/* Copies str to *at, moves *at behind it, returns the copy. */
static inline struct rp_str rp_put_str(char **at, struct rp_str str)
{
    struct rp_str copy = {*at, str.len};
    if (str.len > 0)
        memcpy(*at, str.data, str.len);
    *at += str.len;
    return copy;
}

/* The bytes of all strings of an article. */
static inline size_t rp_article_bytes(const struct rp_article *article)
{
    return article->id.len + article->text.len + article->source.len + article->published.len + article->url.len + article->title.len +
           article->lang.len + article->same_story_as.len;
}

/* The same article with its strings copied to *at. */
static inline struct rp_article rp_put_article(char **at, const struct rp_article *article)
{
    struct rp_article copy = {.id = rp_put_str(at, article->id)};
    copy.text = rp_put_str(at, article->text);
    copy.source = rp_put_str(at, article->source);
    copy.published = rp_put_str(at, article->published);
    copy.url = rp_put_str(at, article->url);
    copy.title = rp_put_str(at, article->title);
    copy.lang = rp_put_str(at, article->lang);
    copy.same_story_as = rp_put_str(at, article->same_story_as);
    return copy;
}

#endif
