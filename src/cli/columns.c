/* Two texts side by side. */
#include "cli/columns.h"

#include "base/alloc.h"
#include "cli/difference.h"
#include "cli/terminal.h"
#include "text/tokens.h"

#include <string.h>

struct column {
    struct rp_str text;
    struct rp_tokens tokens;
    bool *odd;    /* owned; by token: not in the other text */
    size_t at;    /* bytes of the text that are written */
    size_t token; /* the first one that ends behind `at` */
    enum rp_color color;
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct rp_str from(const struct column *column, size_t at)
{
    return (struct rp_str){column->text.data + at, column->text.len - at};
}

/* Where the line that begins at `at` ends: at the last space that fits, or before the first character that does not. */
static size_t line_end(const struct column *column, size_t at, int width)
{
    size_t end = at, last_space = 0, len;
    int used = 0;
    for (; end < column->text.len; end += len) {
        int columns = rp_char_columns(from(column, end), &len);
        if (used + columns > width)
            return last_space > at ? last_space : end;
        if (is_space(column->text.data[end]))
            last_space = end;
        used += columns;
    }
    return end;
}

static bool is_odd(struct column *column, size_t at)
{
    const struct rp_tokens *tokens = &column->tokens;
    while (column->token < tokens->count && tokens->raw_end[column->token] <= at)
        column->token++;
    return column->token < tokens->count && tokens->raw_start[column->token] <= at && column->odd[column->token];
}

/* Writes one line of a column, padded to `width`. */
static void print_line(FILE *file, struct column *column, int width, bool colors)
{
    bool marked = false;
    int used = 0;
    size_t len;
    while (column->at < column->text.len && is_space(column->text.data[column->at]))
        column->at++;
    size_t end = line_end(column, column->at, width);
    for (; column->at < end; column->at += len) {
        bool odd = is_odd(column, column->at);
        used += rp_char_columns(from(column, column->at), &len);
        if (odd != marked)
            rp_color(file, colors, odd ? column->color : RP_COLOR_PLAIN);
        marked = odd;
        if (is_space(column->text.data[column->at]))
            fputc(' ', file);
        else
            rp_show(file, (struct rp_str){column->text.data + column->at, len}, 0);
    }
    if (marked)
        rp_color(file, colors, RP_COLOR_PLAIN);
    for (; used < width; used++)
        fputc(' ', file);
}

static enum rp_status init(struct column *column, struct rp_str text, enum rp_color color)
{
    *column = (struct column){.text = text, .color = color};
    rp_tokens_init(&column->tokens);
    enum rp_status status = rp_tokenise(&column->tokens, text.data, text.len, NULL);
    if (status != RP_OK)
        return status;
    column->odd = rp_alloc_zeroed(column->tokens.count, sizeof *column->odd);
    return column->odd != NULL ? RP_OK : RP_NO_MEMORY;
}

static void done(struct column *column)
{
    rp_free(column->odd);
    rp_tokens_done(&column->tokens);
}

enum rp_status rp_columns_print(FILE *file, struct rp_str left, struct rp_str right, int width, bool colors)
{
    struct column a, b;
    int half = (width - 3) / 2;
    enum rp_status status = init(&a, left, RP_COLOR_RED);
    enum rp_status other = init(&b, right, RP_COLOR_GREEN);
    if (status == RP_OK)
        status = other;
    if (status == RP_OK)
        status = rp_difference(&a.tokens, &b.tokens, a.odd, b.odd);
    while (status == RP_OK && (a.at < a.text.len || b.at < b.text.len)) {
        print_line(file, &a, half, colors);
        rp_color(file, colors, RP_COLOR_DIM);
        fputs(" | ", file);
        rp_color(file, colors, RP_COLOR_PLAIN);
        print_line(file, &b, half, colors);
        fputc('\n', file);
    }
    done(&a);
    done(&b);
    return status;
}
