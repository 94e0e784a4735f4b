/* Some virtual machines are given their memory by the host page by page, when it is touched for the first time, and give back what they do not use. Touching
 * costs some fifty times what it costs later, which says nothing of the program that is measured: this one touches so much right before.
 *
 * usage: bench_warm MEBIBYTES */
#include "measure.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    struct bench_ballast ballast;
    char *end = NULL;
    unsigned long long mebibytes = argc == 2 ? strtoull(argv[1], &end, 10) : 0;
    if (end == NULL || *end != '\0' || mebibytes == 0 || mebibytes > 1 << 20)
        return bench_fail("bench_warm", "how many MiB? usage: bench_warm MEBIBYTES");
    bench_ballast_take(&ballast, (size_t)mebibytes << 20);
    bench_ballast_keep(&ballast, 0);
    return 0;
}
