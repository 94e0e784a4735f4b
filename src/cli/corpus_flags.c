/* The options of a corpus on the command line. */
#include "cli/corpus_flags.h"

void rp_corpus_flags_init(struct rp_corpus_flags *ret)
{
    rp_corpus_options_default(&ret->options);
    ret->partial_words = (int)ret->options.partial_words;
    ret->max_articles = (long long)ret->options.max_articles;
    ret->max_bytes = (long long)ret->options.max_bytes;
}

bool rp_corpus_flags_take(const struct rp_command *command, struct rp_corpus_flags *flags)
{
    struct rp_corpus_options *options = &flags->options;
    double partial = options->partial_containment, copy = options->copy_containment, near = options->near_containment;
    if (!(partial >= 0 && partial <= copy && copy <= near && near <= 1)) {
        rp_usage(command, "0 <= --partial <= --copy <= --near <= 1 does not hold");
        return false;
    }
    if (flags->partial_words < 1 || flags->max_articles < 1 || flags->max_bytes < 1) {
        rp_usage(command, "--partial-words, --max-articles and --max-bytes must be 1 or more");
        return false;
    }
    options->partial_words = (uint32_t)flags->partial_words;
    options->max_articles = (uint64_t)flags->max_articles;
    options->max_bytes = (uint64_t)flags->max_bytes;
    return true;
}
