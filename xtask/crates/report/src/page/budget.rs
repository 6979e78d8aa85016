//! Where the time of a whole goes, as far as a session has times of its parts: benchmarks that the ladder calls parts
//! of another, by the same rung.
//!
//! A part is a share of the whole only where it is done one after the other with the rest. A rung whose part alone
//! surely takes longer than its whole, or whose algorithm is another one there by what the ladder says, does something
//! else, and is said to; so is what the session has no time of, and what its interval leaves open.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, cell_id, folded, key, number, table};
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::chart::plot::percent;
use crate::text::units;
use statistics::{Interval, Speedup, speedup_across};

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let pairs: Vec<(&BenchmarkCard, &BenchmarkCard)> =
        card.benchmarks.iter().filter_map(|part| with_whole(card, part)).collect();
    let body = html! { @for (whole, part) in &pairs { (budget(whole, part)) } };
    (!pairs.is_empty()).then(|| PageSection::new("time-budget", "Where the milliseconds go", body))
}

/// A part behind the whole that it is of, where the session has both at the same input.
fn with_whole<'a>(card: &'a Card, part: &'a BenchmarkCard) -> Option<(&'a BenchmarkCard, &'a BenchmarkCard)> {
    let whole = part.cells.first()?.cell.part_of.as_ref()?;
    let whole = card.benchmarks.iter().find(|other| other.benchmark == *whole && other.size == part.size)?;
    Some((whole, part))
}

/// A rung's whole, and what is known of the part in it.
struct BudgetBar<'a> {
    card: &'a CellCard,
    whole_ns: f64,
    /// The median of the part by itself, as it was measured.
    part_ns: Option<f64>,
    part: PartShare,
}

/// What is known of a part.
enum PartShare {
    /// Its share of the whole, with the interval.
    Share(Speedup),
    /// It takes longer than the whole: so many times as long.
    Longer(f64),
    /// The whole is done by another algorithm than the part.
    Otherwise(String),
    /// The interval leaves open which of the two takes longer, or there is none.
    Open,
    /// There is no time of it.
    Unknown,
}

impl PartShare {
    fn new(whole: &CellCard, part: Option<&CellCard>) -> PartShare {
        let times_as_fast = part.and_then(|part| speedup_across(whole.series.as_ref()?, part.series.as_ref()?));
        let is_another = part.is_some_and(|part| part.cell.algorithm != whole.cell.algorithm);
        match times_as_fast.map(|ratio| (ratio, ratio.interval)) {
            None => PartShare::Unknown,
            Some(_) if is_another => PartShare::Otherwise(whole.cell.algorithm.clone()),
            Some((ratio, Some(interval))) if interval.low > 1.0 => PartShare::Share(inverse(ratio)),
            Some((ratio, Some(interval))) if interval.high < 1.0 => PartShare::Longer(1.0 / ratio.estimate),
            Some(_) => PartShare::Open,
        }
    }
}

impl<'a> BudgetBar<'a> {
    fn new(whole: &'a CellCard, part: Option<&CellCard>) -> Option<BudgetBar<'a>> {
        let whole_ns = whole.steady()?.median_ns;
        let part = part.filter(|part| part.steady().is_some());
        let part_ns = part.and_then(|part| part.timed).map(|timed| timed.median_ns);
        Some(BudgetBar { card: whole, whole_ns, part_ns, part: PartShare::new(whole, part) })
    }

    fn share(&self) -> Option<Speedup> {
        match self.part {
            PartShare::Share(share) => Some(share),
            PartShare::Longer(_) | PartShare::Otherwise(_) | PartShare::Open | PartShare::Unknown => None,
        }
    }
}

/// How many times as fast the part is, as its share of the time.
fn inverse(ratio: Speedup) -> Speedup {
    let interval = ratio.interval.map(|Interval { low, high }| Interval { low: 1.0 / high, high: 1.0 / low });
    Speedup { estimate: 1.0 / ratio.estimate, interval, ..ratio }
}

fn budget(whole: &BenchmarkCard, part: &BenchmarkCard) -> Markup {
    let bars = whole.cells.iter().filter_map(|cell| {
        let own = part.cells.iter().find(|other| other.cell.rung == cell.cell.rung);
        BudgetBar::new(cell, own)
    });
    let bars: Vec<BudgetBar> = bars.collect();
    let limit = part.baseline().and_then(|cell| Some((cell.cell.title.as_str(), cell.timed?.median_ns)));
    html! {
        p.prose { (introduction(whole, part)) }
        figure {
            figcaption {
                (key(&html! { rect.part x="10%" y="20%" width="80%" height="60%" {} }, &part.title))
                (key(&html! { rect.rest x="10%" y="20%" width="80%" height="60%" {} }, REST))
                @if let Some((title, _)) = limit {
                    @let sign = html! { line.limit x1="50%" x2="50%" y1="0" y2="100%" {} };
                    (key(&sign, &format!("{}, {title}", part.title)))
                }
            }
            (chart(whole, part, &bars, limit.map(|(_, ns)| ns)))
        }
        (folded(&format!("The figures of {}", part.title), true, &figures(whole, part, &bars)))
    }
}

/// What is not the part.
const REST: &str = "the rest, or all where nothing divides it";

fn introduction(whole: &BenchmarkCard, part: &BenchmarkCard) -> String {
    format!(
        "How much of {} is {}: the same rung's time of that part by itself, at the same input in the same session, \
         beside its time of the whole. Rungs that read the input in a way of their own have no such part, and nothing \
         divides their time.",
        whole.title, part.title
    )
}

fn chart(whole: &BenchmarkCard, part: &BenchmarkCard, bars: &[BudgetBar<'_>], limit: Option<f64>) -> Markup {
    let most = bars.iter().map(|bar| bar.whole_ns).chain(limit).fold(f64::MIN_POSITIVE, f64::max);
    let at = |ns: f64| percent(100.0 * ns / most);
    let id = format!("budget-{}", part.benchmark);
    html! {
        div.chart {
            svg.axis role="img" aria-labelledby={ (id) "-title " (id) "-about" } {
                title id={ (id) "-title" } { "Where the time goes: " (whole.title) }
                desc id={ (id) "-about" } {
                    "A bar a rung, as long as its time, divided into " (part.title) " and the rest where both are "
                    "known. The table below has the same figures."
                }
                @for quarter in 0..=4_u8 {
                    @let ns = most * f64::from(quarter) / 4.0;
                    line.tick x1=(at(ns)) x2=(at(ns)) y1="22" y2="100%" {}
                    @if quarter % 2 == 0 {
                        text x=(at(ns)) y="14" text-anchor=(["start", "middle", "end"][usize::from(quarter / 2)]) {
                            (units::duration(ns))
                        }
                    }
                }
                @if let Some(limit) = limit { line.limit x1=(at(limit)) x2=(at(limit)) y1="22" y2="100%" {} }
            }
            ol.rows {
                @for bar in bars {
                    @let divided = bar.share().map_or(0.0, |share| share.estimate) * bar.whole_ns;
                    li {
                        span.name { a href={ "#" (cell_id(bar.card)) } { (bar.card.cell.title) } }
                        svg.strip aria-hidden="true" {
                            rect.rest x=(at(divided)) y="20%" width=(at(bar.whole_ns - divided)) height="60%" {}
                            @if divided > 0.0 { rect.part x="0" y="20%" width=(at(divided)) height="60%" {} }
                        }
                        span.value { (units::duration(bar.whole_ns)) }
                    }
                }
            }
        }
    }
}

fn figures(whole: &BenchmarkCard, part: &BenchmarkCard, bars: &[BudgetBar<'_>]) -> Markup {
    let caption = html! {
        "The time of " (whole.title) ", and how much of it is " (part.title) ": medians, and shares with their "
        "intervals, of which the rest is what they leave of the whole"
    };
    let headings = [
        Heading::Text("rung"),
        Heading::Number("whole"),
        Heading::Number("that part by itself"),
        Heading::Number("its share"),
        Heading::Number("the rest"),
        Heading::Plain("what the session cannot tell"),
    ];
    let rows = html! {
        @for bar in bars {
            @let share = bar.share();
            tr {
                th scope="row" { (bar.card.cell.title) }
                (number(Some(bar.whole_ns), units::duration))
                (number(bar.part_ns, units::duration))
                (number(share.map(|share| share.estimate), |_| share.map_or_else(String::new, in_per_cent)))
                (number(share.map(|share| (1.0 - share.estimate) * bar.whole_ns), units::duration))
                td.words { (untold(&bar.part)) }
            }
        }
    };
    table(&format!("budget-of-{}", part.benchmark), &caption, &headings, &rows)
}

/// `58 % (55..61)`.
fn in_per_cent(share: Speedup) -> String {
    let ends = share.interval.map(|Interval { low, high }| format!(" ({:.0}..{:.0})", 100.0 * low, 100.0 * high));
    format!("{:.0} %{}", 100.0 * share.estimate, ends.unwrap_or_default())
}

fn untold(part: &PartShare) -> String {
    match part {
        PartShare::Share(_) => String::new(),
        PartShare::Longer(times) => format!(
            "the part alone takes {} times as long as the whole, which is done in another way here",
            units::significant(*times)
        ),
        PartShare::Otherwise(algorithm) => {
            format!("the whole is done by another algorithm here ({algorithm}), which has no such part")
        }
        PartShare::Open => {
            "whether the part by itself takes less than the whole: the interval leaves it open".to_owned()
        }
        PartShare::Unknown => "this rung has no time of the part by itself".to_owned(),
    }
}
