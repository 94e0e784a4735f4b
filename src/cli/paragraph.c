/* A labelled paragraph, wrapped at spaces; wide scripts that have none are wrapped at any character. */
#include "cli/paragraph.h"

#include "base/buf.h"

#include <stdarg.h>
#include <string.h>

struct rp_paragraph rp_paragraph_begin(FILE *file, const char *label, int indent, int width)
{
    if (label != NULL)
        fprintf(file, "%-*s", indent, label);
    return (struct rp_paragraph){.file = file, .width = width, .indent = indent, .used = label != NULL ? indent : 0, .fresh = true};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void break_line(struct rp_paragraph *paragraph)
{
    fprintf(paragraph->file, "\n%*s", paragraph->indent, "");
    paragraph->used = paragraph->indent;
    paragraph->fresh = true;
}

/* Something of so many columns comes, `apart` from what stands there. A mark may follow it: one column is kept for that. */
static void make_room(struct rp_paragraph *paragraph, int columns, bool apart)
{
    if (!paragraph->fresh && paragraph->used + apart + columns >= paragraph->width) {
        break_line(paragraph);
    } else if (!paragraph->fresh && apart) {
        fputc(' ', paragraph->file);
        paragraph->used++;
    }
    paragraph->fresh = false;
}

static void put_word(struct rp_paragraph *paragraph, struct rp_str word)
{
    int columns = rp_str_columns(word);
    size_t len;
    if (columns < paragraph->width - paragraph->indent) {
        make_room(paragraph, columns, true);
        rp_show(paragraph->file, word, 0);
        paragraph->used += columns;
        return;
    }
    for (size_t at = 0; at < word.len; at += len) {
        struct rp_str rest = {word.data + at, word.len - at};
        columns = rp_char_columns(rest, &len);
        make_room(paragraph, columns, at == 0);
        rp_show(paragraph->file, (struct rp_str){rest.data, len}, 0);
        paragraph->used += columns;
    }
}

static void put_words(struct rp_paragraph *paragraph, struct rp_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && !is_space(text.data[end]))
            end++;
        if (end > at)
            put_word(paragraph, (struct rp_str){text.data + at, end - at});
        at = end + 1;
    }
}

void rp_paragraph_say(struct rp_paragraph *paragraph, const char *format, ...)
{
    char text[240];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *word = text, *end; *word != 0; word = end) {
        end = word + strcspn(word, " ");
        size_t len = (size_t)(end - word);
        for (char *tie = memchr(word, '~', len); tie != NULL; tie = memchr(tie, '~', (size_t)(end - tie)))
            *tie = ' ';
        if (len > 0)
            put_word(paragraph, (struct rp_str){word, len});
        end += *end == ' ';
    }
}

void rp_paragraph_quote(struct rp_paragraph *paragraph, struct rp_str text, int columns)
{
    int used = 0;
    size_t end = 0, len;
    for (; end < text.len; end += len) {
        used += rp_char_columns((struct rp_str){text.data + end, text.len - end}, &len);
        if (used > columns)
            break;
    }
    put_words(paragraph, (struct rp_str){text.data, end});
    if (end < text.len)
        rp_paragraph_mark(paragraph, "\xe2\x80\xa6");
}

void rp_paragraph_mark(struct rp_paragraph *paragraph, const char *mark)
{
    fputs(mark, paragraph->file);
    paragraph->used += rp_str_columns(rp_str_of(mark));
    paragraph->fresh = false;
}

void rp_paragraph_end(struct rp_paragraph *paragraph)
{
    fputc('\n', paragraph->file);
    *paragraph = (struct rp_paragraph){.file = paragraph->file, .width = paragraph->width, .indent = paragraph->indent, .fresh = true};
}
