//! The files that a spec names: paths and patterns to files on disk and members of archives.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::error::DatasetError;
use super::locate::shown;
use super::place::Place;
use super::read::{Entry, members};
use super::schema::strip_ending;

/// A star stays within its folder, in an archive as on disk.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// The files that the patterns match below `base`, in the order of the patterns and by name within each; a file that two
/// patterns match comes once.
///
/// # Errors
/// A pattern that cannot be read or matches nothing, an archive that cannot be opened.
pub(super) fn places(patterns: &[String], base: &Path) -> Result<Vec<Place>, DatasetError> {
    let mut places: Vec<Place> = Vec::new();
    for pattern in patterns {
        let matches = matches(pattern, base)?;
        if matches.is_empty() && base.join(pattern).is_dir() {
            return Err(DatasetError::Folder { pattern: pattern.clone(), base: shown(base) });
        }
        if matches.is_empty() {
            return Err(DatasetError::NoMatch { pattern: pattern.clone(), base: shown(base) });
        }
        for place in matches {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    Ok(places)
}

fn matches(pattern: &str, base: &Path) -> Result<Vec<Place>, DatasetError> {
    let files = files(pattern, base)?;
    if !files.is_empty() {
        return Ok(files.into_iter().map(Place::file).collect());
    }
    let Some((archives, wanted)) = through_archive(pattern) else { return Ok(Vec::new()) };
    let archives = self::files(archives, base)?;
    let (mut places, mut others) = (Vec::new(), Vec::new());
    for archive in &archives {
        let (matching, more) = matching_members(pattern, archive, wanted)?;
        places.extend(matching);
        others.extend(more);
    }
    if places.is_empty() && !archives.is_empty() {
        let archives = archives.iter().map(|archive| shown(archive)).collect();
        return Err(DatasetError::NoMember { pattern: pattern.to_owned(), archives, members: others });
    }
    Ok(places)
}

/// The pattern of archives and that of their members: `*.zip/rows/a.csv` is `*.zip` and `rows/a.csv`.
fn through_archive(pattern: &str) -> Option<(&str, &str)> {
    let slashes = pattern.match_indices('/').map(|(at, _)| at);
    let mut splits = slashes.map(|at| (&pattern[..at], &pattern[at + 1..]));
    splits.find(|(before, after)| strip_ending(before, ".zip").is_some() && !after.is_empty())
}

/// The members of an archive that match, by name, and the names of the others.
fn matching_members(pattern: &str, archive: &Path, wanted: &str) -> Result<(Vec<Place>, Vec<String>), DatasetError> {
    let failed = |path: String| move |problem| DatasetError::File { path, problem };
    let glob = Pattern::new(wanted).map_err(|error| invalid(pattern, error.to_string()))?;
    let entries = members(archive).map_err(failed(shown(archive)))?;
    let exact = |entry: &Entry| entry.name == wanted || trimmed(&entry.name) == wanted;
    let any_exact = entries.iter().any(exact);
    let fits = |name: &str| glob.matches_with(name, OPTIONS);
    let fits = |entry: &Entry| if any_exact { exact(entry) } else { fits(&entry.name) || fits(&trimmed(&entry.name)) };
    let (matching, others): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(fits);
    let place = |Entry { name, member }: Entry| -> Result<Place, DatasetError> {
        let member = member.map_err(failed(format!("{}/{name}", shown(archive))))?;
        Ok(Place { path: archive.to_path_buf(), member: Some(member) })
    };
    let mut places: Vec<Place> = matching.into_iter().map(place).collect::<Result<_, _>>()?;
    places.sort_by(|a, b| a.member_name().cmp(&b.member_name()));
    Ok((places, others.into_iter().map(|entry| entry.name).collect()))
}

/// Publishers' archives hold folders with spaces at the end of their names, which nobody types.
fn trimmed(name: &str) -> String {
    name.split('/').map(str::trim).collect::<Vec<_>>().join("/")
}

fn invalid(pattern: &str, why: String) -> DatasetError {
    DatasetError::Pattern { pattern: pattern.to_owned(), why }
}

fn files(pattern: &str, base: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    let plain = base.join(pattern);
    if plain.is_file() {
        return Ok(vec![plain]);
    }
    let full = if Path::new(pattern).is_absolute() {
        pattern.to_owned()
    } else {
        format!("{}/{pattern}", Pattern::escape(&base.to_string_lossy()))
    };
    let found: Result<Vec<PathBuf>, _> =
        glob::glob(&full).map_err(|error| invalid(pattern, error.to_string()))?.collect();
    let mut found = found.map_err(|error| {
        let path = shown(error.path());
        DatasetError::File { path, problem: std::io::Error::from(error).into() }
    })?;
    found.retain(|path| path.is_file());
    found.sort();
    Ok(found)
}
