//! Where strings begin and end: every quote of a JSON text that is not escaped, found 64 bytes at a time.
//!
//! The idea is that of simdjson's first stage (Langdale and Lemire, "Parsing gigabytes of JSON per second", VLDB Journal
//! 2019), reduced to quotes: what stands outside of strings is short, and a parser reads it byte by byte. Masks of 64
//! bits say which bytes are quotes, backslashes and so on; the running parity of the quotes says which are in strings.
//! That is also where everything is checked that can be wrong within a string, so that nobody has to look into strings
//! that nobody reads: control characters and escapes here, the encoding once at the end, if there is anything but ASCII.
//!
//! Text is looked at chunk by chunk, as far as the parser has come, so that it finds each chunk in the nearest cache.

use super::level::Level;

/// Bytes looked at in one go: a multiple of [`BLOCK`], small beside the nearest cache.
const CHUNK: usize = 8 * 1024;
const BLOCK: usize = 64;

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// For people.
    pub(crate) reason: &'static str,
    /// The byte where it was seen, from 0.
    pub(crate) at: usize,
}

/// Finds the quotes of a text in their order.
pub(crate) struct Quotes<'a> {
    text: &'a [u8],
    level: Level,
    /// Where the chunk begins that `found` is about, and where the next one does.
    chunk: usize,
    next_chunk: usize,
    /// Quotes of the chunk, from its beginning. Only the first `count` are meant; writing goes a little further.
    found: Box<[u32; CHUNK + BLOCK]>,
    count: usize,
    /// How many of them have been asked for.
    taken: usize,
    state: State,
}

/// What one block must know of those before it, and what has been seen in all.
#[derive(Default)]
struct State {
    /// All ones if the block begins within a string.
    in_string: u64,
    /// 1 if the block's first byte is escaped.
    escaped: u64,
    /// Any backslash so far; any byte beyond ASCII so far.
    backslashes: u64,
    beyond_ascii: u64,
    fault: Option<Fault>,
}

impl<'a> Quotes<'a> {
    pub(crate) fn new(level: Level, text: &'a [u8]) -> Self {
        Quotes::beyond(level, text, 0)
    }

    /// Those from a place on that is in no string.
    pub(crate) fn beyond(level: Level, text: &'a [u8], place: usize) -> Self {
        Quotes {
            text,
            level,
            chunk: place,
            next_chunk: place,
            found: Box::new([0; CHUNK + BLOCK]),
            count: 0,
            taken: 0,
            state: State::default(),
        }
    }

    /// The quote that ends the string whose opening quote is the next one. Nothing if there is none, or if something is
    /// wrong in a string up to there: see [`Quotes::fault`].
    #[inline(always)]
    pub(crate) fn closing(&mut self) -> Option<usize> {
        let closing = self.taken + 1;
        if closing < self.count {
            self.taken += 2;
            return Some(self.chunk + self.found[closing] as usize);
        }
        self.closing_further_on()
    }

    /// What it may use.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// What is wrong, once there was no closing quote.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.state.fault
    }

    /// Whether any backslash has been seen up to the last quote that was asked for, or somewhat further.
    #[inline(always)]
    pub(crate) fn any_backslash(&self) -> bool {
        self.state.backslashes != 0
    }

    /// Whether any byte beyond ASCII stands in a string.
    pub(crate) fn any_beyond_ascii(&self) -> bool {
        self.state.beyond_ascii != 0
    }

    #[cold]
    #[inline(never)]
    fn closing_further_on(&mut self) -> Option<usize> {
        let opening = self.count - self.taken;
        let mut missing = 1 - opening.min(1);
        loop {
            if self.next_chunk >= self.text.len() {
                self.state.fault = Some(Fault { reason: "a string has no end", at: self.text.len() });
                return None;
            }
            self.scan_chunk();
            if self.state.fault.is_some() {
                return None;
            }
            if missing < self.count {
                self.taken = missing + 1;
                return Some(self.chunk + self.found[missing] as usize);
            }
            missing -= self.count;
        }
    }

    fn scan_chunk(&mut self) {
        self.chunk = self.next_chunk;
        self.next_chunk = (self.chunk + CHUNK).min(self.text.len());
        self.taken = 0;
        self.count = match self.level {
            Level::Portable => self.scan_with::<portable::Block>(),
            // SAFETY: who holds the token has asked the processor.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(_) | Level::Avx512(_) => unsafe { x86::scan_avx2(self) },
            #[cfg(target_arch = "x86_64")]
            Level::Avx512Bytes(_) => unsafe { x86::scan_avx512(self) },
        };
    }

    /// Fills `found`, and says how many there are.
    #[inline(always)]
    fn scan_with<B: Block>(&mut self) -> usize {
        let text = self.text;
        let (blocks, rest) = text[self.chunk..self.next_chunk].as_chunks::<BLOCK>();
        let mut count = 0;
        let mut start = 0;
        for block in blocks {
            count += self.scan_block::<B>(block, start, count);
            start += BLOCK;
        }
        if !rest.is_empty() {
            // The end of the text: a chunk is made of whole blocks.
            let mut padded = [b' '; BLOCK];
            padded[..rest.len()].copy_from_slice(rest);
            count += self.scan_block::<B>(&padded, start, count);
        }
        count
    }

    /// Writes the quotes of a block that begins at `start` of the chunk, and says how many there are.
    #[inline(always)]
    fn scan_block<B: Block>(&mut self, block: &[u8; BLOCK], start: usize, count: usize) -> usize {
        let masks = B::masks(block);
        let state = &mut self.state;
        let mut quotes = masks.quotes;
        let mut escaped = 0;
        if masks.backslashes | state.escaped != 0 {
            escaped = escaped_by(masks.backslashes, &mut state.escaped);
            quotes &= !escaped;
        }
        // From each opening quote to before its closing one.
        let in_string = running_parity(quotes) ^ state.in_string;
        state.in_string = ((in_string as i64) >> 63) as u64;
        state.backslashes |= masks.backslashes;
        state.beyond_ascii |= masks.beyond_ascii;
        if (masks.controls | escaped) & in_string != 0 {
            self.look_into_strings(start, masks.controls & in_string, escaped & in_string);
        }
        let room = self.found[count..].first_chunk_mut().expect("as much room as there are bytes, and a block");
        B::write(quotes, start as u32, room);
        quotes.count_ones() as usize
    }

    /// Notes the first fault, if there is any: a control character, or an escape that JSON does not have.
    #[cold]
    fn look_into_strings(&mut self, start: usize, controls: u64, mut escaped: u64) {
        let start = self.chunk + start;
        let mut note = |reason, at| _ = self.state.fault.get_or_insert(Fault { reason, at });
        if controls != 0 {
            note("a control character in a string", start + controls.trailing_zeros() as usize);
        }
        while escaped != 0 {
            let at = start + escaped.trailing_zeros() as usize;
            escaped &= escaped - 1;
            if !is_escape(&self.text[at..]) {
                note("an escape that JSON does not have", at);
            }
        }
    }
}

/// Whether the text begins with what may stand after a backslash.
fn is_escape(text: &[u8]) -> bool {
    match text {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => true,
        [b'u', digits @ ..] => digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_hexdigit),
        _ => false,
    }
}

/// The bytes that follow a backslash which is not escaped itself. `carry`: whether the block's first byte is one, before
/// and after.
fn escaped_by(backslashes: u64, carry: &mut u64) -> u64 {
    let mut escaped = *carry;
    *carry = 0;
    let mut escaping = backslashes & !escaped;
    while escaping != 0 {
        let at = escaping.trailing_zeros();
        escaped |= 2 << at;
        *carry = u64::from(at == 63);
        escaping &= !(3 << at);
    }
    escaped
}

/// Bit i says whether bits 0 to i hold an odd number of ones.
#[inline(always)]
fn running_parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// Which of 64 bytes are what.
struct Masks {
    quotes: u64,
    backslashes: u64,
    /// Below 0x20.
    controls: u64,
    beyond_ascii: u64,
}

/// How a level looks at 64 bytes.
trait Block {
    fn masks(block: &[u8; BLOCK]) -> Masks;

    /// Writes `start` plus the place of each bit that is set, in their order; beyond these the room may get anything.
    #[inline(always)]
    fn write(mut bits: u64, start: u32, room: &mut [u32; BLOCK]) {
        // Always as many as there hardly ever are, since a loop that ends with the last bit costs a wrong guess a block.
        let (usual, more) = room.split_at_mut(16);
        for place in usual {
            *place = start + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if bits != 0 {
            for place in more {
                *place = start + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
    }
}

/// Eight bytes in a word.
mod portable {
    use super::{BLOCK, Masks};

    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;

    pub(super) struct Block;

    impl super::Block for Block {
        #[inline(always)]
        fn masks(block: &[u8; BLOCK]) -> Masks {
            let mut masks = Masks { quotes: 0, backslashes: 0, controls: 0, beyond_ascii: 0 };
            for (i, word) in block.as_chunks::<8>().0.iter().enumerate() {
                let word = u64::from_le_bytes(*word);
                masks.quotes |= gather(zero_bytes(word ^ (ONES * b'"' as u64))) << (8 * i);
                masks.backslashes |= gather(zero_bytes(word ^ (ONES * b'\\' as u64))) << (8 * i);
                masks.controls |= gather(zero_bytes(word & (ONES * 0xE0))) << (8 * i);
                masks.beyond_ascii |= word & TOPS;
            }
            masks
        }
    }

    /// The top bit of every byte that is zero.
    #[inline(always)]
    fn zero_bytes(word: u64) -> u64 {
        // Adding 0x7F to seven bits reaches the eighth unless they are all zero, and no byte beyond.
        !(((word & !TOPS) + !TOPS) | word) & TOPS
    }

    /// The eight top bits as one byte: the product shifts bit 8 i, which is all that is left, to bit 56 + i.
    #[inline(always)]
    fn gather(tops: u64) -> u64 {
        (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{BLOCK, CHUNK, Masks, Quotes};

    /// Asks for what will be looked at a chunk later, while the parser is busy with this one. Beyond the text's end it is
    /// nothing: no such request can fail.
    #[inline(always)]
    fn prefetch(block: &[u8; BLOCK]) {
        // SAFETY: every x86-64 processor has the instruction, and it touches no memory.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(block.as_ptr().wrapping_add(CHUNK).cast()) };
    }

    /// # Safety
    ///
    /// The processor must have AVX2, BMI1, BMI2 and POPCNT.
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) unsafe fn scan_avx2(quotes: &mut Quotes<'_>) -> usize {
        quotes.scan_with::<Avx2>()
    }

    /// # Safety
    ///
    /// The processor must have AVX2, BMI1, BMI2, POPCNT, AVX-512 F, BW and VBMI2.
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vbmi2")]
    pub(super) unsafe fn scan_avx512(quotes: &mut Quotes<'_>) -> usize {
        quotes.scan_with::<Avx512>()
    }

    /// Used by `scan_avx2` alone.
    struct Avx2;

    /// Used by `scan_avx512` alone.
    struct Avx512;

    impl super::Block for Avx2 {
        #[inline(always)]
        fn masks(block: &[u8; BLOCK]) -> Masks {
            // SAFETY: the one caller promises the instructions; both loads are within the block, and need no alignment.
            unsafe {
                let low = _mm256_loadu_si256(block.as_ptr().cast());
                let high = _mm256_loadu_si256(block.as_ptr().add(32).cast());
                prefetch(block);
                let (quote, backslash) = (_mm256_set1_epi8(b'"' as i8), _mm256_set1_epi8(b'\\' as i8));
                let last_control = _mm256_set1_epi8(0x1F);
                Masks {
                    quotes: mask(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(high, quote)),
                    backslashes: mask(_mm256_cmpeq_epi8(low, backslash), _mm256_cmpeq_epi8(high, backslash)),
                    controls: mask(
                        _mm256_cmpeq_epi8(_mm256_min_epu8(low, last_control), low),
                        _mm256_cmpeq_epi8(_mm256_min_epu8(high, last_control), high),
                    ),
                    beyond_ascii: mask(low, high),
                }
            }
        }
    }

    /// The top bits of 64 bytes.
    ///
    /// # Safety
    ///
    /// As for `scan_avx2`.
    #[inline(always)]
    unsafe fn mask(low: __m256i, high: __m256i) -> u64 {
        // SAFETY: see above.
        let (low, high) = unsafe { (_mm256_movemask_epi8(low), _mm256_movemask_epi8(high)) };
        u64::from(low as u32) | u64::from(high as u32) << 32
    }

    impl super::Block for Avx512 {
        #[inline(always)]
        fn masks(block: &[u8; BLOCK]) -> Masks {
            // SAFETY: the one caller promises the instructions; the load is the block, and needs no alignment.
            unsafe {
                let bytes = _mm512_loadu_si512(block.as_ptr().cast());
                prefetch(block);
                Masks {
                    quotes: _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(b'"' as i8)),
                    backslashes: _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(b'\\' as i8)),
                    controls: _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)),
                    beyond_ascii: _mm512_movepi8_mask(bytes),
                }
            }
        }

        #[inline(always)]
        fn write(bits: u64, start: u32, room: &mut [u32; BLOCK]) {
            const PLACES: [u8; BLOCK] = {
                let mut places = [0; BLOCK];
                let mut place = 0;
                while place < BLOCK {
                    places[place] = place as u8;
                    place += 1;
                }
                places
            };
            // SAFETY: the one caller promises the instructions; the stores are quarters of the room, without alignment.
            unsafe {
                let places = _mm512_loadu_si512(PLACES.as_ptr().cast());
                let places = _mm512_maskz_compress_epi8(bits, places);
                let start = _mm512_set1_epi32(start as i32);
                let mut store = |quarter: usize, bytes: __m128i| {
                    let wide = _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), start);
                    _mm512_storeu_si512(room[16 * quarter..16 * (quarter + 1)].as_mut_ptr().cast(), wide);
                };
                store(0, _mm512_castsi512_si128(places));
                if bits.count_ones() > 16 {
                    store(1, _mm512_extracti32x4_epi32::<1>(places));
                    store(2, _mm512_extracti32x4_epi32::<2>(places));
                    store(3, _mm512_extracti32x4_epi32::<3>(places));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Fault, Level, Quotes, is_escape};

    /// The strings of a text as places of quotes, found byte by byte.
    fn plainly(text: &[u8]) -> Vec<usize> {
        let mut quotes = Vec::new();
        let mut escaped = false;
        for (at, byte) in text.iter().enumerate() {
            if *byte == b'"' && !escaped {
                quotes.push(at);
            }
            escaped = *byte == b'\\' && !escaped;
        }
        quotes
    }

    /// Every closing quote, or the fault after them.
    fn closing(level: Level, text: &[u8]) -> (Vec<usize>, Fault) {
        let mut quotes = Quotes::new(level, text);
        let mut all = Vec::new();
        loop {
            match quotes.closing() {
                Some(at) => all.push(at),
                None => return (all, quotes.fault().expect("the text has an end")),
            }
        }
    }

    fn random_text(length: usize, alphabet: &[&str], seed: u64) -> Vec<u8> {
        let mut state = seed;
        let mut text = Vec::new();
        while text.len() < length {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.extend_from_slice(alphabet[(state >> 33) as usize % alphabet.len()].as_bytes());
        }
        text
    }

    #[test]
    fn every_level_finds_the_quotes_that_a_plain_loop_finds() {
        let alphabets: [&[&str]; 4] = [
            &["\"", "\\\"", "\\\\", "a", " ", "é", "\\n", "\\u00e9"],
            &["\"", "a long word in which nothing happens "],
            &["\""],
            &["\\\\", "\\\\\\\\", "\\\""],
        ];
        for level in Level::available() {
            for (kind, alphabet) in alphabets.iter().enumerate() {
                for length in [0, 1, 63, 64, 65, 127, 128, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 77] {
                    let text = random_text(length, alphabet, length as u64);
                    let expected: Vec<usize> = plainly(&text).into_iter().skip(1).step_by(2).collect();
                    let (found, fault) = closing(level, &text);
                    // Outside of strings the alphabet has backslashes that are faults for the parser, not here.
                    assert_eq!(found, expected, "{level:?}, alphabet {kind}, {length} bytes");
                    assert_eq!(fault.reason, "a string has no end");
                }
            }
        }
    }

    #[test]
    fn control_characters_are_faults_within_strings_alone() {
        for level in Level::available() {
            for control in 0..0x20 {
                for before in [0, 5, 61, 62, 63, 64, 200, CHUNK - 1, CHUNK] {
                    let mut text = vec![control; before];
                    text.extend_from_slice(b"\"abc");
                    let at = text.len();
                    text.extend_from_slice(&[control, b'"']);
                    let (_, fault) = closing(level, &text);
                    assert_eq!(fault, Fault { reason: "a control character in a string", at }, "{level:?}");
                }
            }
        }
    }

    #[test]
    fn escapes_that_json_does_not_have_are_faults() {
        for level in Level::available() {
            for (escape, good) in
                [("\\x", false), ("\\u12g4", false), ("\\u12\"", false), ("\\/", true), ("\\uABcd", true)]
            {
                for before in [0, 55, 58, 60, 61, 62, 63, 64, CHUNK - 3, CHUNK - 2, CHUNK - 1] {
                    let text = format!("\"{}{escape}\"", "a".repeat(before));
                    let (found, fault) = closing(level, text.as_bytes());
                    let reason = if good { "a string has no end" } else { "an escape that JSON does not have" };
                    assert_eq!(fault.reason, reason, "{level:?}, {escape} after {before}");
                    assert_eq!(found.len(), usize::from(good));
                }
            }
        }
    }

    #[test]
    fn an_escape_is_whole_or_none() {
        assert!(is_escape(b"u12aF"));
        assert!(!is_escape(b"u12a"));
        assert!(!is_escape(b"U12aF"));
        assert!(!is_escape(b""));
    }

    #[test]
    fn bytes_beyond_ascii_are_noticed_wherever_they_stand() {
        for level in Level::available() {
            for before in 0..130 {
                for (letter, beyond) in [("e", false), ("é", true)] {
                    let text = format!("\"{}{letter}\"", "a".repeat(before));
                    let mut quotes = Quotes::new(level, text.as_bytes());
                    assert_eq!(quotes.closing(), Some(text.len() - 1));
                    assert_eq!(quotes.any_beyond_ascii(), beyond);
                }
            }
        }
    }
}
