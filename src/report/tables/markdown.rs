//! GitHub-flavoured Markdown.

use crate::report::document::{Group, Table};
use crate::text::markdown as escape;

/// The table as Markdown: stamp, caption, table, notes.
pub(crate) fn write(table: &Table, banner: Option<&str>) -> String {
    let mut text = String::new();
    if let Some(banner) = banner {
        text.push_str(&format!("**{}**\n\n", escape(banner)));
    }
    text.push_str(&format!("{}\n\n", escape(&table.caption)));
    text.push_str(&line(table.columns.iter().map(|column| escape(&column.title))));
    text.push_str(&line(table.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }.to_owned())));
    for row in table.groups.iter().flat_map(Group::cells) {
        text.push_str(&line(row.into_iter().map(escape)));
    }
    if !table.notes.is_empty() {
        text.push('\n');
    }
    for note in &table.notes {
        text.push_str(&format!("- {}\n", escape(note)));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}
