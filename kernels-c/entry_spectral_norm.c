/* The runner's way to `spectral_norm`. */
#include "runner.h"

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    (void)error;
    return spectral_norm(input->integer, result);
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    const struct spectral_norm_result *sums = result;
    fputc('[', out);
    write_json_double(out, sums->norm);
    fputc(',', out);
    write_json_double(out, sums->u_dot_v);
    fputc(',', out);
    write_json_double(out, sums->v_dot_v);
    fputc(']', out);
}

const struct entry kernel_entry = {
    .name = "spectral_norm",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(struct spectral_norm_result),
    .call = call,
    .release = release,
    .write = write,
};
