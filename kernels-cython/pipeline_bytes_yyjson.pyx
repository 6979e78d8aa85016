"""pipeline-bytes with a JSON parser in C, yyjson: filter the events of a document and total them per user.

Kept are the events of five types within the seven months from March to September 2025; whatever breaks the
contract is a ValueError that names the event and the field. Amounts have the unit of the input, durations
are seconds.

yyjson parses the bytes into its own tree, which is read through pointers and counted in C (`tally.pxi`); a
string is compared where it lies. Python objects are made for the result alone.
"""

include "yyjson.pxi"


def pipeline_bytes(bytes data not None) -> dict:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return parsed_and_totalled(data)


cdef int count_event(yyjson_val* event, Py_ssize_t index, Tally tally, Pages pages) except -1:
    """Check one event as far as it matters, and count it if it is kept."""
    cdef yyjson_val* value
    cdef yyjson_val* metadata
    cdef int event_type
    cdef int64_t moment, user_id
    cdef double amount
    cdef Py_ssize_t page
    if not yyjson_is_obj(event):
        raise ValueError(f"event {index}: not an object")
    value = yyjson_obj_get(event, "event_type")
    if not yyjson_is_str(value):
        raise ValueError(f"event {index}: event_type: not a string")
    event_type = kept_type(yyjson_get_str(value), yyjson_get_len(value))
    if event_type < 0:
        return 0

    value = yyjson_obj_get(event, "timestamp")
    if not yyjson_is_str(value):
        raise ValueError(f"event {index}: timestamp: not a string")
    moment = parse_timestamp(yyjson_get_str(value), yyjson_get_len(value))
    if moment < 0:
        raise ValueError(f"event {index}: timestamp: no moment of the form YYYY-MM-DDTHH:MM:SS+00:00")
    if not is_kept_moment(moment):
        return 0

    # What does not fit into 64 bits is a double to yyjson; the signed are the negative ones, and -0.
    value = yyjson_obj_get(event, "user_id")
    if not yyjson_is_int(value) or yyjson_is_uint(value) and yyjson_get_uint(value) > INT64_MAX:
        raise ValueError(f"event {index}: user_id: not an integer of 64 bits")
    user_id = yyjson_get_sint(value)
    metadata = yyjson_obj_get(event, "metadata")
    if not yyjson_is_obj(metadata):
        raise ValueError(f"event {index}: metadata: not an object")
    value = yyjson_obj_get(metadata, "amount")
    if value == NULL or yyjson_is_null(value):
        amount = 0.0
    elif yyjson_is_num(value):
        amount = yyjson_get_num(value)
    else:
        raise ValueError(f"event {index}: metadata.amount: not a number")
    value = yyjson_obj_get(metadata, "page")
    if value == NULL or yyjson_is_null(value):
        page = pages.number_of("", 0)
    elif yyjson_is_str(value):
        page = pages.number_of(yyjson_get_str(value), yyjson_get_len(value))
    else:
        raise ValueError(f"event {index}: metadata.page: not a string")
    tally.count(event_type, moment, user_id, amount, page)
    return 0
