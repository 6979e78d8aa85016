/* The part of yyjson that pipeline_bytes_yyjson.mojo calls, as plain symbols.
 *
 * Most of yyjson's accessors are inline functions of its header, which no foreign language can call. Each
 * function here passes one of them on; nothing is decided here but how JSON's types are named. yyjson is
 * compiled with it, so that one object file is all that the linker needs. */
#include "yyjson.c"

/* What a value is; pipeline_bytes_yyjson.mojo has the same list. */
enum kind { ABSENT, NULL_VALUE, BOOLEAN, INTEGER, LARGE_INTEGER, REAL, TEXT, ARRAY, OBJECT };

/* The parsed document, or a null pointer and the reason. Flags 0 is RFC 8259 in UTF-8 and nothing else. */
void *shim_read(const char *data, size_t length, const char **reason) {
    yyjson_read_err error;
    yyjson_doc *document = yyjson_read_opts((char *)data, length, 0, NULL, &error);
    if (!document) *reason = error.msg;
    return document;
}

void shim_free(void *document) { yyjson_doc_free(document); }

void *shim_root(void *document) { return yyjson_doc_get_root(document); }

/* LARGE_INTEGER: from 2^63 to 2^64 - 1; yyjson makes a real of what is larger still. */
int shim_kind(void *value) {
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_NULL: return NULL_VALUE;
    case YYJSON_TYPE_BOOL: return BOOLEAN;
    case YYJSON_TYPE_NUM:
        if (yyjson_is_real(value)) return REAL;
        return yyjson_is_uint(value) && yyjson_get_uint(value) > INT64_MAX ? LARGE_INTEGER : INTEGER;
    case YYJSON_TYPE_STR: return TEXT;
    case YYJSON_TYPE_ARR: return ARRAY;
    case YYJSON_TYPE_OBJ: return OBJECT;
    default: return ABSENT;
    }
}

/* The elements of an array; `next` of the last one must not be asked for. */
size_t shim_count(void *array) { return yyjson_arr_size(array); }
void *shim_first(void *array) { return yyjson_arr_get_first(array); }
void *shim_next(void *element) { return unsafe_yyjson_get_next(element); }

/* The value of a key, or a null pointer, which is ABSENT. */
void *shim_get(void *object, const char *key, size_t length) { return yyjson_obj_getn(object, key, length); }

const char *shim_text(void *value) { return yyjson_get_str(value); }
size_t shim_length(void *value) { return yyjson_get_len(value); }
int64_t shim_integer(void *value) { return yyjson_get_sint(value); }

/* A number of any kind, as a double. */
double shim_number(void *value) { return yyjson_get_num(value); }
