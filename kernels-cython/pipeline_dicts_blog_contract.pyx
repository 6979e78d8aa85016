"""pipeline-dicts as `pipeline_dicts.pyx` has it, without the contract on its input, as the blog's own code has none.

The same work and the same results on events that keep the contract, no promise on others. What is no list, dict or
string is a TypeError all the same: C would read past its end. Amounts have the unit of the input, durations are seconds.
"""

include "objects.pxi"
include "trusted.pxi"


def pipeline_dicts(list events not None) -> dict:
    """The totals of all users and of each, ordered by user id."""
    cdef Tally tally = Tally()
    cdef dict page_numbers = {}
    count_events(events, tally, page_numbers)
    return tally.result(list(page_numbers))


cdef int count_events(list events, Tally tally, dict page_numbers) except -1:
    """Count the events that are kept, and number their pages."""
    cdef dict event, metadata
    cdef str text
    cdef Py_ssize_t page_number
    cdef int event_type
    cdef int64_t moment
    for event in events:
        text = event["event_type"]
        event_type = kept_type_of(text)
        if event_type < 0:
            continue
        text = event["timestamp"]
        moment = trusted_moment_of(text)
        if not is_kept_moment(moment):
            continue

        metadata = event["metadata"]
        page = metadata.get("page") or ""
        value = page_numbers.get(page)
        if value is None:
            page_number = len(page_numbers)
            page_numbers[page] = page_number
        else:
            page_number = value
        tally.count(event_type, moment, event["user_id"], metadata.get("amount") or 0.0, page_number)
    return 0


cdef int64_t trusted_moment_of(str text) except? -1:
    """`trusted_moment` of a str."""
    if PyUnicode_KIND(text) != PyUnicode_1BYTE_KIND:
        raise ValueError("timestamp: not ASCII")
    return trusted_moment(<const char*> PyUnicode_1BYTE_DATA(text), PyUnicode_GET_LENGTH(text))
