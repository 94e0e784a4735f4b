/* Filling in struct rp_error. */
#ifndef RP_BASE_ERROR_H
#define RP_BASE_ERROR_H

#include "reprint/article.h"
#include "reprint/status.h"

/* Sets *error (when not NULL) to status and the formatted message, with no offset, and returns status. Control characters and
 * broken UTF-8, at the cut or elsewhere, become question marks, so that foreign bytes may be printed with %.*s. */
enum rp_status rp_fail(struct rp_error *error, enum rp_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same with a byte offset. */
enum rp_status rp_fail_at(struct rp_error *error, enum rp_status status, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* RP_NO_MEMORY with its message. */
enum rp_status rp_fail_memory(struct rp_error *error);

/* For "%.*s": at most 80 bytes of a foreign string. */
#define RP_SHOW(str) (int)((str).len < 80 ? (str).len : 80), (str).data != NULL ? (str).data : ""

#endif
