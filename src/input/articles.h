/* Articles from the bytes of a file. */
#ifndef RP_INPUT_ARTICLES_H
#define RP_INPUT_ARTICLES_H

#include "reprint/article.h"
#include "reprint/status.h"

/* Memory that reading reuses from article to article. One thread at a time. */
struct rp_article_parser;
enum rp_status rp_article_parser_create(struct rp_article_parser **ret);
void rp_article_parser_free(struct rp_article_parser *parser); /* NULL is allowed */

/* One line of JSONL: an object with the strings id, text, and if known source, published, url, title, lang, same_story_as; null stands
 * for an optional one that is absent. The article's strings live until the next call. Fails, with one status for each
 * fault and the offset in the line where it is known, with RP_BAD_JSON, RP_INVALID_UTF8, RP_WRONG_TYPE (no object, or
 * no string), RP_MISSING_KEY (id or text; an empty id), RP_EMPTY_TEXT (""), RP_UNKNOWN_KEY, RP_REPEATED_KEY, RP_LIMIT
 * (a string or the line is too long), RP_NO_MEMORY. A `published` that is no date is left out, and remarked on: files
 * hold dates in many forms, and a text is worth having without one. */
enum rp_status rp_article_parse(struct rp_article_parser *parser, struct rp_str line, struct rp_article *ret,
                                struct rp_error *error);

/* What was wrong with the date of the article that was parsed last (RP_BAD_VALUE); NULL: nothing. */
const struct rp_error *rp_article_parser_remark(const struct rp_article_parser *parser);

/* A plain text as an article: `name` is its id. Both stay borrowed. RP_LIMIT, RP_INVALID_UTF8, RP_EMPTY_TEXT. */
enum rp_status rp_article_of_text(const char *name, struct rp_str text, struct rp_article *ret, struct rp_error *error);

#endif
