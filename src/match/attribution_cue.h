/* Credits that are said in words: "citing Sputnik", "Reuters reported", "Quelle: dpa". */
#ifndef RP_MATCH_ATTRIBUTION_CUE_H
#define RP_MATCH_ATTRIBUTION_CUE_H

#include "match/attribution_scan.h"

/* A credit of a group: what the cue is and where it begins and ends. */
struct rp_credit {
    const char *cue;
    uint32_t start, end; /* before the names: from start; behind them: to end */
    uint64_t langs;
    bool behind, firm, structural;
};

/* Does the group have an agency word beside it, or as a part of its name: "Tasnim news agency", "агентство ТАСС", "Saudi Press Agency"? */
bool rp_cue_agency_word(const struct rp_scan *scan, const struct rp_group *group);

/* "citing", "according to the state news agency", "© 2018". When there is none: where the links before the name begin, and whether one is a
 * "to" word; rp_cue_farther takes both. */
bool rp_cue_before(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret, size_t *ret_end, bool *ret_told);
/* The same with other words between, where a "to" word or an agency word makes that safe. */
bool rp_cue_farther(const struct rp_scan *scan, size_t end, bool told, bool agency, struct rp_credit *ret);
bool rp_cue_label(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret);  /* "Quelle: ntv.de, mau/dpa" */
bool rp_cue_behind(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret); /* "Reuters reported" */
bool rp_cue_parted(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret); /* "AFP reporter at the quay saw" */
bool rp_cue_wire(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret);   /* "新华社北京6月6日电" */
/* "タス通信は…と報じた": in languages with the verb at the end. */
bool rp_cue_last(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret);

#endif
