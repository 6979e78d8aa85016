"""What both pipelines share: which events are kept, and what is counted of them, in C.

Textually included, so that each kernel is one extension module and the compiler sees all of it at once. The
arrays and the index grow as needed: users, pages and the lengths of strings are bounded by memory alone.
"""

cimport cython
from libc.stdint cimport INT64_MAX, int64_t, uint64_t
from libc.stdlib cimport calloc, free, qsort, realloc
from libc.string cimport memcmp, memset

cdef enum:
    KEPT_TYPES = 5
    TIMESTAMP_LENGTH = 25  # of "YYYY-MM-DDTHH:MM:SS+00:00"
    FIRST_CAPACITY = 64

cdef double HIGH_VALUE = 100.0

# Numbered as `kept_type` numbers them.
cdef list UPPER_TYPES = ["PAGE_VIEW", "PURCHASE", "CLICK", "SEARCH", "ADD_TO_CART"]


cdef int kept_type(const char* text, size_t length) noexcept nogil:
    """The number of an event type that is kept, or -1."""
    if length == 9 and memcmp(text, b"page_view", 9) == 0:
        return 0
    if length == 8 and memcmp(text, b"purchase", 8) == 0:
        return 1
    if length == 5 and memcmp(text, b"click", 5) == 0:
        return 2
    if length == 6 and memcmp(text, b"search", 6) == 0:
        return 3
    if length == 11 and memcmp(text, b"add_to_cart", 11) == 0:
        return 4
    return -1


cdef int digits(const char* text, int count) noexcept nogil:
    """The number that so many decimal digits stand for; negative when one of them is none."""
    cdef int i, number = 0
    for i in range(count):
        if not c"0" <= text[i] <= c"9":
            return -1
        number = number * 10 + (text[i] - c"0")
    return number


@cython.cdivision(True)
cdef int month_length(int year, int month) noexcept nogil:
    """The days of a month of the Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


@cython.cdivision(True)
cdef int64_t days_before(int year, int month, int day) noexcept nogil:
    """The days from 0000-03-01 to a date; in years that begin in March the leap day is the last."""
    if month < 3:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1


cdef int64_t parse_timestamp(const char* text, size_t length) noexcept nogil:
    """The seconds from 0000-03-01 to a moment written as the contract has it; negative for anything else."""
    cdef int year, month, day, hour, minute, second
    if (
        length != TIMESTAMP_LENGTH
        or text[4] != c"-" or text[7] != c"-" or text[10] != c"T" or text[13] != c":" or text[16] != c":"
        or memcmp(text + 19, b"+00:00", 6) != 0
    ):
        return -1
    year, month, day = digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)
    hour, minute, second = digits(text + 11, 2), digits(text + 14, 2), digits(text + 17, 2)
    if (
        year < 1 or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month)
        or not 0 <= hour < 24 or not 0 <= minute < 60 or not 0 <= second < 60
    ):
        return -1
    return ((days_before(year, month, day) * 24 + hour) * 60 + minute) * 60 + second


cdef bint is_kept_moment(int64_t moment) noexcept nogil:
    """Whether it lies within 2025-03-01T00:00:00+00:00 .. 2025-09-30T23:59:59+00:00, both included."""
    return days_before(2025, 3, 1) * 86400 <= moment < days_before(2025, 10, 1) * 86400


cdef uint64_t mix(uint64_t key) noexcept nogil:
    """Make every bit depend on every other (the finaliser of SplitMix64)."""
    key = (key ^ (key >> 30)) * <uint64_t> 0xBF58476D1CE4E5B9
    key = (key ^ (key >> 27)) * <uint64_t> 0x94D049BB133111EB
    return key ^ (key >> 31)


cdef struct Slot:
    uint64_t key
    Py_ssize_t number_plus_one  # 0: empty


@cython.final
cdef class Index:
    """Gives numbers to keys of 64 bits, from 0 in the order of their first appearance."""

    cdef Slot* slots
    cdef size_t capacity  # a power of two
    cdef Py_ssize_t count

    def __cinit__(self):
        self.capacity = FIRST_CAPACITY
        self.slots = <Slot*> calloc(self.capacity, sizeof(Slot))
        if self.slots == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.slots)

    cdef Py_ssize_t number_of(self, uint64_t key) except -1:
        """The key's number; a new key's is what `count` was."""
        cdef Slot* slot = self.find(key)
        if slot.number_plus_one == 0:
            self.count += 1
            slot.key = key
            slot.number_plus_one = self.count
            if <size_t> self.count > self.capacity // 2:
                self.grow()
            return self.count - 1
        return slot.number_plus_one - 1

    cdef inline Slot* find(self, uint64_t key) noexcept:
        """The key's slot, or the empty one where it belongs: there always is an empty one."""
        cdef size_t at = mix(key) & (self.capacity - 1)
        while self.slots[at].number_plus_one != 0 and self.slots[at].key != key:
            at = (at + 1) & (self.capacity - 1)
        return &self.slots[at]

    cdef int grow(self) except -1:
        cdef Slot* old = self.slots
        cdef size_t i, old_capacity = self.capacity
        cdef Slot* larger = <Slot*> calloc(old_capacity * 2, sizeof(Slot))
        if larger == NULL:
            raise MemoryError
        self.slots = larger
        self.capacity = old_capacity * 2
        for i in range(old_capacity):
            if old[i].number_plus_one != 0:
                self.find(old[i].key)[0] = old[i]
        free(old)
        return 0


cdef struct User:
    int64_t id
    int64_t event_count
    double total_amount
    int64_t high_value_count
    int64_t first, last  # moments
    int64_t[KEPT_TYPES] type_counts
    int64_t[KEPT_TYPES] type_seen  # which of the user's events brought the type
    Py_ssize_t top_page  # known when all events are
    int64_t top_page_count


# How often one user was on one page.
cdef struct Visits:
    Py_ssize_t user, page
    int64_t count


@cython.final
cdef class Tally:
    """All that the events have told. Users and visits are kept in the order in which they were first seen;
    pages are numbers, given by whoever knows their text.
    """

    cdef User* users
    cdef Py_ssize_t user_count, user_capacity
    cdef Index users_by_id
    cdef Visits* visits
    cdef Py_ssize_t visits_count, visits_capacity
    cdef Index visits_by_pair

    def __cinit__(self):
        self.users_by_id = Index()
        self.visits_by_pair = Index()

    def __dealloc__(self):
        free(self.users)
        free(self.visits)

    cdef int count(
        self, int event_type, int64_t moment, int64_t user_id, double amount, Py_ssize_t page
    ) except -1:
        """Count one event that is kept."""
        cdef Py_ssize_t number = self.users_by_id.number_of(<uint64_t> user_id)
        if number == self.user_count:
            self.add_user(user_id, moment)
        cdef User* user = &self.users[number]
        user.event_count += 1
        user.total_amount += amount
        if amount > HIGH_VALUE:
            user.high_value_count += 1
        if moment < user.first:
            user.first = moment
        elif moment > user.last:
            user.last = moment
        if user.type_counts[event_type] == 0:
            user.type_seen[event_type] = user.event_count
        user.type_counts[event_type] += 1

        if number >> 32 or page >> 32:
            raise MemoryError("more users or pages than a pair of them in 64 bits can tell apart")
        cdef Py_ssize_t pair = self.visits_by_pair.number_of(<uint64_t> number << 32 | <uint64_t> page)
        if pair == self.visits_count:
            self.add_visits(number, page)
        self.visits[pair].count += 1
        return 0

    cdef int add_user(self, int64_t user_id, int64_t moment) except -1:
        """The user whose number is `user_count`."""
        if self.user_count == self.user_capacity:
            self.users = <User*> with_room(self.users, &self.user_capacity, sizeof(User))
        cdef User* user = &self.users[self.user_count]
        memset(user, 0, sizeof(User))
        user.id = user_id
        user.first = user.last = moment
        self.user_count += 1
        return 0

    cdef int add_visits(self, Py_ssize_t user, Py_ssize_t page) except -1:
        """The visits whose number is `visits_count`."""
        if self.visits_count == self.visits_capacity:
            self.visits = <Visits*> with_room(self.visits, &self.visits_capacity, sizeof(Visits))
        self.visits[self.visits_count] = Visits(user=user, page=page, count=0)
        self.visits_count += 1
        return 0

    cdef dict result(self, list pages):
        """The kernel's result, given the pages' texts. It sorts the users: no event is counted after it."""
        cdef double total_amount = 0.0
        cdef int64_t total_events = 0, total_high_value = 0
        cdef Py_ssize_t i
        self.find_top_pages()
        for i in range(self.user_count):
            total_events += self.users[i].event_count
            total_amount += self.users[i].total_amount
            total_high_value += self.users[i].high_value_count
        if self.user_count > 0:  # `qsort` wants an array even when there is nothing to sort
            qsort(self.users, self.user_count, sizeof(User), by_id)
        return {
            "total_users": self.user_count,
            "total_events": total_events,
            "total_amount": round(total_amount, 2),
            "total_high_value": total_high_value,
            "users": [summary(&self.users[i], pages) for i in range(self.user_count)],
        }

    cdef void find_top_pages(self) noexcept:
        """Visits come in the order of first sight, so that ties stay with the page that was seen first."""
        cdef Visits* visits
        cdef User* user
        cdef Py_ssize_t i
        for i in range(self.visits_count):
            visits = &self.visits[i]
            user = &self.users[visits.user]
            if visits.count > user.top_page_count:
                user.top_page = visits.page
                user.top_page_count = visits.count


cdef void* with_room(void* items, Py_ssize_t* capacity, size_t item_size) except NULL:
    """The array, moved to where it can become twice as long."""
    cdef Py_ssize_t larger = 2 * capacity[0] if capacity[0] else FIRST_CAPACITY
    cdef void* moved = realloc(items, larger * item_size)
    if moved == NULL:
        raise MemoryError
    capacity[0] = larger
    return moved


cdef int by_id(const void* left, const void* right) noexcept nogil:
    """The order of `qsort`."""
    cdef int64_t a = (<const User*> left).id, b = (<const User*> right).id
    return (a > b) - (a < b)


cdef dict summary(const User* user, list pages):
    """One user's part of the result."""
    return {
        "user_id": user.id,
        "event_count": user.event_count,
        "total_amount": round(user.total_amount, 2),
        "high_value_count": user.high_value_count,
        "duration_seconds": <double> (user.last - user.first),  # whole: rounding would change nothing
        "top_event_type": UPPER_TYPES[top_event_type(user)],
        "top_page": pages[user.top_page],
    }


cdef int top_event_type(const User* user) noexcept:
    """The most frequent type, of equals the one seen first."""
    cdef int event_type, top = 0
    cdef int64_t lead
    for event_type in range(1, KEPT_TYPES):
        lead = user.type_counts[event_type] - user.type_counts[top]
        if lead > 0 or (lead == 0 and user.type_seen[event_type] < user.type_seen[top]):
            top = event_type
    return top
