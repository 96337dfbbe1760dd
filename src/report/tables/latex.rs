//! LaTeX with the booktabs package.

use crate::report::document::Table;
use crate::text::latex as escape;

/// The table as a `table` environment; the stamp is the first line and part of the caption.
pub(crate) fn write(table: &Table, banner: Option<&str>) -> String {
    let mut text = String::new();
    let mut caption = escape(&table.caption);
    if let Some(banner) = banner {
        text.push_str(&format!("% {}\n", one_line(banner)));
        caption = format!("\\textbf{{{}.}} {caption}", escape(banner));
    }
    text.push_str("% needs \\usepackage{booktabs}\n\\begin{table}\n\\centering\n");
    text.push_str(&format!("\\caption{{{caption}}}\n"));
    let columns: String = table.columns.iter().map(|column| if column.numeric { 'r' } else { 'l' }).collect();
    text.push_str(&format!("\\begin{{tabular}}{{{columns}}}\n\\toprule\n"));
    text.push_str(&line(table.columns.iter().map(|column| column.title.as_str())));
    for (i, group) in table.groups.iter().enumerate() {
        let separate = i == 0 || group.rows.len() > 1 || table.groups[i - 1].rows.len() > 1;
        text.push_str(if separate { "\\midrule\n" } else { "" });
        for row in group.cells() {
            text.push_str(&line(row.into_iter()));
        }
    }
    text.push_str("\\bottomrule\n\\end{tabular}\n");
    for note in &table.notes {
        text.push_str(&format!("\\par\\smallskip{{\\footnotesize {}}}\n", escape(note)));
    }
    text.push_str("\\end{table}\n");
    text
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    format!("{} \\\\\n", cells.map(escape).collect::<Vec<_>>().join(" & "))
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_starts_no_argument() {
        // A bracket after the end of a line would be read as its optional argument.
        assert_eq!(line(["[a]", "b"].into_iter()), "{[}a{]} & b \\\\\n");
    }
}
