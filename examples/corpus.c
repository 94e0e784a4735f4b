/* The library in a few lines: fingerprints, two texts beside each other, a corpus in memory.
 *
 * cc corpus.c $(pkg-config --cflags --libs reprint) */
#include <reprint/reprint.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STR(text) ((struct rp_str){text, strlen(text)})

static const char wire[] = "The ferry went back into service on Monday, eleven weeks after a cracked shaft put her out of the timetable.";
static const char copy[] = "Good news: the ferry went back into service on Monday, eleven weeks after a cracked shaft put her out, we hear.";

int main(void)
{
    struct rp_article articles[] = {{.id = STR("wire"), .text = STR(wire), .source = STR("wire.example")},
                                    {.id = STR("copy"), .text = STR(copy), .source = STR("post.example")}};
    struct rp_workspace *workspace = NULL;
    struct rp_fingerprint prints[2];
    struct rp_comparison comparison;
    struct rp_corpus *corpus = NULL;
    struct rp_error error;

    if (rp_workspace_create(&workspace) != RP_OK || rp_corpus_create(NULL, &corpus) != RP_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (rp_fingerprint(workspace, articles[i].text.data, articles[i].text.len, &prints[i], &error) != RP_OK)
            return 1;
    printf("fingerprints: %u and %u shingles, containment %.2f\n", prints[0].shingles, prints[1].shingles,
           rp_fingerprint_containment(&prints[0], &prints[1]));

    if (rp_compare(&articles[1], &articles[0], &comparison, &error) != RP_OK)
        return 1;
    printf("compared: %s, %u words in one passage\n", rp_verdict_name(comparison.verdict), comparison.passages[0].words);
    rp_comparison_done(&comparison);

    for (int i = 0; i < 2; i++) {
        struct rp_answer *answer;
        if (rp_corpus_add(corpus, &articles[i], 0, 0, &answer, &error) != RP_OK) {
            fprintf(stderr, "%s: %s\n", rp_status_name(error.status), error.message);
            return 1;
        }
        printf("%.*s: %s, story %" PRIu64 "\n", (int)answer->id.len, answer->id.data, rp_verdict_name(answer->verdict), answer->story);
        rp_answer_free(answer);
    }
    rp_corpus_free(corpus);
    rp_workspace_free(workspace);
    return 0;
}
