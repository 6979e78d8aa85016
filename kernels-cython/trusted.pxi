"""What the kernels without the contract on input read of a timestamp: its digits, which are trusted to be some."""


cdef int64_t trusted_moment(const char* text, size_t length) except? -1:
    """The seconds from 0000-03-01 to a moment written as the contract has it; nothing is read past its end."""
    if length < 19:
        raise ValueError("timestamp: too short")
    cdef int64_t days = days_before(
        trusted_number(text, 4), trusted_number(text + 5, 2), trusted_number(text + 8, 2)
    )
    cdef int hour = trusted_number(text + 11, 2), minute = trusted_number(text + 14, 2)
    return ((days * 24 + hour) * 60 + minute) * 60 + trusted_number(text + 17, 2)


cdef int trusted_number(const char* text, int count) noexcept nogil:
    """The number that so many decimal digits stand for."""
    cdef int i, number = 0
    for i in range(count):
        number = number * 10 + (text[i] - c"0")
    return number
