//! `dataset`: an edition of the catalogue, or any files.

use crate::spec::yaml::{At, Keys, Node};
use crate::spec::{DatasetSpec, EditionSpec, FilesSpec, LabelSource, SampleSpec, StandInSpec};

pub(super) fn read(at: &At<'_>) -> Option<DatasetSpec> {
    let keys = at.keys(&["edition", "stand_in", "files", "column_names", "label", "drop", "missing", "sample"])?;
    match (keys.get("edition").is_some(), keys.get("files").is_some()) {
        (true, false) => edition(&keys).map(DatasetSpec::Edition),
        (false, true) => files(&keys).map(DatasetSpec::Files),
        (true, true) => at.fail("has both `edition` and `files`", "keep one of them".to_owned()),
        (false, false) => {
            let hint = "`edition: bot-iot/10-best`, or `files: [\"rows/*.csv\"]` with `label: COLUMN`";
            at.fail("needs `edition` or `files`", hint.to_owned())
        }
    }
}

fn edition(keys: &Keys<'_>) -> Option<EditionSpec> {
    keys.refuse("label", "is only for `files`", "an edition knows its label");
    keys.refuse("drop", "is only for `files`", "for an edition, `drop` stands in the protocol");
    keys.refuse("column_names", "is only for `files`", "an edition knows its columns");
    keys.refuse("missing", "is only for `files`", "how an edition writes missing cells is known");
    let edition = keys.required("edition", edition_name);
    let stand_in = keys.or("stand_in", StandInSpec::default(), stand_in);
    let sample = keys.or("sample", None, |at| sample(at).map(Some));
    Some(EditionSpec { edition: edition?, stand_in: stand_in?, sample: sample? })
}

/// Whether the catalogue has it is for the dataset room to say.
fn edition_name(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    match text.split_once('/') {
        Some((dataset, edition)) if part(dataset) && part(edition) => Some(text.to_owned()),
        _ => at.fail("is no name of an edition", "written `dataset/edition`, for example `bot-iot/10-best`".to_owned()),
    }
}

fn stand_in(at: &At<'_>) -> Option<StandInSpec> {
    let keys = at.keys(&["rows", "seed", "shares"])?;
    let default = StandInSpec::default();
    let rows = keys.or("rows", default.rows, |at| at.whole(100, 100_000_000));
    let seed = keys.or("seed", default.seed, |at| at.whole(0, u64::MAX));
    let shares = keys.or("shares", default.shares, At::choice);
    Some(StandInSpec { rows: rows?, seed: seed?, shares: shares? })
}

fn files(keys: &Keys<'_>) -> Option<FilesSpec> {
    keys.refuse("stand_in", "is only for an `edition`", "files are never imitated");
    let files = keys.required("files", |at| at.filled_set(At::string));
    let column_names = keys.or("column_names", Vec::new(), |at| at.filled_set(At::string));
    let label = keys.required("label", label);
    let drop = keys.or("drop", Vec::new(), |at| at.set(At::string));
    let missing = keys.or("missing", Vec::new(), |at| at.set(missing));
    let sample = keys.or("sample", None, |at| sample(at).map(Some));
    Some(FilesSpec {
        files: files?,
        column_names: column_names?,
        label: label?,
        drop: drop?,
        missing: missing?,
        sample: sample?,
    })
}

/// A text that stands for a missing number; cells are compared without the blanks around them.
fn missing(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    if text.trim().parse::<f64>().is_ok() {
        return at
            .fail("is a number, and a number is never missing", "list texts only; mend the file otherwise".to_owned());
    }
    Some(text.to_owned())
}

fn sample(at: &At<'_>) -> Option<SampleSpec> {
    let keys = at.keys(&["rows", "stratified", "seed"])?;
    let rows = keys.required("rows", |at| at.whole(10, 1_000_000_000));
    let stratified = keys.or("stratified", true, At::flag);
    let seed = keys.or("seed", 0, |at| at.whole(0, u64::MAX));
    Some(SampleSpec { rows: rows?, stratified: stratified?, seed: seed? })
}

/// `label: COLUMN`, `label: [A, B]` or `label: file_name`; a column of that name is written `[file_name]`.
fn label(at: &At<'_>) -> Option<LabelSource> {
    if matches!(at.node(), Node::List(_)) {
        return at.filled_set(At::string).map(LabelSource::Columns);
    }
    let text = at.text()?;
    Some(if text == "file_name" { LabelSource::FileName } else { LabelSource::Columns(vec![text.to_owned()]) })
}
