"""What both kernels with yyjson share: its functions as far as they are called, and the numbering of pages."""

include "tally.pxi"


cdef extern from "yyjson.h" nogil:
    ctypedef struct yyjson_doc
    ctypedef struct yyjson_val
    ctypedef struct yyjson_alc
    ctypedef unsigned int yyjson_read_flag
    ctypedef unsigned int yyjson_read_code
    ctypedef struct yyjson_read_err:
        yyjson_read_code code
        const char* msg
        size_t pos
    ctypedef struct yyjson_arr_iter:
        pass

    const yyjson_read_flag YYJSON_READ_NOFLAG
    const yyjson_read_code YYJSON_READ_ERROR_MEMORY_ALLOCATION
    yyjson_doc* yyjson_read_opts(
        char* data, size_t length, yyjson_read_flag flags, const yyjson_alc* allocator, yyjson_read_err* error
    )
    void yyjson_doc_free(yyjson_doc* document)
    yyjson_val* yyjson_doc_get_root(yyjson_doc* document)

    yyjson_arr_iter yyjson_arr_iter_with(yyjson_val* array)
    yyjson_val* yyjson_arr_iter_next(yyjson_arr_iter* iterator)
    yyjson_val* yyjson_obj_get(yyjson_val* object, const char* key)

    # A value that is not there is NULL, which is of no type.
    bint yyjson_is_arr(yyjson_val* value)
    bint yyjson_is_obj(yyjson_val* value)
    bint yyjson_is_str(yyjson_val* value)
    bint yyjson_is_null(yyjson_val* value)
    bint yyjson_is_num(yyjson_val* value)
    bint yyjson_is_int(yyjson_val* value)
    bint yyjson_is_uint(yyjson_val* value)
    const char* yyjson_get_str(yyjson_val* value)
    size_t yyjson_get_len(yyjson_val* value)
    double yyjson_get_num(yyjson_val* value)
    uint64_t yyjson_get_uint(yyjson_val* value)
    int64_t yyjson_get_sint(yyjson_val* value)


cdef dict parsed_and_totalled(bytes data):
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events, each counted by the kernel's `count_event`."""
    cdef yyjson_read_err error
    # Without flags it is strict, and it writes into a copy: the bytes are not const for other flags' sake.
    cdef yyjson_doc* document = yyjson_read_opts(data, len(data), YYJSON_READ_NOFLAG, NULL, &error)
    if document == NULL:
        if error.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION:
            raise MemoryError
        raise ValueError(f"document: {error.msg.decode()} at byte {error.pos}")
    try:
        return total(yyjson_doc_get_root(document))
    finally:
        yyjson_doc_free(document)


cdef dict total(yyjson_val* events):
    """The totals of all users and of each, ordered by user id."""
    if not yyjson_is_arr(events):
        raise ValueError("document: not an array")
    cdef Tally tally = Tally()
    cdef Pages pages = Pages()
    cdef yyjson_arr_iter iterator = yyjson_arr_iter_with(events)
    cdef yyjson_val* event = yyjson_arr_iter_next(&iterator)
    cdef Py_ssize_t index = 0
    while event != NULL:
        count_event(event, index, tally, pages)
        event = yyjson_arr_iter_next(&iterator)
        index += 1
    return tally.result(pages.as_list())


# UTF-8 in the parsed document; it may hold any character, NUL included.
cdef struct Page:
    const char* text
    size_t length


@cython.final
cdef class Pages:
    """Gives numbers to pages, from 0 in the order of their first appearance."""

    cdef Page* pages
    cdef Py_ssize_t count, capacity
    cdef Index by_hash

    def __cinit__(self):
        self.by_hash = Index()

    def __dealloc__(self):
        free(self.pages)

    cdef Py_ssize_t number_of(self, const char* text, size_t length) except -1:
        """The page's number. Another page may have the same hash: then the next free key is as good."""
        cdef uint64_t key = hash_of(text, length)
        cdef Py_ssize_t number = self.by_hash.number_of(key)
        while number < self.count:
            if self.pages[number].length == length and memcmp(self.pages[number].text, text, length) == 0:
                return number
            key += 1
            number = self.by_hash.number_of(key)
        if self.count == self.capacity:
            self.pages = <Page*> with_room(self.pages, &self.capacity, sizeof(Page))
        self.pages[number] = Page(text, length)
        self.count += 1
        return number

    cdef list as_list(self):
        """Their texts as Python's strings, by number."""
        cdef Py_ssize_t i
        return [self.pages[i].text[:self.pages[i].length].decode("utf-8") for i in range(self.count)]


cdef uint64_t hash_of(const char* text, size_t length) noexcept nogil:
    """FNV-1a; an `Index` mixes what it is given."""
    cdef uint64_t value = 0xCBF29CE484222325
    cdef size_t i
    for i in range(length):
        value = (value ^ <unsigned char> text[i]) * <uint64_t> 0x100000001B3
    return value
