//! yyjson made safe: documents that free themselves, and values that cannot outlive them.
//!
//! The one module with unsafe code. It rests on three things that yyjson promises: a document's values stay where they
//! are until it is freed; functions that ask for a type or a key answer for any value; strings are valid UTF-8, because
//! the parser checks them (it is built without YYJSON_DISABLE_UTF8_VALIDATION).

use std::ffi::{CStr, c_char};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};
use std::slice;
use std::str;

#[allow(missing_docs, non_camel_case_types, unreachable_pub, dead_code, clippy::all, clippy::pedantic)]
mod sys {
    include!(concat!(env!("OUT_DIR"), "/yyjson.rs"));
}

/// A parsed document.
pub(crate) struct Document(NonNull<sys::yyjson_doc>);

impl Document {
    /// Parses JSON as RFC 8259 has it, or says what is wrong with it.
    pub(crate) fn parse(data: &[u8]) -> Result<Self, String> {
        let mut error = MaybeUninit::<sys::yyjson_read_err>::zeroed();
        // SAFETY: without the in-situ flag the data are only read, whatever the signature says; `error` may be written
        // to, and is valid where nobody does, because its members are numbers and a pointer.
        let (document, error) = unsafe {
            let document = sys::yyjson_read_opts(
                data.as_ptr().cast::<c_char>().cast_mut(),
                data.len(),
                sys::YYJSON_READ_NOFLAG,
                ptr::null(),
                error.as_mut_ptr(),
            );
            (document, error.assume_init())
        };
        NonNull::new(document).map(Document).ok_or_else(|| {
            if error.msg.is_null() {
                return "no JSON".to_owned();
            }
            // SAFETY: a message is a string constant in C.
            let message = unsafe { CStr::from_ptr(error.msg) };
            format!("{} at byte {}", message.to_string_lossy(), error.pos)
        })
    }

    /// The value at the top.
    pub(crate) fn root(&self) -> Option<Value<'_>> {
        // SAFETY: the document lives as long as `self`, and so as the value.
        Value::new(unsafe { sys::yyjson_doc_get_root(self.0.as_ptr()) })
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        // SAFETY: it came from `yyjson_read_opts` and is freed here alone; values borrow `self`, so none is left.
        unsafe { sys::yyjson_doc_free(self.0.as_ptr()) }
    }
}

/// A value of a document.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    value: NonNull<sys::yyjson_val>,
    document: PhantomData<&'a Document>,
}

impl<'a> Value<'a> {
    fn new(value: *mut sys::yyjson_val) -> Option<Self> {
        NonNull::new(value).map(|value| Value { value, document: PhantomData })
    }

    // SAFETY, for all below: `self.value` points into a document that is alive for 'a, and the functions take values
    // of any type.

    pub(crate) fn is_null(self) -> bool {
        unsafe { sys::yyjson_is_null(self.value.as_ptr()) }
    }

    pub(crate) fn is_object(self) -> bool {
        unsafe { sys::yyjson_is_obj(self.value.as_ptr()) }
    }

    /// The member of that name, if this is an object that has one.
    pub(crate) fn get(self, key: &str) -> Option<Value<'a>> {
        Value::new(unsafe { sys::yyjson_obj_getn(self.value.as_ptr(), key.as_ptr().cast(), key.len()) })
    }

    /// The string, if this is one.
    pub(crate) fn as_str(self) -> Option<&'a str> {
        let value = self.value.as_ptr();
        // SAFETY: of a string, text and length belong together, and the parser let nothing but UTF-8 through.
        unsafe {
            let text = sys::yyjson_get_str(value);
            (!text.is_null())
                .then(|| str::from_utf8_unchecked(slice::from_raw_parts(text.cast(), sys::yyjson_get_len(value))))
        }
    }

    /// The integer, if this is one from -2^63 to 2^63-1; yyjson makes those beyond 64 bits reals.
    pub(crate) fn as_i64(self) -> Option<i64> {
        let value = self.value.as_ptr();
        unsafe {
            if sys::yyjson_is_uint(value) {
                i64::try_from(sys::yyjson_get_uint(value)).ok()
            } else {
                sys::yyjson_is_int(value).then(|| sys::yyjson_get_sint(value))
            }
        }
    }

    /// The number, integer or real, if this is one.
    pub(crate) fn as_f64(self) -> Option<f64> {
        let value = self.value.as_ptr();
        unsafe { sys::yyjson_is_num(value).then(|| sys::yyjson_get_num(value)) }
    }

    /// The elements, if this is an array.
    pub(crate) fn elements(self) -> Option<Elements<'a>> {
        let mut iterator = MaybeUninit::uninit();
        // SAFETY: yyjson fills the iterator in either case, and says whether the value was an array.
        unsafe {
            sys::yyjson_arr_iter_init(self.value.as_ptr(), iterator.as_mut_ptr())
                .then(|| Elements { iterator: iterator.assume_init(), document: PhantomData })
        }
    }
}

/// The elements of an array.
pub(crate) struct Elements<'a> {
    iterator: sys::yyjson_arr_iter,
    document: PhantomData<&'a Document>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        // SAFETY: it was initialised with an array of a document that is alive for 'a; at its end it gives null.
        Value::new(unsafe { sys::yyjson_arr_iter_next(&mut self.iterator) })
    }
}
