//! `idsbench data show EDITION`

use super::list::count;
use crate::cli::console;
use crate::dataset::catalogue::{Cleaned, ColumnKind, Edition, LabelRule, SideRule};
use crate::dataset::standin;
use crate::error::Exit;
use crate::text::thousands;

pub(super) fn print(edition: &Edition) -> Exit {
    for part in [head(edition), files(edition), columns(edition), classes(edition)]
        .into_iter()
        .chain(edition.cleaned.iter().map(cleaned))
        .chain([traps(edition), foot(edition)])
    {
        console::data(&part);
        console::data("");
    }
    Exit::Success
}

fn head(edition: &Edition) -> String {
    let label = match edition.label {
        LabelRule::Columns(columns) => format!("the columns {}", columns.join(" / ")),
        LabelRule::FileName { endings } => format!("the file's name without {}", endings.join(" or ")),
    };
    let sides = match edition.sides {
        SideRule::None => "none".to_owned(),
        SideRule::PathPart { train, test } => {
            format!("train: {} in the path; test: {}", train.join(", "), test.join(", "))
        }
    };
    let stand_in = standin::why_not(edition).map_or_else(|| "yes".to_owned(), |why| format!("no: {why}"));
    format!(
        "{}: {}\n{}\n\nrows            {}\nlabel           {label}\nofficial split  {sides}\nstand-in        {stand_in}",
        edition.name,
        edition.title,
        edition.summary,
        count(edition.rows)
    )
}

fn files(edition: &Edition) -> String {
    let unknown = || "?".to_owned();
    let mut rows = vec![["file", "rows", "bytes", "sha256"].map(str::to_owned).to_vec()];
    rows.extend(edition.files.iter().map(|file| {
        vec![
            file.name.to_owned(),
            file.rows.map_or_else(unknown, thousands),
            file.bytes.map_or_else(unknown, thousands),
            file.sha256.map_or_else(unknown, str::to_owned),
        ]
    }));
    console::table(&rows, &[1, 2])
}

fn columns(edition: &Edition) -> String {
    let names = |wanted: &dyn Fn(ColumnKind) -> bool| {
        let names: Vec<&str> =
            edition.columns.iter().filter(|column| wanted(column.kind)).map(|column| column.name).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let whole = if edition.schema_verified { "" } else { " (not the whole header: the rest is unverified)" };
    format!(
        "columns: {}{whole}\n  features     {}\n  identifiers  {}\n  label        {}",
        edition.columns.len(),
        names(&ColumnKind::is_feature),
        names(&ColumnKind::is_identifier),
        names(&|kind| kind == ColumnKind::Label)
    )
}

fn classes(edition: &Edition) -> String {
    let mut rows = vec![["label", "rows", "official train", "official test"].map(str::to_owned).to_vec()];
    rows.extend(edition.classes.iter().map(|class| {
        let side = |rows: Option<u64>| rows.map_or_else(String::new, thousands);
        vec![
            class.name.to_owned(),
            class.rows.map_or_else(|| "?".to_owned(), count),
            side(class.sides.map(|(train, _)| train)),
            side(class.sides.map(|(_, test)| test)),
        ]
    }));
    console::table(&rows, &[1, 2, 3])
}

fn cleaned(cleaned: &Cleaned) -> String {
    let side = cleaned.side.map_or_else(String::new, |side| format!("{}, ", side.name()));
    let head = format!("{side}{}: {} rows", cleaned.cleaning.name(), count(cleaned.rows));
    let classes: Vec<Vec<String>> =
        cleaned.classes.iter().map(|(label, rows)| vec![format!("  {label}"), count(*rows)]).collect();
    let table = if classes.is_empty() { String::new() } else { format!("\n{}", console::table(&classes, &[1])) };
    format!("{head} [{}]{table}", cleaned.source)
}

fn traps(edition: &Edition) -> String {
    let trap =
        |trap: &crate::dataset::catalogue::Trap| format!("  - {}: {} [{}]", trap.title, trap.detail, trap.source);
    let lines: Vec<String> = edition.traps.iter().map(trap).collect();
    format!("known traps:\n{}", lines.join("\n"))
}

fn foot(edition: &Edition) -> String {
    format!("cite   {}\nterms  {}\nfiles  {}", edition.citation, edition.terms, edition.homepage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;

    #[test]
    fn what_cleaning_leaves_is_shown_with_its_source() {
        let edition = catalogue::find("cicids2017/ml-csv").unwrap();
        let shown = cleaned(&edition.cleaned[0]);
        assert!(shown.starts_with("rows with NaN or infinity dropped: ~2,827,876 rows [class table"), "{shown}");
        assert!(shown.contains("\n  BENIGN                      ~2,271,320\n"), "{shown}");
        let edition = catalogue::find("ciciomt2024/wifi-mqtt").unwrap();
        assert!(cleaned(&edition.cleaned[1]).starts_with("official test side, duplicates dropped: 892,268 rows ["));
    }
}
