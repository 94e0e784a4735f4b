/* What is at the other end of a stream: colours, width, and a progress line that rewrites itself. */
#ifndef RP_CLI_TERMINAL_H
#define RP_CLI_TERMINAL_H

#include "reprint/article.h"
#include "reprint/compare.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum rp_color { RP_COLOR_PLAIN, RP_COLOR_DIM, RP_COLOR_BOLD, RP_COLOR_RED, RP_COLOR_GREEN, RP_COLOR_YELLOW, RP_COLOR_CYAN, RP_COLOR_COUNT };

/* Whether colours may be used on `file`: it is a terminal, TERM is not "dumb" and NO_COLOR is not set (no-color.org). */
bool rp_terminal_colors(FILE *file);
/* Columns of the terminal behind `file`; 80 when it is none. rp_terminal_width: for tables, that need some room: at least 40. */
int rp_terminal_columns(FILE *file);
int rp_terminal_width(FILE *file);
/* Switches to a colour; writes nothing when `colors` is false. */
void rp_color(FILE *file, bool colors, enum rp_color color);
/* The colour that a verdict is shown in. */
enum rp_color rp_verdict_color(enum rp_verdict verdict);

/* Columns that one character takes, 0 .. 2; *ret_len is its length in bytes, 1 where the bytes are no character. */
int rp_char_columns(struct rp_str str, size_t *ret_len);
/* Columns that a string takes. */
int rp_str_columns(struct rp_str str);
/* Writes a string of a stranger, cut or padded to `columns` (0: as it is): a tab becomes a space, other control characters and
 * broken UTF-8 become '?'. */
void rp_show(FILE *file, struct rp_str str, int columns);
/* Writes a text of a stranger, line by line; white space at the ends of lines is left out, and the last line is ended. */
void rp_show_text(FILE *file, struct rp_str text);

/* What a progress line shows. `done` of `total` bytes (0: not known) have given `articles`; the rates are since the phase began. */
struct rp_progress_state {
    const char *what; /* the phase; static */
    uint64_t done, total, articles, errors;
    uint64_t done_before, articles_before; /* when the phase began */
    int64_t ms;                            /* since then */
};

enum { RP_PROGRESS_BYTES = 420 };

/* The line, of at most `columns`: what there is no room for is left out, the least important first. All ASCII. */
void rp_progress_format(const struct rp_progress_state *state, int columns, char ret[RP_PROGRESS_BYTES]);

/* A progress line on standard error, when that is a terminal; at most ten a second. */
struct rp_progress {
    bool on;
    int64_t started_ms, shown_ms;
    struct rp_progress_state state;
};
void rp_progress_start(struct rp_progress *progress);
/* As in the state; errors are shown when there are any. Another `what` begins a phase. */
void rp_progress_show(struct rp_progress *progress, const char *what, uint64_t done, uint64_t total, uint64_t articles, uint64_t errors);
/* Shows another line in its place; when `on`. */
void rp_progress_write(struct rp_progress *progress, const char *line);
/* Takes the line away, before something else is written and at the end. */
void rp_progress_clear(struct rp_progress *progress);

#endif
