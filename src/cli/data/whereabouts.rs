//! `idsbench data where [EDITION]`

use std::path::Path;

use crate::cli::console;
use crate::dataset::catalogue::{self, Edition};
use crate::dataset::{Surroundings, find_folder, locate, standin};
use crate::error::{Exit, Failure};

pub(super) fn print(edition: Option<&'static Edition>, data: Option<&Path>) -> Result<Exit, Failure> {
    let surroundings = Surroundings::here().map_err(Failure::usage)?;
    match edition {
        Some(edition) => console::data(&describe(edition, data, &surroundings)?),
        None => {
            for edition in catalogue::all() {
                // One edition's folder may hold another edition of the same dataset: that is an answer, not the end.
                let line = describe(edition, data, &surroundings).unwrap_or_else(|why| why.message);
                console::data(&format!("{}: {line}", edition.name));
            }
        }
    }
    Ok(Exit::Success)
}

fn describe(edition: &'static Edition, data: Option<&Path>, surroundings: &Surroundings) -> Result<String, Failure> {
    let Some(folder) = find_folder(edition, data, surroundings).map_err(Failure::usage)? else {
        return Ok(match standin::why_not(edition) {
            None => "no folder; a run would use the stand-in".to_owned(),
            Some(why) => format!("no folder, and no stand-in: {why}"),
        });
    };
    let located = locate(edition, &folder).map_err(Failure::usage)?;
    let mut lines = vec![format!("{} ({} files)", folder.display(), located.files.len())];
    lines.extend(located.files.iter().map(|file| format!("  {}", file.relative)));
    lines.extend(located.skipped.iter().map(|file| format!("  not used: {}: {}", file.relative, file.reason)));
    Ok(lines.join("\n"))
}
