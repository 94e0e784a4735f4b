/* Lines for the operator, on standard error. Any thread; a line is written whole. */
#ifndef RP_BASE_LOG_H
#define RP_BASE_LOG_H

enum rp_log_level { RP_LOG_ERROR, RP_LOG_WARN, RP_LOG_INFO, RP_LOG_DEBUG };

void rp_log_set_level(enum rp_log_level level); /* before threads start; INFO by default */
void rp_log(enum rp_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
