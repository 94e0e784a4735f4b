/* All of reprint's C API. */
#ifndef REPRINT_REPRINT_H
#define REPRINT_REPRINT_H

#include "reprint/agencies.h"
#include "reprint/article.h"
#include "reprint/client.h"
#include "reprint/compare.h"
#include "reprint/corpus.h"
#include "reprint/fingerprint.h"
#include "reprint/limits.h"
#include "reprint/status.h"
#include "reprint/version.h"

#endif
