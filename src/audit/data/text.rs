//! An audit of rows as a person reads it in a terminal.

use super::{DataAudit, Level, Outcome};
use crate::text::wrapped;

/// Narrowest text that is still pleasant to read.
const NARROWEST: usize = 60;
/// `not applicable` and two spaces.
const LEVEL_COLUMN: usize = 16;
/// Before what belongs to an outcome.
const INDENT: &str = "    ";

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Characters of a line.
    pub width: usize,
    /// Whether levels are coloured.
    pub colour: bool,
    /// Whether outcomes that are fine or not applicable are written out, too.
    pub all: bool,
}

/// The outcomes, the worst first, and a count; `title` names the rows.
pub fn text(audit: &DataAudit, title: &str, style: Style) -> String {
    let width = style.width.max(NARROWEST);
    let mut lines = Vec::new();
    if audit.synthetic {
        lines.push("SYNTHETIC: these rows are generated; nothing below is about the real dataset.".to_owned());
        lines.push(String::new());
    }
    for outcome in audit.worst_first().into_iter().filter(|outcome| style.all || outcome.level.is_remarkable()) {
        lines.extend(outcome_lines(outcome, width, style.colour));
        lines.push(String::new());
    }
    let hidden = audit.outcomes.iter().any(|outcome| !outcome.level.is_remarkable()) && !style.all;
    let more = if hidden { "; --all shows every one" } else { "" };
    lines.extend(wrapped(&format!("{title}: {}{more}", audit.tally()), width));
    lines.join("\n")
}

fn outcome_lines(outcome: &Outcome, width: usize, colour: bool) -> Vec<String> {
    let head = wrapped(&format!("{} ({})", outcome.subject, outcome.check), width - LEVEL_COLUMN);
    let mut lines: Vec<String> = head
        .into_iter()
        .enumerate()
        .map(
            |(line, place)| {
                if line == 0 { level(outcome.level, colour) + &place } else { " ".repeat(LEVEL_COLUMN) + &place }
            },
        )
        .collect();
    let details = [Some(outcome.says.as_str()), outcome.consequence.as_deref(), threshold(outcome).as_deref()]
        .into_iter()
        .flatten()
        .flat_map(|text| wrapped(text, width - INDENT.len()))
        .map(|line| format!("{INDENT}{line}"))
        .collect::<Vec<_>>();
    lines.extend(details);
    lines
}

/// `share of test rows 0.31 [0.30, 0.32] against 0.01, flag`
fn threshold(outcome: &Outcome) -> Option<String> {
    let (statistic, threshold) = (outcome.statistic.as_ref()?, outcome.threshold.as_ref()?);
    let interval = statistic.interval.map_or_else(String::new, |[low, high]| format!(" [{low:.4}, {high:.4}]"));
    Some(format!("{}: {:.4}{interval}; {}: {}", statistic.name, statistic.value, threshold.name, threshold.value))
}

fn level(level: Level, colour: bool) -> String {
    let padded = format!("{level:<LEVEL_COLUMN$}");
    let code = match level {
        Level::Flag => "1;31",
        Level::Warning => "33",
        Level::Inconclusive => "35",
        Level::Fine => "32",
        Level::NotApplicable => "2",
    };
    if colour { format!("\x1b[{code}m{padded}\x1b[0m") } else { padded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_comes_first_and_a_stand_in_says_so() {
        let outcomes = vec![
            Outcome::new("a", Level::Fine, "Nothing."),
            Outcome::new("b", Level::Flag, "Bad.").under("published", 0).column("IAT"),
        ];
        let audit = DataAudit { version: 1, synthetic: true, rows: 5, splits: Vec::new(), outcomes };
        let style = Style { width: 80, colour: false, all: false };
        let text = text(&audit, "rows", style);
        assert!(text.starts_with("SYNTHETIC"), "{text}");
        assert!(text.contains("flag            protocol published, column IAT (b)\n    Bad.\n"), "{text}");
        assert!(text.ends_with("rows: 1 flag, 1 fine; --all shows every one"), "{text}");
    }
}
