/* The memory of a decoder. */
#include "wire/object.h"

#include "base/alloc.h"

enum { ZONE_CHUNK = 8192 };

enum rp_status rp_decoder_create(struct rp_decoder **ret)
{
    struct rp_decoder *decoder = rp_alloc_zeroed(1, sizeof *decoder);
    if (decoder == NULL)
        return RP_NO_MEMORY;
    if (!msgpack_zone_init(&decoder->zone, ZONE_CHUNK)) {
        rp_free(decoder);
        return RP_NO_MEMORY;
    }
    *ret = decoder;
    return RP_OK;
}

void rp_decoder_free(struct rp_decoder *decoder)
{
    if (decoder == NULL)
        return;
    msgpack_zone_destroy(&decoder->zone);
    rp_free(decoder);
}
