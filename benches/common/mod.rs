//! What the benchmarks ask the system about their own process.
#![allow(dead_code, reason = "some benchmarks use a part")]

use std::io;

use rustix::time::{ClockId, clock_gettime};

/// CPU seconds of all threads so far.
pub(crate) fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

/// The most memory that the process ever held.
///
/// # Errors
/// Where the system does not tell, as only Linux does.
pub(crate) fn peak_bytes() -> io::Result<u64> {
    memory("VmHWM")
}

/// A line of `/proc/self/status` that tells of memory, in bytes.
///
/// # Errors
/// Where there is no such line.
pub(crate) fn memory(name: &str) -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let missing = || io::Error::other(format!("no {name} in /proc/self/status"));
    Ok(1024 * kilobytes.ok_or_else(missing)?)
}
