//! Eight doubles that are worked on together: one register of AVX-512, two of AVX2, elsewhere an array.
//!
//! Arrays alone would be shorter, and slow: the compiler makes vectors of their additions, and single numbers of their
//! divisions.

/// As they lie in memory.
pub(crate) type Lanes = [f64; 8];

/// As they are worked on. Additions of products are fused where the processor does that.
pub(crate) trait Eight: Copy {
    fn of(lanes: &Lanes) -> Self;
    fn to(self, lanes: &mut Lanes);
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// `self * factor + addend`.
    fn times_plus(self, factor: Self, addend: Self) -> Self;
    fn reciprocal(self) -> Self;

    #[inline(always)]
    fn same(value: f64) -> Self {
        Self::of(&[value; 8])
    }
}

/// For every processor.
#[derive(Clone, Copy)]
pub(crate) struct Portable(Lanes);

impl Eight for Portable {
    #[inline(always)]
    fn of(lanes: &Lanes) -> Self {
        Portable(*lanes)
    }

    #[inline(always)]
    fn to(self, lanes: &mut Lanes) {
        *lanes = self.0;
    }

    #[inline(always)]
    fn plus(mut self, other: Self) -> Self {
        for lane in 0..8 {
            self.0[lane] += other.0[lane];
        }
        self
    }

    #[inline(always)]
    fn times(mut self, other: Self) -> Self {
        for lane in 0..8 {
            self.0[lane] *= other.0[lane];
        }
        self
    }

    #[inline(always)]
    fn times_plus(self, factor: Self, addend: Self) -> Self {
        self.times(factor).plus(addend)
    }

    #[inline(always)]
    fn reciprocal(mut self) -> Self {
        for lane in 0..8 {
            self.0[lane] = 1.0 / self.0[lane];
        }
        self
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) mod x86 {
    use std::arch::x86_64::*;

    use super::{Eight, Lanes};

    /// Used by functions alone that are compiled for AVX2 and FMA.
    #[derive(Clone, Copy)]
    pub(crate) struct Avx2(__m256d, __m256d);

    /// Used by functions alone that are compiled for AVX-512 F.
    #[derive(Clone, Copy)]
    pub(crate) struct Avx512(__m512d);

    // SAFETY, for all below: the functions that use the types promise what the instructions need; loads and stores are within
    // the array, and need no alignment.

    impl Eight for Avx2 {
        #[inline(always)]
        fn of(lanes: &Lanes) -> Self {
            unsafe { Avx2(_mm256_loadu_pd(lanes.as_ptr()), _mm256_loadu_pd(lanes[4..].as_ptr())) }
        }

        #[inline(always)]
        fn to(self, lanes: &mut Lanes) {
            unsafe {
                _mm256_storeu_pd(lanes.as_mut_ptr(), self.0);
                _mm256_storeu_pd(lanes[4..].as_mut_ptr(), self.1);
            }
        }

        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            unsafe { Avx2(_mm256_add_pd(self.0, other.0), _mm256_add_pd(self.1, other.1)) }
        }

        #[inline(always)]
        fn times(self, other: Self) -> Self {
            unsafe { Avx2(_mm256_mul_pd(self.0, other.0), _mm256_mul_pd(self.1, other.1)) }
        }

        #[inline(always)]
        fn times_plus(self, factor: Self, addend: Self) -> Self {
            unsafe { Avx2(_mm256_fmadd_pd(self.0, factor.0, addend.0), _mm256_fmadd_pd(self.1, factor.1, addend.1)) }
        }

        #[inline(always)]
        fn reciprocal(self) -> Self {
            unsafe {
                let one = _mm256_set1_pd(1.0);
                Avx2(_mm256_div_pd(one, self.0), _mm256_div_pd(one, self.1))
            }
        }
    }

    impl Eight for Avx512 {
        #[inline(always)]
        fn of(lanes: &Lanes) -> Self {
            unsafe { Avx512(_mm512_loadu_pd(lanes.as_ptr())) }
        }

        #[inline(always)]
        fn to(self, lanes: &mut Lanes) {
            unsafe { _mm512_storeu_pd(lanes.as_mut_ptr(), self.0) }
        }

        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            unsafe { Avx512(_mm512_add_pd(self.0, other.0)) }
        }

        #[inline(always)]
        fn times(self, other: Self) -> Self {
            unsafe { Avx512(_mm512_mul_pd(self.0, other.0)) }
        }

        #[inline(always)]
        fn times_plus(self, factor: Self, addend: Self) -> Self {
            unsafe { Avx512(_mm512_fmadd_pd(self.0, factor.0, addend.0)) }
        }

        #[inline(always)]
        fn reciprocal(self) -> Self {
            // The divider would take sixteen cycles for eight numbers, longer than all else that is done with their elements. y is
            // 1/x but for 2^-14 of it; with e = 1 - x y the reciprocal is y (1 + e) (1 + e²), but for e⁴, 2^-56 of it.
            unsafe {
                let y = _mm512_rcp14_pd(self.0);
                let e = _mm512_fnmadd_pd(self.0, y, _mm512_set1_pd(1.0));
                let nearer = _mm512_fmadd_pd(y, e, y);
                Avx512(_mm512_fmadd_pd(nearer, _mm512_mul_pd(e, e), nearer))
            }
        }
    }
}
