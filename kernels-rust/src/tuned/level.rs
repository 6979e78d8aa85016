//! Which instructions a tuned kernel may use, chosen when it is called.
//!
//! A [`Level`] that is not portable holds a token, and tokens come from asking the processor alone: code that has one may
//! call what needs these instructions.

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
    /// AVX-512 with its instructions for bytes and VBMI2: servers since about 2019.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

/// The processor has AVX2, FMA and BMI1 and 2.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx2(());

/// The processor has what [`Avx2`] says and AVX-512 F, BW, DQ, VL, VBMI and VBMI2.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx512(());

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
        let better = [Avx2::detected().map(Level::Avx2), Avx512::detected().map(Level::Avx512)];
        #[cfg(not(target_arch = "x86_64"))]
        let better: [Option<Level>; 0] = [];
        std::iter::once(Level::Portable).chain(better.into_iter().flatten()).collect()
    }

    /// The best that the processor has up to that of a name, if there is one of that name.
    fn up_to(name: &str) -> Option<Level> {
        let most = ["portable", "avx2", "avx512"].iter().position(|level| *level == name)?;
        Level::available().into_iter().take(most + 1).next_back()
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    fn detected() -> Option<Self> {
        let there = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2");
        there.then_some(Avx2(()))
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    fn detected() -> Option<Self> {
        let there = Avx2::detected().is_some()
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2");
        there.then_some(Avx512(()))
    }
}

#[cfg(test)]
mod tests {
    use super::Level;

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
    fn a_misspelt_level_is_none() {
        for name in ["", "avx", "AVX2", "portable "] {
            assert_eq!(Level::up_to(name), None, "{name:?}");
        }
    }
}
