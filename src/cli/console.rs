//! Writing to the terminal.

use std::io::{IsTerminal, Write, stderr, stdout};

use tracing_subscriber::EnvFilter;

use crate::run::progress::{Plain, Progress, Terminal};

/// Details for people who look for a fault: `IDSBENCH_LOG=debug`.
pub(super) fn init_log() {
    let filter = EnvFilter::try_from_env("IDSBENCH_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    // A second subscriber in one process (tests) is no reason to stop.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).without_time().try_init();
}

/// Writes a line of data to stdout; a closed pipe (`| head`) is no error.
pub(super) fn data(text: &str) {
    let _ = writeln!(stdout(), "{text}");
}

/// Writes a line of log to stderr.
pub(super) fn log(text: &str) {
    let _ = writeln!(stderr(), "{text}");
}

/// Writes an error to stderr, in red where colour is wanted.
pub(super) fn error(message: &str) {
    if stderr().is_terminal() && wants_colour() {
        log(&format!("\x1b[1;31merror:\x1b[0m {message}"));
    } else {
        log(&format!("error: {message}"));
    }
}

/// Whether data on stdout is read in a terminal by someone who wants colour.
pub(super) fn data_in_colour() -> bool {
    stdout().is_terminal() && wants_colour()
}

fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Characters of a line: `$COLUMNS` where the shell tells it, at most 120 for the sake of the eye.
pub(super) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    told.map_or(100, |columns| columns.clamp(60, 120))
}

/// Bars on a terminal, lines elsewhere.
pub(super) fn progress() -> Box<dyn Progress> {
    if stderr().is_terminal() { Box::new(Terminal::new()) } else { Box::new(Plain::new(stderr())) }
}

/// Rows of cells with the columns aligned; the columns in `right` to the right.
pub(super) fn table(rows: &[Vec<String>], right: &[usize]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let pad = " ".repeat(widths[column] - cell.chars().count());
            if right.contains(&column) { format!("{pad}{cell}") } else { format!("{cell}{pad}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["a".into(), "10".into(), "x".into()], vec!["long".into(), "9".into()]];
        assert_eq!(table(&rows, &[1]), "a     10  x\nlong   9");
    }
}
