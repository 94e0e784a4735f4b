/* What the library of faults and a test have in common: a file that both have mapped. */
#ifndef TESTS_FAULTS_CONTROL_H
#define TESTS_FAULTS_CONTROL_H

#include <stdatomic.h>
#include <stdint.h>

/* Calls that are told apart; those for files of 64 bits are counted with the others. open: where it may make a file or empty one; fflush, fread: files of the
 * C library. */
#define FAULTS_CALL_MAP(X)                                                                                                                             \
    X(write) X(pwrite) X(writev) X(pwritev) X(fflush) X(fsync) X(fdatasync) X(sync_file_range) X(rename) X(unlink) X(rmdir) X(mkdir) X(link)            \
        X(ftruncate) X(truncate) X(fallocate) X(posix_fallocate) X(open) X(read) X(pread) X(fread) X(statvfs)
#define FAULTS_CALL_NUMBER(name) FAULTS_##name,
enum faults_call { FAULTS_CALL_MAP(FAULTS_CALL_NUMBER) FAULTS_CALLS };

enum faults_action {
    FAULTS_NONE,
    FAULTS_KILL,       /* before the call */
    FAULTS_KILL_AFTER,
    FAULTS_KILL_HALF,  /* when half of the bytes are written; before the call where there are none */
    FAULTS_ERROR,      /* `error`; statvfs finds no room */
    FAULTS_SHORT,      /* half of the bytes are written or read, and that is said */
};

/* What of a file has been synced: the rest would be lost with the power. */
struct faults_file {
    _Atomic uint64_t inode; /* 0: none */
    _Atomic uint64_t synced;
    _Atomic uint64_t spoilt; /* a sync has failed */
};

/* All numbers are of 64 bits, in the order of the machine's bytes. */
enum { FAULTS_COUNTS = 32, FAULTS_FILES = 4096, FAULTS_TRACE = 1 << 16 };
struct faults_control {
    /* by the test */
    _Atomic uint64_t action;
    _Atomic uint64_t calls; /* the calls that are meant: bits by their numbers */
    _Atomic uint64_t at;    /* the fault comes at this one of them, from 1; 0: never */
    _Atomic uint64_t times; /* and at so many in all; 0: until it is lifted */
    _Atomic uint64_t error; /* errno */
    _Atomic uint64_t alone; /* only the process that makes the call is killed; else the program that was started, and its group when it leads one */
    char match[64];         /* only files whose path behind the folder contains this */
    /* by the library */
    _Atomic uint64_t owner; /* the process that was started; 0: it has ended */
    _Atomic uint64_t seen;  /* calls that were meant */
    _Atomic uint64_t hits, hit_call, hit_number; /* of the first fault */
    char hit_path[256];
    _Atomic uint64_t counts[FAULTS_COUNTS];
    struct faults_file files[FAULTS_FILES];
    _Atomic unsigned char trace[FAULTS_TRACE]; /* which call each of those that were meant was: of the first */
};

#endif
