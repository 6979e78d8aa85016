//! What the user sees while the harness works: on a terminal a moving line with an estimate, elsewhere a line a step.
//!
//! Everything here goes to standard error, so that standard output holds results alone; and nothing in it steers the terminal,
//! whoever has written it.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// The user's view of the work. Clones show the same.
#[derive(Debug, Clone)]
pub struct Progress {
    bars: Option<Arc<MultiProgress>>,
    silent: bool,
    /// Which stage of how many is under way.
    stages: Arc<Mutex<(usize, usize)>>,
}

/// A step that is under way; it ends when this is dropped.
#[derive(Debug)]
pub struct Spinner(Option<ProgressBar>);

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// Gauge that has a known amount. Its end is shown where somebody says when, or where it can be told from what is done.
#[derive(Debug)]
pub struct Gauge {
    bar: Option<ProgressBar>,
    end: Arc<Mutex<Option<ExpectedEnd>>>,
    /// What every message begins with.
    begin: String,
}

/// When work will end.
#[derive(Debug, Clone, Copy)]
pub enum ExpectedEnd {
    /// By then, whatever happens.
    AtMost(Instant),
    /// Then, as far as can be told.
    About(Instant),
}

impl ExpectedEnd {
    /// How long it is until then.
    pub fn left(self) -> Duration {
        let (ExpectedEnd::AtMost(end) | ExpectedEnd::About(end)) = self;
        end.saturating_duration_since(Instant::now())
    }

    fn spoken(self) -> String {
        let left = spoken(self.left());
        match self {
            ExpectedEnd::AtMost(_) => format!("at most {left} left"),
            ExpectedEnd::About(_) => format!("about {left} left"),
        }
    }
}

impl Progress {
    /// Moving lines if standard error is a terminal.
    pub fn on_stderr() -> Progress {
        let moves = std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let terminal = std::io::stderr().is_terminal() && moves;
        let bars = terminal.then(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(8)));
        Progress { bars: bars.map(Arc::new), silent: false, stages: Arc::default() }
    }

    /// Shows nothing: for work that is a part of other work.
    pub fn silent() -> Progress {
        Progress { bars: None, silent: true, stages: Arc::default() }
    }

    /// Begins a step whose length nobody knows.
    pub fn step(&self, text: &str) -> Spinner {
        let Some(bars) = &self.bars else {
            self.note(text);
            return Spinner(None);
        };
        let style = ProgressStyle::with_template("  {spinner} {wide_msg} {elapsed:>4}");
        let bar =
            bars.add(ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())));
        bar.set_message(plain::text(text));
        bar.enable_steady_tick(Duration::from_millis(125));
        Spinner(Some(bar))
    }

    /// Says how many stages the whole has.
    pub fn has_stages(&self, number: usize) {
        *self.stages.lock().unwrap_or_else(PoisonError::into_inner) = (0, number);
    }

    /// Begins the next stage of the whole, as work of a known amount: `step 2 of 4: building`.
    pub fn stage(&self, amount: u64, text: &str) -> Gauge {
        let (stage, all) = {
            let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
            stages.0 += 1;
            *stages
        };
        let begin = if stage <= all { format!("step {stage} of {all}: ") } else { String::new() };
        self.gauge(amount, text, begin, false)
    }

    /// Begins work of a known amount, whose parts take about as long as one another.
    pub fn work(&self, amount: u64, text: &str) -> Gauge {
        self.gauge(amount, text, String::new(), true)
    }

    /// Parts that are `even` tell how long the rest will take; of others nobody knows.
    fn gauge(&self, amount: u64, text: &str, begin: String, even: bool) -> Gauge {
        let text = format!("{begin}{text}");
        let Some(bars) = &self.bars else {
            self.note(&text);
            return Gauge { bar: None, end: Arc::default(), begin };
        };
        let end: Arc<Mutex<Option<ExpectedEnd>>> = Arc::default();
        let known = Arc::clone(&end);
        let left = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let text = match *known.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(end) => end.spoken(),
                None if even && state.pos() > 0 => format!("about {} left", spoken(state.eta())),
                None => String::new(),
            };
            let _ = out.write_str(&text);
        };
        let style = ProgressStyle::with_template("  {bar:24.cyan/dim} {pos}/{len} {wide_msg} {left}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("left", left);
        let bar = bars.add(ProgressBar::new(amount).with_style(style));
        bar.set_message(plain::text(&text));
        bar.enable_steady_tick(Duration::from_secs(1));
        Gauge { bar: Some(bar), end, begin }
    }

    /// Says how far the work is where nothing moves, such as in a log.
    pub fn log(&self, text: &str) {
        if self.bars.is_none() {
            self.note(text);
        }
    }

    /// Says something that stays.
    pub fn note(&self, text: &str) {
        let text = plain::text(text);
        match &self.bars {
            Some(bars) => drop(bars.println(text)),
            None if self.silent => {}
            None => drop(writeln!(std::io::stderr(), "{text}")),
        }
    }
}

impl Gauge {
    /// Shows what is being done.
    pub fn doing(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(plain::text(&format!("{}{text}", self.begin)));
        }
    }

    /// One of them takes no work, and does not count.
    pub fn forget(&self) {
        if let Some(bar) = &self.bar {
            bar.dec_length(1);
        }
    }

    /// When it will end, where that is known.
    pub fn end(&self) -> Option<ExpectedEnd> {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long it will still take, in words.
    pub fn left(&self) -> String {
        self.end().map(ExpectedEnd::spoken).unwrap_or_default()
    }

    /// Says when it will end.
    pub fn ends(&self, end: ExpectedEnd) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    /// One more is done.
    pub fn advance(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A duration as people say it: `45 s`, `3 min 20 s`.
pub fn spoken(duration: Duration) -> String {
    let seconds = duration.as_secs_f64().round() as u64;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_minutes_and_seconds() {
        assert_eq!(spoken(Duration::from_millis(400)), "0 s");
        assert_eq!(spoken(Duration::from_secs(59)), "59 s");
        assert_eq!(spoken(Duration::from_secs(120)), "2 min");
        assert_eq!(spoken(Duration::from_secs(200)), "3 min 20 s");
    }
}
