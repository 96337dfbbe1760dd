//! The format as a reference page.

use super::{Group, Key, Need, PAPER, SUPPORT, UNSTATED, Value, WORKED_EXAMPLE};
use crate::claim::published::metrics;
use crate::claim::published::predicate::{FORMS, Property};

const HEAD: &str = "\
<!-- Generated from src/claim/published/format: change it there, then run `UPDATE_DOCS=1 cargo test --test suite docs`. -->

# Files of published claims

One YAML file per paper, under `baselines/`. [`claims.schema.json`](claims.schema.json) is the same format as a JSON Schema.

Four rules hold everywhere:

- **What is printed stands between quotes**, digit by digit: `\"0.990\"` is not `\"0.99\"`, and YAML would drop the zero of a bare number. \
A figure has at most 15 digits, and a percent sign where the paper has one; where the sign stands in the header, the table has \
`unit: percent`, or each figure below that header gets the sign. A number of rows is quoted too, thousands apart by commas, \
apostrophes or blanks, or not at all; only the cells of a confusion matrix and the number of runs are bare.
- **What the paper does not say is `unstated`**, never a guess.
- **Everything has its place** in the paper, so that a reader finds it again.
- **Statements are paraphrased**, never copied.

A file with mistakes is refused with all of them at once: line, path of the key, what is wrong and what would be right. An unknown key is a mistake.
";

/// The format as a page of Markdown: every key with its type, meaning and example, the claims, the metrics, a worked example.
pub fn reference_page() -> String {
    let mut page = HEAD.to_owned();
    section(&mut page, "The file", "", &PAPER);
    page += &format!("\n## Claims\n\nThe `claim` of a statement has one of these forms.\n\n{}", claims());
    page += &format!(
        "\n## Metrics\n\nIn a binary task of the positive class; in a multi-class task averaged as the paper averages, or of one class.\n\n{}",
        metric_table()
    );
    page += &format!(
        "\n## Worked example\n\nA paper that does not exist, with every key once.\n\n```yaml\n{WORKED_EXAMPLE}```\n"
    );
    page
}

/// A group with its table of keys, then the groups below it.
fn section(page: &mut String, title: &str, path: &str, group: &Group) {
    let rows = group.keys.iter().map(|key| {
        let cells = [code(key.name), needed(key), kind(&key.value), key.says.to_owned(), code(key.example)];
        cells.to_vec()
    });
    *page += &format!("\n## {title}\n\n{}\n\n", group.says);
    *page += &table(&["key", "required", "value", "meaning", "example"], rows);
    for key in group.keys {
        if let Some((below, group)) = group_of(key, path) {
            section(page, &code(&below), &below, group);
        }
    }
}

/// The group that the value of a key is, or is a list of, with its path.
fn group_of(key: &Key, path: &str) -> Option<(String, &'static Group)> {
    let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
    match key.value {
        Value::Group(group) => Some((path, group)),
        Value::List { of: Value::Group(group), .. } => Some((format!("{path}[]"), group)),
        _ => None,
    }
}

fn needed(key: &Key) -> String {
    match key.need {
        Need::Required => "yes".to_owned(),
        Need::Optional => "no".to_owned(),
        Need::Where(other, is) => format!("where `{other}` is `{is}`; refused elsewhere"),
        Need::Depends(rule) => rule.to_owned(),
    }
}

fn kind(value: &Value) -> String {
    match value {
        Value::Text(what) => (*what).to_owned(),
        Value::Figure => "printed figure".to_owned(),
        Value::Rows => "printed count".to_owned(),
        Value::Whole(least) => format!("whole number from {least}"),
        Value::Choice(names) => names().iter().map(|name| code(name)).collect::<Vec<_>>().join(", "),
        Value::Metric => "metric".to_owned(),
        Value::OrUnstated(of) => format!("{}, or `{UNSTATED}`", kind(of)),
        Value::List { of, filled_set: true } => format!("list of {}, one at least, none twice", kind(of)),
        Value::List { of: Value::Group(_), .. } => "list of maps, see below".to_owned(),
        Value::List { of, .. } => format!("list of {}", kind(of)),
        Value::Group(_) => "map, see below".to_owned(),
        Value::Named { by, of } => format!("map from {by} to {}", kind(of)),
        Value::Scores { support: false } => "map from metric to printed figure".to_owned(),
        Value::Scores { support: true } => {
            format!("map from metric to printed figure, and `{SUPPORT}` to printed count")
        }
    }
}

fn claims() -> String {
    let forms = FORMS.iter().map(|form| vec![code(form.shape), form.means.to_owned(), code(form.example)]);
    let properties =
        Property::ALL.map(|property| vec![code(property.name()), property.meaning().to_owned(), code(property.name())]);
    table(&["form", "meaning", "example"], forms.chain(properties))
}

fn metric_table() -> String {
    table(&["metric", "definition"], metrics::DEFINED.iter().map(|(name, means)| vec![code(name), (*means).to_owned()]))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()];
    [head, rule].into_iter().chain(rows).map(|cells| line(&cells)).collect()
}
