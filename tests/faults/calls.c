/* The calls that the library of faults stands before: each asks what is to happen (faults.c) and goes on to the real one. */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* else pwrite and pwrite64 are one name */
#include "faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#undef fread_unlocked

#define REAL_MAP(X)                                                                                                                                    \
    X(ssize_t, write, (int, const void *, size_t))                                                                                                     \
    X(ssize_t, pwrite64, (int, const void *, size_t, off64_t))                                                                                         \
    X(ssize_t, writev, (int, const struct iovec *, int))                                                                                               \
    X(ssize_t, pwritev64, (int, const struct iovec *, int, off64_t))                                                                                   \
    X(int, fflush, (FILE *))                                                                                                                           \
    X(int, fsync, (int))                                                                                                                               \
    X(int, fdatasync, (int))                                                                                                                           \
    X(int, sync_file_range, (int, off64_t, off64_t, unsigned))                                                                                         \
    X(int, renameat, (int, const char *, int, const char *))                                                                                           \
    X(int, unlinkat, (int, const char *, int))                                                                                                         \
    X(int, mkdirat, (int, const char *, mode_t))                                                                                                       \
    X(int, linkat, (int, const char *, int, const char *, int))                                                                                        \
    X(int, ftruncate64, (int, off64_t))                                                                                                                \
    X(int, truncate64, (const char *, off64_t))                                                                                                        \
    X(int, fallocate64, (int, int, off64_t, off64_t))                                                                                                  \
    X(int, posix_fallocate64, (int, off64_t, off64_t))                                                                                                 \
    X(int, openat64, (int, const char *, int, ...))                                                                                                    \
    X(FILE *, fopen64, (const char *, const char *))                                                                                                   \
    X(ssize_t, read, (int, void *, size_t))                                                                                                            \
    X(ssize_t, pread64, (int, void *, size_t, off64_t))                                                                                                \
    X(size_t, fread_unlocked, (void *, size_t, size_t, FILE *))                                                                                        \
    X(size_t, fread, (void *, size_t, size_t, FILE *))                                                                                                 \
    X(int, statvfs64, (const char *, struct statvfs64 *))                                                                                              \
    X(int, statvfs, (const char *, struct statvfs *))

#define REAL_MEMBER(type, name, parameters) type(*name) parameters;
static struct {
    REAL_MAP(REAL_MEMBER)
} found;

/* ISO C knows no way from a pointer to data to one to a function; POSIX wants this one to work. */
#define REAL_FIND(type, name, parameters)                                                                                                              \
    if ((*(void **)&found.name = dlsym(RTLD_NEXT, #name)) == NULL)                                                                                     \
        _exit(126);

/* All at once, at the start: after a fork nothing is to be looked for. Others may call before it. */
__attribute__((constructor)) static void find(void)
{
    if (found.statvfs == NULL) {
        REAL_MAP(REAL_FIND)
    }
}

#define REAL(name) (find(), found.name)

/* What calls without a length come to: `call` is made unless it is to fail. */
#define PASS(verdict, result, call)                                                                                                                    \
    do {                                                                                                                                               \
        if ((verdict) == DIE_HALF)                                                                                                                     \
            faults_die();                                                                                                                              \
        if ((verdict) == FAIL)                                                                                                                         \
            return -1;                                                                                                                                 \
        (result) = (call);                                                                                                                             \
        if ((verdict) == DIE_AFTER)                                                                                                                    \
            faults_die();                                                                                                                              \
    } while (0)

/* --- writing --- */

static size_t part_of(enum faults_verdict verdict, size_t size)
{
    return verdict == SHORT || verdict == DIE_HALF ? (size + 1) / 2 : size; /* none of some would be no progress */
}

static ssize_t ended(enum faults_verdict verdict, ssize_t result)
{
    if (verdict == DIE_AFTER || verdict == DIE_HALF)
        faults_die();
    return result;
}

ssize_t write(int fd, const void *data, size_t size)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_write, fd);
    return verdict == FAIL ? -1 : ended(verdict, REAL(write)(fd, data, part_of(verdict, size)));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_pwrite, fd);
    return verdict == FAIL ? -1 : ended(verdict, REAL(pwrite64)(fd, data, part_of(verdict, size), at));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    return pwrite64(fd, data, size, at);
}

/* Half of several parts is the first of them, or half of it when there is no other. */
static ssize_t write_parts(enum faults_call call, int fd, const struct iovec *parts, int count, off64_t at, bool placed)
{
    enum faults_verdict verdict = faults_ask_fd(call, fd);
    struct iovec first;
    if (verdict == FAIL)
        return -1;
    if ((verdict == SHORT || verdict == DIE_HALF) && count > 0) {
        first = parts[0];
        if (count == 1)
            first.iov_len /= 2;
        parts = &first;
        count = 1;
    }
    return ended(verdict, placed ? REAL(pwritev64)(fd, parts, count, at) : REAL(writev)(fd, parts, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return write_parts(FAULTS_writev, fd, parts, count, 0, false);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at)
{
    return write_parts(FAULTS_pwritev, fd, parts, count, at, true);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    return write_parts(FAULTS_pwritev, fd, parts, count, at, true);
}

/* Files of the C library are written when they are flushed. */
int fflush(FILE *file)
{
    int result;
    enum faults_verdict verdict = file == NULL ? GO : faults_ask_fd(FAULTS_fflush, fileno(file));
    PASS(verdict, result, REAL(fflush)(file));
    return result;
}

/* --- syncing --- */

int fsync(int fd)
{
    return faults_sync(FAULTS_fsync, fd, REAL(fsync));
}

int fdatasync(int fd)
{
    return faults_sync(FAULTS_fdatasync, fd, REAL(fdatasync));
}

int sync_file_range(int fd, off64_t at, off64_t size, unsigned flags)
{
    int result;
    enum faults_verdict verdict = faults_ask_fd(FAULTS_sync_file_range, fd);
    PASS(verdict, result, REAL(sync_file_range)(fd, at, size, flags));
    return result;
}

/* --- names --- */

int renameat(int old_dir, const char *old_path, int new_dir, const char *new_path)
{
    int result;
    enum faults_verdict verdict = faults_ask_path(FAULTS_rename, new_dir, new_path);
    PASS(verdict, result, REAL(renameat)(old_dir, old_path, new_dir, new_path));
    return result;
}

int rename(const char *old_path, const char *new_path)
{
    return renameat(AT_FDCWD, old_path, AT_FDCWD, new_path);
}

int unlinkat(int dir, const char *path, int flags)
{
    int result;
    enum faults_verdict verdict = faults_ask_path(flags & AT_REMOVEDIR ? FAULTS_rmdir : FAULTS_unlink, dir, path);
    PASS(verdict, result, REAL(unlinkat)(dir, path, flags));
    return result;
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
    int result;
    enum faults_verdict verdict = faults_ask_path(FAULTS_mkdir, dir, path);
    PASS(verdict, result, REAL(mkdirat)(dir, path, mode));
    return result;
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

int linkat(int old_dir, const char *old_path, int new_dir, const char *new_path, int flags)
{
    int result;
    enum faults_verdict verdict = faults_ask_path(FAULTS_link, new_dir, new_path);
    PASS(verdict, result, REAL(linkat)(old_dir, old_path, new_dir, new_path, flags));
    return result;
}

int link(const char *old_path, const char *new_path)
{
    return linkat(AT_FDCWD, old_path, AT_FDCWD, new_path, 0);
}

/* --- lengths --- */

int ftruncate64(int fd, off64_t size)
{
    int result;
    enum faults_verdict verdict = faults_ask_fd(FAULTS_ftruncate, fd);
    PASS(verdict, result, REAL(ftruncate64)(fd, size));
    return result;
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

int truncate64(const char *path, off64_t size)
{
    int result;
    enum faults_verdict verdict = faults_ask_path(FAULTS_truncate, AT_FDCWD, path);
    PASS(verdict, result, REAL(truncate64)(path, size));
    return result;
}

int truncate(const char *path, off_t size)
{
    return truncate64(path, size);
}

int fallocate64(int fd, int mode, off64_t at, off64_t size)
{
    int result;
    enum faults_verdict verdict = faults_ask_fd(FAULTS_fallocate, fd);
    PASS(verdict, result, REAL(fallocate64)(fd, mode, at, size));
    return result;
}

int fallocate(int fd, int mode, off_t at, off_t size)
{
    return fallocate64(fd, mode, at, size);
}

/* This one gives its error back. */
int posix_fallocate64(int fd, off64_t at, off64_t size)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_posix_fallocate, fd);
    return verdict == FAIL ? errno : (int)ended(verdict, verdict == DIE_HALF ? 0 : REAL(posix_fallocate64)(fd, at, size));
}

int posix_fallocate(int fd, off_t at, off_t size)
{
    return posix_fallocate64(fd, at, size);
}

/* --- opening: counted where it can change something --- */

static int open_file(int dir, const char *path, int flags, mode_t mode)
{
    int fd;
    bool changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    enum faults_verdict verdict = changes ? faults_ask_path(FAULTS_open, dir, path) : GO;
    PASS(verdict, fd, REAL(openat64)(dir, path, flags, mode));
    if (changes)
        faults_note_opened(fd);
    return fd;
}

#define MODE_OF(flags, mode)                                                                                                                           \
    mode_t mode = 0;                                                                                                                                   \
    if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) {                                                                              \
        va_list rest;                                                                                                                                  \
        va_start(rest, flags);                                                                                                                         \
        mode = va_arg(rest, mode_t);                                                                                                                   \
        va_end(rest);                                                                                                                                  \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_file(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_file(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_file(dir, path, flags, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    enum faults_verdict verdict = mode[0] == 'r' ? GO : faults_ask_path(FAULTS_open, AT_FDCWD, path);
    if (verdict == DIE_HALF)
        faults_die();
    FILE *file = verdict == FAIL ? NULL : REAL(fopen64)(path, mode);
    if (verdict == DIE_AFTER)
        faults_die();
    return file;
}

FILE *fopen(const char *path, const char *mode)
{
    return fopen64(path, mode);
}

/* --- reading, and how much room there is --- */

ssize_t read(int fd, void *data, size_t size)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_read, fd);
    return verdict == FAIL ? -1 : ended(verdict, REAL(read)(fd, data, part_of(verdict, size)));
}

ssize_t pread64(int fd, void *data, size_t size, off64_t at)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_pread, fd);
    return verdict == FAIL ? -1 : ended(verdict, REAL(pread64)(fd, data, part_of(verdict, size), at));
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    return pread64(fd, data, size, at);
}

size_t fread_unlocked(void *data, size_t size, size_t count, FILE *file)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_fread, fileno(file));
    return verdict == FAIL ? 0 : (size_t)ended(verdict, (ssize_t)REAL(fread_unlocked)(data, size, part_of(verdict, count), file));
}

size_t fread(void *data, size_t size, size_t count, FILE *file)
{
    enum faults_verdict verdict = faults_ask_fd(FAULTS_fread, fileno(file));
    return verdict == FAIL ? 0 : (size_t)ended(verdict, (ssize_t)REAL(fread)(data, size, part_of(verdict, count), file));
}

/* It does not fail: there is no room left. */
int statvfs64(const char *path, struct statvfs64 *ret)
{
    enum faults_verdict verdict = faults_ask_path(FAULTS_statvfs, AT_FDCWD, path);
    int result = REAL(statvfs64)(path, ret);
    if (result == 0 && verdict == FAIL)
        ret->f_bfree = ret->f_bavail = 0;
    return result;
}

int statvfs(const char *path, struct statvfs *ret)
{
    enum faults_verdict verdict = faults_ask_path(FAULTS_statvfs, AT_FDCWD, path);
    int result = REAL(statvfs)(path, ret);
    if (result == 0 && verdict == FAIL)
        ret->f_bfree = ret->f_bavail = 0;
    return result;
}
