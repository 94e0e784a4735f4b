/* A comparison, readable. */
#include "cli/compare_print.h"

#include "cli/columns.h"
#include "cli/terminal.h"

#include <stdio.h>

static void print_figures(const struct rp_compared *compared)
{
    const struct rp_comparison *comparison = compared->comparison;
    const struct rp_estimates *estimates = compared->estimates;
    printf("containment   %.4f of A stands in B, %.4f of B stands in A\n", comparison->containment_of_new,
           comparison->containment_of_old);
    printf("resemblance   %.4f exact", comparison->resemblance);
    if (estimates != NULL)
        printf(", %.4f by MinHash, %.4f by keys, %.4f by SimHash", estimates->minhash, estimates->keys, estimates->simhash);
    printf("\nshingles      %u in A, %u in B, %u shared\n", comparison->new_shingles, comparison->old_shingles, comparison->shared);
}

static void print_verdict(const struct rp_compared *compared, bool colors)
{
    const struct rp_comparison *comparison = compared->comparison;
    rp_color(stdout, colors, RP_COLOR_BOLD);
    rp_color(stdout, colors, rp_verdict_color(comparison->verdict));
    printf("%s", rp_verdict_name(comparison->verdict));
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    if (comparison->refusal != RP_REFUSAL_NONE)
        printf(": much shared text, but %s", comparison->refusal == RP_REFUSAL_TEMPLATE ? "one template filled with other facts"
                                                                                       : "a module of the same site's pages");
    printf("\nA             ");
    rp_show(stdout, compared->new_name, 0);
    printf("\nB             ");
    rp_show(stdout, compared->old_name, 0);
    putchar('\n');
}

static enum rp_status print_passage(const struct rp_compared *compared, const struct rp_passage *passage, int width, bool colors)
{
    rp_color(stdout, colors, RP_COLOR_DIM);
    printf("\n%u words: bytes %u-%u of A, %u-%u of B\n", passage->words, passage->new_start, passage->new_end, passage->old_start,
           passage->old_end);
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    if (compared->new_text.len < passage->new_end || compared->old_text.len < passage->old_end)
        return RP_OK;
    struct rp_str new_part = {compared->new_text.data + passage->new_start, passage->new_end - passage->new_start};
    struct rp_str old_part = {compared->old_text.data + passage->old_start, passage->old_end - passage->old_start};
    return rp_columns_print(stdout, new_part, old_part, width, colors);
}

enum rp_status rp_compared_print(const struct rp_compared *compared)
{
    bool colors = rp_terminal_colors(stdout);
    int width = rp_terminal_width(stdout);
    enum rp_status status = RP_OK;
    print_verdict(compared, colors);
    print_figures(compared);
    for (size_t i = 0; i < compared->comparison->passage_count && status == RP_OK; i++)
        status = print_passage(compared, &compared->comparison->passages[i], width, colors);
    return status;
}
