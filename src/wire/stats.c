/* The figures of `stats`, by name. */
#include "wire/stats.h"

#define OF_CORPUS(name) {#name, offsetof(struct rp_corpus_stats, name)}
#define OF_DATA(name) {#name, offsetof(struct rp_data_stats, name)}
#define OF_SERVER(name) {#name, offsetof(struct rp_service_stats, name)}

const struct rp_stat rp_corpus_stat[RP_CORPUS_STATS] = {
    OF_CORPUS(articles), OF_CORPUS(stories),  OF_CORPUS(added),      OF_CORPUS(removed),  OF_CORPUS(last_seq),   OF_CORPUS(sources),
    OF_CORPUS(indexed),  OF_CORPUS(postings), OF_CORPUS(candidates), OF_CORPUS(verified), OF_CORPUS(read_again),
    OF_CORPUS(text_bytes), OF_CORPUS(index_bytes),
};

const struct rp_stat rp_server_stat[RP_SERVER_STATS] = {
    OF_SERVER(uptime_ms), OF_SERVER(threads), OF_SERVER(connections),  OF_SERVER(accepted), OF_SERVER(requests),
    OF_SERVER(faults),    OF_SERVER(queued),  OF_SERVER(queued_bytes), OF_SERVER(watchers), OF_SERVER(missed),
};

const struct rp_stat rp_data_stat[RP_DATA_STATS] = {OF_DATA(done), OF_DATA(total), OF_DATA(logged), OF_DATA(saved), OF_DATA(replayed)};
