/* A file of bytes with checksums: written from front to back, read the same way.
 *
 * magic and version, then blocks of up to 64 KiB, each behind its length and the XXH3-64 of what it holds and of its place, then an end block with the length of all. Writing
 * asks for no memory and takes no lock, so that it may be done between fork and _exit. */
#ifndef RP_STORE_BLOCKS_FILE_H
#define RP_STORE_BLOCKS_FILE_H

#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RP_BLOCKS_FILE_BLOCK = 64 << 10 };

struct rp_blocks_writer {
    int fd; /* borrowed */
    uint64_t bytes;
    uint32_t block, used;
    int error; /* errno of the first failure; 0: none. Nothing is written after it. */
    char data[RP_BLOCKS_FILE_BLOCK + 16];
};
/* `kind`: up to 15 characters that say what the file is. */
void rp_blocks_writer_start(struct rp_blocks_writer *writer, int fd, const char *kind, uint32_t version);
void rp_blocks_writer_put(struct rp_blocks_writer *writer, const void *data, size_t size);
/* Ends the file and syncs it; errno of the first failure, 0: none. */
int rp_blocks_writer_end(struct rp_blocks_writer *writer);

struct rp_blocks_reader;
/* RP_NOT_FOUND when there is no such file; RP_DAMAGED, RP_IO, RP_NO_MEMORY. RP_NEWER names the file. */
enum rp_status rp_blocks_reader_open(const char *path, const char *kind, uint32_t version, struct rp_blocks_reader **ret, struct rp_error *error);
void rp_blocks_reader_close(struct rp_blocks_reader *reader); /* NULL is allowed */
/* Exactly so many bytes. RP_DAMAGED (names the file and the place), also when the file has fewer. */
enum rp_status rp_blocks_reader_get(struct rp_blocks_reader *reader, void *ret, size_t size, struct rp_error *error);
/* All was read, and the end is as it was written. */
enum rp_status rp_blocks_reader_end(struct rp_blocks_reader *reader, struct rp_error *error);

#endif
