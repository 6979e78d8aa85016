"""pipeline-bytes with yyjson, without the contract on its input, as the blog's own code has none.

The same work and the same results on events that keep the contract, no promise on others: yyjson answers nothing for
what is not there or of another type.
"""

include "yyjson.pxi"
include "trusted.pxi"


def pipeline_bytes(bytes data not None) -> dict:
    """Parse the bytes, then total the events."""
    return parsed_and_totalled(data)


cdef int count_event(yyjson_val* event, Py_ssize_t index, Tally tally, Pages pages) except -1:
    """Count one event if it is kept."""
    cdef yyjson_val* value = yyjson_obj_get(event, "event_type")
    cdef yyjson_val* metadata
    cdef int event_type = kept_type(yyjson_get_str(value), yyjson_get_len(value))
    cdef int64_t moment
    cdef Py_ssize_t page = 0
    if event_type < 0:
        return 0
    value = yyjson_obj_get(event, "timestamp")
    moment = trusted_moment(yyjson_get_str(value), yyjson_get_len(value))
    if not is_kept_moment(moment):
        return 0

    metadata = yyjson_obj_get(event, "metadata")
    value = yyjson_obj_get(metadata, "page")
    page = pages.number_of(yyjson_get_str(value), yyjson_get_len(value))
    tally.count(
        event_type,
        moment,
        yyjson_get_sint(yyjson_obj_get(event, "user_id")),
        yyjson_get_num(yyjson_obj_get(metadata, "amount")),
        page,
    )
    return 0
