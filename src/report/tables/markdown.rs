//! GitHub-flavoured Markdown.

use crate::report::document::{Group, Table};

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

/// Everything that Markdown, or HTML within it, could take for markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => escaped.extend(['\\', letter]),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape("a|b_c*<i>\n`x`"), "a\\|b\\_c\\*&lt;i&gt; \\`x\\`");
    }
}
