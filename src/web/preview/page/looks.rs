//! Switches of a page as links, each to the same page in another state, and words for schedules.

use minijinja::{Value, context};

use crate::config::{Newsletter, Schedule};
use crate::web::preview::asked::Asked;

/// A group of links of which one is on.
pub struct Switch<'a> {
    /// What it switches.
    pub label: &'a str,
    /// The name in the query.
    pub name: &'a str,
    /// Value, label and key of each; the first is on without a word in the query.
    pub options: &'a [(&'a str, &'a str, &'a str)],
    /// The key that goes on to the next.
    pub key: &'a str,
}

impl Switch<'_> {
    /// As a template shows it.
    pub fn value(&self, asked: &Asked) -> Value {
        let now = asked.get(self.name).unwrap_or_default();
        let is_known = self.options.iter().any(|(value, _, _)| *value == now);
        let options = self.options.iter().enumerate().map(|(at, (value, label, key))| {
            let target = if at == 0 { "" } else { *value };
            let is_on = *value == now || (at == 0 && !is_known);
            context! { label => *label, key => *key, is_on, href => asked.with(&[(self.name, target)]) }
        });
        context! { label => self.label, name => self.name, key => self.key, options => options.collect::<Vec<Value>>() }
    }
}

/// When a newsletter goes out, in words.
pub fn say_schedule(newsletter: &Newsletter) -> String {
    match &newsletter.schedule {
        Schedule::Manual => "sent by hand".to_owned(),
        Schedule::EveryPost => "every post".to_owned(),
        Schedule::Weekdays(days, time) if days.len() == 7 => {
            format!("daily at {}", time.strftime("%H:%M"))
        }
        Schedule::Weekdays(days, time) => {
            let days: Vec<String> = days.iter().map(|day| format!("{day:?}")).collect();
            format!("{} at {}", days.join(", "), time.strftime("%H:%M"))
        }
        Schedule::MonthDay(day, time) => {
            format!("day {day} of the month at {}", time.strftime("%H:%M"))
        }
    }
}
