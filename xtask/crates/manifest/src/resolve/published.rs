//! Published figures and claims: every cell that they speak of is there, and what is printed fits together.

use std::cell::Cell;

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use super::names::Kind;
use super::rung::threads;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::wire::{Sections, WireBounds, WireClaim, WireConditions, WireFigures, WirePublished, WireRow};
use crate::{Id, Rung, Threads};
use ::published::{
    Allowances, Bounds, Claim, Conditions, Near, PrintedNumber, PublishedRow, PublishedSource, Quantity,
    RatioAllowance, SeriesPoint, Table, milliseconds, ratio,
};
use samples::CellId;
use suggest::did_you_mean;

/// A source as its file has it, beside rungs that are valid, and the sources whose files were read before it.
pub(super) fn source(
    cx: &Context<'_>,
    rungs: &IndexMap<Id, Rung>,
    earlier: &[PublishedSource],
    wire: &WirePublished,
) -> Option<PublishedSource> {
    let whole = Section { path: String::new(), at: 0..0, body: () };
    let (title, source) = (cx.text(&whole, &wire.title), cx.text(&whole, &wire.source));
    let edition = cx.text(&whole, &wire.edition);
    let column = column(cx, &whole, earlier, wire);
    let conditions = wire.conditions.value().map_or(&[][..], |sections| &sections.entries);
    for entry in conditions {
        cx.reference(Kind::Benchmark, &entry.name);
    }
    let ledger = Ledger::new(cx, wire);
    let conditions =
        conditions.iter().map(|entry| (entry.name.get_ref().clone(), self::conditions(&ledger, entry.value.get_ref())));
    let conditions: IndexMap<String, Conditions> = conditions.collect();
    let reader = Reader { cx, rungs, ledger: &ledger, conditions: &conditions };
    let tables = reader.tables(&wire.table);
    let claims = wire.claim.value().map_or(&[][..], Vec::as_slice).iter();
    let claims = claims.filter_map(|claim| reader.claim(claim.get_ref())).collect();
    ledger.note_unnamed(wire);
    Some(PublishedSource {
        machine: cx.optional_text(&wire.machine),
        method: cx.optional_text(&wire.method),
        short: cx.optional_text(&wire.short),
        column: Some(column),
        legend: cx.optional_text(&wire.legend),
        bounds: wire.bounds.given().and_then(|section| bounds(cx, section.get_ref())),
        title: title?,
        source: source?,
        edition: edition?,
        conditions,
        tables,
        claims,
    })
}

/// Whether a source has columns beside the measured ones: one source has, and says what tables call it and the columns.
fn column(cx: &Context<'_>, whole: &Section<()>, earlier: &[PublishedSource], wire: &WirePublished) -> bool {
    let Some(given) = wire.column.given().filter(|given| *given.get_ref()) else { return false };
    cx.need(whole, &wire.short);
    cx.need(whole, &wire.legend);
    if let Some(other) = earlier.iter().find(|source| source.column == Some(true)) {
        let message = format!("two sources have the column: this one and \"{}\"", other.title);
        cx.add(
            Mistake::new(given.span(), message).help("tables have room for one: write `column = false` in one of them"),
        );
    }
    true
}

/// How far from what is printed a ratio may lie.
fn bounds(cx: &Context<'_>, section: &Section<WireBounds>) -> Option<Allowances> {
    let wire = &section.body;
    let frozen = cx.text(section, &wire.frozen);
    let allowance = |field: &Field<Vec<Spanned<f64>>>| {
        cx.need(section, field);
        let given = field.given()?;
        let numbers: Vec<f64> = given.get_ref().iter().map(|number| *number.get_ref()).collect();
        match numbers[..] {
            [share, least, most]
                if (0.0..=1.0).contains(&share) && least >= 1.0 && most >= least && most.is_finite() =>
            {
                Some(RatioAllowance { share, least, most })
            }
            _ => {
                let message = "not a share of a logarithm, the least factor and the greatest";
                cx.add(Mistake::new(given.span(), message).help(for_example(field.example)));
                None
            }
        }
    };
    let (near, order) = (allowance(&wire.near), allowance(&wire.order));
    let date = |text: &String| {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    if let Some(given) = wire.frozen.given().filter(|given| !date(given.get_ref())) {
        cx.add(Mistake::new(given.span(), "not a day").help(for_example(wire.frozen.example)));
    }
    Some(Allowances { frozen: frozen?, near: near?, order: order? })
}

fn conditions(ledger: &Ledger<'_>, section: &Section<WireConditions>) -> Conditions {
    let (cx, wire) = (ledger.cx, &section.body);
    let validates = wire.validates.value().copied().unwrap_or(true);
    if let Some(given) = wire.contract.given().filter(|_| validates) {
        let message = format!("[{}] has a `contract`, and does not say `validates = false`", section.path);
        cx.add(Mistake::new(given.span(), message).help("it is for programs that did not refuse malformed input"));
    }
    Conditions {
        size: cx.optional_text(&wire.size),
        any_size: wire.any_size.value().copied().unwrap_or(false),
        validates,
        contract: wire.contract.given().and_then(|name| ledger.sentence(name)),
    }
}

/// The fairness ledger of a file.
struct Ledger<'a> {
    cx: &'a Context<'a>,
    causes: IndexMap<String, Cause>,
}

struct Cause {
    says: String,
    /// Whether anything names it.
    named: Cell<bool>,
}

impl<'a> Ledger<'a> {
    fn new(cx: &'a Context<'a>, wire: &WirePublished) -> Self {
        let entries = wire.causes.value().map_or(&[][..], |causes| &causes.entries).iter();
        let sentence = |value| cx.not_empty("causes", value, || for_example(wire.causes.example));
        let causes = entries.filter_map(|entry| {
            let cause = Cause { says: sentence(&entry.value)?, named: Cell::new(false) };
            Some((entry.name.get_ref().clone(), cause))
        });
        Ledger { cx, causes: causes.collect() }
    }

    /// What stands under a name.
    fn sentence(&self, name: &Spanned<String>) -> Option<String> {
        let found = self.causes.get(name.get_ref());
        match found {
            Some(cause) => cause.named.set(true),
            None => {
                let message = format!("there is no cause `{}`", name.get_ref());
                let help = did_you_mean(name.get_ref(), self.causes.keys().map(String::as_str));
                self.cx.add(Mistake::new(name.span(), message).help(help));
            }
        }
        found.map(|cause| cause.says.clone())
    }

    /// Notes the causes that nothing names, once the whole file is read. Where it has other mistakes, one of them may be why.
    fn note_unnamed(&self, wire: &WirePublished) {
        if !self.cx.mistakes.is_empty() {
            return;
        }
        let entries = wire.causes.value().map_or(&[][..], |causes| &causes.entries).iter();
        let idle = |name: &str| self.causes.get(name).is_some_and(|cause| !cause.named.get());
        for entry in entries.filter(|entry| idle(entry.name.get_ref())) {
            let message = format!("nothing names the cause `{}`", entry.name.get_ref());
            let help = "remove it, or name it in `cause`, `near`, `unlike`, `despite` or `contract`";
            self.cx.add(Mistake::new(entry.name.span(), message).help(help));
        }
    }
}

/// What the rows and claims of a file refer to.
struct Reader<'a> {
    cx: &'a Context<'a>,
    rungs: &'a IndexMap<Id, Rung>,
    ledger: &'a Ledger<'a>,
    conditions: &'a IndexMap<String, Conditions>,
}

impl Reader<'_> {
    fn tables(&self, field: &Field<Sections<WireFigures>>) -> Vec<Table> {
        let tables = field.value().map_or(&[][..], |sections| &sections.entries).iter();
        tables.filter_map(|entry| self.table(entry.value.get_ref())).collect()
    }

    fn table(&self, section: &Section<WireFigures>) -> Option<Table> {
        let wire = &section.body;
        let title = self.cx.text(section, &wire.title);
        let benchmark = wire.benchmark.given().and_then(|name| self.cx.reference(Kind::Benchmark, name));
        let benchmark = benchmark.map(|id| id.to_string());
        let reference = wire.reference.given().and_then(|row| self.row(row.get_ref(), benchmark.as_deref()));
        self.cx.need(section, &wire.figures);
        let figures = wire.figures.value().map_or(&[][..], Vec::as_slice);
        let rows = figures.iter().filter_map(|row| self.row(row.get_ref(), benchmark.as_deref())).collect();
        let table = Table { title: title?, benchmark, reference, figures: rows };
        if table.figures.len() == figures.len() {
            for (row, wire) in table.figures.iter().zip(figures) {
                self.fits(&table, row, &wire.get_ref().body);
            }
        }
        Some(table)
    }

    /// Notes a printed ratio that the printed times rule out: one of the three was mistyped.
    fn fits(&self, table: &Table, row: &PublishedRow, wire: &WireRow) {
        let (Some(given), Some(expected)) = (wire.ratio.given(), table.expected(row)) else {
            return;
        };
        let printed: Option<Bounds> = ratio(given.get_ref()).map(|printed| printed.bounds);
        if printed.is_some_and(|printed| !printed.meets(expected)) {
            let Bounds { low, high } = expected;
            let message = format!("`{}` is not what the times give: {low:.2}x to {high:.2}x", given.get_ref());
            self.cx.add(Mistake::new(given.span(), message).help("copy the row again from where it was printed"));
        }
    }

    fn row(&self, section: &Section<WireRow>, benchmark: Option<&str>) -> Option<PublishedRow> {
        let (cx, wire) = (self.cx, &section.body);
        let name = cx.text(section, &wire.row);
        self.number(&wire.time, milliseconds, "a printed time");
        self.number(&wire.ratio, ratio, "a printed ratio");
        if wire.time.is_absent() && wire.ratio.is_absent() {
            let message = format!("[{}] has neither `time` nor `ratio`", section.path);
            cx.add(Mistake::new(section.at.clone(), message).help(for_example(wire.ratio.example)));
        }
        let rung = wire.rung.given().and_then(|rung| self.cell(rung, benchmark));
        let near = wire.near.value().map_or(&[][..], |near| &near.entries).iter();
        let near = near.filter_map(|entry| {
            let (rung, why) = (self.cell(&entry.name, benchmark), self.ledger.sentence(&entry.value));
            Some(Near { rung: rung?, why: why? })
        });
        let near: Vec<Near> = near.collect();
        self.either_or(section, !wire.rung.is_absent() || !wire.near.is_absent(), &wire.absent);
        let default = benchmark.and_then(|benchmark| self.conditions.get(benchmark));
        Some(PublishedRow {
            sections: cx.texts(&wire.sections),
            time: wire.time.value().cloned(),
            ratio: wire.ratio.value().cloned(),
            absent: cx.optional_text(&wire.absent),
            any_size: wire.any_size.value().copied().unwrap_or(default.is_some_and(|conditions| conditions.any_size)),
            fast_math: wire.fast_math.value().copied().unwrap_or(false),
            parallel: threads(cx, &wire.threads) != Threads::Count(1),
            unlike: wire.unlike.given().and_then(|name| self.ledger.sentence(name)),
            cause: wire.cause.given().and_then(|name| self.ledger.sentence(name)),
            row: name?,
            rung,
            near,
        })
    }

    /// Notes a number that cannot have been printed.
    fn number(&self, field: &Field<String>, read: fn(&str) -> Option<PrintedNumber>, what: &str) {
        if let Some(given) = field.given().filter(|given| read(given.get_ref()).is_none()) {
            let message = format!("`{}` is not {what}", given.get_ref());
            self.cx.add(Mistake::new(given.span(), message).help(for_example(field.example)));
        }
    }

    /// A cell belongs to what is said, or the reason why there is none.
    fn either_or<T>(&self, section: &Section<T>, has_cell: bool, absent: &Field<String>) {
        if has_cell == absent.is_absent() {
            return;
        }
        let message = match has_cell {
            true => format!("[{}] has a cell, and a reason for having none", section.path),
            false => format!("[{}] names no cell", section.path),
        };
        let help = "name the cell that it is about, or say in `absent` why there is none";
        self.cx.add(Mistake::new(section.at.clone(), message).help(help));
    }

    /// The rung, if it has a cell on the benchmark.
    fn cell(&self, rung: &Spanned<String>, benchmark: Option<&str>) -> Option<String> {
        let id = self.cx.reference(Kind::Rung, rung)?;
        let Some(benchmark) = benchmark else {
            let message = format!("`{id}` is a rung, but the table has no `benchmark`");
            self.cx.add(Mistake::new(rung.span(), message).help("write for example `benchmark = \"nbody\"` above"));
            return None;
        };
        let cells = &self.rungs.get(&id)?.cells;
        if !cells.contains_key(benchmark) {
            let message = format!("rung `{id}` says nothing of `{benchmark}`");
            let help = format!("it has {}", cells.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "));
            self.cx.add(Mistake::new(rung.span(), message).help(help));
            return None;
        }
        Some(id.to_string())
    }

    fn claim(&self, section: &Section<WireClaim>) -> Option<Claim> {
        let (cx, wire) = (self.cx, &section.body);
        let (says, stands) = (cx.text(section, &wire.says), cx.text(section, &wire.section));
        let has_cell = !wire.left.is_absent() || !wire.right.is_absent();
        self.either_or(section, has_cell, &wire.absent);
        if !has_cell && wire.absent.is_absent() {
            return None;
        }
        let (left, right) = (self.place(section, &wire.left), self.place(section, &wire.right));
        let (quantity, low, high) = self.range(section);
        let over = self.over(section, [&left, &right]);
        let control = if wire.control.is_absent() { None } else { self.place(section, &wire.control) };
        if let (Some(control), Some(left)) = (&control, &left)
            && control.benchmark != left.benchmark
        {
            let at = wire.control.given().map_or_else(|| section.at.clone(), Spanned::span);
            let mistake = Mistake::new(at, "the control is a cell of another benchmark than `left`");
            self.cx.add(mistake.help(format!("name a cell of `{}`", left.benchmark)));
        }
        Some(Claim {
            control,
            absent: cx.optional_text(&wire.absent),
            any_size: wire.any_size.value().copied(),
            unlike: wire.unlike.given().and_then(|name| self.ledger.sentence(name)),
            despite: wire.despite.given().and_then(|name| self.ledger.sentence(name)),
            cause: wire.cause.given().and_then(|name| self.ledger.sentence(name)),
            series: self.series(section),
            says: says?,
            section: stands?,
            left,
            right,
            over,
            quantity,
            low,
            high,
        })
    }

    /// The place of a claim in a series, which has a name where the series has one.
    fn series(&self, section: &Section<WireClaim>) -> Option<SeriesPoint> {
        let (cx, wire) = (self.cx, &section.body);
        if wire.series.is_absent() && wire.at.is_absent() {
            return None;
        }
        let (name, at) = (cx.text(section, &wire.series), cx.text(section, &wire.at));
        Some(SeriesPoint { name: name?, at: at? })
    }

    /// The benchmarks of a mean: both rungs have them, and the named cells' are among them.
    fn over(&self, section: &Section<WireClaim>, cells: [&Option<CellId>; 2]) -> Vec<String> {
        let Some(given) = section.body.over.given() else { return Vec::new() };
        let names: Vec<String> = given.get_ref().iter().map(|name| name.get_ref().clone()).collect();
        for name in given.get_ref() {
            self.cx.reference(Kind::Benchmark, name);
            for cell in cells.into_iter().flatten() {
                self.cell(&Spanned::new(name.span(), cell.rung.clone()), Some(name.get_ref()));
            }
        }
        for cell in cells.into_iter().flatten().filter(|cell| !names.contains(&cell.benchmark)) {
            let message = format!("`over` leaves out `{}`, whose cell is named", cell.benchmark);
            self.cx.add(Mistake::new(given.span(), message).help("name cells of one of these benchmarks"));
        }
        names
    }

    /// A cell by its name, such as `cython/nbody`. A claim that can be tested has two.
    fn place(&self, section: &Section<WireClaim>, field: &Field<String>) -> Option<CellId> {
        if section.body.absent.is_absent() {
            self.cx.need(section, field);
        }
        let given = field.given()?;
        let Some((rung, benchmark)) = given.get_ref().split_once('/') else {
            let message = format!("`{}` is no cell", given.get_ref());
            self.cx.add(Mistake::new(given.span(), message).help(for_example(field.example)));
            return None;
        };
        let part = |text: &str| Spanned::new(given.span(), text.to_owned());
        let benchmark = self.cx.reference(Kind::Benchmark, &part(benchmark))?;
        let rung = self.cell(&part(rung), Some(benchmark.as_str()))?;
        Some(CellId::new(rung, benchmark.to_string()))
    }

    /// What a claim is about, and from where to where it is fulfilled.
    fn range(&self, section: &Section<WireClaim>) -> (Quantity, Option<f64>, Option<f64>) {
        let wire = &section.body;
        let (above, below) = (self.cx.positive(&wire.above), self.cx.positive(&wire.below));
        let said = [&wire.ratio, &wire.bytes].map(|ends| ends.is_absent()).into_iter();
        let said = said.chain([&wire.above, &wire.below].map(|end| end.is_absent()));
        let said = said.filter(|absent| !absent).count();
        let wanted = usize::from(wire.absent.is_absent());
        if said != wanted {
            let message = format!("[{}] says {said} of `ratio`, `above`, `below` and `bytes`", section.path);
            let help = if wanted == 1 { "say one of them" } else { "remove them: it cannot be tested" };
            self.cx.add(Mistake::new(section.at.clone(), message).help(help));
        }
        if let Some((low, high)) = self.ends(&wire.ratio, "ratio") {
            return (Quantity::Speed, Some(low), Some(high));
        }
        let Some((low, high)) = self.ends(&wire.bytes, "bytes") else {
            return (Quantity::Speed, above, below);
        };
        for (key, is_absent) in [("control", wire.control.is_absent()), ("over", wire.over.is_absent())] {
            if !is_absent {
                let message = format!("[{}] has `{key}`, which is about times, and `bytes`", section.path);
                self.cx.add(Mistake::new(section.at.clone(), message).help("remove one of them"));
            }
        }
        (Quantity::BytesPerElement, Some(low), Some(high))
    }

    /// Two numbers above zero, the smaller one first.
    fn ends(&self, field: &Field<Vec<Spanned<f64>>>, key: &str) -> Option<(f64, f64)> {
        let given = field.given()?;
        let ends: Vec<f64> = given.get_ref().iter().map(|end| *end.get_ref()).collect();
        match ends[..] {
            [low, high] if 0.0 < low && low < high => Some((low, high)),
            _ => {
                let message = format!("`{key}` must be two numbers above zero, the smaller one first");
                self.cx.add(Mistake::new(given.span(), message).help(for_example(field.example)));
                None
            }
        }
    }
}
