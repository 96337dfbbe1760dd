//! From a spec's dataset to a table: the edition's files, the files that the spec names, or the stand-in.

use std::path::{Path, PathBuf};

use super::cache::{Cache, Part};
use super::catalogue::{self, Edition};
use super::error::DatasetError;
use super::files::load_files;
use super::gather::{Planned, Progress, gather};
use super::locate::{Located, Surroundings, existing, find_folder, locate, side, stand_in};
use super::origin::origin;
use super::read::{self, Source};
use super::schema::fit;
use super::standin;
use super::table::{Origin, Table};
use crate::spec::{DatasetSpec, EditionSpec, SampleSpec};

/// What to load and where to look for it.
#[derive(Debug, Clone, Copy)]
pub struct LoadRequest<'a> {
    /// The spec's dataset.
    pub dataset: &'a DatasetSpec,
    /// The folder that the user named (`--data`).
    pub data: Option<&'a Path>,
    /// Where to look otherwise.
    pub surroundings: &'a Surroundings,
}

/// Loads the rows: real files where a folder is found, else the edition's stand-in. `progress` hears of every block
/// read and of everything that is left out.
///
/// # Errors
/// [`DatasetError`]: an unknown edition, a named folder that is missing or empty, a file that cannot be used, columns
/// that are not there.
pub fn load(request: &LoadRequest<'_>, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Table, DatasetError> {
    match request.dataset {
        DatasetSpec::Files(spec) => {
            let base = base(request)?;
            load_files(spec, &base, &request.surroundings.cache, progress)
        }
        DatasetSpec::Edition(spec) => {
            let edition = edition(&spec.edition)?;
            match find_folder(edition, request.data, request.surroundings)? {
                Some(folder) => {
                    let located = locate(edition, &folder)?;
                    load_cached(&located, edition, spec.sample.as_ref(), &request.surroundings.cache, progress)
                }
                None => load_stand_in(edition, spec, progress),
            }
        }
    }
}

/// The edition of that name.
///
/// # Errors
/// [`DatasetError::UnknownEdition`] with the most similar name.
pub fn edition(name: &str) -> Result<&'static Edition, DatasetError> {
    catalogue::find(name).ok_or_else(|| DatasetError::UnknownEdition {
        name: name.to_owned(),
        nearest: catalogue::nearest(name).map(|edition| edition.name.to_owned()),
    })
}

fn base(request: &LoadRequest<'_>) -> Result<PathBuf, DatasetError> {
    match request.data {
        Some(folder) => existing(folder, "named by --data"),
        None => Ok(request.surroundings.working_directory.clone()),
    }
}

/// Loads the files of an edition that were found, and says what is missing.
///
/// # Errors
/// [`DatasetError::File`] for a file that cannot be used.
pub fn load_edition(
    located: &Located,
    edition: &'static Edition,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Table, DatasetError> {
    load_cached(located, edition, None, &Cache::off(), progress)
}

fn load_cached(
    located: &Located,
    edition: &'static Edition,
    sample: Option<&SampleSpec>,
    cache: &Cache,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Table, DatasetError> {
    for file in &located.skipped {
        progress(Progress::Note(&format!("{} is not used: {}", file.relative, file.reason)));
    }
    for file in located.files.iter().filter(|file| !file.fit.ignored.is_empty()) {
        let columns = super::error::quoted(&file.fit.ignored);
        progress(Progress::Note(&format!(
            "{}: not read, because the edition does not have them: {columns}",
            file.relative
        )));
    }
    let files: Vec<Planned<'_>> = located.files.iter().map(Planned::located).collect();
    let parts: Vec<Part<'_>> =
        located.files.iter().map(|file| Part { relative: &file.relative, place: &file.place }).collect();
    let stand_in = stand_in(parts.iter().map(|part| part.place))?;
    let mut table =
        cache.table(&what(edition, sample, &files), &parts, progress, |progress| gather(&files, sample, progress))?;
    table.origin = stand_in.unwrap_or_else(|| origin(edition, &table));
    Ok(table)
}

/// All that decides the table of these files besides their bytes.
fn what(edition: &Edition, sample: Option<&SampleSpec>, files: &[Planned<'_>]) -> String {
    let file = |file: &Planned<'_>| format!("{:?} {} {:?}", file.side, file.listed, file.plan);
    let files: Vec<String> = files.iter().map(file).collect();
    let sample = sample.map_or_else(String::new, |sample| format!(" {sample:?}"));
    format!("{}{sample}\n{}", edition.name, files.join("\n"))
}

/// The stand-in goes through the same reader as real files.
fn load_stand_in(
    edition: &'static Edition,
    spec: &EditionSpec,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Table, DatasetError> {
    let generated = standin::generate(edition, &spec.stand_in)?;
    let mut files = Vec::with_capacity(generated.len());
    for file in &generated {
        let source = Source::Memory(&file.bytes);
        let name = file.name.rsplit('/').next().unwrap_or(&file.name);
        let plan = read::header(&source)
            .and_then(|header| fit(edition, &header, name))
            .map_err(|problem| DatasetError::File { path: file.name.clone(), problem })?
            .plan;
        files.push(Planned {
            source,
            relative: file.name.clone(),
            shown: file.name.clone(),
            bytes: file.bytes.len() as u64,
            side: side(&edition.sides, &file.name),
            listed: edition.file(name).is_some(),
            plan,
        });
    }
    let mut table = gather(&files, spec.sample.as_ref(), progress)?;
    table.origin = Origin::StandIn { edition: edition.name.to_owned(), seed: spec.stand_in.seed };
    Ok(table)
}
