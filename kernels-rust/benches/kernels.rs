//! Criterion benches of the native kernels, for work on the kernels themselves: `cargo bench -p kernels-rust`.
//!
//! The ladder's figures come from its own harness, which compares across processes; these compare one build with the
//! one before it, at sizes that take a moment.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use kernels_rust::nbody::nbody;
use kernels_rust::nbody_tuned::nbody_at;
use kernels_rust::pipeline_bytes::pipeline_bytes;
use kernels_rust::pipeline_bytes_tuned::pipeline_bytes_at;
use kernels_rust::spectral_norm::spectral_norm;
use kernels_rust::spectral_norm_tuned::spectral_norm_at;
use kernels_rust::tuned::level::Level;

criterion_group!(benches, numeric, pipeline);
criterion_main!(benches);

fn numeric(criterion: &mut Criterion) {
    criterion.bench_function("nbody/10000", |bencher| bencher.iter(|| nbody(black_box(10_000))));
    criterion.bench_function("spectral_norm/200", |bencher| bencher.iter(|| spectral_norm(black_box(200))));
    for level in Level::available() {
        criterion.bench_function(&format!("nbody_tuned/{level:?}/10000"), |bencher| {
            bencher.iter(|| nbody_at(level, black_box(10_000)))
        });
        criterion.bench_function(&format!("spectral_norm_tuned/{level:?}/200"), |bencher| {
            bencher.iter(|| spectral_norm_at(level, black_box(200), 1));
        });
    }
}

fn pipeline(criterion: &mut Criterion) {
    let document = document(10_000);
    let mut group = criterion.benchmark_group("pipeline_bytes");
    group.throughput(Throughput::Bytes(document.len() as u64));
    group.bench_function("serde", |bencher| bencher.iter(|| pipeline_bytes(black_box(document.as_bytes()))));
    for level in Level::available() {
        group.bench_function(format!("tuned/{level:?}"), |bencher| {
            bencher.iter(|| pipeline_bytes_at(level, black_box(document.as_bytes())));
        });
    }
    #[cfg(feature = "yyjson")]
    group.bench_function("yyjson", |bencher| {
        bencher.iter(|| kernels_rust::pipeline_bytes_yyjson::pipeline_bytes(black_box(document.as_bytes())));
    });
    group.finish();
}

/// Events of the ladder's shape, if not its very input: 500 users, ten types of which five are kept, a year of which
/// seven months are.
fn document(events: usize) -> String {
    const TYPES: [&str; 10] = [
        "page_view",
        "click",
        "purchase",
        "signup",
        "logout",
        "search",
        "add_to_cart",
        "remove_from_cart",
        "checkout_start",
        "error",
    ];
    let mut random = Random(42);
    let mut text = String::from("[");
    for event in 0..events {
        let separator = if event == 0 { "" } else { ", " };
        let written = write!(
            text,
            "{separator}{{\"user_id\": {}, \"event_type\": \"{}\", \
             \"timestamp\": \"2025-{:02}-{:02}T{:02}:{:02}:{:02}+00:00\", \
             \"metadata\": {{\"page\": \"/page/{}\", \"amount\": {}.{:02}, \"currency\": \"USD\"}}}}",
            random.below(500),
            TYPES[random.below(TYPES.len())],
            random.below(12) + 1,
            random.below(28) + 1,
            random.below(24),
            random.below(60),
            random.below(60),
            random.below(10),
            random.below(500),
            random.below(100),
        );
        written.expect("a String takes everything");
    }
    text.push(']');
    text
}

/// A linear congruential generator; its upper bits are random enough for this.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}
