//! What the machine has and what the program used of it.

use rayon::ThreadPool;

/// CPU seconds that the threads of `pool` have used so far; the difference of two calls is what ran in between.
#[cfg(unix)]
pub(crate) fn cpu_seconds(pool: &ThreadPool) -> Option<f64> {
    let of_thread = |_: rayon::BroadcastContext<'_>| {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    };
    Some(pool.broadcast(of_thread).into_iter().sum())
}

/// Not told by this system.
#[cfg(not(unix))]
pub(crate) fn cpu_seconds(_pool: &ThreadPool) -> Option<f64> {
    None
}

/// Largest resident memory of this process so far, bytes; Linux only.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    kilobytes_of("/proc/self/status", "VmHWM:")
}

/// Memory that could be had without swapping, bytes; Linux only.
pub(crate) fn available_memory_bytes() -> Option<u64> {
    kilobytes_of("/proc/meminfo", "MemAvailable:")
}

/// Memory that this process may have at most, bytes: what is installed, or what `ulimit -v` or its control group leaves; Linux only.
pub(crate) fn memory_limit_bytes() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let number = |text: &str| text.split_whitespace().next()?.parse::<u64>().ok();
    let by_address_space = value_after(&limits, "Max address space").and_then(number);
    let by_group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().as_deref().and_then(number);
    [total_memory_bytes(), by_address_space, by_group].into_iter().flatten().min()
}

/// Installed memory, bytes; Linux only.
pub(crate) fn total_memory_bytes() -> Option<u64> {
    kilobytes_of("/proc/meminfo", "MemTotal:")
}

/// Whether whoever started this process has it ignore a closed terminal, as `nohup` does; Linux only.
pub fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    value_after(&status, "SigIgn:").is_some_and(has_hangup)
}

/// Whether SIGHUP, signal 1, is in a mask of signals.
fn has_hangup(mask: &str) -> bool {
    u64::from_str_radix(mask, 16).is_ok_and(|mask| mask & 1 == 1)
}

/// Logical processors that this process may use.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

/// The processor as the system names it; Linux only, else the architecture.
pub(crate) fn processor_name() -> String {
    std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| value_after(&text, "model name").map(|name| name.trim_start_matches([':', ' ']).to_owned()))
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

fn kilobytes_of(path: &str, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(path).ok()?;
    value_after(&text, field)?.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn value_after<'a>(text: &'a str, field: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(field)).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_name() {
        let text = "VmPeak:\t  100 kB\nVmHWM:\t   42 kB\n";
        assert_eq!(value_after(text, "VmHWM:"), Some("42 kB"));
        assert_eq!(value_after(text, "VmSwap:"), None);
    }

    #[test]
    fn the_hangup_is_the_first_signal_of_a_mask() {
        assert_eq!(
            ["0000000000000001", "0000000000001001", "0000000000001000", "x"].map(has_hangup),
            [true, true, false, false]
        );
    }

    #[test]
    fn cpu_time_of_a_pool_grows_with_its_work() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let Some(before) = cpu_seconds(&pool) else { return };
        let sum = pool.install(|| (0..20_000_000u64).fold(0u64, |a, b| a ^ b.wrapping_mul(a | 1)));
        assert!(cpu_seconds(&pool).unwrap() > before, "{sum}");
    }
}
