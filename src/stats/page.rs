//! The reference page of the statistics, made from the module docs of this folder.

use std::fmt::Write;

/// Each statistic's source, in the order of the page.
const SOURCES: [&str; 16] = [
    include_str!("mean.rs"),
    include_str!("standard_deviation.rs"),
    include_str!("percentile.rs"),
    include_str!("student_t.rs"),
    include_str!("prediction.rs"),
    include_str!("power.rs"),
    include_str!("wilson.rs"),
    include_str!("newcombe.rs"),
    include_str!("mcnemar.rs"),
    include_str!("bca.rs"),
    include_str!("delong.rs"),
    include_str!("corrected_t.rs"),
    include_str!("bayesian_t.rs"),
    include_str!("wilcoxon.rs"),
    include_str!("friedman.rs"),
    include_str!("holm.rs"),
];

const HEAD: &str = "\
<!-- Generated from the module docs in src/stats/: change them there, then run `UPDATE_DOCS=1 cargo test --test suite docs`. -->

# Statistics

What each interval and test answers, how it is computed, where it comes from, what it assumes and what it must not be used for. Each equals its
reference (SciPy, statsmodels, baycomp, or a computation from the definition) to 1e-9; the distribution functions behind them equal mpmath to 1e-12.
Coverage is how many of 2,000 simulated 95 % intervals held the true value.

What has no value, such as the interval of a perfect AUC, is reported with the reason and never as NaN.

";

/// `docs/statistics.md`.
pub fn statistics_page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| statistic | answers |\n|---|---|\n");
    for source in SOURCES {
        let title = title(source);
        let _ = writeln!(page, "| [{title}](#{}) | {} |", anchor(title), part(source, "Answers"));
    }
    for source in SOURCES {
        let functions: Vec<String> = functions(source).map(|name| format!("`{name}`")).collect();
        let _ = write!(page, "\n#{}\n**In code:** {}\n", doc(source), functions.join(", "));
    }
    page
}

/// The module doc, a line after the other.
fn doc(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect()
}

fn title(source: &str) -> &str {
    source.lines().next().and_then(|line| line.strip_prefix("//! # ")).unwrap_or_default()
}

/// The paragraph that begins with `**name:**`, in one line.
fn part(source: &str, name: &str) -> String {
    let head = format!("**{name}:** ");
    let doc = doc(source);
    let paragraph = doc.split("\n\n").find_map(|paragraph| paragraph.trim_start().strip_prefix(&head));
    paragraph.unwrap_or_default().lines().collect::<Vec<_>>().join(" ")
}

/// Names of the public functions that stand for themselves.
fn functions(source: &str) -> impl Iterator<Item = &str> {
    let names = source.lines().filter_map(|line| line.strip_prefix("pub fn "));
    names.filter_map(|line| line.split(['(', '<']).next())
}

/// What a Markdown viewer calls a heading.
fn anchor(title: &str) -> String {
    let kept = title.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statistic_says_all_that_a_reader_needs() {
        for source in SOURCES {
            let title = title(source);
            assert!(!title.is_empty());
            for name in ["Answers", "Formula", "Source", "Assumes", "Not for"] {
                assert!(!part(source, name).is_empty(), "{title}: {name}");
            }
            assert!(functions(source).count() > 0, "{title}");
        }
    }

    #[test]
    fn every_file_with_a_question_is_on_the_page() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/stats");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let answers = source.lines().any(|line| line.starts_with("//! **Answers:**"));
                assert_eq!(answers, SOURCES.contains(&source.as_str()), "{}", path.display());
            }
        }
    }
}
