/* Values of msgpack-c: a message into objects, a map into a struct. Private to the room. */
#ifndef RP_WIRE_OBJECT_H
#define RP_WIRE_OBJECT_H

#include "base/buf.h"
#include "reprint/status.h"
#include "wire/decoder.h"

#include <msgpack.h>
#include <stdbool.h>
#include <stddef.h>

struct rp_decoder {
    msgpack_zone zone; /* what the last message was read into */
};

/* Reads the one message data[0 .. len), which rp_frames_next has measured. Strings stay in data. RP_BAD_FRAME, RP_NO_MEMORY. */
enum rp_status rp_object_parse(struct rp_decoder *decoder, const char *data, size_t len, msgpack_object *ret, struct rp_error *error);

/* What a key's value is read as; in brackets what it is put into. */
enum rp_kind {
    RP_KIND_STR,    /* struct rp_str */
    RP_KIND_BOOL,   /* bool */
    RP_KIND_U64,    /* uint64_t */
    RP_KIND_U32,    /* uint32_t */
    RP_KIND_NUMBER, /* double */
    RP_KIND_BIN,    /* struct rp_str */
    RP_KIND_ARRAY,  /* const msgpack_object * */
    RP_KIND_MAP     /* const msgpack_object * */
};

struct rp_key {
    const char *name;
    enum rp_kind kind;
    bool required;
    size_t place; /* in the struct; what is absent or nil is left as it was */
};

enum { RP_KEYS_OF_A_MAP = 32 };

/* Reads a map into *into. where: what messages call it. strict: a key that is not in the table is an error. RP_WRONG_TYPE, RP_UNKNOWN_KEY,
 * RP_REPEATED_KEY, RP_MISSING_KEY, RP_BAD_VALUE (a number that is too large). */
enum rp_status rp_object_read(const msgpack_object *map, const char *where, const struct rp_key *keys, unsigned count, bool strict,
                              void *into, struct rp_error *error);

/* One value of that kind, called where.name or where. */
enum rp_status rp_object_value(const msgpack_object *object, const char *where, const char *name, enum rp_kind kind, void *into,
                               struct rp_error *error);
/* "a string", "nil", ... */
const char *rp_object_kind_name(const msgpack_object *object);
bool rp_object_is(const msgpack_object *str, const char *text);

#endif
