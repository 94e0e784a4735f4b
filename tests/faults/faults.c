/* Faults of the disk and ends of the process, for tests: a library to be loaded before a program (LD_PRELOAD), that stands between it and the calls of the C
 * library that change files, sync them or read them.
 *
 * Only calls are looked at whose file lies in the folder FAULTS_FOLDER. Each is counted in the file FAULTS_CONTROL, which all processes that come of the
 * program have mapped, and so has the test: it says there at which of them what is to happen (control.h; faults.py is its other end).
 *
 * It allocates nothing and takes no lock, so that it may be called between fork and _exit. */
#define _GNU_SOURCE
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* For who reads the control file: the calls in the order of their numbers. */
extern const char faults_calls[];
#define CALL_NAME(name) #name " "
const char faults_calls[] = FAULTS_CALL_MAP(CALL_NAME);

enum { PATH_BYTES = 4096 };
static struct faults_control *control; /* NULL: nothing is to be done */
static char folder[PATH_BYTES];
static size_t folder_len;

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("FAULTS_CONTROL"), *watched = getenv("FAULTS_FOLDER");
    if (path == NULL || watched == NULL || strlen(watched) >= sizeof folder)
        return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        _exit(126);
    close(fd);
    folder_len = strlen(watched);
    memcpy(folder, watched, folder_len + 1);
    struct faults_control *found = mapped;
    atomic_store(&found->owner, (uint64_t)getpid());
    control = found;
}

/* --- which files --- */

static bool is_watched(const char *path)
{
    return strncmp(path, folder, folder_len) == 0 && (path[folder_len] == '/' || path[folder_len] == 0);
}

/* What /proc says of a descriptor; the empty string when it says nothing. */
static const char *path_of(int fd, char room[PATH_BYTES])
{
    char link[32] = "/proc/self/fd/", digits[12];
    size_t n = sizeof digits - 1;
    digits[n] = 0;
    room[0] = 0;
    if (fd < 0)
        return room;
    do
        digits[--n] = (char)('0' + fd % 10);
    while ((fd /= 10) != 0);
    memcpy(link + strlen(link), digits + n, sizeof digits - n);
    ssize_t len = readlink(link, room, PATH_BYTES - 1);
    room[len < 0 ? 0 : len] = 0;
    return room;
}

/* A path as it is seen from a folder that is open, or from that of the process. */
static const char *path_at(int dir, const char *path, char room[PATH_BYTES])
{
    if (path[0] == '/')
        return path;
    if (dir != AT_FDCWD)
        path_of(dir, room);
    else if (getcwd(room, PATH_BYTES) == NULL)
        room[0] = 0;
    size_t len = strlen(room), more = strlen(path);
    if (len + 1 + more >= PATH_BYTES)
        return "";
    room[len] = '/';
    memcpy(room + len + 1, path, more + 1);
    return room;
}

/* --- what is lost with the power --- */

static struct faults_file *slot_of(uint64_t inode)
{
    for (size_t i = 0; i < FAULTS_FILES; i++) {
        struct faults_file *file = &control->files[(inode * 0x9e3779b97f4a7c15u + i) % FAULTS_FILES];
        uint64_t none = 0;
        if (atomic_load(&file->inode) == inode || atomic_compare_exchange_strong(&file->inode, &none, inode) || none == inode)
            return file;
    }
    return NULL;
}

/* NULL: not a file of the folder. */
static struct faults_file *slot_of_fd(int fd, uint64_t *ret_size)
{
    struct stat found;
    char room[PATH_BYTES];
    if (control == NULL || !is_watched(path_of(fd, room)) || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode))
        return NULL;
    *ret_size = (uint64_t)found.st_size;
    return slot_of((uint64_t)found.st_ino);
}

/* A file that is new, or empty again, has nothing on the disk. */
void faults_note_opened(int fd)
{
    uint64_t size;
    struct faults_file *file = slot_of_fd(fd, &size);
    if (file != NULL && size == 0) {
        atomic_store(&file->synced, 0);
        atomic_store(&file->spoilt, 0);
    }
}

/* --- what happens at a call --- */

_Noreturn void faults_die(void)
{
    pid_t owner = (pid_t)atomic_load(&control->owner);
    if (!atomic_load(&control->alone)) {
        if (getpgrp() == owner)
            kill(0, SIGKILL);
        if (owner != 0)
            kill(owner, SIGKILL);
    }
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static enum faults_verdict ask(enum faults_call call, const char *path)
{
    atomic_fetch_add(&control->counts[call], 1);
    if ((atomic_load(&control->calls) >> call & 1) == 0 || (control->match[0] != 0 && strstr(path + folder_len, control->match) == NULL))
        return GO;
    uint64_t number = atomic_fetch_add(&control->seen, 1) + 1;
    if (number <= FAULTS_TRACE)
        atomic_store(&control->trace[number - 1], (unsigned char)call);
    uint64_t at = atomic_load(&control->at), times = atomic_load(&control->times);
    if (at == 0 || number < at || (times != 0 && number >= at + times))
        return GO;
    if (atomic_fetch_add(&control->hits, 1) == 0) {
        atomic_store(&control->hit_call, call);
        atomic_store(&control->hit_number, number);
        size_t len = strlen(path + folder_len);
        memcpy(control->hit_path, path + folder_len, len < sizeof control->hit_path ? len : sizeof control->hit_path - 1);
    }
    switch (atomic_load(&control->action)) {
    case FAULTS_KILL:
        faults_die();
    case FAULTS_KILL_AFTER:
        return DIE_AFTER;
    case FAULTS_KILL_HALF:
        return DIE_HALF;
    case FAULTS_SHORT:
        return SHORT;
    default:
        errno = (int)atomic_load(&control->error);
        return FAIL;
    }
}

enum faults_verdict faults_ask_fd(enum faults_call call, int fd)
{
    char room[PATH_BYTES];
    if (control == NULL)
        return GO;
    int kept = errno;
    const char *path = path_of(fd, room);
    errno = kept;
    return is_watched(path) ? ask(call, path) : GO;
}

enum faults_verdict faults_ask_path(enum faults_call call, int dir, const char *path)
{
    char room[PATH_BYTES];
    if (control == NULL)
        return GO;
    path = path_at(dir, path, room);
    return is_watched(path) ? ask(call, path) : GO;
}

/* --- syncing --- */

int faults_sync(enum faults_call call, int fd, int (*real)(int))
{
    enum faults_verdict verdict = faults_ask_fd(call, fd);
    uint64_t size = 0;
    struct faults_file *file = slot_of_fd(fd, &size);
    if (verdict == DIE_HALF)
        faults_die();
    /* What could not be synced is lost, and a later sync says nothing of it: so does Linux. */
    if (verdict == FAIL && file != NULL)
        atomic_store(&file->spoilt, 1);
    if (verdict == FAIL) {
        errno = (int)atomic_load(&control->error);
        return -1;
    }
    int result = real(fd);
    if (result == 0 && file != NULL && !atomic_load(&file->spoilt))
        atomic_store(&file->synced, size);
    if (verdict == DIE_AFTER)
        faults_die();
    return result;
}
