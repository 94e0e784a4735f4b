/* One JSON object whose members are simple values, read by simdjson (On-Demand; Langdale and Lemire, arXiv:1902.08318).
 * The one door to C++. */
#ifndef RP_INPUT_JSON_H
#define RP_INPUT_JSON_H

#include "reprint/article.h"
#include "reprint/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rp_json_kind { RP_JSON_STRING, RP_JSON_NULL, RP_JSON_NUMBER, RP_JSON_BOOLEAN, RP_JSON_ARRAY, RP_JSON_OBJECT };
const char *rp_json_kind_name(enum rp_json_kind kind); /* "a string", "null", "a number" ... */

/* Called for each member in order. `value` is set for a string; both strings live until the next rp_json_object on the
 * same reader. Anything but RP_OK ends the reading with that status; *error is then the callback's to fill in. */
typedef enum rp_status (*rp_json_member)(void *context, struct rp_str key, enum rp_json_kind kind, struct rp_str value,
                                         struct rp_error *error);

/* One thread at a time. */
struct rp_json;
enum rp_status rp_json_create(struct rp_json **ret);
void rp_json_free(struct rp_json *json); /* NULL is allowed */

/* Reads the one object that `text` must be. RP_INVALID_UTF8 and RP_BAD_JSON with the offset where it is known;
 * RP_WRONG_TYPE when it is another value; RP_LIMIT past RP_LIMIT_LINE; RP_NO_MEMORY. The inside of an array or object
 * that the callback accepts is not checked. */
enum rp_status rp_json_object(struct rp_json *json, struct rp_str text, rp_json_member member, void *context,
                              struct rp_error *error);

#ifdef __cplusplus
}
#endif
#endif
