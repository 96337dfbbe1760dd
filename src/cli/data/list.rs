//! `idsbench data list`

use crate::cli::console;
use crate::dataset::catalogue::{self, Count};
use crate::error::Exit;
use crate::text::thousands;

pub(super) fn print() -> Exit {
    let mut rows = vec![["edition", "rows", "files", "classes", "title"].map(str::to_owned).to_vec()];
    rows.extend(catalogue::all().iter().map(|edition| {
        vec![
            edition.name.to_owned(),
            count(edition.rows),
            edition.files.len().to_string(),
            edition.classes.len().to_string(),
            edition.title.to_owned(),
        ]
    }));
    console::data(&console::table(&rows, &[1, 2, 3]));
    console::data("~ from memory, to be checked against the files");
    Exit::Success
}

/// `2,830,743`, with `~` where it is from memory.
pub(super) fn count(count: Count) -> String {
    let mark = if count.verified { "" } else { "~" };
    format!("{mark}{}", thousands(count.value))
}
