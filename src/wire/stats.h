/* The figures of `stats`, by name. Private to the room. */
#ifndef RP_WIRE_STATS_H
#define RP_WIRE_STATS_H

#include "reprint/client.h"

#include <stddef.h>

struct rp_stat {
    const char *name;
    size_t place; /* of a uint64_t, in struct rp_corpus_stats, rp_service_stats or rp_data_stats */
};

enum { RP_CORPUS_STATS = 13, RP_SERVER_STATS = 10, RP_DATA_STATS = 5 };
extern const struct rp_stat rp_corpus_stat[RP_CORPUS_STATS];
extern const struct rp_stat rp_server_stat[RP_SERVER_STATS];
extern const struct rp_stat rp_data_stat[RP_DATA_STATS];

#endif
