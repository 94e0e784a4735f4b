/* The options of a corpus on the command line: the same for serve, dedup and eval. */
#ifndef RP_CLI_CORPUS_FLAGS_H
#define RP_CLI_CORPUS_FLAGS_H

#include "cli/command.h"
#include "reprint/corpus.h"

struct rp_corpus_flags {
    struct rp_corpus_options options;
    int partial_words;
    long long max_articles, max_bytes;
    char *agencies_file;          /* owned; popt allocates with malloc */
    struct rp_agencies *agencies; /* owned */
};

/* In the table of a command, after rp_corpus_flags_init. */
#define RP_OPTIONS_CORPUS(flags)                                                                                                       \
    {"copy", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &(flags)->options.copy_containment, 0,                                    \
     "containment from which an article is a copy", "C"},                                                                              \
    {"near", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &(flags)->options.near_containment, 0,                                    \
     "containment both ways from which a copy is near", "C"},                                                                          \
    {"partial", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &(flags)->options.partial_containment, 0,                              \
     "containment from which a shared passage counts", "C"},                                                                           \
    {"partial-words", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &(flags)->partial_words, 0, "words of such a passage", "N"},        \
    {"max-articles", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &(flags)->max_articles, 0, "articles held in memory", "N"},     \
    {"max-bytes", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &(flags)->max_bytes, 0, "bytes of articles and index", "N"},       \
    {"agencies", 0, POPT_ARG_STRING, &(flags)->agencies_file, 0, "more agencies and cues, beside the built-in ones", "FILE"}

void rp_corpus_flags_init(struct rp_corpus_flags *ret);
/* Takes over what the command line said, and reads the file of agencies. False when a value is out of range or the file has a fault, and that was
 * said. */
bool rp_corpus_flags_take(const struct rp_command *command, struct rp_corpus_flags *flags);
/* After rp_corpus_flags_init; when no corpus is left that was made with them. */
void rp_corpus_flags_done(struct rp_corpus_flags *flags);

#endif
