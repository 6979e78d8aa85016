/* The kernels of this folder, as a C program sees them. Each is in the file of its name and does nothing but compute:
 * no timing, no printing. Whoever calls one owns its result. */
#ifndef KERNELS_H
#define KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kernel_status {
    KERNEL_OK,
    KERNEL_REFUSED,      /* the input breaks the contract; the error says where */
    KERNEL_OUT_OF_MEMORY /* what had been allocated is free again */
};

/* Why a kernel refused its input. */
struct kernel_error {
    bool has_index;
    size_t index;      /* of the event, from 0 */
    const char *field; /* NULL when the fault is in no field of an event */
    const char *reason;
};

/* The energy of the system before and after the steps. */
struct nbody_result {
    double before, after;
};

struct nbody_result nbody(int64_t steps);

struct spectral_norm_result {
    double norm, u_dot_v, v_dot_v;
};

enum kernel_status spectral_norm(int64_t n, struct spectral_norm_result *result);

/* The sum of the square roots of the whole numbers from 1 to n. */
double square_roots(int64_t n);

/* The checksum of all permutations' flips, and the most flips. */
struct fannkuch_redux_result {
    int64_t checksum, most;
};

/* `n` from 1 to 16. */
struct fannkuch_redux_result fannkuch_redux(int64_t n);

/* How many pixels of the bitmap are set, and the sum of its bytes, each times its place from 1 on. */
struct mandelbrot_result {
    int64_t pixels, total;
};

enum kernel_status mandelbrot(int64_t n, struct mandelbrot_result *result);

#define BINARY_TREES_MOST 34 /* of depths up to 64, and the two trees beside them */

/* The nodes that were counted, tree by tree. */
struct binary_trees_result {
    size_t length;
    int64_t counted[BINARY_TREES_MOST];
};

enum kernel_status binary_trees(int64_t n, struct binary_trees_result *result);

/* n times `p.x * 2`, added up. */
int64_t attribute_dict(int64_t n);

/* A string that may hold any byte, NUL included. */
struct text {
    const char *bytes;
    size_t length;
};

struct user_summary {
    int64_t user_id;
    int64_t event_count;
    double total_amount;
    int64_t high_value_count;
    double duration_seconds;
    const char *top_event_type; /* upper case, static */
    struct text top_page;       /* in the result's `page_bytes` */
};

struct pipeline_result {
    size_t total_users;
    int64_t total_events;
    double total_amount;
    int64_t total_high_value;
    struct user_summary *users; /* `total_users` of them, by ascending id */
    char *page_bytes;
};

/* Fills `result` when it returns KERNEL_OK, `error` when it returns KERNEL_REFUSED, else neither. */
enum kernel_status pipeline_bytes(const char *data, size_t length, struct pipeline_result *result,
                                  struct kernel_error *error);

void pipeline_result_free(struct pipeline_result *result);

#endif
