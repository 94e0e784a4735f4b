/* Two texts side by side, wrapped, with what differs marked. */
#ifndef RP_CLI_COLUMNS_H
#define RP_CLI_COLUMNS_H

#include "reprint/article.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes both texts in two columns that fill `width`; white space becomes single spaces. With `colors`, the words that do not stand in the other
 * text in their place are shown in red on the left and in green on the right. RP_NO_MEMORY. */
enum rp_status rp_columns_print(FILE *file, struct rp_str left, struct rp_str right, int width, bool colors);

#endif
