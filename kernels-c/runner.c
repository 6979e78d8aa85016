/* The C runner: one process with one kernel, which answers the harness over the protocol of docs/runner-protocol.md.
 *
 *     runner ENTRY
 *
 * ENTRY must be the entry that was linked in. It knows the protocol and nothing else: no benchmark, no tolerance. */
#define _POSIX_C_SOURCE 200809L
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#endif

#include "request.h"
#include "runner.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#ifdef __APPLE__
#include <sys/resource.h>
#endif

/* One cell: its kernel, its input, and the result of its last iteration. */
struct runner {
    const char *entry_name;
    bool has_input, has_result;
    struct kernel_input input;
    char *data; /* what the input's bytes point into */
    void *result;
};

/* Kernels are called through this, and so through a pointer that the compiler must read anew every time: it can
 * neither see into the kernel nor know that two calls give the same, and it must believe that the result is used. */
static const struct entry *volatile current_entry = &kernel_entry;

/* ---- Answers ---- */

void write_json_double(FILE *out, double number) {
    if (isfinite(number)) {
        char text[32];
        snprintf(text, sizeof text, "%.17g", number);
        fputs(text, out);
        /* A float must be recognisable as one. */
        if (strpbrk(text, ".e") == NULL) {
            fputs(".0", out);
        }
    } else {
        fputs(isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity", out);
    }
}

void write_json_string(FILE *out, struct text text) {
    fputc('"', out);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (byte < 0x20) {
            fprintf(out, "\\u%04x", byte);
        } else {
            if (byte == '"' || byte == '\\') {
                fputc('\\', out);
            }
            fputc(byte, out);
        }
    }
    fputc('"', out);
}

/* `at` is NULL, but for a refused input. */
static void answer_error_at(const char *kind, const struct kernel_error *at, const char *message) {
    printf("error {\"kind\":\"%s\",\"index\":", kind);
    if (at != NULL && at->has_index) {
        printf("%zu", at->index);
    } else {
        fputs("null", stdout);
    }
    fputs(",\"field\":", stdout);
    if (at != NULL && at->field != NULL) {
        write_json_string(stdout, (struct text){at->field, strlen(at->field)});
    } else {
        fputs("null", stdout);
    }
    fputs(",\"message\":", stdout);
    write_json_string(stdout, (struct text){message, strlen(message)});
    fputs("}\n", stdout);
}

static void answer_error(const char *kind, const char *format, ...) {
    char message[256]; /* formats insert nothing longer than a name or a system's message */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    answer_error_at(kind, NULL, message);
}

static void answer_refused(const struct kernel_error *error) {
    char message[512];
    if (!error->has_index) {
        snprintf(message, sizeof message, "document: %s", error->reason);
    } else if (error->field == NULL) {
        snprintf(message, sizeof message, "event %zu: %s", error->index, error->reason);
    } else {
        snprintf(message, sizeof message, "event %zu: %s: %s", error->index, error->field, error->reason);
    }
    answer_error_at("input", error, message);
}

/* ---- What the process is like ---- */

/* What a library that was linked in may have switched, by plain arithmetic that the compiler cannot do beforehand. */
static void answer_state(const char *word) {
    volatile double one = 1.0, half = 0.5, smallest_normal = 0x1p-1022, smallest = 0x1p-1074, half_a_step = 0x1p-53;
    volatile double halved = smallest_normal * half, kept = smallest * one;
    volatile double down = one + half_a_step, up = one + half_a_step * 1.5;
    printf("%s {\"facts\":{\"subnormals\":%s,\"rounding\":\"%s\"},\"files\":[]}\n", word,
           halved > 0 && kept > 0 ? "true" : "false", down == one && up > one ? "nearest" : "other");
}

/* ---- prepare ---- */

static void drop_result(struct runner *runner) {
    if (runner->has_result) {
        current_entry->release(runner->result);
        runner->has_result = false;
    }
}

static void drop_input(struct runner *runner) {
    drop_result(runner);
    free(runner->data);
    runner->data = NULL;
    runner->has_input = false;
}

/* The whole of a stream, or NULL with `errno` set. */
static char *read_all(FILE *file, size_t *length) {
    char *data = NULL;
    size_t capacity = 0;
    *length = 0;
    do {
        if (*length == capacity) {
            capacity = capacity == 0 ? 1 << 16 : capacity * 2;
            char *larger = realloc(data, capacity);
            if (larger == NULL) {
                free(data);
                errno = ENOMEM;
                return NULL;
            }
            data = larger;
        }
        *length += fread(data + *length, 1, capacity - *length, file);
    } while (!feof(file) && !ferror(file));
    if (ferror(file)) {
        free(data);
        return NULL;
    }
    return data;
}

static bool load_file(struct runner *runner, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file != NULL) {
        size_t length;
        runner->data = read_all(file, &length);
        runner->input.bytes = (struct text){runner->data, length};
        int fault = errno;
        fclose(file);
        errno = fault;
    }
    if (runner->data == NULL) {
        answer_error("internal", "cannot read the input: %s", strerror(errno));
    }
    return runner->data != NULL;
}

static bool load_input(struct runner *runner, const struct request *request) {
    static const char *const KINDS[] = {[INPUT_INTEGER] = "integer", [INPUT_BYTES] = "bytes"};
    const char *wanted = KINDS[kernel_entry.input_kind];
    if (request->input == NULL) {
        answer_error("usage", "prepare: `input` must be a string");
        return false;
    }
    if (strcmp(request->input, wanted) != 0) {
        answer_error("unsupported", "%s takes input of the kind `%s`", kernel_entry.name, wanted);
        return false;
    }
    if (kernel_entry.input_kind == INPUT_INTEGER) {
        if (!request->has_value) {
            answer_error("usage", "prepare: `value` must be an integer");
        }
        runner->input.integer = request->value;
        return request->has_value;
    }
    if (request->path == NULL) {
        answer_error("usage", "prepare: `path` must be a string");
        return false;
    }
    return load_file(runner, request->path);
}

static void prepare(struct runner *runner, const char *argument) {
    drop_input(runner);
    struct request request = {0};
    const char *fault = parse_request(argument, &request);
    if (fault != NULL) {
        answer_error(fault == REQUEST_NO_MEMORY ? "internal" : "usage", "%s", fault);
    } else if (strcmp(runner->entry_name, kernel_entry.name) != 0) {
        answer_error("unsupported", "this runner has `%s` alone", kernel_entry.name);
    } else if (load_input(runner, &request)) {
        runner->has_input = true;
        if (request.state) {
            answer_state("ready");
        } else {
            puts("ready");
        }
    }
    request_free(&request);
}

/* ---- run ---- */

/* Stacks begin at another address in each process, in steps of 16 bytes within a page, and the distance to other data
 * decides over a few per cent of a kernel's speed, for some addresses over much more. So that a process does not keep its
 * luck, each call begins at another depth: a fixed walk that visits all 256 steps of a page in turn, far apart. */
#define STACK_STEP 16
#define STACK_STEPS 256
#define STACK_STRIDE 97

static enum kernel_status call_at(size_t depth, struct runner *runner, struct kernel_error *error) {
    volatile char above[depth * STACK_STEP + 1];
    above[0] = 0; /* else it would not be there */
    enum kernel_status status = current_entry->call(&runner->input, runner->result, error);
    above[depth * STACK_STEP] = 0; /* nor, after a jump in place of the call, now */
    return status;
}

static enum kernel_status call_somewhere(struct runner *runner, struct kernel_error *error) {
    static size_t depth = 0;
    depth = (depth + STACK_STRIDE) % STACK_STEPS;
    return call_at(depth, runner, error);
}

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Time a batch. Between two iterations the former's result is freed, inside the clock, as any caller would. */
static enum kernel_status run_batch(struct runner *runner, int64_t iterations, struct kernel_error *error) {
    /* Reading the CPU clock is a system call, so it is done outside the wall clock. */
    int64_t cpu_start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    int64_t wall_start = nanoseconds(CLOCK_MONOTONIC);
    for (int64_t i = 0; i < iterations; i++) {
        drop_result(runner);
        enum kernel_status status = call_somewhere(runner, error);
        if (status != KERNEL_OK) {
            return status;
        }
        runner->has_result = true;
    }
    int64_t wall = nanoseconds(CLOCK_MONOTONIC) - wall_start;
    int64_t cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
    printf("sample %" PRId64 " %" PRId64 "\n", wall, cpu);
    fflush(stdout);
    return KERNEL_OK;
}

/* The whole number above zero that `text` begins with, of at most 18 digits, or 0. */
static int64_t take_count(const char **text) {
    size_t length = strspn(*text, "0123456789");
    int64_t count = length > 18 ? 0 : strtoll(*text, NULL, 10);
    *text += length;
    return count;
}

static bool parse_counts(const char *text, int64_t *samples, int64_t *iterations) {
    *samples = strchr("0123456789", *text) == NULL ? 0 : take_count(&text);
    size_t blanks = strspn(text, " \t");
    text += blanks;
    *iterations = blanks == 0 || *text < '0' || *text > '9' ? 0 : take_count(&text);
    return *samples > 0 && *iterations > 0 && *text == '\0';
}

static void run(struct runner *runner, const char *argument) {
    int64_t samples, iterations;
    if (!parse_counts(argument, &samples, &iterations)) {
        answer_error("usage", "run takes two whole numbers above zero, samples and iterations");
        return;
    }
    if (!runner->has_input) {
        answer_error("usage", "run before prepare");
        return;
    }
    for (int64_t i = 0; i < samples; i++) {
        struct kernel_error error = {0};
        drop_result(runner);
        switch (run_batch(runner, iterations, &error)) {
        case KERNEL_OK:
            break;
        case KERNEL_REFUSED:
            answer_refused(&error);
            return;
        case KERNEL_OUT_OF_MEMORY:
            answer_error("internal", "out of memory");
            return;
        }
    }
    puts("done");
}

/* ---- output, memory ---- */

static void output(struct runner *runner) {
    if (!runner->has_result) {
        answer_error("usage", "output before `run` succeeded");
        return;
    }
    fputs("output ", stdout);
    current_entry->write(stdout, runner->result);
    putchar('\n');
}

/* Peak resident bytes, or -1. On Linux VmHWM, because `ru_maxrss` starts from the parent's after a fork. */
static int64_t peak_memory(void) {
#ifdef __APPLE__
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss : -1;
#else
    int64_t kibibytes = -1;
    FILE *status = fopen("/proc/self/status", "r");
    if (status != NULL) {
        char line[256];
        while (kibibytes < 0 && fgets(line, sizeof line, status) != NULL) {
            if (strncmp(line, "VmHWM:", 6) == 0) {
                kibibytes = strtoll(line + 6, NULL, 10);
            }
        }
        fclose(status);
    }
    return kibibytes < 0 ? -1 : kibibytes * 1024;
#endif
}

static void memory(void) {
    int64_t bytes = peak_memory();
    if (bytes < 0) {
        answer_error("unsupported", "no way to read the peak memory here");
    } else {
        printf("memory %" PRId64 "\n", bytes);
    }
}

/* ---- The loop ---- */

/* Cut the line into the command and what follows it, blanks around both removed. */
static char *split_command(char *line, char **argument) {
    static const char BLANKS[] = " \t\r\n";
    size_t length = strlen(line);
    while (length > 0 && strchr(BLANKS, line[length - 1]) != NULL) {
        line[--length] = '\0';
    }
    line += strspn(line, BLANKS);
    *argument = line + strcspn(line, BLANKS);
    if (**argument != '\0') {
        *(*argument)++ = '\0';
        *argument += strspn(*argument, BLANKS);
    }
    return line;
}

/* False when the runner is to end. */
static bool obey(struct runner *runner, const char *command, const char *argument) {
    if (strcmp(command, "prepare") == 0) {
        prepare(runner, argument);
    } else if (strcmp(command, "run") == 0) {
        run(runner, argument);
    } else if (strcmp(command, "output") != 0 && strcmp(command, "memory") != 0 && strcmp(command, "state") != 0 &&
               strcmp(command, "quit") != 0) {
        answer_error("usage", "unknown command");
    } else if (*argument != '\0') {
        answer_error("usage", "%s takes no argument", command);
    } else if (*command == 'o') {
        output(runner);
    } else if (*command == 'm') {
        memory();
    } else if (*command == 's') {
        answer_state("state");
    } else {
        return false;
    }
    fflush(stdout);
    return true;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: %s ENTRY\n", count > 0 ? arguments[0] : "runner");
        return 2;
    }
    struct runner runner = {.entry_name = arguments[1], .result = malloc(kernel_entry.result_size)};
    if (runner.result == NULL) {
        fputs("out of memory\n", stderr);
        return 1;
    }
    char *line = NULL, *argument;
    size_t capacity = 0;
    bool going = true;
    ssize_t length;
    while (going && (length = getline(&line, &capacity, stdin)) >= 0) {
        /* A line with a NUL in it is no command; without its tail it might look like one. */
        bool whole = strlen(line) == (size_t)length;
        const char *command = split_command(line, &argument);
        going = obey(&runner, whole ? command : "", argument);
    }
    drop_input(&runner);
    free(runner.result);
    free(line);
    return 0;
}
