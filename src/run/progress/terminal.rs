//! Bars on a terminal: one for the whole, one for each unit at work.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::{Event, Progress, TimeLeft, describe, duration};

const READING: &str = "reading {msg:40!} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec}";
const AUDITING: &str = "auditing {msg:60!} {wide_bar} {pos}/{len} checks";
const WHOLE: &str = "{pos}/{len} units {wide_bar} {elapsed} {msg}";
const UNIT: &str = "  {prefix:44!} {bar:16} {msg}";

/// Draws on stderr.
#[derive(Debug)]
pub struct Terminal {
    bars: MultiProgress,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    reading: Option<ProgressBar>,
    auditing: Option<ProgressBar>,
    whole: Option<ProgressBar>,
    units: BTreeMap<String, ProgressBar>,
    left: TimeLeft,
}

impl Terminal {
    /// Bars on stderr.
    pub fn new() -> Self {
        Self { bars: MultiProgress::new(), state: Mutex::default() }
    }

    fn bar(&self, length: u64, template: &str) -> ProgressBar {
        let style = ProgressStyle::with_template(template).expect("the templates of this file are valid");
        let bar = self.bars.add(ProgressBar::new(length).with_style(style.progress_chars("━━╌")));
        bar.enable_steady_tick(std::time::Duration::from_secs(1));
        bar
    }

    fn line(&self, text: &str) {
        // A terminal that went away must not stop the work.
        let _ = self.bars.println(text);
    }

    fn done(&self, state: &mut State, unit: &crate::run::store::UnitKey, seconds: f64, text: &str) {
        if let Some(bar) = state.units.remove(&unit.to_string()) {
            bar.finish_and_clear();
        }
        state.left.finished(unit, seconds);
        self.line(&format!("{unit}: {text}"));
        if let Some(whole) = &state.whole {
            whole.inc(1);
            whole.set_message(state.left.seconds().map_or_else(String::new, |s| format!("{} left", duration(s))));
        }
    }
}

impl Default for Terminal {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Terminal {
    fn tell(&self, event: &Event<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Note(text) => self.line(text),
            Event::Reading { file, done, total } => {
                let bar = state.reading.get_or_insert_with(|| self.bar(*total, READING));
                bar.set_message((*file).to_owned());
                bar.set_position(*done);
            }
            Event::ReadingDone => {
                if let Some(bar) = state.reading.take() {
                    bar.finish_and_clear();
                }
            }
            Event::Auditing { check, done, total } => {
                let bar = state.auditing.get_or_insert_with(|| self.bar(*total, AUDITING));
                bar.set_message((*check).to_owned());
                bar.set_position(*done);
            }
            Event::AuditingDone => {
                if let Some(bar) = state.auditing.take() {
                    bar.finish_and_clear();
                }
            }
            Event::Planned { units, jobs } => {
                state.left = TimeLeft::new(units, *jobs);
                state.whole = Some(self.bar(units.len() as u64, WHOLE));
            }
            Event::Started { unit, .. } => {
                let bar = self.bar(1, UNIT);
                bar.set_prefix(unit.to_string());
                state.units.insert(unit.to_string(), bar);
            }
            Event::Fit { unit, progress } => {
                if let Some(bar) = state.units.get(&unit.to_string()) {
                    bar.set_length(u64::from(progress.total));
                    bar.set_position(u64::from(progress.done));
                    bar.set_message(describe(progress));
                }
            }
            Event::Finished { unit, seconds, headline } => {
                self.done(&mut state, unit, *seconds, &format!("{headline}, {}", duration(*seconds)));
            }
            Event::Failed { unit, reason } => self.done(&mut state, unit, 0.0, &format!("FAILED: {reason}")),
            Event::End => {
                if let Some(whole) = state.whole.take() {
                    whole.finish_and_clear();
                }
            }
        }
    }
}
