/* Which story an article joins, and which stories turn out to be one. Changes nothing.
 *
 * A match that is a copy is not enough: a page that quotes ten articles would make one story of them. So each member of a story keeps what ties it to
 * the others (ties.h), and an article joins by a match only when what the two share is what the old one's story is about. Stories are merged by an
 * article that carries the same part of its text into each of them. Both rules look at the pairs alone and not at who came first, so that the same
 * articles make the same stories in other orders too.
 *
 * An article that says itself which story it is in (same_story_as) joins that and no other, whether a match ties it or not, and makes no stories one. So a
 * corpus that was exported has its stories again, though articles that tied others have gone since. */
#include "corpus/engine.h"

/* A match ties when what is shared is what the old one's story is about; a version is about whatever its article is about. And all that ties an
 * article is about the same part of its text. */
static bool ties(const struct rp_findings *findings, size_t i, const struct rp_tie *of_old, const struct rp_tie *in_new)
{
    return (findings->versions[i] || rp_ties_meet(&findings->old_ties[i], of_old)) && rp_ties_meet(&findings->tie, in_new);
}

/* Identical texts that are all boilerplate have no passages. */
static void share(struct rp_corpus *corpus, size_t i, const struct rp_tie *of_old, size_t new_len, struct rp_tie *ret_in_new)
{
    struct rp_findings *findings = &corpus->findings;
    const struct rp_match *match = &findings->matches[i];
    if (match->passage_count > 0) {
        findings->old_ties[i] = rp_tie_in_old(match->passages, match->passage_count);
        *ret_in_new = rp_tie_in_new(match->passages, match->passage_count, of_old);
    } else {
        findings->old_ties[i] = rp_tie_of_whole(rp_records_at_hand(&corpus->records, findings->slots[i]).text.len);
        *ret_in_new = rp_tie_of_whole(new_len);
    }
}

/* Ties the article by a match, if that can be. */
static void try_to_tie(struct rp_corpus *corpus, size_t i, size_t new_len)
{
    struct rp_findings *findings = &corpus->findings;
    struct rp_tie of_old = rp_records_tie(&corpus->records, findings->slots[i]), in_new;
    share(corpus, i, &of_old, new_len, &in_new);
    if (!ties(findings, i, &of_old, &in_new))
        return;
    findings->tied[i] = true;
    rp_tie_narrow(&findings->tie, &in_new);
    if (findings->link < 0)
        findings->link = (int)i;
}

/* What the article says itself. Of an id that no article has, nothing; the version that it replaces has its own. */
static void ask_article(struct rp_corpus *corpus, const struct rp_article *article)
{
    struct rp_findings *findings = &corpus->findings;
    struct rp_str as = article->same_story_as;
    uint32_t slot = as.len > 0 ? rp_records_find(&corpus->records, as) : RP_SLOT_NONE;
    findings->placed_in = slot != RP_SLOT_NONE ? rp_record_at(&corpus->records, slot)->story : RP_STORY_NONE;
    findings->placed = slot != RP_SLOT_NONE || (as.len > 0 && rp_str_equal(as, article->id));
}

static bool may_tie(const struct rp_corpus *corpus, size_t i)
{
    const struct rp_findings *findings = &corpus->findings;
    return rp_verdict_joins(findings->matches[i].verdict) &&
           (!findings->placed || rp_record_at(&corpus->records, findings->slots[i])->story == findings->placed_in);
}

/* Versions first, then the others, each in the order of the matches. */
void rp_corpus_link(struct rp_corpus *corpus, const struct rp_article *article)
{
    struct rp_findings *findings = &corpus->findings;
    ask_article(corpus, article);
    findings->link = -1;
    findings->tie = (struct rp_tie){0};
    for (size_t i = 0; i < findings->match_count; i++)
        findings->tied[i] = false;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < findings->match_count; i++)
            if (findings->versions[i] == (round == 0) && may_tie(corpus, i))
                try_to_tie(corpus, i, article->text.len);
}

/* A long page that holds a little of each is about neither of two stories, and its few spans are too coarse to tell them apart. */
static const double MERGING_SHARE = .05;

static bool may_merge(const struct rp_findings *findings, size_t i)
{
    return findings->tied[i] && findings->matches[i].containment_of_new >= MERGING_SHARE;
}

size_t rp_corpus_linked_stories(const struct rp_corpus *corpus, uint32_t ret[RP_LIMIT_CANDIDATES])
{
    const struct rp_findings *findings = &corpus->findings;
    size_t count = 0;
    if (findings->placed && findings->placed_in != RP_STORY_NONE)
        ret[count++] = findings->placed_in;
    for (size_t i = 0; i < findings->match_count && !findings->placed; i++) {
        uint32_t story = rp_record_at(&corpus->records, findings->slots[i])->story;
        size_t k = 0;
        while (k < count && ret[k] != story)
            k++;
        if (k == count && ((int)i == findings->link || (may_merge(findings, i) && may_merge(findings, (size_t)findings->link))))
            ret[count++] = story;
    }
    return count;
}
