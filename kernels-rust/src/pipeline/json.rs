//! The result as JSON: keys in the order that the benchmark declares, pages by their names.

use serde::{Serialize, Serializer};

use super::{KEPT_TYPES, Summary};

#[derive(Serialize)]
struct WireSummary<'a> {
    total_users: usize,
    total_events: u64,
    total_amount: f64,
    total_high_value: u64,
    users: Vec<WireUser<'a>>,
}

#[derive(Serialize)]
struct WireUser<'a> {
    user_id: i64,
    event_count: u64,
    total_amount: f64,
    high_value_count: u64,
    duration_seconds: f64,
    top_event_type: &'a str,
    top_page: &'a str,
}

impl Serialize for Summary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let users = self.users.iter().map(|user| WireUser {
            user_id: user.user_id,
            event_count: user.event_count,
            total_amount: user.total_amount,
            high_value_count: user.high_value_count,
            duration_seconds: user.duration_seconds,
            top_event_type: KEPT_TYPES[user.top_event_type].1,
            top_page: &self.pages[user.top_page],
        });
        let summary = WireSummary {
            total_users: self.users.len(),
            total_events: self.total_events,
            total_amount: self.total_amount,
            total_high_value: self.total_high_value,
            users: users.collect(),
        };
        summary.serialize(serializer)
    }
}
