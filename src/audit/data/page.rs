//! The reference page of the checks, made from what they say of themselves.

use std::fmt::Write as _;

use super::{Level, checks};
use crate::text::markdown;

/// `docs/data-checks.md`
pub fn page() -> String {
    let mut page = String::from(
        "# Checks of the rows\n\nMade from the program; `UPDATE_DOCS=1 cargo test --test suite docs` renews it.\n\n\
         `idsbench data audit` and every `idsbench run` ask these questions of the rows and of each protocol's split before anything is trained.\n\n\
         | outcome | meaning |\n|---|---|\n",
    );
    for level in Level::ALL {
        let _ = writeln!(page, "| {} | {} |", level.name(), level.meaning());
    }
    for check in checks::ALL {
        let _ = write!(
            page,
            "\n## {}\n\n`{}`\n\n{}\n\nMeasured: {}\n\n",
            check.title,
            check.name,
            markdown(check.question),
            markdown(check.statistic)
        );
        for threshold in check.thresholds {
            let source = markdown(&threshold.source);
            let _ = writeln!(page, "- {}: {} ({source})", markdown(&threshold.name), threshold.value);
        }
        let _ = write!(page, "\nSource: {}\n", markdown(check.source));
    }
    page
}
