//! What a run tells while it works: bars on a terminal, plain lines elsewhere.

mod plain;
mod terminal;
mod time_left;

pub use plain::Plain;
pub use terminal::Terminal;
pub use time_left::TimeLeft;

use crate::model::FitProgress;
use crate::run::store::UnitKey;

/// Something worth telling.
#[derive(Debug)]
pub enum Event<'a> {
    /// A sentence for the log: what was found, what was decided.
    Note(&'a str),
    /// Reading: so many bytes of so many.
    Reading {
        /// The file at hand.
        file: &'a str,
        /// Bytes read, all files.
        done: u64,
        /// Bytes of all files.
        total: u64,
    },
    /// All rows are read.
    ReadingDone,
    /// A check of the rows starts.
    Auditing {
        /// Its title.
        check: &'a str,
        /// Checks done.
        done: u64,
        /// Checks in all.
        total: u64,
    },
    /// All checks of the rows are made.
    AuditingDone,
    /// So many units are going to be trained.
    Planned {
        /// Units to train, in order.
        units: &'a [UnitKey],
        /// Units at once.
        jobs: usize,
    },
    /// A unit starts.
    Started {
        /// Which.
        unit: &'a UnitKey,
        /// Why it is trained.
        why: &'a str,
    },
    /// A unit is on its way.
    Fit {
        /// Which.
        unit: &'a UnitKey,
        /// How far.
        progress: &'a FitProgress,
    },
    /// A unit finished.
    Finished {
        /// Which.
        unit: &'a UnitKey,
        /// Seconds from start to stored.
        seconds: f64,
        /// Test accuracy and macro F1, for the line.
        headline: &'a str,
    },
    /// A unit failed.
    Failed {
        /// Which.
        unit: &'a UnitKey,
        /// Why.
        reason: &'a str,
    },
    /// Nothing more is trained.
    End,
}

/// Listens to a run. Called from several threads.
pub trait Progress: Sync {
    /// Something happened.
    fn tell(&self, event: &Event<'_>);
}

/// Tells nothing.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn tell(&self, _event: &Event<'_>) {}
}

/// `epoch 3/10, loss 0.2134, validation loss 0.2299`
pub(super) fn describe(progress: &FitProgress) -> String {
    let mut text = format!("{} {}/{}", progress.stage, progress.done, progress.total);
    if let Some(value) = progress.loss {
        text += &format!(", loss {}", loss(value));
    }
    if let Some(value) = progress.val_loss {
        text += &format!(", validation loss {}", loss(value));
    }
    text
}

/// Four places, or three digits where those would be zeros, as in an autoencoder's reconstruction of scaled columns.
fn loss(value: f64) -> String {
    if value > 0.0 && value < 0.01 { format!("{value:.2e}") } else { format!("{value:.4}") }
}

/// `45 s`, `3 min 20 s`, `2 h 5 min`
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 if seconds < 10.0 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole / 60 % 60),
    }
}

/// `1.2 GB`
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.2} GB", count as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_person_writes_them() {
        assert_eq!(duration(0.42), "0.4 s");
        assert_eq!(duration(59.4), "59 s");
        assert_eq!(duration(200.0), "3 min 20 s");
        assert_eq!(duration(7_500.0), "2 h 5 min");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_234_567_890), "1.23 GB");
        assert_eq!([0.2134, 1.5e-5, 0.0].map(loss), ["0.2134", "1.50e-5", "0.0000"]);
    }
}
