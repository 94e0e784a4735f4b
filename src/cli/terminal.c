/* Colours, widths, and strings of strangers on a terminal. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum { WIDTH_ELSEWHERE = 80, WIDTH_MIN = 40 };

bool rp_terminal_colors(FILE *file)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(file)) && (none == NULL || none[0] == 0) && term != NULL && strcmp(term, "dumb") != 0;
}

int rp_terminal_columns(FILE *file)
{
    struct winsize size;
    if (!isatty(fileno(file)) || ioctl(fileno(file), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_ELSEWHERE;
    return size.ws_col;
}

int rp_terminal_width(FILE *file)
{
    int columns = rp_terminal_columns(file);
    return columns < WIDTH_MIN ? WIDTH_MIN : columns;
}

void rp_color(FILE *file, bool colors, enum rp_color color)
{
    static const char *const codes[RP_COLOR_COUNT] = {"0", "2", "1", "31", "32", "33", "36"};
    if (colors)
        fprintf(file, "\x1b[%sm", codes[color]);
}

enum rp_color rp_verdict_color(enum rp_verdict verdict)
{
    switch (verdict) {
    case RP_VERDICT_IDENTICAL:
    case RP_VERDICT_NEAR:
        return RP_COLOR_RED;
    case RP_VERDICT_SYNDICATED:
        return RP_COLOR_YELLOW;
    case RP_VERDICT_REVISION:
    case RP_VERDICT_PARTIAL:
        return RP_COLOR_CYAN;
    default:
        return RP_COLOR_GREEN;
    }
}

int rp_char_columns(struct rp_str str, size_t *ret_len)
{
    wchar_t wide = 0;
    mbstate_t state = {0};
    size_t len = mbrtowc(&wide, str.data, str.len, &state);
    *ret_len = len == 0 || len > str.len ? 1 : len;
    if (len == 0 || len > str.len)
        return 1;
    int columns = wcwidth(wide);
    return columns < 0 ? 1 : columns;
}

/* May a character go to a terminal as it is? C0, C1 and DEL would move the cursor or worse. */
static bool is_harmless(struct rp_str str, size_t len)
{
    unsigned char first = (unsigned char)str.data[0];
    if (len == 1)
        return first >= 0x20 && first < 0x7f;
    return !(first == 0xc2 && (unsigned char)str.data[1] < 0xa0);
}

static struct rp_str rest_of(struct rp_str str, size_t from)
{
    return (struct rp_str){str.data + from, str.len - from};
}

int rp_str_columns(struct rp_str str)
{
    int columns = 0;
    size_t len;
    for (size_t i = 0; i < str.len; i += len)
        columns += rp_char_columns(rest_of(str, i), &len);
    return columns;
}

void rp_show(FILE *file, struct rp_str str, int columns)
{
    bool cut = columns > 0 && rp_str_columns(str) > columns;
    int room = cut ? columns - 1 : columns, used = 0;
    size_t len;
    for (size_t i = 0; i < str.len; i += len) {
        struct rp_str rest = rest_of(str, i);
        int width = rp_char_columns(rest, &len);
        if (columns > 0 && used + width > room)
            break;
        if (is_harmless(rest, len))
            fwrite(rest.data, 1, len, file);
        else
            fputc(rest.data[0] == '\t' ? ' ' : '?', file);
        used += width;
    }
    if (cut) {
        fputs("\xe2\x80\xa6", file);
        used++;
    }
    for (; used < columns; used++)
        fputc(' ', file);
}

void rp_show_text(FILE *file, struct rp_str text)
{
    for (size_t at = 0; at < text.len;) {
        const char *newline = memchr(text.data + at, '\n', text.len - at);
        size_t next = newline != NULL ? (size_t)(newline - text.data) + 1 : text.len, end = newline != NULL ? next - 1 : next;
        while (end > at && strchr(" \t\r", text.data[end - 1]) != NULL && text.data[end - 1] != 0)
            end--;
        rp_show(file, (struct rp_str){text.data + at, end - at}, 0);
        fputc('\n', file);
        at = next;
    }
}
