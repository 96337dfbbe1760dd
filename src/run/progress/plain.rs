//! Lines for logs and pipes: a line per unit, and one now and then from inside a long one.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Event, Progress, TimeLeft, bytes, describe, duration};
use crate::run::store::UnitKey;

/// A long unit speaks this often.
const EVERY: Duration = Duration::from_secs(10);

/// Writes lines to `W`, normally stderr.
#[derive(Debug)]
pub struct Plain<W> {
    state: Mutex<State<W>>,
}

#[derive(Debug)]
struct State<W> {
    out: W,
    total: usize,
    left: TimeLeft,
    spoken: BTreeMap<String, Instant>,
}

impl<W: Write> Plain<W> {
    /// Lines to `out`.
    pub fn new(out: W) -> Self {
        let state = State { out, total: 0, left: TimeLeft::default(), spoken: BTreeMap::new() };
        Self { state: Mutex::new(state) }
    }
}

impl<W: Write> State<W> {
    /// A log that cannot be written must not stop the work.
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    fn due(&mut self, name: &str) -> bool {
        let now = Instant::now();
        let due = self.spoken.get(name).is_none_or(|last| now.duration_since(*last) >= EVERY);
        if due {
            self.spoken.insert(name.to_owned(), now);
        }
        due
    }

    fn done(&mut self, unit: &UnitKey, seconds: f64, text: &str) {
        self.left.finished(unit, seconds);
        let number = self.total - self.left.units_left();
        let time = match self.left.seconds() {
            Some(left) if self.left.units_left() > 0 => format!(", about {} left", duration(left)),
            _ => String::new(),
        };
        self.line(&format!("[{number}/{}] {unit}: {text}{time}", self.total));
    }
}

impl<W: Write + Send> Progress for Plain<W> {
    fn tell(&self, event: &Event<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Note(text) => state.line(text),
            Event::Reading { file, done, total } => {
                if state.due("reading") && *done > 0 {
                    state.line(&format!("reading {file}: {} of {}", bytes(*done), bytes(*total)));
                }
            }
            Event::Auditing { check, done, total } => {
                if state.due("auditing") && *done > 0 {
                    state.line(&format!("auditing the rows, {done} of {total} checks: {check}"));
                }
            }
            Event::ReadingDone | Event::AuditingDone | Event::End => {}
            Event::Planned { units, jobs } => {
                state.total = units.len();
                state.left = TimeLeft::new(units, *jobs);
            }
            Event::Started { unit, .. } => {
                // The first word from inside a unit comes after a while, not at once.
                state.spoken.insert(unit.to_string(), Instant::now());
            }
            Event::Fit { unit, progress } => {
                if state.due(&unit.to_string()) {
                    state.line(&format!("  {unit}: {}", describe(progress)));
                }
            }
            Event::Finished { unit, seconds, headline } => {
                state.done(unit, *seconds, &format!("{headline}, {}", duration(*seconds)));
            }
            Event::Failed { unit, reason } => state.done(unit, 0.0, &format!("FAILED: {reason}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_numbered_and_failures_are_loud() {
        let units: Vec<UnitKey> = ["p.-.a.s0", "p.-.a.s1"].iter().map(|text| text.parse().unwrap()).collect();
        let plain = Plain::new(Vec::new());
        plain.tell(&Event::Planned { units: &units, jobs: 1 });
        plain.tell(&Event::Started { unit: &units[0], why: "new" });
        plain.tell(&Event::Finished { unit: &units[0], seconds: 12.0, headline: "accuracy 0.9000" });
        plain.tell(&Event::Failed { unit: &units[1], reason: "no rows" });
        let text = String::from_utf8(plain.state.into_inner().unwrap().out).unwrap();
        assert_eq!(text, "[1/2] p.-.a.s0: accuracy 0.9000, 12 s, about 12 s left\n[2/2] p.-.a.s1: FAILED: no rows\n");
    }
}
