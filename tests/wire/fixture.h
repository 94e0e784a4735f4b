/* A decoder for each case of a test. */
#ifndef TESTS_WIRE_FIXTURE_H
#define TESTS_WIRE_FIXTURE_H

#include "wire/decoder.h"

static int set_up(void **state)
{
    struct rp_decoder *decoder;
    if (rp_decoder_create(&decoder) != RP_OK)
        return -1;
    *state = decoder;
    return 0;
}

static int tear_down(void **state)
{
    rp_decoder_free(*state);
    return 0;
}

#endif
