/* The runner's way to `nbody`. */
#include "runner.h"

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    (void)error;
    *(struct nbody_result *)result = nbody(input->integer);
    return KERNEL_OK;
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    const struct nbody_result *energy = result;
    fputc('[', out);
    write_json_double(out, energy->before);
    fputc(',', out);
    write_json_double(out, energy->after);
    fputc(']', out);
}

const struct entry kernel_entry = {
    .name = "nbody",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(struct nbody_result),
    .call = call,
    .release = release,
    .write = write,
};
