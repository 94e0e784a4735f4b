/* The version of the library. */
#ifndef REPRINT_VERSION_H
#define REPRINT_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

#define RP_VERSION "0.1.0"
const char *rp_version(void); /* of the library that was linked: "0.1.0" */

#ifdef __cplusplus
}
#endif
#endif
