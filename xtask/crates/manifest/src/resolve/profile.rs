//! Profiles: what is measured, and for how long.

use std::time::Duration;

use toml::Spanned;

use super::Context;
use super::names::Kind;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section};
use crate::wire::{Texts, WireProfile};
use crate::{Estimates, Group, Profile};
use suggest::did_you_mean;

/// What a group of cells was called in earlier versions.
const RETIRED_GROUP: &str = "default";

/// The share of the estimate at which an interval is narrow enough, unless the profile says otherwise.
const WIDTH: f64 = 0.02;

/// How long a call may be estimated to take, unless the profile says otherwise.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How long a turn of a cheap cell takes, unless the profile says otherwise.
const TURN_TIME: Duration = Duration::from_millis(50);

/// The longest warm-up in samples' times, unless the profile says otherwise.
const WARM_UP_SAMPLES: u32 = 100;

pub(super) fn profile(cx: &Context<'_>, section: &Section<WireProfile>) -> Option<Profile> {
    let wire = &section.body;
    let count = |field: &Field<i64>| {
        cx.need(section, field);
        cx.count(field)
    };
    let duration = |field: &Field<String>| {
        cx.need(section, field);
        cx.duration(field)
    };
    let (invocations, rounds, samples) = (count(&wire.invocations), count(&wire.rounds), count(&wire.samples));
    let (sample_time, budget) = (duration(&wire.sample_time), duration(&wire.budget));
    let max_invocations = cx.count(&wire.max_invocations).or(invocations);
    let max_rounds = cx.count(&wire.max_rounds).or(rounds);
    at_least(cx, &wire.max_invocations, ("max-invocations", max_invocations), ("invocations", invocations));
    at_least(cx, &wire.max_rounds, ("max-rounds", max_rounds), ("rounds", rounds));
    let turn_time = cx.duration(&wire.turn_time).unwrap_or(TURN_TIME);
    let warm_up = cx.duration(&wire.warm_up).or(sample_time.map(|time| time * WARM_UP_SAMPLES));
    Some(Profile {
        cells: groups(cx, &wire.cells),
        groups: cx.group_names(&wire.groups),
        estimates: estimates(cx, wire),
        width: share(cx, &wire.width, "of the estimate", "`width = 0.02` for two per cent").unwrap_or(WIDTH),
        steadying: share(cx, &wire.steadying, "of the budget", "`steadying = 0.05` for a twentieth"),
        invocations: invocations?,
        max_invocations: max_invocations?,
        rounds: rounds?,
        max_rounds: max_rounds?,
        baseline_processes: cx.count(&wire.baseline_processes),
        turn_time,
        warm_up: warm_up?,
        samples: samples?,
        sample_time: sample_time?,
        budget: budget?,
    })
}

/// How it is known before what cells will take.
fn estimates(cx: &Context<'_>, wire: &WireProfile) -> Option<Estimates> {
    let patience = cx.duration(&wire.patience).unwrap_or(PATIENCE);
    let always = wire.always.value().map_or_else(Vec::new, |names| cx.references(Kind::Rung, names));
    let Some(from) = wire.estimates_from.given() else {
        for at in [wire.patience.key_span(), wire.always.key_span()].into_iter().flatten() {
            let mistake = Mistake::new(at, "nothing is estimated here, so that nothing is left out");
            cx.add(mistake.help("write `estimates-from`, too, or leave it out"));
        }
        return None;
    };
    Some(Estimates { from: cx.reference(Kind::Profile, from)?, patience, always })
}

/// The groups of cells that a profile selects: all where it does not say.
fn groups(cx: &Context<'_>, field: &Field<Texts>) -> Vec<Group> {
    cx.filled(field);
    let Some(given) = field.value() else { return vec![Group::All] };
    cx.distinct(given, |name| format!("`{name}` stands twice in `cells`"));
    given.iter().filter_map(|name| group(cx, name, given)).collect()
}

fn group(cx: &Context<'_>, name: &Spanned<String>, all: &Texts) -> Option<Group> {
    let group = Group::EACH.into_iter().find(|group| group.name() == name.get_ref());
    if group.is_none() && name.get_ref() == RETIRED_GROUP {
        let now = |name: &Spanned<String>| match name.get_ref().as_str() {
            RETIRED_GROUP => Group::Headline.name().to_owned(),
            other => other.to_owned(),
        };
        let now: Vec<String> = all.iter().map(now).collect();
        let message = format!("the group of cells `{RETIRED_GROUP}` is called `{}` now", Group::Headline.name());
        cx.add(Mistake::new(name.span(), message).help(format!("write `cells = {now:?}`")));
    } else if group.is_none() {
        let mistake = Mistake::new(name.span(), format!("`{}` is no group of cells", name.get_ref()));
        cx.add(mistake.help(did_you_mean(name.get_ref(), Group::NAMES)));
    }
    group
}

/// Complains where an upper limit was given that is below the lower one.
fn at_least(cx: &Context<'_>, field: &Field<i64>, upper: (&str, Option<u32>), lower: (&str, Option<u32>)) {
    let (Some(most), Some(least), Some(given)) = (upper.1, lower.1, field.given()) else {
        return;
    };
    if most < least {
        let message = format!("`{}` is below `{}`, {least}", upper.0, lower.0);
        cx.add(Mistake::new(given.span(), message).help(format!("write {least} or more, or leave it out")));
    }
}

/// A share of something, where one is given.
fn share(cx: &Context<'_>, field: &Field<f64>, of: &str, example: &str) -> Option<f64> {
    let given = field.given()?;
    let share = *given.get_ref();
    if share <= 0.0 || share >= 1.0 {
        let message = format!("`{}` must lie between 0 and 1, as a share {of}", field.key);
        cx.add(Mistake::new(given.span(), message).help(format!("write for example {example}")));
    }
    Some(share)
}
