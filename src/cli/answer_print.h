/* Answers, readable. */
#ifndef RP_CLI_ANSWER_PRINT_H
#define RP_CLI_ANSWER_PRINT_H

#include "reprint/client.h"
#include "reprint/corpus.h"

#include <stdbool.h>
#include <stdio.h>

/* How answers are laid out as lines: by the width of a terminal, where ids are cut to their column; elsewhere they stand whole. */
struct rp_answer_layout {
    FILE *file;
    int id_columns;
    bool cut, colors;
};
void rp_answer_layout_init(struct rp_answer_layout *ret, FILE *file);

/* One line: verdict, id, and for a copy the original ("(itself)" when it is the original though not the first; of a quotation, and of a copy that founds
 * a story all the same, what it repeats), the share taken, the agencies that it credits. The share is the larger of: how much of the article stands in the other, how
 * much of the other stands in it. Below it, where there is something to tell: the stories that it has made one, and that the original is another now. */
void rp_answer_print_line(const struct rp_answer_layout *layout, const struct rp_answer *answer);

/* An article and all that is known of it, its text at the end. */
void rp_answer_print_found(FILE *file, const struct rp_found_article *found);

/* One page of a story: its members, the original marked. `first`: with a heading. */
void rp_answer_print_story(const struct rp_answer_layout *layout, const struct rp_story *story, bool first);

#endif
