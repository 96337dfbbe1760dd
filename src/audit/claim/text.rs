//! An audit as a person reads it in a terminal.

use super::audit::Audit;
use super::{Finding, Severity};
use crate::text::wrapped;

/// Narrowest text that is still pleasant to read.
const NARROWEST: usize = 60;
/// `not checkable` and two spaces.
const SEVERITY_COLUMN: usize = 15;
/// Before what belongs to a finding.
const INDENT: &str = "    ";
/// `by hand` and two spaces.
const LABEL_COLUMN: usize = 9;

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Characters of a line.
    pub width: usize,
    /// Whether severities are coloured.
    pub colour: bool,
    /// Whether unremarkable and not checkable findings are written out, too.
    pub all: bool,
}

/// The whole audit: conclusions of the tables, findings with arithmetic, assumptions and nearest figures below each, and a count.
pub fn text(audit: &Audit, style: Style) -> String {
    let shown: Vec<&Finding> =
        audit.findings.iter().filter(|finding| style.all || finding.severity < Severity::Unremarkable).collect();
    let page = Page::new(style);
    let mut lines = wrapped(&format!("{}: {}", audit.paper, audit.title), page.width);
    lines.extend(wrapped(&audit.found, page.width));
    for finding in &audit.conclusions {
        lines.push(String::new());
        lines.extend(page.finding(finding));
    }
    for finding in &shown {
        lines.push(String::new());
        lines.extend(page.finding(finding));
    }
    if style.all {
        lines.push(String::new());
        lines.extend(audit.test_sets.iter().flat_map(|test| wrapped(&format!("tried: {}", test.origin), page.width)));
        lines.extend(audit.notes.iter().flat_map(|note| wrapped(&format!("note: {note}"), page.width)));
    }
    lines.push(String::new());
    lines.extend(wrapped(&format!("{}: {}{}", audit.paper, audit.tally(), hidden(audit, style)), page.width));
    lines.join("\n")
}

fn hidden(audit: &Audit, style: Style) -> &'static str {
    let any = audit.findings.iter().any(|finding| finding.severity >= Severity::Unremarkable);
    if any && !style.all { "; --all shows every one" } else { "" }
}

struct Page {
    width: usize,
    colour: bool,
}

impl Page {
    fn new(style: Style) -> Self {
        Self { width: style.width.max(NARROWEST), colour: style.colour }
    }

    /// Severity and place, the sentence below, and its details below that.
    fn finding(&self, finding: &Finding) -> Vec<String> {
        let head = wrapped(&finding.place, self.width - SEVERITY_COLUMN);
        let head = head.into_iter().enumerate().map(|(line, place)| {
            let severity = if line == 0 { self.severity(finding.severity) } else { " ".repeat(SEVERITY_COLUMN) };
            severity + &place
        });
        let says = wrapped(&finding.says, self.width - INDENT.len()).into_iter().map(|line| format!("{INDENT}{line}"));
        head.chain(says).chain(self.details(finding)).collect()
    }

    fn severity(&self, severity: Severity) -> String {
        let padded = format!("{severity:<SEVERITY_COLUMN$}");
        let colour = match severity {
            Severity::Impossible => "1;31",
            Severity::Mismatch => "31",
            Severity::Suspicious | Severity::Useless => "33",
            Severity::Unremarkable => "32",
            Severity::NotCheckable => "2",
        };
        if self.colour { format!("\x1b[{colour}m{padded}\x1b[0m") } else { padded }
    }

    fn details(&self, finding: &Finding) -> Vec<String> {
        let width = self.width - INDENT.len() - LABEL_COLUMN;
        let assumptions = finding.assumptions.join("; ");
        let nearest = finding.nearest.as_deref().unwrap_or_default();
        let example = if finding.severity < Severity::Unremarkable { "nearest" } else { "such as" };
        [("by hand", finding.arithmetic.as_str()), ("assumes", &assumptions), (example, nearest)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .flat_map(|(label, text)| {
                wrapped(text, width).into_iter().enumerate().map(move |(line, text)| {
                    let label = if line == 0 { label } else { "" };
                    format!("{INDENT}{label:<LABEL_COLUMN$}{text}")
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::audit::audit;
    use crate::audit::claim::reading::TestSet;
    use crate::audit::claim::survivors::sample;

    fn example() -> Audit {
        let paper = sample::binary("attack", "binary", &[("svm", &[("roc_auc", "0.9")])]);
        let further = vec![
            Finding::new(
                "a",
                Severity::Impossible,
                "Table 1, svm",
                "Precision and recall give another F1 than the one printed.",
            )
            .arithmetic("2 · 0.9645 · 0.9589 / (0.9645 + 0.9589) = 0.9617")
            .assuming("the figures are of one class")
            .assuming("and \u{1b}[31mof one run"),
            Finding::new("b", Severity::Unremarkable, "Table 1", "Nothing found."),
        ];
        audit(&paper, &[TestSet::free(2)], Vec::new(), further)
    }

    #[test]
    fn findings_are_indented_and_wrapped() {
        let text = text(&example(), Style { width: 72, colour: false, all: false });
        assert!(text.contains("impossible     Table 1, svm\n    Precision and recall give another F1 than"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 72), "{text}");
        assert!(text.contains("by hand  2 · 0.9645"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains("Nothing found"), "{text}");
        assert!(text.contains("--all"), "{text}");
    }

    #[test]
    fn all_and_colour_are_as_asked() {
        let text = text(&example(), Style { width: 10, colour: true, all: true });
        assert!(text.contains("Nothing") && text.contains("\u{1b}[1;31mimpossible"), "{text}");
        assert!(!text.contains("--all"), "{text}");
    }
}
