/* The runner's way to `pipeline_bytes`. */
#include "runner.h"

#include <inttypes.h>
#include <string.h>

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    return pipeline_bytes(input->bytes.bytes, input->bytes.length, result, error);
}

static void release(void *result) {
    pipeline_result_free(result);
}

static void write_user(FILE *out, const struct user_summary *user) {
    fprintf(out, "{\"user_id\":%" PRId64 ",\"event_count\":%" PRId64 ",\"total_amount\":", user->user_id,
            user->event_count);
    write_json_double(out, user->total_amount);
    fprintf(out, ",\"high_value_count\":%" PRId64 ",\"duration_seconds\":", user->high_value_count);
    write_json_double(out, user->duration_seconds);
    fputs(",\"top_event_type\":", out);
    write_json_string(out, (struct text){user->top_event_type, strlen(user->top_event_type)});
    fputs(",\"top_page\":", out);
    write_json_string(out, user->top_page);
    fputc('}', out);
}

static void write(FILE *out, const void *result) {
    const struct pipeline_result *totals = result;
    fprintf(out, "{\"total_users\":%zu,\"total_events\":%" PRId64 ",\"total_amount\":", totals->total_users,
            totals->total_events);
    write_json_double(out, totals->total_amount);
    fprintf(out, ",\"total_high_value\":%" PRId64 ",\"users\":[", totals->total_high_value);
    for (size_t i = 0; i < totals->total_users; i++) {
        if (i > 0) {
            fputc(',', out);
        }
        write_user(out, &totals->users[i]);
    }
    fputs("]}", out);
}

const struct entry kernel_entry = {
    .name = "pipeline_bytes",
    .input_kind = INPUT_BYTES,
    .result_size = sizeof(struct pipeline_result),
    .call = call,
    .release = release,
    .write = write,
};
