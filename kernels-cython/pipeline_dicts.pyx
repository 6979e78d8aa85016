"""pipeline-dicts: filter a list of parsed JSON events and total them per user.

Kept are the events of five types within the seven months from March to September 2025. The argument is what
`json.loads` returns; whatever breaks the contract is a ValueError that names the event and the field.
Amounts have the unit of the input, durations are seconds.

Python objects are read here and counted in C (`tally.pxi`): only the result is made of objects again.
"""

include "objects.pxi"


def pipeline_dicts(events: object) -> dict:
    """The totals of all users and of each, ordered by user id."""
    if not isinstance(events, list):
        raise ValueError("document: not an array")
    cdef Tally tally = Tally()
    cdef dict page_numbers = {}
    count_events(events, tally, page_numbers)
    return tally.result(list(page_numbers))


cdef int count_events(list events, Tally tally, dict page_numbers) except -1:
    """Check every event as far as it matters, count those that are kept, and number their pages."""
    cdef dict event, metadata
    cdef Py_ssize_t index, page_number
    cdef int event_type, overflow = 0
    cdef int64_t moment, user_id
    cdef double amount
    for index, item in enumerate(events):
        if not isinstance(item, dict):
            raise ValueError(f"event {index}: not an object")
        event = <dict> item
        value = event.get("event_type")
        if not isinstance(value, str):
            raise ValueError(f"event {index}: event_type: not a string")
        event_type = kept_type_of(value)
        if event_type < 0:
            continue

        value = event.get("timestamp")
        if not isinstance(value, str):
            raise ValueError(f"event {index}: timestamp: not a string")
        moment = moment_of(value)
        if moment < 0:
            raise ValueError(f"event {index}: timestamp: no moment of the form YYYY-MM-DDTHH:MM:SS+00:00")
        if not is_kept_moment(moment):
            continue

        # Exactly an int: True is an instance of int as well.
        value = event.get("user_id")
        if not PyLong_CheckExact(value):
            raise ValueError(f"event {index}: user_id: not an integer")
        user_id = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow != 0:
            raise ValueError(f"event {index}: user_id: beyond 64 bits")
        value = event.get("metadata")
        if not isinstance(value, dict):
            raise ValueError(f"event {index}: metadata: not an object")
        metadata = <dict> value
        value = metadata.get("amount")
        if value is None:
            amount = 0.0
        elif PyFloat_CheckExact(value):
            amount = PyFloat_AS_DOUBLE(value)
        elif PyLong_CheckExact(value):
            amount = PyLong_AsDouble(value)
        else:
            raise ValueError(f"event {index}: metadata.amount: not a number")
        page = metadata.get("page")
        if page is None:
            page = ""
        elif not isinstance(page, str):
            raise ValueError(f"event {index}: metadata.page: not a string")

        value = page_numbers.get(page)
        if value is None:
            page_number = len(page_numbers)
            page_numbers[page] = page_number
        else:
            page_number = value
        tally.count(event_type, moment, user_id, amount, page_number)
    return 0


cdef int64_t moment_of(object text):
    """`parse_timestamp` of a str."""
    if PyUnicode_KIND(text) != PyUnicode_1BYTE_KIND:
        return -1
    return parse_timestamp(<const char*> PyUnicode_1BYTE_DATA(text), PyUnicode_GET_LENGTH(text))
