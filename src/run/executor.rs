//! The local executor: one unit a worker, each with a thread pool of its own.
//!
//! Units scale perfectly over cores and threads inside a small network do not, so by default there are as many workers as
//! processors and one thread in each; and never more workers than memory allows.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::resources;

/// Share of the available memory that units may fill.
const MEMORY_SHARE: f64 = 0.8;

/// How many units at once, and how many threads in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// Units at once.
    pub jobs: usize,
    /// Threads in each.
    pub threads: usize,
}

impl Local {
    /// `jobs` at once (by default a unit for every `threads` processors), cut to what memory allows when a unit needs `unit_bytes`.
    pub fn new(jobs: Option<usize>, threads: usize, unit_bytes: u64) -> Self {
        let wanted = jobs.unwrap_or_else(|| resources::processors() / threads).max(1);
        let fitting = resources::available_memory_bytes()
            .map_or(wanted, |bytes| (bytes as f64 * MEMORY_SHARE / unit_bytes.max(1) as f64) as usize);
        Self { jobs: wanted.min(fitting.max(1)), threads }
    }

    /// Calls `work` for every item, in order of start, until done or cancelled. A panic in `work` is not caught here.
    pub fn execute<T: Sync>(&self, items: &[T], cancel: &AtomicBool, work: &(dyn Fn(&T, &ThreadPool) + Sync)) {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.min(items.len()) {
                scope.spawn(|| {
                    let pool = ThreadPoolBuilder::new()
                        .num_threads(self.threads)
                        .build()
                        .expect("a pool of a few threads can be started");
                    while !cancel.load(Ordering::Relaxed) {
                        let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                        work(item, &pool);
                    }
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn every_item_is_worked_on_once() {
        for jobs in 1..4 {
            let seen = Mutex::new(Vec::new());
            let items: Vec<u32> = (0..50).collect();
            Local { jobs, threads: 1 }.execute(&items, &AtomicBool::new(false), &|item, pool| {
                assert_eq!(pool.current_num_threads(), 1);
                seen.lock().unwrap().push(*item);
            });
            let mut seen = seen.into_inner().unwrap();
            seen.sort_unstable();
            assert_eq!(seen, items);
        }
    }

    #[test]
    fn nothing_starts_after_cancellation() {
        let cancel = AtomicBool::new(false);
        let started = AtomicUsize::new(0);
        Local { jobs: 1, threads: 1 }.execute(&[(); 9], &cancel, &|(), _| {
            if started.fetch_add(1, Ordering::Relaxed) == 2 {
                cancel.store(true, Ordering::Relaxed);
            }
        });
        assert_eq!(started.into_inner(), 3);
    }

    #[test]
    fn memory_limits_the_number_of_jobs() {
        assert_eq!(Local::new(Some(3), 1, 1), Local { jobs: 3, threads: 1 });
        if resources::available_memory_bytes().is_some() {
            assert_eq!(Local::new(Some(3), 2, u64::MAX), Local { jobs: 1, threads: 2 });
        }
    }
}
