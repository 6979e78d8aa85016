//! Which instructions a tuned kernel may use, chosen when it is called.
//!
//! A [`Level`] that is not portable holds a token, and tokens come from asking the processor alone: code that has one may
//! call what needs these instructions. `kernels-c/simd_level.h` asks for the same at the levels that it has.

use std::env;

/// The variable that forbids the better levels, so that each can be checked and timed on a machine that has them all.
pub const VARIABLE: &str = "LADDER_SIMD";

/// A set of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What every processor of the architecture has.
    Portable,
    /// AVX2 and FMA: x86-64 since about 2013.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// AVX-512 as far as numbers need it: servers since 2017. What reads bytes does there what it does with AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    /// AVX-512 as far as bytes need it: servers since 2021. For numbers there is nothing new in it.
    #[cfg(target_arch = "x86_64")]
    Avx512Bytes(Avx512Bytes),
}

/// The processor has AVX2, FMA, BMI1 and 2, and POPCNT.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx2(());

/// The processor has what [`Avx2`] says and AVX-512 F and VL.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx512(());

/// The processor has what [`Avx512`] says and AVX-512 BW and VBMI2.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx512Bytes(());

/// The values of [`VARIABLE`], the lowest first.
const NAMES: [&str; 3] = ["portable", "avx2", "avx512"];

impl Level {
    /// The best that the processor has and `LADDER_SIMD` (`portable`, `avx2`, `avx512`) does not forbid.
    ///
    /// # Panics
    ///
    /// If the variable has another value: a misspelt one must not pass for a choice.
    pub fn chosen() -> Level {
        let value = env::var_os(VARIABLE);
        let name = value.as_ref().map_or(Some("avx512"), |value| value.to_str());
        match name.and_then(Level::up_to) {
            Some(level) => level,
            None => panic!("{VARIABLE} is {value:?}: set it to portable, avx2 or avx512, or not at all"),
        }
    }

    /// All that the processor has, the best last.
    pub fn available() -> Vec<Level> {
        #[cfg(target_arch = "x86_64")]
        let better = [
            Avx2::detected().map(Level::Avx2),
            Avx512::detected().map(Level::Avx512),
            Avx512Bytes::detected().map(Level::Avx512Bytes),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let better: [Option<Level>; 0] = [];
        std::iter::once(Level::Portable).chain(better.into_iter().flatten()).collect()
    }

    /// The best that the processor has up to that of a name, if there is one of that name.
    fn up_to(name: &str) -> Option<Level> {
        let most = NAMES.iter().position(|level| *level == name)?;
        Level::available().into_iter().rfind(|level| level.place() <= most)
    }

    /// Which of [`NAMES`] allows it.
    fn place(self) -> usize {
        match self {
            Level::Portable => 0,
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(_) => 1,
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(_) | Level::Avx512Bytes(_) => 2,
        }
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    fn detected() -> Option<Self> {
        let there = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        there.then_some(Avx2(()))
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    fn detected() -> Option<Self> {
        let there =
            Avx2::detected().is_some() && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl");
        there.then_some(Avx512(()))
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx512Bytes {
    fn detected() -> Option<Self> {
        let there = Avx512::detected().is_some()
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi2");
        there.then_some(Avx512Bytes(()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, NAMES};

    #[test]
    fn the_portable_level_is_always_there_and_can_be_forced() {
        assert_eq!(Level::available()[0], Level::Portable);
        assert_eq!(Level::up_to("portable"), Some(Level::Portable));
    }

    #[test]
    fn a_level_that_the_processor_lacks_gives_the_best_below_it() {
        assert_eq!(Level::up_to("avx512"), Level::available().last().copied());
    }

    #[test]
    fn each_name_allows_the_levels_of_its_place_and_none_above() {
        for (place, name) in NAMES.into_iter().enumerate() {
            let level = Level::up_to(name).expect("a name");
            assert!(level.place() <= place, "{name}: {level:?}");
            let mut better = Level::available().into_iter().filter(|other| other.place() <= place);
            assert_eq!(better.next_back(), Some(level), "{name}");
        }
        let places: Vec<usize> = Level::available().into_iter().map(Level::place).collect();
        assert!(places.is_sorted(), "the best is not last: {places:?}");
    }

    #[test]
    fn a_misspelt_level_is_none() {
        for name in ["", "avx", "AVX2", "portable "] {
            assert_eq!(Level::up_to(name), None, "{name:?}");
        }
    }
}
