/* A labelled paragraph: words in a column beside a label, wrapped to a width. */
#ifndef RP_CLI_PARAGRAPH_H
#define RP_CLI_PARAGRAPH_H

#include "cli/terminal.h"
#include "reprint/article.h"

#include <stdbool.h>
#include <stdio.h>

struct rp_paragraph {
    FILE *file;
    int width, indent, used; /* columns */
    bool fresh;              /* nothing stands in the line but a label */
};

/* Writes the label into a column of `indent`; NULL: none, the first line is not indented. */
struct rp_paragraph rp_paragraph_begin(FILE *file, const char *label, int indent, int width);
/* Words of our own; each stays whole, and "~" is a space at which no line breaks. At most 240 bytes. */
void rp_paragraph_say(struct rp_paragraph *paragraph, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Words of a stranger, at most `columns` of them, harmless. */
void rp_paragraph_quote(struct rp_paragraph *paragraph, struct rp_str text, int columns);
/* One character that stands close to what was written, without a space: "," and the like. */
void rp_paragraph_mark(struct rp_paragraph *paragraph, const char *mark);
void rp_paragraph_end(struct rp_paragraph *paragraph);

#endif
