//! Where a table lies: a file on disk, or a member of a zip archive, which is written as if the archive were a folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::FileProblem;
use super::read::{Member, Source, members};

/// A file, or a member of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file, or the archive.
    pub(crate) path: PathBuf,
    pub(crate) member: Option<Member>,
}

/// A file that lies beside another.
pub(crate) struct Neighbour {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

impl Place {
    /// A file of its own.
    pub(crate) fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), member: None }
    }

    /// Its bytes.
    pub(crate) fn source(&self) -> Source<'_> {
        self.member.as_ref().map_or(Source::Disk(&self.path), Source::Member)
    }

    /// Its path in the archive, where it is in one.
    pub(crate) fn member_name(&self) -> Option<&str> {
        self.member.as_ref().map(|member| member.name.as_str())
    }

    /// As a person writes it.
    pub(crate) fn shown(&self) -> String {
        self.below(&self.path.display().to_string())
    }

    /// `path`, which leads to the file or archive, to the end.
    pub(crate) fn below(&self, path: &str) -> String {
        self.member_name().map_or_else(|| path.to_owned(), |name| format!("{path}/{name}"))
    }

    /// What tells its folder from others: that of the file or archive, and the one within the archive.
    pub(crate) fn folder(&self) -> (Option<&Path>, Option<(&Path, &str)>) {
        let within = self.member.as_ref().map(|member| (self.path.as_path(), member.folder()));
        (self.path.parent(), within)
    }

    /// The file called `name` in the same folder, of the archive first, `None` where there is none; errors come with its
    /// path.
    pub(crate) fn beside(&self, name: &str) -> Result<Option<Neighbour>, (PathBuf, FileProblem)> {
        if let Some(member) = &self.member {
            let wanted = format!("{}{name}", member.folder());
            let failed = |problem| (self.path.join(&wanted), problem);
            let entries = members(&self.path).map_err(failed)?;
            if let Some(entry) = entries.into_iter().find(|entry| entry.name == wanted) {
                let member = entry.member.map_err(failed)?;
                let mut bytes = Vec::new();
                member
                    .open()
                    .and_then(|mut file| file.read_to_end(&mut bytes))
                    .map_err(|error| failed(error.into()))?;
                return Ok(Some(Neighbour { path: self.path.join(&wanted), bytes }));
            }
        }
        let path = self.path.with_file_name(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(Neighbour { path, bytes })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err((path, error.into())),
        }
    }
}
