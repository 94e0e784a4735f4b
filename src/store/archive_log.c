/* Logging: what is to be done goes to the disk before it is done. */
#include "base/error.h"
#include "base/time.h"
#include "store/archive_inside.h"

static enum rp_status check(struct rp_archive *archive, struct rp_error *error)
{
    if (atomic_load(&archive->phase) != RP_ARCHIVE_READ_ONLY)
        return RP_OK;
    pthread_mutex_lock(&archive->lock);
    rp_fail(error, RP_IO, "%s", archive->why);
    pthread_mutex_unlock(&archive->lock);
    return RP_IO;
}

enum rp_status rp_archive_log_add(struct rp_archive *archive, struct rp_str row, unsigned flags, struct rp_logged *ret, struct rp_error *error)
{
    enum rp_status status = check(archive, error);
    *ret = (struct rp_logged){.kind = RP_OPERATION_ADD, .time_ms = rp_timekeeper_now(&archive->time)};
    return status == RP_OK ? rp_rows_log_add(archive->rows, row, ret->time_ms, flags, &ret->number, error) : status;
}

enum rp_status rp_archive_log_remove(struct rp_archive *archive, struct rp_str id, struct rp_logged *ret, struct rp_error *error)
{
    enum rp_status status = check(archive, error);
    *ret = (struct rp_logged){.kind = RP_OPERATION_REMOVE, .time_ms = rp_timekeeper_now(&archive->time)};
    return status == RP_OK ? rp_rows_log_remove(archive->rows, id, ret->time_ms, &ret->number, error) : status;
}

/* One part at a time, and the next when the engine has done it: other operations come in between. */
bool rp_archive_log_expiry(struct rp_archive *archive, struct rp_logged *ret)
{
    struct rp_error error;
    if (archive->options.keep_days == 0 || atomic_load(&archive->expiring) || check(archive, &error) != RP_OK)
        return false;
    int64_t now = rp_timekeeper_now(&archive->time), end = rp_rows_oldest_end(archive->rows, atomic_load(&archive->expired));
    if (end == INT64_MAX || end + (int64_t)archive->options.keep_days * RP_DAY_MS > now)
        return false;
    *ret = (struct rp_logged){.kind = RP_OPERATION_EXPIRE, .time_ms = now, .before_ms = end, .most = RP_ARCHIVE_EXPIRED_AT_ONCE};
    if (rp_rows_log_expire(archive->rows, end, ret->most, now, &ret->number, &error) != RP_OK)
        return false;
    atomic_store(&archive->expiring, true);
    archive->expiry_in_group = true;
    return true;
}

enum rp_status rp_archive_commit(struct rp_archive *archive, struct rp_error *error)
{
    enum rp_status status = rp_rows_commit(archive->rows, error);
    if (status == RP_OK)
        atomic_store(&archive->last_number, rp_rows_last_number(archive->rows));
    else if (rp_rows_have_ended(archive->rows))
        rp_archive_end_writing(archive, error->message);
    if (status != RP_OK && archive->expiry_in_group)
        atomic_store(&archive->expiring, false);
    archive->expiry_in_group = false;
    return status;
}
