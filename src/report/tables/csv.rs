//! CSV after RFC 4180, with `\n` line ends. The first column says what the rows are, so that no row can lose it.

use crate::report::document::DataTable;

/// The table as CSV.
pub(crate) fn write(table: &DataTable, stamp: &str) -> String {
    let header = std::iter::once("data").chain(table.columns.iter().copied()).map(quote);
    let mut text = header.collect::<Vec<_>>().join(",");
    text.push('\n');
    for row in &table.rows {
        let cells = std::iter::once(stamp).chain(row.iter().map(String::as_str)).map(quote);
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn quote(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_quotes_are_quoted() {
        let table = DataTable { columns: vec!["model"], rows: vec![vec!["a,\"b\"\nc".into()], vec!["plain".into()]] };
        assert_eq!(write(&table, "SYNTHETIC"), "data,model\nSYNTHETIC,\"a,\"\"b\"\"\nc\"\nSYNTHETIC,plain\n");
    }
}
