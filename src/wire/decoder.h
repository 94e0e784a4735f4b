/* Memory that reading messages reuses from one to the next. One thread at a time. */
#ifndef RP_WIRE_DECODER_H
#define RP_WIRE_DECODER_H

#include "reprint/status.h"

struct rp_decoder;
enum rp_status rp_decoder_create(struct rp_decoder **ret);
void rp_decoder_free(struct rp_decoder *decoder); /* NULL is allowed */

#endif
