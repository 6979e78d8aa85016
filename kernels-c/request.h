/* The JSON object that follows `prepare`. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/* Strings are NULL, and `has_value` is false, where the object has no such key; keys not named here are passed over. */
struct request {
    char *input;
    char *path;
    bool has_value;
    bool state; /* whether the answer may say what the process is like */
    int64_t value;
};

/* The fault that is not the text's. */
extern const char REQUEST_NO_MEMORY[];

/* NULL, or what is wrong with `text`. What `request` then holds is to be freed either way. */
const char *parse_request(const char *text, struct request *request);

void request_free(struct request *request);

#endif
