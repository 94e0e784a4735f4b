/* What is shown of a load test. */
#ifndef RP_CLI_TRIAL_PRINT_H
#define RP_CLI_TRIAL_PRINT_H

#include "cli/fields.h"
#include "load/runner.h"

#include <stdio.h>

/* The line while it runs, `ns` after its start. */
void rp_trial_line(const struct rp_load_options *options, const struct rp_load_report *report, int64_t ns, int columns, char ret[RP_FIELDS_BYTES]);
void rp_trial_table(FILE *file, const struct rp_load_options *options, const struct rp_load_report *report);
/* RP_NO_MEMORY. */
enum rp_status rp_trial_json(FILE *file, const struct rp_load_options *options, const struct rp_load_report *report);

#endif
