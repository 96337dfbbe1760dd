//! Keeps a unit's unfinished training in the store.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::ThreadPool;

use super::resources;
use super::store::{Fingerprint, Spent, Store, StoreError, UnitKey};
use crate::model::{Checkpoint, Checkpoints};

/// Training that may be lost when the program is killed; Ctrl-C or SIGTERM loses an epoch at most.
const EVERY: Duration = Duration::from_secs(10);

/// The checkpoint of one unit, and the time that its training took so far, interrupted runs included.
pub(super) struct UnitCheckpoints<'a> {
    store: &'a Store,
    key: &'a UnitKey,
    fingerprint: &'a Fingerprint,
    pool: &'a ThreadPool,
    /// Told what the person at the terminal should know.
    tell: &'a (dyn Fn(&str) + Sync),
    clocks: Mutex<Clocks>,
}

#[derive(Debug, Clone, Copy)]
struct Clocks {
    started: Instant,
    saved: Instant,
    /// CPU seconds of the pool at the start.
    cpu: Option<f64>,
    /// What earlier runs took.
    before: Spent,
}

impl<'a> UnitCheckpoints<'a> {
    /// The clocks start now.
    pub(super) fn start(
        store: &'a Store,
        (key, fingerprint): (&'a UnitKey, &'a Fingerprint),
        pool: &'a ThreadPool,
        tell: &'a (dyn Fn(&str) + Sync),
    ) -> Self {
        let (now, cpu) = (Instant::now(), resources::cpu_seconds(pool));
        let before = Spent::NONE;
        let clocks = Mutex::new(Clocks { started: now, saved: now, cpu, before });
        Self { store, key, fingerprint, pool, tell, clocks }
    }

    /// The time from the start to now, and what earlier runs took before.
    pub(super) fn spent(&self) -> Spent {
        let Clocks { started, cpu, before, .. } = *self.clocks();
        let now = resources::cpu_seconds(self.pool).zip(cpu).map(|(now, start)| now - start);
        Spent {
            seconds: before.seconds + started.elapsed().as_secs_f64(),
            cpu_seconds: before.cpu_seconds.zip(now).map(|(before, now)| before + now),
        }
    }

    fn clocks(&self) -> std::sync::MutexGuard<'_, Clocks> {
        self.clocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_before(&self, before: Spent) {
        self.clocks().before = before;
    }

    /// A checkpoint that cannot be kept is no reason to lose the training.
    fn try_to(&self, what: &str, done: Result<(), StoreError>) {
        if let Err(why) = done {
            (self.tell)(&format!("{what}: {why}"));
        }
    }
}

impl Checkpoints for UnitCheckpoints<'_> {
    fn load(&self) -> Option<Checkpoint> {
        match self.store.read_checkpoint(self.key, self.fingerprint) {
            Ok(Some((spent, checkpoint))) => {
                self.set_before(spent);
                Some(checkpoint)
            }
            Ok(None) => None,
            Err(why) => {
                self.refused(&why.to_string());
                None
            }
        }
    }

    fn is_due(&self) -> bool {
        self.clocks().saved.elapsed() >= EVERY
    }

    fn save(&self, checkpoint: &Checkpoint) {
        let written = self.store.write_checkpoint(self.key, self.fingerprint, self.spent(), checkpoint);
        self.try_to("no checkpoint was kept", written);
        self.clocks().saved = Instant::now();
    }

    fn resumed(&self, after: &str) {
        (self.tell)(&format!("resumed after {after}"));
    }

    fn refused(&self, why: &str) {
        (self.tell)(&format!("trained from the start, its checkpoint cannot be used: {why}"));
        self.set_before(Spent::NONE);
        self.try_to("its checkpoint stays", self.store.remove_checkpoint(self.key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::store::RESULTS_VERSION;

    #[test]
    fn the_time_before_an_interruption_counts_unless_the_training_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _lock) = Store::create(folder.path()).unwrap();
        let key = "published.-.cnn.s0".parse().unwrap();
        let [spec, data, split] = ["a", "b", "c"].map(str::to_owned);
        let fingerprint = Fingerprint { spec, data, split, results_version: RESULTS_VERSION };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let told = Mutex::new(Vec::new());
        let tell = |text: &str| told.lock().unwrap().push(text.to_owned());
        let start = || UnitCheckpoints::start(&store, (&key, &fingerprint), &pool, &tell);
        let checkpoint = Checkpoint { arrays: Vec::new(), facts: "{}".to_owned() };

        let first = start();
        first.set_before(Spent { seconds: 100.0, cpu_seconds: Some(50.0) });
        pool.install(|| first.save(&checkpoint));
        let second = start();
        assert!(second.spent().seconds < 100.0);
        assert_eq!(second.load(), Some(checkpoint));
        assert!(second.spent().seconds > 100.0 && second.spent().cpu_seconds.is_none_or(|seconds| seconds > 50.0));
        assert!(!second.is_due());
        second.refused("it means nothing");
        assert!(second.spent().seconds < 100.0);
        assert_eq!(second.load(), None);
        assert_eq!(*told.lock().unwrap(), ["trained from the start, its checkpoint cannot be used: it means nothing"]);
    }
}
