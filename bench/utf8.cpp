// Is it valid UTF-8? As the vector code of simdjson says, which is the parent of simdutf: a yardstick of what looking at every byte costs.
#include <simdjson.h>

#include <cstddef>

extern "C" bool bench_utf8_valid(const char *data, size_t len)
{
    return simdjson::validate_utf8(data, len);
}
