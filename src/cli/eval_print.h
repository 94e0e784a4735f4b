/* The outcome of an evaluation, as a table or as JSON. */
#ifndef RP_CLI_EVAL_PRINT_H
#define RP_CLI_EVAL_PRINT_H

#include "base/buf.h"
#include "batch/eval.h"

/* The heading, one line a set (padded for a name of `name_columns`), and below the tables the worst errors of a set. */
void rp_eval_print_heading(int name_columns);
void rp_eval_print_row(const char *name, int name_columns, const struct rp_eval_report *report);
void rp_eval_print_shuffles_heading(int name_columns);
void rp_eval_print_shuffles(const char *name, int name_columns, const struct rp_shuffles *shuffles);
void rp_eval_print_errors(const char *name, const struct rp_eval_report *report);

/* Appends {"set","articles","bad","skipped","stories":{score},"matches":{score},"first_of_source":{"copies","found","recall"},
 * "missed":[pair],"joined":[pair]} and a newline, before which "shuffles":{"count","pairs","moved":{"mean","most"},"moved_ever",
 * "recall":{"mean","worst"},"precision":{"mean","worst"},"moved_pairs":[{"a","b","label","by_date","times"}]} (by_date: together, apart) when there were
 * any; score {"copies","found","wrong","traps","traps_joined","recall","precision","f1"},
 * pair {"a","b","label"} (copy, trap, not, unlisted) and, when the later one's answer names the other, what it says: {"verdict","refusal","rule","kin",
 * "containment","resemblance","longest","substitutions","dropped":{"new","old"}}; else "beside": the same of the two with nothing left out.
 * RP_NO_MEMORY, RP_LIMIT. */
enum rp_status rp_eval_record(struct rp_buf *buf, const char *name, const struct rp_eval_report *report);

#endif
