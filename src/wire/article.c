/* An article in a message. */
#include "wire/article.h"

#define FIELDS(article)                                                                                                                \
    {                                                                                                                                  \
        {"id", (article)->id, false}, {"text", (article)->text, true}, {"source", (article)->source, false}, {"published", (article)->published, false},          \
            {"url", (article)->url, false}, {"title", (article)->title, false}, {"lang", (article)->lang, false},                                           \
            {"same_story_as", (article)->same_story_as, false},                                                                                                 \
    }

struct field {
    const char *name;
    struct rp_str value;
    bool also_empty;
};

static bool is_there(const struct field *field)
{
    return field->value.len > 0 || (field->also_empty && field->value.data != NULL);
}

size_t rp_article_pairs(const struct rp_article *article)
{
    const struct field fields[] = FIELDS(article);
    size_t pairs = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        pairs += is_there(&fields[i]);
    return pairs;
}

void rp_pack_article(struct rp_pack *pack, const struct rp_article *article)
{
    const struct field fields[] = FIELDS(article);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (is_there(&fields[i]))
            rp_pack_key_str(pack, fields[i].name, fields[i].value);
}
