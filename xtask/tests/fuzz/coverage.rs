//! How far inputs get: the counters that the compiler puts into a build for coverage, read while it runs.

/// What was reached so far, per counter, in powers of two of how often.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    seen: Vec<u8>,
    /// How many counters were ever reached.
    pub(crate) places: usize,
}

#[cfg(ladder_coverage)]
mod counters {
    unsafe extern "C" {
        safe fn __llvm_profile_begin_counters() -> *mut u64;
        safe fn __llvm_profile_end_counters() -> *mut u64;
    }

    /// The counters of this program.
    pub(super) fn all() -> &'static mut [u64] {
        let (begin, end) = (__llvm_profile_begin_counters(), __llvm_profile_end_counters());
        let count = (end as usize - begin as usize) / size_of::<u64>();
        // SAFETY: the compiler lays the counters out as one array of numbers between these two addresses. Other threads
        // count in it as well; a count that is lost changes nothing but what is kept.
        unsafe { std::slice::from_raw_parts_mut(begin, count) }
    }
}

#[cfg(not(ladder_coverage))]
mod counters {
    /// A plain build has none.
    pub(super) fn all() -> &'static mut [u64] {
        &mut []
    }
}

/// Counts from nothing.
pub(crate) fn begin() {
    counters::all().fill(0);
}

impl Reached {
    /// Whether anything was reached since [`begin`] that never was before, or more often than ever.
    pub(crate) fn takes(&mut self) -> bool {
        let counters = counters::all();
        self.seen.resize(counters.len(), 0);
        let mut new = false;
        for (count, seen) in counters.iter().zip(&mut self.seen).filter(|(count, _)| **count > 0) {
            let often = 1_u8 << (count.ilog2() / 2).min(7);
            if *seen & often == 0 {
                self.places += usize::from(*seen == 0);
                *seen |= often;
                new = true;
            }
        }
        new
    }
}
