/* Writing requests. */
#include "wire/request.h"

#include "reprint/compare.h"
#include "wire/article.h"
#include "wire/pack.h"

static void pack_add_many(struct rp_pack *pack, const struct rp_request *request)
{
    rp_pack_map(pack, 1 + (size_t)request->replace);
    rp_pack_text(pack, "articles");
    rp_pack_array(pack, request->entry_count);
    for (size_t i = 0; i < request->entry_count; i++) {
        rp_pack_map(pack, rp_article_pairs(&request->entries[i].article));
        rp_pack_article(pack, &request->entries[i].article);
    }
    if (request->replace) {
        rp_pack_text(pack, "replace");
        rp_pack_bool(pack, true);
    }
}

static void pack_article(struct rp_pack *pack, const struct rp_request *request)
{
    rp_pack_map(pack, rp_article_pairs(&request->article) + request->replace);
    rp_pack_article(pack, &request->article);
    if (request->replace) {
        rp_pack_text(pack, "replace");
        rp_pack_bool(pack, true);
    }
}

static void pack_watch(struct rp_pack *pack, const struct rp_request *request)
{
    size_t verdicts = 0;
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        verdicts += request->verdicts >> i & 1u;
    rp_pack_map(pack, (size_t)(verdicts > 0) + (request->source.len > 0));
    if (verdicts > 0) {
        rp_pack_text(pack, "verdicts");
        rp_pack_array(pack, verdicts);
        for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
            if (request->verdicts >> i & 1u)
                rp_pack_text(pack, rp_verdict_name((enum rp_verdict)i));
    }
    if (request->source.len > 0)
        rp_pack_key_str(pack, "source", request->source);
}

static void pack_params(struct rp_pack *pack, const struct rp_request *request)
{
    switch (request->method) {
    case RP_METHOD_HELLO:
        rp_pack_map(pack, 1);
        rp_pack_key_u64(pack, "protocol", request->protocol);
        break;
    case RP_METHOD_ADD:
    case RP_METHOD_CHECK:
    case RP_METHOD_FINGERPRINT:
        pack_article(pack, request);
        break;
    case RP_METHOD_ADD_MANY:
        pack_add_many(pack, request);
        break;
    case RP_METHOD_STORY:
        rp_pack_map(pack, 2);
        rp_pack_key_str(pack, "id", request->key);
        rp_pack_key_u64(pack, "after", request->after);
        break;
    case RP_METHOD_GET:
    case RP_METHOD_REMOVE:
        rp_pack_map(pack, 1);
        rp_pack_key_str(pack, "id", request->key);
        break;
    case RP_METHOD_COMPARE:
        rp_pack_map(pack, 2);
        rp_pack_key_str(pack, "new", request->new_id);
        rp_pack_key_str(pack, "old", request->old_id);
        break;
    case RP_METHOD_BACKUP:
        rp_pack_map(pack, 1);
        rp_pack_key_str(pack, "path", request->key);
        break;
    case RP_METHOD_WATCH:
        pack_watch(pack, request);
        break;
    case RP_METHOD_PING:
    case RP_METHOD_STATS:
    case RP_METHOD_COUNT:
        rp_pack_map(pack, 0);
        break;
    }
}

enum rp_status rp_request_encode(struct rp_buf *buf, const struct rp_request *request)
{
    struct rp_pack pack;
    rp_pack_begin(&pack, buf);
    rp_pack_array(&pack, 4);
    rp_pack_u64(&pack, 0);
    rp_pack_u64(&pack, request->id);
    rp_pack_text(&pack, rp_method_name(request->method));
    rp_pack_array(&pack, 1);
    pack_params(&pack, request);
    return rp_pack_end(&pack);
}
