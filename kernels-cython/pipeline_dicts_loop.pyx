"""pipeline-dicts with the oracle's loop: a dict of users, and in each a dict of types and one of pages.

`pipeline_dicts.pyx` counts pairs of user and page in one table of C instead, which is another idea and not another language.
The contract and the units are the same.
"""

include "objects.pxi"


@cython.final
cdef class Person:
    """What is known of one user so far."""

    cdef int64_t event_count, high_value_count, first, last
    cdef double total_amount
    cdef dict types, pages

    def __cinit__(self, int64_t moment):
        self.first = self.last = moment
        self.types = {}
        self.pages = {}


def pipeline_dicts(events: object) -> dict:
    """The totals of all users and of each, ordered by user id."""
    cdef Person user
    cdef double total_amount = 0.0
    cdef int64_t total_events = 0, total_high_value = 0
    if not isinstance(events, list):
        raise ValueError("document: not an array")
    cdef dict users = collect(events)
    for user in users.values():
        total_events += user.event_count
        total_amount += user.total_amount
        total_high_value += user.high_value_count
    return {
        "total_users": len(users),
        "total_events": total_events,
        "total_amount": round(total_amount, 2),
        "total_high_value": total_high_value,
        "users": [line(user_id, users[user_id]) for user_id in sorted(users)],
    }


cdef dict collect(list events):
    """The users of the kept events, in the order of their first appearance."""
    cdef dict users = {}
    cdef Person user
    cdef dict event, metadata
    cdef Py_ssize_t index
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

        user = users.get(user_id)
        if user is None:
            user = users[user_id] = Person(moment)
        user.event_count += 1
        user.total_amount += amount
        if amount > HIGH_VALUE:
            user.high_value_count += 1
        if moment < user.first:
            user.first = moment
        elif moment > user.last:
            user.last = moment
        user.types[UPPER_TYPES[event_type]] = user.types.get(UPPER_TYPES[event_type], 0) + 1
        user.pages[page] = user.pages.get(page, 0) + 1
    return users


cdef int64_t moment_of(object text):
    """`parse_timestamp` of a str."""
    if PyUnicode_KIND(text) != PyUnicode_1BYTE_KIND:
        return -1
    return parse_timestamp(<const char*> PyUnicode_1BYTE_DATA(text), PyUnicode_GET_LENGTH(text))


cdef dict line(object user_id, Person user):
    """One user's part of the result."""
    return {
        "user_id": user_id,
        "event_count": user.event_count,
        "total_amount": round(user.total_amount, 2),
        "high_value_count": user.high_value_count,
        "duration_seconds": <double> (user.last - user.first),  # whole: rounding would change nothing
        "top_event_type": most_frequent(user.types),
        "top_page": most_frequent(user.pages),
    }


cdef object most_frequent(dict counts):
    """Of equals the one seen first: dicts keep the order of insertion."""
    cdef Py_ssize_t count, top_count = 0
    top = None
    for item, value in counts.items():
        count = value
        if count > top_count:
            top = item
            top_count = count
    return top
