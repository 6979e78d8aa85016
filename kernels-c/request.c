/* Reads the JSON object of `prepare`: a recursive descent over a string that ends in NUL. It exists so that the
 * runners of the numeric kernels need no JSON library. */
#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64

const char REQUEST_NO_MEMORY[] = "out of memory";
static const char BAD_STRING[] = "prepare: malformed string";
static const char BAD_NUMBER[] = "prepare: malformed number";

static void skip_space(const char **at) {
    *at += strspn(*at, " \t\r\n");
}

/* Pass over `word` if it comes next. */
static bool take(const char **at, const char *word) {
    size_t length = strlen(word);
    bool found = strncmp(*at, word, length) == 0;
    *at += found ? length : 0;
    return found;
}

/* The four hexadecimal digits of a \u escape, or -1. */
static long take_hex4(const char **at) {
    static const char HEX[] = "0123456789abcdef0123456789ABCDEF";
    long code = 0;
    for (int i = 0; i < 4; i++, (*at)++) {
        const char *digit = **at == '\0' ? NULL : strchr(HEX, **at);
        if (digit == NULL) {
            return -1;
        }
        code = code * 16 + (digit - HEX) % 16;
    }
    return code;
}

/* Write a code point as UTF-8. */
static char *put_utf8(char *end, long code) {
    if (code < 0x80) {
        *end++ = (char)code;
    } else if (code < 0x800) {
        *end++ = (char)(0xc0 | code >> 6);
        *end++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *end++ = (char)(0xe0 | code >> 12);
        *end++ = (char)(0x80 | (code >> 6 & 0x3f));
        *end++ = (char)(0x80 | (code & 0x3f));
    } else {
        *end++ = (char)(0xf0 | code >> 18);
        *end++ = (char)(0x80 | (code >> 12 & 0x3f));
        *end++ = (char)(0x80 | (code >> 6 & 0x3f));
        *end++ = (char)(0x80 | (code & 0x3f));
    }
    return end;
}

/* What follows a backslash; NULL if it is no escape, or one for NUL or half a character, which no path can hold. */
static char *take_escape(const char **at, char *end) {
    static const char NAMES[] = "\"\\/bfnrt", MEANINGS[] = "\"\\/\b\f\n\r\t";
    const char *name = **at == '\0' ? NULL : strchr(NAMES, **at);
    if (name != NULL) {
        (*at)++;
        *end++ = MEANINGS[name - NAMES];
        return end;
    }
    if (!take(at, "u")) {
        return NULL;
    }
    long code = take_hex4(at);
    if (code >= 0xd800 && code < 0xdc00 && take(at, "\\u")) {
        long low = take_hex4(at);
        code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
    }
    return code <= 0 || (code >= 0xd800 && code < 0xe000) ? NULL : put_utf8(end, code);
}

static const char *parse_string(const char **at, char **string) {
    if (!take(at, "\"")) {
        return BAD_STRING;
    }
    char *decoded = malloc(strlen(*at) + 1); /* escapes only ever shrink */
    if (decoded == NULL) {
        return REQUEST_NO_MEMORY;
    }
    char *end = decoded;
    while (end != NULL && **at != '"') {
        if (take(at, "\\")) {
            end = take_escape(at, end);
        } else if ((unsigned char)**at < 0x20) {
            end = NULL;
        } else {
            *end++ = *(*at)++;
        }
    }
    if (end == NULL) {
        free(decoded);
        return BAD_STRING;
    }
    (*at)++;
    *end = '\0';
    *string = decoded;
    return NULL;
}

/* A number in JSON's form. `integer` says whether it is a whole one that fits. */
static const char *parse_number(const char **at, bool *integer, int64_t *value) {
    static const char DIGITS[] = "0123456789";
    const char *start = *at;
    take(at, "-");
    size_t whole = strspn(*at, DIGITS);
    if (whole == 0 || (whole > 1 && **at == '0')) {
        return BAD_NUMBER;
    }
    *at += whole;
    const char *end_of_whole = *at;
    if (take(at, ".")) {
        size_t fraction = strspn(*at, DIGITS);
        if (fraction == 0) {
            return BAD_NUMBER;
        }
        *at += fraction;
    }
    if (take(at, "e") || take(at, "E")) {
        if (!take(at, "-")) {
            take(at, "+");
        }
        size_t exponent = strspn(*at, DIGITS);
        if (exponent == 0) {
            return BAD_NUMBER;
        }
        *at += exponent;
    }
    errno = 0;
    long long number = strtoll(start, NULL, 10);
    *integer = *at == end_of_whole && errno == 0;
    *value = number;
    return NULL;
}

static const char *skip_value(const char **at, int depth);

static const char *skip_members(const char **at, const char *end, bool keys, int depth) {
    if (depth == MAX_DEPTH) {
        return "prepare: nested too deeply";
    }
    skip_space(at);
    if (take(at, end)) {
        return NULL;
    }
    do {
        skip_space(at);
        if (keys) {
            char *key;
            const char *fault = parse_string(at, &key);
            if (fault != NULL) {
                return fault;
            }
            free(key);
            skip_space(at);
            if (!take(at, ":")) {
                return "prepare: expected a colon";
            }
        }
        const char *fault = skip_value(at, depth + 1);
        if (fault != NULL) {
            return fault;
        }
        skip_space(at);
    } while (take(at, ","));
    return take(at, end) ? NULL : "prepare: expected a comma or the end of an array or object";
}

static const char *skip_value(const char **at, int depth) {
    skip_space(at);
    if (take(at, "{")) {
        return skip_members(at, "}", true, depth);
    }
    if (take(at, "[")) {
        return skip_members(at, "]", false, depth);
    }
    if (take(at, "true") || take(at, "false") || take(at, "null")) {
        return NULL;
    }
    if (**at == '"') {
        char *string;
        const char *fault = parse_string(at, &string);
        if (fault == NULL) {
            free(string);
        }
        return fault;
    }
    bool integer;
    int64_t value;
    return parse_number(at, &integer, &value);
}

static const char *parse_member(const char **at, const char *key, struct request *request) {
    skip_space(at);
    bool input = strcmp(key, "input") == 0;
    if (input || strcmp(key, "path") == 0) {
        char **string = input ? &request->input : &request->path;
        if (**at != '"') {
            return "prepare: `input` and `path` must be strings";
        }
        free(*string);
        *string = NULL;
        return parse_string(at, string);
    }
    if (strcmp(key, "value") == 0) {
        const char *fault = parse_number(at, &request->has_value, &request->value);
        return fault != NULL || request->has_value ? fault : "prepare: `value` must be an integer of 64 bits";
    }
    /* Results here are plain values, so the check that the flag asks for has nothing to find. */
    if (strcmp(key, "verify") == 0) {
        return take(at, "true") || take(at, "false") ? NULL : "prepare: `verify` must be true or false";
    }
    if (strcmp(key, "state") == 0 && take(at, "true")) {
        request->state = true;
        return NULL;
    }
    return skip_value(at, 0);
}

const char *parse_request(const char *text, struct request *request) {
    const char *at = text;
    skip_space(&at);
    if (!take(&at, "{")) {
        return "prepare takes a JSON object";
    }
    skip_space(&at);
    if (!take(&at, "}")) {
        do {
            char *key = NULL;
            skip_space(&at);
            const char *fault = parse_string(&at, &key);
            if (fault != NULL) {
                return fault;
            }
            skip_space(&at);
            fault = take(&at, ":") ? parse_member(&at, key, request) : "prepare: expected a colon";
            free(key);
            if (fault != NULL) {
                return fault;
            }
            skip_space(&at);
        } while (take(&at, ","));
        if (!take(&at, "}")) {
            return "prepare: expected a comma or the end of the object";
        }
    }
    skip_space(&at);
    return *at == '\0' ? NULL : "prepare: something follows the object";
}

void request_free(struct request *request) {
    free(request->input);
    free(request->path);
    *request = (struct request){0};
}
