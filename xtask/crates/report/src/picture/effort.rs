//! Effort against speedup: a point a rung, with its name beside it as long as there is room that nothing else takes.

use maud::{Markup, html};

use super::words::{shortened, width};
use super::{Area, Drawn, number};
use crate::card::{BenchmarkCard, CellCard};
use crate::chart::effort::{EffortPoint, best, points};
use crate::chart::plot::{LogScale, RootScale};
use crate::text::{units, unquoted};

/// The room at the left for the ticks' labels, and below for those of the other axis, in units of the text.
const LEFT: f64 = 3.4;
const BELOW: f64 = 3.2;

/// A rectangle that something takes.
#[derive(Debug, Clone, Copy)]
struct Room {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Room {
    fn overlaps(&self, other: &Room) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn around(x: f64, y: f64, radius: f64) -> Room {
        Room { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }
}

/// A name beside its point.
struct PointLabel {
    /// Where its point is, if it stands so far away that a line must lead to it.
    led_from: Option<(f64, f64)>,
    middle: f64,
    x: f64,
    y: f64,
    text: String,
    is_best: bool,
}

pub(super) fn drawn(benchmark: &BenchmarkCard, takes: fn(&CellCard) -> bool, area: Area) -> Option<Drawn> {
    let points: Vec<EffortPoint> = points(benchmark).into_iter().filter(|point| takes(point.card)).collect();
    let height = area.height.unwrap_or(area.width * 0.55);
    let markup = plane(&points, area.width, height, area.font)?;
    let sign = |class: &str| html! { circle class=(class) cx="14" cy="0" r="5" {} };
    let keys = vec![
        (sign("best"), "no other gives as much for fewer new lines".to_owned()),
        (sign("point"), "another does".to_owned()),
    ];
    let baseline = benchmark.baseline().map_or(units::NONE, |card| card.cell.title.as_str());
    let about = format!("Times as fast as {} against new lines of code", unquoted(baseline));
    let described = format!("{} rungs by new lines of code and speedup.", points.len());
    Some(Drawn { height, markup, about, described, keys, source: None })
}

/// The plane with its axes, its points and their names; nothing where fewer than two rungs have both.
pub(crate) fn plane(points: &[EffortPoint<'_>], width: f64, height: f64, font: f64) -> Option<Markup> {
    if points.len() < 2 {
        return None;
    }
    let right = RootScale::up_to(points.iter().map(|point| point.effort.lines_added));
    let up = LogScale::around(points.iter().map(|point| point.speedup.estimate))?;
    let (left, bottom) = (font * LEFT, height - font * BELOW);
    let x_of = |lines: f64| left + (width - left) * right.position(lines) / 100.0;
    let y_of = |speedup: f64| font + (bottom - font) * (1.0 - up.position(speedup) / 100.0);
    let places: Vec<(f64, f64)> =
        points.iter().map(|point| (x_of(point.effort.lines_added as f64), y_of(point.speedup.estimate))).collect();
    let best = best(points);
    let frame = Room { left, top: 0.0, right: width, bottom };
    let labels = labels(points, &places, &best, &frame, font);
    let small = number(font * 0.92);
    Some(html! {
        @for tick in up.ticks() {
            @let y = y_of(tick);
            line.tick.unit[tick == 1.0] x1=(number(left)) x2=(number(width)) y1=(number(y)) y2=(number(y)) {}
            text.soft x=(number(left - 8.0)) y=(number(y + font * 0.32)) font-size=(small) text-anchor="end" { (tick) "x" }
        }
        @for tick in right.ticks() {
            @let x = number(x_of(tick));
            line.tick x1=(x) x2=(x) y1="0" y2=(number(bottom)) {}
            text.soft x=(x) y=(number(bottom + font * 1.4)) font-size=(small) text-anchor="middle" { (tick) }
        }
        text.soft x=(number(width)) y=(number(bottom + font * 2.8)) font-size=(small) text-anchor="end" {
            "new lines, at their square roots"
        }
        @for pair in best.windows(2) {
            @let ((x, y), (to_x, to_y)) = (places[pair[0]], places[pair[1]]);
            line.front x1=(number(x)) y1=(number(y)) x2=(number(to_x)) y2=(number(y)) {}
            line.front x1=(number(to_x)) y1=(number(y)) x2=(number(to_x)) y2=(number(to_y)) {}
        }
        // Those that no other beats lie on top.
        @for place in (0..points.len()).filter(|place| !best.contains(place)).chain(best.iter().copied()) {
            @let (x, y) = places[place];
            @let is_best = best.contains(&place);
            circle class=(if is_best { "best" } else { "point" }) cx=(number(x)) cy=(number(y)) r=(number(font * 0.36)) {
                title { (in_words(&points[place])) }
            }
        }
        @for label in &labels {
            @if let Some((x, y)) = label.led_from {
                line.leader x1=(number(x)) y1=(number(y)) x2=(number(label.x - 2.0)) y2=(number(label.middle)) {}
            }
            text.halo.strong[label.is_best].soft[!label.is_best] paint-order="stroke" x=(number(label.x)) y=(number(label.y)) font-size=(small) {
                (label.text)
            }
        }
    })
}

fn in_words(point: &EffortPoint<'_>) -> String {
    let (card, effort) = (point.card, point.effort);
    let title = unquoted(&card.cell.title);
    format!("{title}: {} new lines, {}", effort.lines_added, units::speedup(point.speedup.estimate))
}

/// The names that have room: those that no other beats first, then from the fastest on. None lies on another, or on a point.
fn labels(
    points: &[EffortPoint<'_>],
    places: &[(f64, f64)],
    best: &[usize],
    frame: &Room,
    font: f64,
) -> Vec<PointLabel> {
    let radius = font * 0.36 + 1.0;
    let mut taken: Vec<Room> = places.iter().map(|(x, y)| Room::around(*x, *y, radius)).collect();
    let mut others: Vec<usize> = (0..points.len()).filter(|place| !best.contains(place)).collect();
    others.sort_by(|one, other| points[*other].speedup.estimate.total_cmp(&points[*one].speedup.estimate));
    let mut labels = Vec::new();
    for place in best.iter().copied().chain(others) {
        let is_best = best.contains(&place);
        let full = unquoted(&points[place].card.cell.title);
        let text = shortened(&full, (frame.right - frame.left) * 0.45, font);
        let size = (width(&text, font * if is_best { 1.0 } else { 0.92 }), font);
        let found = beside(places[place], size, radius).find(|room| {
            let is_inside = room.left >= frame.left
                && room.right <= frame.right
                && room.top >= frame.top
                && room.bottom <= frame.bottom;
            is_inside && !taken.iter().any(|other| other.overlaps(room))
        });
        if let Some(room) = found {
            taken.push(room);
            let (x, y) = places[place];
            let middle = f64::midpoint(room.top, room.bottom);
            let is_far = room.left > x && (middle - y).abs() > font * 1.2;
            let led_from = is_far.then_some((x, y));
            labels.push(PointLabel { led_from, middle, x: room.left, y: room.bottom - font * 0.22, text, is_best });
        }
    }
    labels
}

/// Where a name may stand: at the sides first, then above and below, and then a little away.
fn beside((x, y): (f64, f64), (width, height): (f64, f64), radius: f64) -> impl Iterator<Item = Room> {
    let gap = radius + 3.0;
    let steps = [0.0, -0.6, 0.6, -1.1, 1.1, -1.7, 1.7, -2.4, 2.4, -3.1, 3.1];
    let sides =
        steps.into_iter().flat_map(move |step| [(x + gap, y + step * height), (x - gap - width, y + step * height)]);
    let middle = [(x - width / 2.0, y - gap - height / 2.0), (x - width / 2.0, y + gap + height / 2.0)];
    let all = sides.chain(middle);
    all.map(move |(left, y)| Room { left, top: y - height / 2.0, right: left + width, bottom: y + height / 2.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_room_beside_its_point_and_never_on_another() {
        let place = (100.0, 50.0);
        let rooms: Vec<Room> = beside(place, (40.0, 10.0), 5.0).collect();
        let point = Room::around(place.0, place.1, 5.0);
        assert!(rooms.iter().all(|room| !room.overlaps(&point)), "{rooms:?}");
        assert!(rooms[0].left > 100.0 && rooms[1].right < 100.0);
        assert!(Room::around(0.0, 0.0, 2.0).overlaps(&Room::around(3.0, 0.0, 2.0)));
        assert!(!Room::around(0.0, 0.0, 2.0).overlaps(&Room::around(4.0, 0.0, 2.0)));
    }
}
