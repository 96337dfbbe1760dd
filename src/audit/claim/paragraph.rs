//! A paragraph for a review: what the figures leave open, as questions to the authors.

use super::audit::Audit;
use super::{Finding, Severity};
use crate::text::{latex, markdown};

/// What the paragraph is pasted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// GitHub-flavoured Markdown.
    Markdown,
    /// LaTeX.
    Latex,
}

/// The paragraph: questions about what is impossible, a mismatch or suspicious, then what would answer them.
///
/// Each question gives the arithmetic and what it takes for granted, so that the authors can say which assumption does not hold.
pub fn paragraph(audit: &Audit, markup: Markup) -> String {
    let findings: Vec<&Finding> =
        audit.remarkable().filter(|finding| finding.severity <= Severity::Suspicious).collect();
    let refuted: Vec<&Finding> =
        audit.conclusions.iter().filter(|finding| finding.severity == Severity::Impossible).collect();
    let open: Vec<&Finding> =
        audit.conclusions.iter().filter(|finding| finding.severity > Severity::Impossible).collect();
    let title = markup.emphasised(&audit.title);
    if findings.is_empty() && refuted.is_empty() {
        let question = open.iter().map(|finding| markup.open_question(finding)).collect::<Vec<_>>().join(" ");
        return format!("{title}: {} {question}", nothing(&open)).trim_end().to_owned();
    }
    let items: Vec<String> = findings.iter().chain(&refuted).map(|finding| markup.question(finding)).collect();
    let lead =
        "I recomputed what the printed figures imply for each other. Could the authors comment on the following?";
    let close = markup.escaped(
        "Could the authors say on which rows the figures were computed (edition, cleaning, split, any resampling, rows of each class), whether \
         precision, recall and F1 are of one class or averaged, and give the confusion matrix of each model?",
    );
    format!("{title}: {lead}\n\n{}\n\n{close}", markup.items(&items))
}

/// What is said where nothing was found: that the figures go together only where that was shown of every table.
fn nothing(conclusions: &[&Finding]) -> &'static str {
    let is_shown = |finding: &&Finding| finding.severity == Severity::Unremarkable;
    if conclusions.is_empty() {
        "I found no contradiction in what is printed; there is no table whose figures could be held against each other."
    } else if conclusions.iter().all(is_shown) {
        "The printed figures do not contradict each other."
    } else {
        "I found no contradiction in the printed figures, and could not show that they go together."
    }
}

impl Markup {
    fn escaped(self, text: &str) -> String {
        match self {
            Self::Markdown => markdown(text),
            Self::Latex => latex(text),
        }
    }

    fn emphasised(self, text: &str) -> String {
        match self {
            Self::Markdown => format!("*{}*", self.escaped(text)),
            Self::Latex => format!("\\emph{{{}}}", self.escaped(text)),
        }
    }

    fn items(self, items: &[String]) -> String {
        match self {
            Self::Markdown => items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
            Self::Latex => {
                let items: Vec<String> = items.iter().map(|item| format!("  \\item {item}")).collect();
                format!("\\begin{{itemize}}\n{}\n\\end{{itemize}}", items.join("\n"))
            }
        }
    }

    /// `Table I, svm: … (…). This takes for granted that …; could the authors say which of this does not hold?`
    fn question(self, finding: &Finding) -> String {
        let mut text = format!("{}: {}", finding.place, finding.says);
        if !finding.arithmetic.is_empty() {
            text += &format!(" By hand: {}.", finding.arithmetic.trim_end_matches('.'));
        }
        if let (Severity::Impossible, false) = (finding.severity, finding.assumptions.is_empty()) {
            text += &format!(
                " This takes for granted: {}. Could the authors say which of this does not hold?",
                finding.assumptions.join("; ")
            );
        } else {
            text += " Could the authors explain this?";
        }
        self.escaped(&text)
    }

    fn open_question(self, finding: &Finding) -> String {
        let text = format!(
            "{}: {} Could the authors say how precision, recall and F1 were averaged, and on how many rows of each class?",
            finding.place, finding.says
        );
        self.escaped(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::audit::audit;
    use crate::audit::claim::reading::TestSet;
    use crate::audit::claim::survivors::sample;

    fn example(severity: Severity) -> Audit {
        let paper = sample::binary("attack", "binary", &[("svm", &[("roc_auc", "0.9")])]);
        let finding = Finding::new("a", severity, "Table 1, cnn_lstm", "A figure of 5 % is impossible.")
            .arithmetic("1 − 0.95 = 0.05")
            .assuming("one run");
        audit(&paper, &[TestSet::free(2)], Vec::new(), vec![finding])
    }

    #[test]
    fn a_finding_becomes_a_question_in_both_languages() {
        let audit = example(Severity::Impossible);
        let text = paragraph(&audit, Markup::Markdown);
        assert!(
            text.contains("- Table 1, cnn\\_lstm: A figure of 5 % is impossible. By hand: 1 − 0.95 = 0.05."),
            "{text}"
        );
        assert!(
            text.contains("takes for granted: one run. Could the authors say which of this does not hold?"),
            "{text}"
        );
        let text = paragraph(&audit, Markup::Latex);
        assert!(text.contains("\\item Table 1, cnn\\_lstm: A figure of 5 \\% is impossible."), "{text}");
        assert!(text.contains("$-$") && text.contains("\\emph{A made-up paper}"), "{text}");
    }

    #[test]
    fn that_figures_go_together_is_said_only_where_it_was_shown() {
        // A table without scores of a matrix has no conclusion.
        let text = paragraph(&example(Severity::Unremarkable), Markup::Markdown);
        assert!(text.contains("I found no contradiction") && !text.contains("impossible"), "{text}");
        let row: &[(&str, &str)] = &[("accuracy", "90%"), ("recall", "80%")];
        let paper = sample::binary("attack", "binary", &[("svm", row)]);
        let mut audit = audit(&paper, &[TestSet::free(2)], Vec::new(), Vec::new());
        let text = paragraph(&audit, Markup::Markdown);
        assert!(text.contains("do not contradict each other"), "{text}");
        audit.conclusions[0].severity = Severity::NotCheckable;
        let text = paragraph(&audit, Markup::Markdown);
        assert!(text.contains("could not show that they go together") && !text.contains("do not contradict"), "{text}");
    }

    #[test]
    fn hidden_characters_do_not_reach_a_review() {
        let mut audit = example(Severity::Impossible);
        audit.title = "A \u{1b}[2Jmade-up\u{202e} paper".to_owned();
        for markup in [Markup::Markdown, Markup::Latex] {
            let text = paragraph(&audit, markup);
            assert!(!text.chars().any(|letter| letter != '\n' && crate::text::is_hidden(letter)), "{text:?}");
        }
    }
}
