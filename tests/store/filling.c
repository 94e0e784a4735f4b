#include "filling.h"

#include "disk.h"
#include "support/cmocka.h"

static void done(struct filling *filling)
{
    rp_prepared_free(filling->prepared);
    rp_workspace_free(filling->workspace);
    rp_packer_free(filling->packer);
    rp_buf_done(&filling->row);
}

enum rp_status fill_try_begin(struct filling *ret, struct rp_error *error)
{
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = disk_path("data"), .holder = "a test", .create = true, .fsync = RP_FSYNC_NEVER, .state_every = FILLING_STATE_EVERY, .corpus = &corpus};
    *ret = (struct filling){.prepared = rp_prepared_create()};
    assert_int_equal(rp_workspace_create(&ret->workspace), RP_OK);
    assert_int_equal(rp_packer_create(&ret->packer), RP_OK);
    rp_buf_init(&ret->row, 1 << 20);
    enum rp_status status = rp_archive_open(&options, &ret->archive, error);
    if (status == RP_OK)
        status = rp_archive_restore(ret->archive, NULL, error);
    if (status != RP_OK) {
        rp_archive_abandon(ret->archive);
        done(ret);
    }
    return status;
}

void fill_begin(struct filling *ret)
{
    struct rp_error error;
    if (fill_try_begin(ret, &error) != RP_OK)
        fail_msg("%s", error.message);
}

enum rp_status fill_try_end(struct filling *filling, struct rp_error *error)
{
    enum rp_status status = rp_archive_close(filling->archive, error);
    done(filling);
    return status;
}

void fill_end(struct filling *filling)
{
    struct rp_error error;
    if (fill_try_end(filling, &error) != RP_OK)
        fail_msg("%s", error.message);
}

void fill_abandon(struct filling *filling)
{
    rp_archive_abandon(filling->archive);
    done(filling);
}

enum rp_status fill_add(struct filling *filling, const struct rp_article *article, unsigned flags)
{
    struct rp_logged logged;
    struct rp_answer *answer = NULL;
    rp_buf_clear(&filling->row);
    assert_int_equal(rp_pack(filling->packer, article, &filling->row), RP_OK);
    assert_int_equal(rp_archive_log_add(filling->archive, (struct rp_str){filling->row.data, filling->row.len}, flags, &logged, NULL), RP_OK);
    assert_int_equal(rp_archive_commit(filling->archive, NULL), RP_OK);
    assert_int_equal(rp_prepare(filling->workspace, NULL, article, 0, filling->prepared, NULL), RP_OK);
    uint64_t last = rp_corpus_last_seq(rp_archive_corpus(filling->archive));
    enum rp_status status = rp_archive_add(filling->archive, &logged, filling->prepared, flags, NULL, &answer, NULL);
    rp_answer_free(answer);
    return status == RP_OK && rp_corpus_last_seq(rp_archive_corpus(filling->archive)) == last ? RP_EXISTS : status;
}

void fill_remove(struct filling *filling, struct rp_str id)
{
    struct rp_logged logged;
    assert_int_equal(rp_archive_log_remove(filling->archive, id, &logged, NULL), RP_OK);
    assert_int_equal(rp_archive_commit(filling->archive, NULL), RP_OK);
    rp_archive_remove(filling->archive, &logged, id, NULL);
}
