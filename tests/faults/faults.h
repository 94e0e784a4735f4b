/* Inside the library of faults: what the calls (calls.c) ask before they are made. */
#ifndef TESTS_FAULTS_FAULTS_H
#define TESTS_FAULTS_FAULTS_H

#include "control.h"

/* FAIL: with errno, which is set. DIE_...: `faults_die` is to follow when the call, or half of it, is done. */
enum faults_verdict { GO, FAIL, SHORT, DIE_AFTER, DIE_HALF };

/* A call for an open file, and for a path as it is seen from an open folder. Ends the process where it is to end before the call. */
enum faults_verdict faults_ask_fd(enum faults_call call, int fd);
enum faults_verdict faults_ask_path(enum faults_call call, int dir, const char *path);
_Noreturn void faults_die(void);

/* A file that may be new, or empty now. -1 is allowed. */
void faults_note_opened(int fd);
/* fsync or fdatasync. */
int faults_sync(enum faults_call call, int fd, int (*real)(int));

#endif
