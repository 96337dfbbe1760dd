//! The checks as a reference page.

use super::{ALL, Check, joint};
use crate::audit::claim::Severity;
use crate::audit::rows;

const HEAD: &str = "\
<!-- Generated from the checks in src/audit: change them there, then run `UPDATE_DOCS=1 cargo test --test suite docs`. -->

# The checks of `audit`

Each finding bears the name of its check, what it takes for granted and the arithmetic. A printed figure stands for every number that is \
rounded to it, or truncated to it; a check finds something only where no such number will do.

";

/// Every check with its definition, source, assumptions and example, as a page of Markdown.
pub fn reference_page() -> String {
    let mut page = HEAD.to_owned();
    page += "A finding is one of these, the worst first:\n\n| severity | meaning |\n| --- | --- |\n";
    for severity in Severity::ALL {
        page += &format!("| {severity} | {} |\n", severity.meaning());
    }
    page += "\n## Whole rows and tables\n\n";
    page += "Every figure of a row or table at once, under every reading that the paper's words allow.\n";
    page.extend(joint::ALL.iter().map(|check| section(check)));
    page += "\n## Single figures and pairs of them\n";
    page.extend(ALL.iter().map(|check| section(check)));
    page += "\n## Real rows\n\nWith `--data`.\n";
    page += &section(&rows::CHECK);
    page
}

fn section<Run>(check: &Check<Run>) -> String {
    let Check { name, title, definition, source, assumptions, example, .. } = check;
    format!(
        "\n### `{name}`: {title}\n\n{definition}\n\n- Takes for granted: {assumptions}\n- Example: {example}\n- Source: {source}\n"
    )
}
