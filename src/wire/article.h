/* An article in a message. Private to the room. */
#ifndef RP_WIRE_ARTICLE_H
#define RP_WIRE_ARTICLE_H

#include "reprint/article.h"
#include "wire/object.h"
#include "wire/pack.h"

/* The keys of an article that are at `place` in a struct. id_required: the id is; the text always is. */
#define RP_ARTICLE_KEYS(type, member, id_required)                                                                                     \
    {"id", RP_KIND_STR, id_required, offsetof(type, member.id)}, {"text", RP_KIND_STR, true, offsetof(type, member.text)},             \
        {"source", RP_KIND_STR, false, offsetof(type, member.source)},                                                                 \
        {"published", RP_KIND_STR, false, offsetof(type, member.published)},                                                           \
        {"url", RP_KIND_STR, false, offsetof(type, member.url)}, {"title", RP_KIND_STR, false, offsetof(type, member.title)},          \
        {"lang", RP_KIND_STR, false, offsetof(type, member.lang)},                                                                     \
    {                                                                                                                                  \
        "same_story_as", RP_KIND_STR, false, offsetof(type, member.same_story_as)                                                      \
    }

/* How many pairs rp_pack_article writes into a map that the caller has opened: only the fields that are there; an empty text
 * is, unless its data is NULL. */
size_t rp_article_pairs(const struct rp_article *article);
void rp_pack_article(struct rp_pack *pack, const struct rp_article *article);

#endif
