/* ISO 8601 dates. */
#include "base/time.h"

#include "base/error.h"

#include <stdbool.h>

struct cursor {
    const char *at, *end;
};

/* Exactly n digits. */
static bool number(struct cursor *c, int n, int low, int high, int *ret)
{
    int value = 0;
    if (c->end - c->at < n)
        return false;
    for (int i = 0; i < n; i++) {
        if (c->at[i] < '0' || c->at[i] > '9')
            return false;
        value = value * 10 + (c->at[i] - '0');
    }
    c->at += n;
    *ret = value;
    return value >= low && value <= high;
}

static bool literal(struct cursor *c, char what)
{
    if (c->at == c->end || *c->at != what)
        return false;
    c->at++;
    return true;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_from_civil(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool date(struct cursor *c, int64_t *ret_days)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int y, m, d;
    if (!number(c, 4, 1, 9999, &y) || !literal(c, '-') || !number(c, 2, 1, 12, &m) || !literal(c, '-') || !number(c, 2, 1, 31, &d))
        return false;
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (d > lengths[m - 1] + (m == 2 && leap))
        return false;
    *ret_days = days_from_civil(y, m, d);
    return true;
}

/* hh:mm[:ss[.fraction]]; 60 is allowed for a leap second. */
static bool clock_time(struct cursor *c, int64_t *ret_ms)
{
    int h, m, s = 0, ms = 0;
    if (!number(c, 2, 0, 23, &h) || !literal(c, ':') || !number(c, 2, 0, 59, &m))
        return false;
    if (literal(c, ':')) {
        if (!number(c, 2, 0, 60, &s))
            return false;
        if (literal(c, '.')) {
            int digit, scale = 100;
            if (!number(c, 1, 0, 9, &digit))
                return false;
            do {
                ms += digit * scale;
                scale /= 10;
            } while (c->at < c->end && number(c, 1, 0, 9, &digit));
        }
    }
    *ret_ms = ((h * 60 + m) * 60 + s) * INT64_C(1000) + ms;
    return true;
}

static bool zone(struct cursor *c, int64_t *ret_ms)
{
    int h, m = 0;
    *ret_ms = 0;
    if (c->at == c->end || literal(c, 'Z') || literal(c, 'z'))
        return true;
    int sign = literal(c, '+') ? 1 : literal(c, '-') ? -1 : 0;
    if (sign == 0 || !number(c, 2, 0, 23, &h))
        return false;
    bool colon = literal(c, ':');
    if ((colon || c->at < c->end) && !number(c, 2, 0, 59, &m))
        return false;
    *ret_ms = sign * (h * 60 + m) * INT64_C(60000);
    return true;
}

static bool parse(struct cursor *c, int64_t *ret_ms)
{
    int64_t days, time = 0, offset;
    if (!date(c, &days))
        return false;
    if ((literal(c, 'T') || literal(c, 't') || literal(c, ' ')) && !clock_time(c, &time))
        return false;
    if (!zone(c, &offset) || c->at != c->end)
        return false;
    *ret_ms = days * INT64_C(86400000) + time - offset;
    return true;
}

enum rp_status rp_time_parse(struct rp_str text, int64_t *ret_ms, struct rp_error *error)
{
    if (text.len > 0) {
        struct cursor c = {.at = text.data, .end = text.data + text.len};
        if (parse(&c, ret_ms))
            return RP_OK;
    }
    return rp_fail(error, RP_BAD_VALUE, "published: \"%.*s\" is no date: write 2018-06-07 or 2018-06-07T11:44:00Z", RP_SHOW(text));
}
