//! The mistakes of one YAML file.

use std::fmt;

/// All mistakes found in one file, in line order.
///
/// Shown as one block each: `file:line: key.path: what is wrong`, and a hint below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileErrors {
    /// The file as the caller named it.
    pub file: String,
    /// At least one mistake; those without a line stand first.
    pub mistakes: Vec<Mistake>,
    /// Whether there were more than [`FileErrors::MOST`].
    pub cut: bool,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Path of the key, for example `protocols.published.split.kind`; empty for the file as a whole.
    pub path: String,
    /// Line in the file, from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Mistake {
    /// A mistake of the file as a whole.
    pub(crate) fn of_file(message: impl Into<String>, hint: Option<&str>) -> Self {
        Self { path: String::new(), line: None, message: message.into(), hint: hint.map(str::to_owned) }
    }
}

impl FileErrors {
    /// Most mistakes that are kept; who made more has the wrong file.
    pub const MOST: usize = 30;

    /// One mistake only.
    pub(crate) fn one(file: &str, mistake: Mistake) -> Self {
        Self { file: file.to_owned(), mistakes: vec![mistake], cut: false }
    }
}

impl fmt::Display for FileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.mistakes.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:", self.file)?;
            if let Some(line) = mistake.line {
                write!(f, "{line}:")?;
            }
            if !mistake.path.is_empty() {
                write!(f, " {}:", mistake.path)?;
            }
            write!(f, " {}", mistake.message)?;
            if let Some(hint) = &mistake.hint {
                write!(f, "\n    {hint}")?;
            }
        }
        if self.cut {
            write!(f, "\n{}: only the first {} mistakes are shown", self.file, Self::MOST)?;
        }
        Ok(())
    }
}

impl std::error::Error for FileErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_one_block() {
        let errors = FileErrors {
            file: "a.yaml".into(),
            mistakes: vec![
                Mistake::of_file("is empty", None),
                Mistake {
                    path: "task.kind".into(),
                    line: Some(3),
                    message: "`binry` is not allowed".into(),
                    hint: Some("did you mean `binary`?".into()),
                },
            ],
            cut: true,
        };
        insta::assert_snapshot!(errors.to_string(), @r"
        a.yaml: is empty
        a.yaml:3: task.kind: `binry` is not allowed
            did you mean `binary`?
        a.yaml: only the first 30 mistakes are shown
        ");
    }
}
