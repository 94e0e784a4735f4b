/* Lines for the operator, on standard error. Any thread; a line is written whole. */
#ifndef RP_BASE_LOG_H
#define RP_BASE_LOG_H

enum rp_log_level { RP_LOG_ERROR, RP_LOG_WARN, RP_LOG_INFO, RP_LOG_DEBUG };

void rp_log_set_level(enum rp_log_level level); /* before threads start; INFO by default */
/* Called before each line, with standard error locked (flockfile): for who has something on the terminal that is to make room. NULL: nobody. Before threads start. */
void rp_log_make_room(void (*clear)(void *context), void *context);
void rp_log(enum rp_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
