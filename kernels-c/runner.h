/* What the runner wants to know of a kernel. One `entry_*.c` per benchmark defines `kernel_entry`; a runner is linked
 * from `runner.c`, `request.c`, one entry and one kernel, so that each cell needs only the libraries of its own. */
#ifndef RUNNER_H
#define RUNNER_H

#include "kernels.h"

#include <stdio.h>

enum input_kind { INPUT_INTEGER, INPUT_BYTES };

/* The one argument of a kernel; which member counts is for the entry's `input_kind` to say. */
struct kernel_input {
    int64_t integer;
    struct text bytes;
};

struct entry {
    const char *name;
    enum input_kind input_kind;
    size_t result_size;
    enum kernel_status (*call)(const struct kernel_input *input, void *result, struct kernel_error *error);
    void (*release)(void *result); /* what the result owns, not the result itself */
    void (*write)(FILE *out, const void *result);
};

extern const struct entry kernel_entry;

/* The parts of JSON that entries write. Infinities and NaN, which JSON lacks, are written as Python writes them. */
void write_json_double(FILE *out, double number);
void write_json_string(FILE *out, struct text text);

#endif
