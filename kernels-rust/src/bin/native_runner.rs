//! The native runner: one process with one kernel, which answers the harness over the protocol of docs/runner-protocol.md.
//!
//! ```text
//! native_runner ENTRY
//! ```
//!
//! It knows the protocol and the kernels' names; no tolerance, no expected value. Results are native structures, which
//! is why the rungs that it serves are rungs of their own.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::mem::MaybeUninit;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use serde_json::json;

use kernels_rust::binary_trees::binary_trees;
use kernels_rust::fannkuch_redux::fannkuch_redux;
use kernels_rust::mandelbrot::mandelbrot;
use kernels_rust::nbody::nbody;
use kernels_rust::pipeline::{InputError, Summary};
use kernels_rust::pipeline_bytes::pipeline_bytes;
use kernels_rust::spectral_norm::spectral_norm;
use kernels_rust::square_roots::square_roots;
use kernels_rust::{nbody_power, nbody_tuned, pipeline_bytes_tuned, spectral_norm_tuned, square_roots_power};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(entry), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: native_runner ENTRY");
        return ExitCode::from(2);
    };
    match serve(&entry, io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("native_runner: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers until `quit` or the end of input. Fails only where nothing can be read or written any more.
fn serve(entry: &str, mut commands: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    let mut runner = Runner { kernel: kernel(entry), input: None, result: None, depth: StackWalk::default() };
    let mut line = Vec::new();
    while commands.read_until(b'\n', &mut line)? > 0 {
        let answer = match std::str::from_utf8(&line).map(str::trim) {
            Ok("quit") => return Ok(()),
            Ok(command) => runner.obey(command, &mut answers),
            Err(_) => Err(Failure::usage("the command is not UTF-8")),
        };
        match answer {
            Ok(answer) => writeln!(answers, "{answer}")?,
            Err(Failure::Broken(error)) => return Err(error),
            Err(failure) => writeln!(answers, "error {}", failure.to_json())?,
        }
        answers.flush()?;
        line.clear();
    }
    Ok(())
}

/// A kernel, by the kind of its input.
#[derive(Clone, Copy)]
enum Kernel {
    OfInteger(fn(i64) -> Result<Output, Failure>),
    OfBytes(fn(&[u8]) -> Result<Output, Failure>),
}

fn kernel(entry: &str) -> Option<Kernel> {
    Some(match entry {
        "nbody" => Kernel::OfInteger(|steps| Ok(Output::Energies(nbody(steps)))),
        "nbody_power" => Kernel::OfInteger(|steps| Ok(Output::Energies(nbody_power::nbody(steps)))),
        "square_roots" => Kernel::OfInteger(|n| Ok(Output::Sum(square_roots(n)))),
        "square_roots_power" => Kernel::OfInteger(|n| Ok(Output::Sum(square_roots_power::square_roots(n)))),
        "spectral_norm" => Kernel::OfInteger(|n| Ok(Output::Sums(spectral_norm(size(n)?)))),
        "fannkuch_redux" => Kernel::OfInteger(|n| Ok(Output::Counts(fannkuch_redux(size(n)?)))),
        "mandelbrot" => Kernel::OfInteger(|n| Ok(Output::Counts(mandelbrot(size(n)?)))),
        "binary_trees" => Kernel::OfInteger(|n| {
            let n = u32::try_from(n).map_err(|_| Failure::usage("n must not be negative"))?;
            Ok(Output::Trees(binary_trees(n)))
        }),
        "pipeline_bytes" => Kernel::OfBytes(|data| Ok(Output::Summary(pipeline_bytes(data)?))),
        "nbody_tuned" => Kernel::OfInteger(|steps| Ok(Output::Energies(nbody_tuned::nbody(steps)))),
        "spectral_norm_tuned" => Kernel::OfInteger(|n| Ok(Output::Sums(spectral_norm_tuned::spectral_norm(size(n)?)))),
        "pipeline_bytes_tuned" => {
            Kernel::OfBytes(|data| Ok(Output::Summary(pipeline_bytes_tuned::pipeline_bytes(data)?)))
        }
        #[cfg(feature = "yyjson")]
        "pipeline_bytes_yyjson" => {
            Kernel::OfBytes(|data| Ok(Output::Summary(kernels_rust::pipeline_bytes_yyjson::pipeline_bytes(data)?)))
        }
        _ => return None,
    })
}

fn size(n: i64) -> Result<usize, Failure> {
    usize::try_from(n).map_err(|_| Failure::usage("n must not be negative"))
}

/// A kernel's result.
enum Output {
    Energies((f64, f64)),
    Sums((f64, f64, f64)),
    Sum(f64),
    Counts((i64, i64)),
    Trees(Vec<i64>),
    Summary(Summary),
}

impl Output {
    fn to_json(&self) -> serde_json::Result<String> {
        match self {
            Output::Energies(energies) => serde_json::to_string(energies),
            Output::Sums(sums) => serde_json::to_string(sums),
            Output::Sum(sum) => serde_json::to_string(sum),
            Output::Counts(counts) => serde_json::to_string(counts),
            Output::Trees(counted) => serde_json::to_string(counted),
            Output::Summary(summary) => serde_json::to_string(summary),
        }
    }
}

/// One cell: its kernel, its input, and the result of its last iteration.
struct Runner {
    kernel: Option<Kernel>,
    input: Option<Input>,
    result: Option<Output>,
    depth: StackWalk,
}

/// A kernel that is ready to be called.
enum Input {
    Integer(fn(i64) -> Result<Output, Failure>, i64),
    Bytes(fn(&[u8]) -> Result<Output, Failure>, Vec<u8>),
}

/// Whatever is answered by an `error` line.
enum Failure {
    Usage(String),
    Unsupported(String),
    Internal(String),
    Refused(InputError),
    /// The harness is gone: this one is not answered.
    Broken(io::Error),
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Failure::Refused(error)
    }
}

impl Failure {
    fn usage(message: impl Into<String>) -> Self {
        Failure::Usage(message.into())
    }

    fn internal(error: impl Error) -> Self {
        Failure::Internal(error.to_string())
    }

    fn to_json(&self) -> serde_json::Value {
        let (index, field) = match self {
            Failure::Refused(InputError::Event { index, field, .. }) => (Some(*index), *field),
            _ => (None, None),
        };
        let (kind, message) = match self {
            Failure::Usage(message) => ("usage", message.clone()),
            Failure::Unsupported(message) => ("unsupported", message.clone()),
            Failure::Internal(message) => ("internal", message.clone()),
            Failure::Refused(error) => ("input", error.to_string()),
            Failure::Broken(error) => ("internal", error.to_string()),
        };
        json!({ "kind": kind, "index": index, "field": field, "message": message })
    }
}

impl Runner {
    /// Does what a line says, writes samples as they come, and returns the answer that ends it.
    fn obey(&mut self, line: &str, answers: &mut impl Write) -> Result<String, Failure> {
        let (command, argument) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let argument = argument.trim_start();
        match command {
            "prepare" => self.prepare(argument),
            "run" => self.run(argument, answers),
            "output" | "memory" | "state" | "quit" if !argument.is_empty() => {
                Err(Failure::Usage(format!("{command} takes no argument")))
            }
            "output" => self.output(),
            "memory" => Ok(format!("memory {}", peak_memory()?)),
            "state" => Ok(format!("state {}", process_state())),
            _ => Err(Failure::usage("unknown command")),
        }
    }

    fn prepare(&mut self, argument: &str) -> Result<String, Failure> {
        self.input = None;
        self.result = None;
        let request: Request = serde_json::from_str(argument).map_err(|error| Failure::Usage(error.to_string()))?;
        let Some(kernel) = self.kernel else {
            return Err(Failure::Unsupported("this runner has no such kernel".to_owned()));
        };
        self.input = Some(match (kernel, request.input.as_str()) {
            (Kernel::OfInteger(kernel), "integer") => {
                let value = request.value.ok_or_else(|| Failure::usage("prepare: `value` must be an integer"))?;
                Input::Integer(kernel, value)
            }
            (Kernel::OfBytes(kernel), "bytes") => {
                let path = request.path.ok_or_else(|| Failure::usage("prepare: `path` must be a string"))?;
                Input::Bytes(kernel, fs::read(path).map_err(Failure::internal)?)
            }
            (Kernel::OfInteger(_), _) => {
                return Err(Failure::Unsupported("this kernel takes input of the kind `integer`".to_owned()));
            }
            (Kernel::OfBytes(_), _) => {
                return Err(Failure::Unsupported("this kernel takes input of the kind `bytes`".to_owned()));
            }
        });
        Ok(if request.state { format!("ready {}", process_state()) } else { "ready".to_owned() })
    }

    fn run(&mut self, argument: &str, answers: &mut impl Write) -> Result<String, Failure> {
        let (samples, iterations) = parse_counts(argument)
            .ok_or_else(|| Failure::usage("run takes two whole numbers above zero, samples and iterations"))?;
        let input = self.input.as_ref().ok_or_else(|| Failure::usage("run before prepare"))?;
        for _ in 0..samples {
            self.result = None;
            let batch = time_batch(input, &mut self.depth, iterations)?;
            self.result = Some(batch.result);
            writeln!(answers, "sample {} {}", batch.wall.as_nanos(), batch.cpu.as_nanos())
                .and_then(|()| answers.flush())
                .map_err(Failure::Broken)?;
        }
        Ok("done".to_owned())
    }

    fn output(&self) -> Result<String, Failure> {
        let result = self.result.as_ref().ok_or_else(|| Failure::usage("output before `run` succeeded"))?;
        Ok(format!("output {}", result.to_json().map_err(Failure::internal)?))
    }
}

/// The JSON object of `prepare`. `verify` is read so that its type is checked: results here are plain values, so what
/// it asks for has nothing to find.
#[derive(Deserialize)]
struct Request {
    input: String,
    value: Option<i64>,
    path: Option<String>,
    #[serde(default, rename = "verify")]
    _verify: bool,
    /// Whether the answer may say what the process is like.
    #[serde(default)]
    state: bool,
}

/// What a timed batch gave.
struct Batch {
    wall: Duration,
    cpu: Duration,
    result: Output,
}

/// Times a batch. Between two iterations the former's result is freed, inside the clock, as any caller would. The CPU
/// clock is a system call, so it is read outside the wall clock.
fn time_batch(input: &Input, depth: &mut StackWalk, iterations: u64) -> Result<Batch, Failure> {
    let cpu_start = cpu_time()?;
    let wall_start = Instant::now();
    let mut result = call_at(depth.next(), input)?;
    for _ in 1..iterations {
        drop(result);
        result = call_at(depth.next(), input)?;
    }
    let wall = wall_start.elapsed();
    Ok(Batch { wall, cpu: cpu_time()?.saturating_sub(cpu_start), result })
}

/// Where on the stack the next iteration begins.
///
/// Stacks begin at another address in each process, in steps of 16 bytes within a page, and the distance to other data decides
/// over a few per cent of a kernel's speed, for some addresses over much more. So that a process does not keep its luck, each
/// iteration begins at another depth: a fixed walk that visits places all over a page in turn, far apart.
#[derive(Default)]
struct StackWalk(u8);

impl StackWalk {
    /// Places; a power of two.
    const PLACES: u8 = 32;
    /// Odd, so that every place is visited.
    const STRIDE: u8 = 13;

    fn next(&mut self) -> u8 {
        self.0 = (self.0 + Self::STRIDE) % Self::PLACES;
        self.0
    }
}

/// One iteration, up to seven frames deeper. Frames of four sizes, so that whatever the compiler adds to a frame, iterations begin
/// at all multiples of 16 within a line of the cache.
fn call_at(place: u8, input: &Input) -> Result<Output, Failure> {
    match place % 4 {
        0 => deeper::<512>(place / 4, input),
        1 => deeper::<528>(place / 4, input),
        2 => deeper::<544>(place / 4, input),
        _ => deeper::<560>(place / 4, input),
    }
}

#[inline(never)]
fn deeper<const BYTES: usize>(frames: u8, input: &Input) -> Result<Output, Failure> {
    let above = MaybeUninit::<[u8; BYTES]>::uninit();
    black_box(&above);
    let result = if frames == 0 { call(input) } else { deeper::<BYTES>(frames - 1, input) };
    // Used once more, or the frame would be left before the call.
    black_box(&above);
    result
}

/// One iteration, behind barriers: the optimiser knows neither the kernel nor the input, and must believe that the
/// result is used.
#[inline(never)]
fn call(input: &Input) -> Result<Output, Failure> {
    let result = match input {
        Input::Integer(kernel, value) => black_box(kernel)(black_box(*value)),
        Input::Bytes(kernel, data) => black_box(kernel)(black_box(data)),
    };
    black_box(result)
}

/// The samples and iterations of `run`.
fn parse_counts(argument: &str) -> Option<(u64, u64)> {
    let (samples, iterations) = argument.split_once([' ', '\t'])?;
    Some((parse_count(samples)?, parse_count(iterations.trim_start())?))
}

/// A whole number above zero, of at most 18 digits.
fn parse_count(text: &str) -> Option<u64> {
    let plain = text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&count| plain && count > 0)
}

/// CPU time of the whole process, all threads.
fn cpu_time() -> Result<Duration, Failure> {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map(Duration::from).map_err(Failure::internal)
}

/// What a library that was linked in may have switched, by plain arithmetic that the compiler cannot do beforehand.
fn process_state() -> serde_json::Value {
    let (one, half_a_step) = (black_box(1.0_f64), black_box(f64::EPSILON / 2.0));
    let halved = black_box(f64::MIN_POSITIVE) * black_box(0.5);
    let kept = black_box(f64::from_bits(1)) * one;
    let (down, up) = (black_box(one + half_a_step), black_box(one + half_a_step * 1.5));
    let rounding = if down == one && up > one { "nearest" } else { "other" };
    json!({ "facts": { "subnormals": halved > 0.0 && kept > 0.0, "rounding": rounding }, "files": [] })
}

/// Peak resident bytes: `VmHWM`, because `ru_maxrss` starts from the parent's after a fork.
#[cfg(not(target_os = "macos"))]
fn peak_memory() -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status").map_err(Failure::internal)?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim_end().parse().ok())
        .map(|kibibytes: u64| kibibytes * 1024)
        .ok_or_else(|| Failure::Unsupported("no way to read the peak memory here".to_owned()))
}

/// Peak resident bytes; macOS counts them so.
#[cfg(target_os = "macos")]
fn peak_memory() -> Result<u64, Failure> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).map_err(Failure::internal)?;
    u64::try_from(usage.max_rss()).map_err(Failure::internal)
}
