//! Reading YAML with every mistake collected, shared by experiment files and published claims.
//!
//! A file becomes a tree of [`Node`]s that keeps what a typed reader would lose: doubled keys and the order of all keys.
//! [`At`] walks it and takes note of each mistake with the path to it; the lines are looked up at the end, for
//! the mistakes only. Nothing here knows what the keys mean.

mod at;
mod locate;
mod node;

use std::path::Path;

pub(crate) use at::{At, Keys, names};
pub(crate) use node::{Node, quoted};

use super::errors::{FileErrors, Mistake};

/// Files of more bytes are refused: an experiment has a few thousand. Looking up the line of a mistake reads the text again, so size counts.
const LARGEST_FILE: u64 = 1 << 18;

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Result<String, FileErrors> {
    let file = path.display().to_string();
    let fail = |message: String, hint: Option<&str>| Err(FileErrors::one(&file, Mistake::of_file(message, hint)));
    let size = match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => return fail("is a folder".into(), Some("name a YAML file")),
        Ok(found) => found.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return fail("no such file".into(), None),
        Err(error) => return fail(format!("cannot be read: {error}"), None),
    };
    if size > LARGEST_FILE {
        return fail(format!("has {size} bytes; at most {LARGEST_FILE} are read"), Some("is this the right file?"));
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(format!("cannot be read: {error}"), None),
    };
    String::from_utf8(bytes).map_err(|error| {
        let position = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..position].iter().filter(|&&byte| byte == b'\n').count();
        let message = format!("is not UTF-8 text (byte 0x{:02x})", error.as_bytes()[position]);
        let mistake = Mistake { path: String::new(), line: Some(line), message, hint: Some("save it as UTF-8".into()) };
        FileErrors::one(&file, mistake)
    })
}

/// Reads `text` with `read`, which gets the root and returns `None` after it has reported why.
///
/// # Errors
/// Every mistake that the parser or `read` found; the result of `read` only counts when there is none.
pub(crate) fn read<T>(text: &str, file: &str, read: impl FnOnce(&At<'_>) -> Option<T>) -> Result<T, FileErrors> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() as u64 > LARGEST_FILE {
        let message = format!("has {} bytes; at most {LARGEST_FILE} are read", text.len());
        return Err(FileErrors::one(file, Mistake::of_file(message, None)));
    }
    let root = node::parse(text).map_err(|mistake| FileErrors::one(file, mistake))?;
    let log = at::Log::default();
    let value = read(&At::root(&root, &log));
    match (value, log.into_found()) {
        (Some(value), found) if found.is_empty() => Ok(value),
        (_, found) => Err(located(text, file, found)),
    }
}

fn located(text: &str, file: &str, mut found: Vec<at::Found>) -> FileErrors {
    let cut = found.len() > FileErrors::MOST;
    found.truncate(FileErrors::MOST);
    let mut mistakes: Vec<Mistake> = found
        .into_iter()
        .map(|found| Mistake {
            path: found.path,
            line: locate::line(text, &found.positions),
            message: found.message,
            hint: found.hint,
        })
        .collect();
    mistakes.sort_by_key(|mistake| mistake.line);
    FileErrors { file: file.to_owned(), mistakes, cut }
}
