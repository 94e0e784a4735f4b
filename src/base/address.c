/* Where a server is or listens. */
#include "base/address.h"

#include "base/buf.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

_Static_assert(RP_ADDRESS_PATH == sizeof(((struct sockaddr_un *)0)->sun_path), "the path of a Unix socket");

static enum rp_status refuse(const char *text, const char *why, struct rp_error *error)
{
    return rp_fail(error, RP_BAD_ARGUMENT, "the address \"%.*s\" %s", RP_SHOW(rp_str_of(text)), why);
}

static bool is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < RP_ADDRESS_PORT && text[digits] == 0 && strtol(text, NULL, 10) <= UINT16_MAX;
}

static enum rp_status take_path(const char *text, struct rp_address *ret, struct rp_error *error)
{
    size_t len = strlen(text);
    if (len >= RP_ADDRESS_PATH)
        return refuse(text, "is longer than the path of a Unix socket can be", error);
    ret->is_unix = true;
    memcpy(ret->path, text, len + 1);
    return RP_OK;
}

enum rp_status rp_address_parse(const char *text, struct rp_address *ret, struct rp_error *error)
{
    *ret = (struct rp_address){0};
    if (strchr(text, '/') != NULL)
        return take_path(text, ret, error);
    const char *colon = strrchr(text, ':'), *host = text;
    if (colon == NULL)
        return refuse(text, "is neither HOST:PORT nor a path with a \"/\"", error);
    if (!is_port(colon + 1))
        return refuse(text, "has no port in 0 .. 65535 behind the last colon", error);
    size_t len = (size_t)(colon - text);
    bool brackets = len >= 2 && host[0] == '[' && host[len - 1] == ']';
    if (brackets) {
        host++;
        len -= 2;
    }
    if (len == 0)
        return refuse(text, "names no host before the colon", error);
    if (!brackets && memchr(host, ':', len) != NULL)
        return refuse(text, "has several colons: an IPv6 address stands in brackets, as in [::1]:7878", error);
    if (len >= RP_ADDRESS_HOST)
        return refuse(text, "names a host that is too long", error);
    memcpy(ret->host, host, len);
    memcpy(ret->port, colon + 1, strlen(colon + 1));
    return RP_OK;
}
