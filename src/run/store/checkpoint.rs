//! `checkpoints/<unit>.safetensors`: an unfinished training, until its unit is finished.
//!
//! The arrays are the file's tensors; its metadata holds what else there is, and a digest of it all, because a bit that
//! was turned on the disk would be seen in nothing but the results.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Fingerprint, Store, StoreError, UnitKey, files, tensors};
use crate::model::{Checkpoint, NamedTensor};

/// Time that training took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spent {
    /// Seconds that went by.
    pub seconds: f64,
    /// CPU seconds; Unix only.
    pub cpu_seconds: Option<f64>,
}

impl Spent {
    /// No time at all.
    pub const NONE: Self = Self { seconds: 0.0, cpu_seconds: Some(0.0) };
}

/// The file's metadata.
#[derive(Serialize, Deserialize)]
struct Metadata {
    unit: String,
    fingerprint: Fingerprint,
    spent: Spent,
    facts: String,
    /// Of facts and arrays.
    digest: String,
}

impl Store {
    fn checkpoints(&self) -> PathBuf {
        self.root().join("checkpoints")
    }

    fn checkpoint(&self, key: &UnitKey) -> PathBuf {
        self.checkpoints().join(format!("{key}.safetensors"))
    }

    /// Keeps an unfinished training in the place of what was kept of it before.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_checkpoint(
        &self,
        key: &UnitKey,
        fingerprint: &Fingerprint,
        spent: Spent,
        checkpoint: &Checkpoint,
    ) -> Result<(), StoreError> {
        let (folder, path) = (self.checkpoints(), self.checkpoint(key));
        fs::create_dir_all(&folder).map_err(StoreError::io("create", &folder))?;
        let metadata = Metadata {
            unit: key.to_string(),
            fingerprint: fingerprint.clone(),
            spent,
            facts: checkpoint.facts.clone(),
            digest: digest(checkpoint),
        };
        let metadata = serde_json::to_string(&metadata).map_err(|why| StoreError::damaged(&path, &why))?;
        let bytes = tensors::with_metadata(&checkpoint.arrays, Some(metadata));
        files::write(&path, &bytes.map_err(|why| StoreError::damaged(&path, &why))?)
    }

    /// What is kept of a unit's training; one of another fingerprint is removed.
    ///
    /// # Errors
    /// When it is damaged or the system refuses.
    pub fn read_checkpoint(
        &self,
        key: &UnitKey,
        fingerprint: &Fingerprint,
    ) -> Result<Option<(Spent, Checkpoint)>, StoreError> {
        let path = self.checkpoint(key);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(StoreError::io("read", &path)(why)),
        };
        let damaged = |why: String| StoreError::damaged(&path, &why);
        let metadata = tensors::metadata(&bytes).map_err(damaged)?;
        let Metadata { unit, fingerprint: of, spent, facts, digest: expected } =
            serde_json::from_str(&metadata).map_err(|why| damaged(why.to_string()))?;
        if of != *fingerprint || unit != key.to_string() {
            self.remove_checkpoint(key)?;
            return Ok(None);
        }
        let checkpoint = Checkpoint { arrays: tensors::from_safetensors(&bytes).map_err(damaged)?, facts };
        if digest(&checkpoint) != expected {
            return Err(damaged("its digest is another one".to_owned()));
        }
        Ok(Some((spent, checkpoint)))
    }

    /// Removes what is kept of a unit's training; the folder stays, because another unit may be about to write into it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove_checkpoint(&self, key: &UnitKey) -> Result<(), StoreError> {
        remove(&self.checkpoint(key))
    }

    /// Removes the folder of checkpoints when it is empty; for when no unit is being trained.
    pub fn remove_empty_checkpoints(&self) {
        // Fails while it holds any, and where there is none.
        let _ = fs::remove_dir(self.checkpoints());
    }

    /// Removes checkpoints that were never written to their end.
    pub(super) fn clear_unfinished_checkpoints(&self) -> Result<(), StoreError> {
        let folder = self.checkpoints();
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&folder).map_err(StoreError::io("read", &folder))? {
            let path = entry.map_err(StoreError::io("read", &folder))?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(crate::files::PART)) {
                remove(&path)?;
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != ErrorKind::NotFound => Err(StoreError::io("remove", path)(why)),
        _ => Ok(()),
    }
}

/// The arrays in order of their names, as the file has them.
fn digest(checkpoint: &Checkpoint) -> String {
    let mut arrays: Vec<&NamedTensor> = checkpoint.arrays.iter().collect();
    arrays.sort_by(|a, b| a.name.cmp(&b.name));
    let mut hasher = blake3::Hasher::new();
    hasher.update(checkpoint.facts.as_bytes());
    for array in arrays {
        hasher.update(array.name.as_bytes());
        for values in array.values.chunks(1 << 12) {
            hasher.update(&values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>());
        }
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::store::RESULTS_VERSION;

    fn fingerprint(spec: &str) -> Fingerprint {
        let text = String::from;
        Fingerprint { spec: text(spec), data: text("d"), split: text("s"), results_version: RESULTS_VERSION }
    }

    fn checkpoint() -> Checkpoint {
        let array = |name: &str, values: &[f32]| NamedTensor {
            name: name.to_owned(),
            shape: vec![values.len()],
            values: values.to_vec(),
        };
        let arrays = vec![array("state", &[]), array("weights", &[-0.0, 1e-40, 3.5])];
        Checkpoint { arrays, facts: r#"{"steps":7,"why":"\"quoted\""}"#.to_owned() }
    }

    const SPENT: Spent = Spent { seconds: 0.1, cpu_seconds: Some(1.0 / 3.0) };

    #[test]
    fn a_checkpoint_comes_back_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _lock) = Store::create(folder.path()).unwrap();
        let key = "published.-.cnn.s0".parse().unwrap();
        let read = |spec| store.read_checkpoint(&key, &fingerprint(spec)).unwrap();
        assert_eq!(read("a"), None);
        store.write_checkpoint(&key, &fingerprint("a"), SPENT, &checkpoint()).unwrap();
        assert_eq!(read("a"), Some((SPENT, checkpoint())));
        assert_eq!(read("b"), None, "of another fingerprint");
        assert_eq!(read("a"), None, "which removes it");
        assert!(store.checkpoints().exists(), "another unit may be about to write into it");
        store.remove_checkpoint(&key).unwrap();
        store.write_checkpoint(&key, &fingerprint("a"), SPENT, &checkpoint()).unwrap();
        store.remove_empty_checkpoints();
        assert_eq!(read("a"), Some((SPENT, checkpoint())));
        store.remove_checkpoint(&key).unwrap();
        store.remove_empty_checkpoints();
        assert!(!store.checkpoints().exists());
    }

    #[test]
    fn a_turned_bit_and_a_cut_file_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _lock) = Store::create(folder.path()).unwrap();
        let key = "published.-.cnn.s0".parse().unwrap();
        store.write_checkpoint(&key, &fingerprint("a"), SPENT, &checkpoint()).unwrap();
        let whole = fs::read(store.checkpoint(&key)).unwrap();
        let mut turned = whole.clone();
        *turned.last_mut().unwrap() ^= 1;
        for damaged in [&whole[..whole.len() - 1], &whole[..5], b"", &turned] {
            fs::write(store.checkpoint(&key), damaged).unwrap();
            let error = store.read_checkpoint(&key, &fingerprint("a")).unwrap_err().to_string();
            assert!(error.contains("published.-.cnn.s0.safetensors is damaged"), "{error}");
        }
    }

    #[test]
    fn what_a_kill_left_half_written_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (store, lock) = Store::create(folder.path()).unwrap();
        let key = "published.-.cnn.s0".parse().unwrap();
        store.write_checkpoint(&key, &fingerprint("a"), SPENT, &checkpoint()).unwrap();
        let part = store.checkpoints().join(".part-x1");
        fs::write(&part, b"half").unwrap();
        drop(lock);
        let (store, _lock) = Store::create(folder.path()).unwrap();
        assert!(!part.exists() && store.checkpoint(&key).exists());
    }
}
