//! `environment.json`: the one place where the clock's date is read.

use std::time::{SystemTime, UNIX_EPOCH};

use super::resources;
use super::store::{EnvironmentRecord, RESULTS_VERSION};

/// This machine, now.
pub(crate) fn record(jobs: usize, threads: usize) -> EnvironmentRecord {
    EnvironmentRecord {
        idsbench: env!("CARGO_PKG_VERSION").to_owned(),
        results_version: RESULTS_VERSION,
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        processor: resources::processor_name(),
        processors: resources::processors() as u64,
        memory_bytes: resources::total_memory_bytes(),
        jobs: jobs as u64,
        threads: threads as u64,
        started: now(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the date of a run is printed, never computed with")]
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    rfc3339(seconds)
}

/// Seconds since 1970 as `2026-01-31T23:59:59Z` (days to civil date: Hinnant, "chrono-compatible low-level date algorithms").
fn rfc3339(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_civil() {
        // date -u -d @N +%FT%TZ
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_798_761_599), "2026-12-31T23:59:59Z");
        assert_eq!(rfc3339(4_107_542_400), "2100-03-01T00:00:00Z");
    }
}
