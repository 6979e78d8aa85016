"""How the kernels that are given Python objects read them: with CPython's own functions, counted in C (`tally.pxi`)."""

from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsDouble, PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from cpython.unicode cimport (
    PyUnicode_1BYTE_DATA,
    PyUnicode_1BYTE_KIND,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
)

include "tally.pxi"


# What the contract knows takes one byte for a character; no other str can be equal to it.

cdef int kept_type_of(object text):
    """`kept_type` of a str."""
    if PyUnicode_KIND(text) != PyUnicode_1BYTE_KIND:
        return -1
    return kept_type(<const char*> PyUnicode_1BYTE_DATA(text), PyUnicode_GET_LENGTH(text))
