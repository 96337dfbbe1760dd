//! What is on disk: the only thing that `run` and `report` share.
//!
//! A unit is written into a temporary folder that is renamed when it is whole, with the file `DONE` written last. So a folder without `DONE`
//! is never read, and a run that is killed at any moment leaves a store that the next run continues.

mod attention;
mod checkpoint;
mod error;
mod files;
mod history;
mod importance;
mod parquet;
mod records;
mod summary;
mod tensors;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

pub use checkpoint::Spent;
pub use error::StoreError;
pub use records::*;
pub use summary::summarise;
pub use tensors::{from_safetensors, to_safetensors};

use crate::model::{AttentionMap, EpochRecord, Importance};

/// A folder `results/<experiment>/`.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
}

/// Held while a run writes to the store; released when dropped.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

/// Everything a finished unit leaves.
#[derive(Debug)]
pub struct FinishedUnit<'a> {
    /// `unit.json`
    pub record: &'a UnitRecord,
    /// `metrics.json`
    pub metrics: &'a MetricsRecord,
    /// `predictions.parquet`
    pub predictions: &'a Predictions,
    /// `history.csv`, for models with epochs.
    pub history: &'a [EpochRecord],
    /// `attention.csv`, for models with attention layers.
    pub attention: &'a [AttentionMap],
    /// `importance.csv`, for models made of trees.
    pub importance: &'a [Importance],
    /// `model.safetensors`, for models with tensors.
    pub model: Option<&'a [u8]>,
}

/// What the store knows of a unit.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitState {
    /// Nothing, or a folder that was never finished.
    Absent,
    /// Finished.
    Done(Box<UnitRecord>),
    /// Failed the last time.
    Failed(FailureRecord),
    /// There, but unreadable.
    Damaged(String),
}

impl Store {
    /// Makes the folder if need be and clears what an interrupted run left half-written.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn create(root: &Path) -> Result<(Self, StoreLock), StoreError> {
        let store = Self { root: root.to_owned() };
        for folder in [store.root.clone(), store.units(), store.splits()] {
            fs::create_dir_all(&folder).map_err(StoreError::io("create", &folder))?;
        }
        let lock = store.lock()?;
        store.clear_unfinished()?;
        store.clear_unfinished_checkpoints()?;
        Ok((store, lock))
    }

    /// Opens a folder that a run wrote.
    ///
    /// # Errors
    /// When it is no such folder, or its first run has not come to an end.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let has = |name: &&str| root.join(name).is_file();
        match ["spec.yaml", "plan.json", "summary.json"].into_iter().find(|name| !has(name)) {
            None => Ok(Self { root: root.to_owned() }),
            // The first file that a run writes into its folder.
            Some(missing) if has(&".lock") => Err(StoreError::Unfinished { path: root.to_owned(), missing }),
            Some(missing) => Err(StoreError::NotAStore { path: root.to_owned(), missing }),
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn units(&self) -> PathBuf {
        self.root.join("units")
    }

    fn splits(&self) -> PathBuf {
        self.root.join("splits")
    }

    /// The folder of one unit.
    pub fn unit_folder(&self, key: &UnitKey) -> PathBuf {
        self.units().join(key.to_string())
    }

    fn lock(&self) -> Result<StoreLock, StoreError> {
        let path = self.root.join(".lock");
        let file = File::create(&path).map_err(StoreError::io("write", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(StoreLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: self.root.clone() }),
            Err(TryLockError::Error(source)) => Err(StoreError::Io { verb: "lock", path, source }),
        }
    }

    /// Removes temporary folders; the lock guarantees that nobody else is writing them.
    fn clear_unfinished(&self) -> Result<(), StoreError> {
        let units = self.units();
        for entry in fs::read_dir(&units).map_err(StoreError::io("read", &units))? {
            let path = entry.map_err(StoreError::io("read", &units))?.path();
            // Other programs leave files here, such as the .DS_Store of macOS; those are none of ours.
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden && path.is_dir() {
                fs::remove_dir_all(&path).map_err(StoreError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Writes `spec.yaml`, the experiment as resolved.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_spec(&self, yaml: &str) -> Result<(), StoreError> {
        files::write(&self.root.join("spec.yaml"), yaml.as_bytes())
    }

    /// The text of `spec.yaml`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_spec(&self) -> Result<String, StoreError> {
        let path = self.root.join("spec.yaml");
        fs::read_to_string(&path).map_err(StoreError::io("read", &path))
    }

    /// Writes `dataset.json`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_dataset(&self, record: &DatasetRecord) -> Result<(), StoreError> {
        files::write_json(&self.root.join("dataset.json"), record)
    }

    /// Reads `dataset.json`.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn read_dataset(&self) -> Result<DatasetRecord, StoreError> {
        files::read_json(&self.root.join("dataset.json"))
    }

    /// Writes `audit.json`, or removes the one of other rows or splits.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_audit(&self, record: Option<&AuditRecord>) -> Result<(), StoreError> {
        let path = self.root.join("audit.json");
        match record {
            Some(record) => files::write_json(&path, record),
            None if path.exists() => fs::remove_file(&path).map_err(StoreError::io("remove", &path)),
            None => Ok(()),
        }
    }

    /// Reads `audit.json`; none where the rows were not audited.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn read_audit(&self) -> Result<Option<AuditRecord>, StoreError> {
        let path = self.root.join("audit.json");
        if !path.exists() {
            return Ok(None);
        }
        let record: AuditRecord = files::read_json(&path)?;
        if digest(&record.audit) != record.digest {
            return Err(StoreError::damaged(&path, &"it was changed after it was written"));
        }
        Ok(Some(record))
    }

    /// Writes `environment.json`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_environment(&self, record: &EnvironmentRecord) -> Result<(), StoreError> {
        files::write_json(&self.root.join("environment.json"), record)
    }

    /// Reads `environment.json`.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn read_environment(&self) -> Result<EnvironmentRecord, StoreError> {
        files::read_json(&self.root.join("environment.json"))
    }

    /// Writes `plan.json`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_plan(&self, units: &[UnitKey]) -> Result<(), StoreError> {
        let record = PlanRecord { units: units.iter().map(ToString::to_string).collect() };
        files::write_json(&self.root.join("plan.json"), &record)
    }

    /// The units in plan order.
    ///
    /// # Errors
    /// When `plan.json` is missing or damaged.
    pub fn read_plan(&self) -> Result<Vec<UnitKey>, StoreError> {
        let path = self.root.join("plan.json");
        let record: PlanRecord = files::read_json(&path)?;
        record.units.iter().map(|unit| unit.parse().map_err(|why: String| StoreError::damaged(&path, &why))).collect()
    }

    /// Writes `claims.yaml`, a copy of the published figures, so that the report needs nothing but this folder.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_claims(&self, yaml: Option<&str>) -> Result<(), StoreError> {
        let path = self.root.join("claims.yaml");
        match yaml {
            Some(yaml) => files::write(&path, yaml.as_bytes()),
            None if path.exists() => fs::remove_file(&path).map_err(StoreError::io("remove", &path)),
            None => Ok(()),
        }
    }

    /// The text of `claims.yaml`, where the experiment has claims.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_claims(&self) -> Result<Option<String>, StoreError> {
        let path = self.root.join("claims.yaml");
        if !path.exists() {
            return Ok(None);
        }
        fs::read_to_string(&path).map(Some).map_err(StoreError::io("read", &path))
    }

    /// Writes `splits/<protocol>-s<seed>.parquet`; `sides` holds `train`, `validation`, `test` or `removed` for each row.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_split(&self, protocol: &str, seed: u64, sides: &[&str]) -> Result<(), StoreError> {
        parquet::write_split(&self.splits().join(format!("{protocol}-s{seed}.parquet")), sides)
    }

    /// What is known of a unit.
    pub fn state(&self, key: &UnitKey) -> UnitState {
        let folder = self.unit_folder(key);
        if folder.join("failed.json").is_file() {
            return match files::read_json(&folder.join("failed.json")) {
                Ok(record) => UnitState::Failed(record),
                Err(why) => UnitState::Damaged(why.to_string()),
            };
        }
        if !folder.join("DONE").is_file() {
            return UnitState::Absent;
        }
        match self.read_unit(key).and_then(|unit| self.read_predictions(&unit).map(|_| unit)) {
            Ok(unit) => UnitState::Done(Box::new(unit.record)),
            Err(why) => UnitState::Damaged(why.to_string()),
        }
    }

    /// Writes a unit whole, or not at all.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_unit(&self, key: &UnitKey, unit: &FinishedUnit<'_>) -> Result<(), StoreError> {
        self.replace_unit(key, |folder| {
            files::write_json(&folder.join("unit.json"), unit.record)?;
            files::write_json(&folder.join("metrics.json"), unit.metrics)?;
            parquet::write_predictions(&folder.join("predictions.parquet"), unit.predictions)?;
            if !unit.history.is_empty() {
                files::write(&folder.join("history.csv"), history::to_csv(unit.history).as_bytes())?;
            }
            if !unit.attention.is_empty() {
                files::write(&folder.join("attention.csv"), attention::to_csv(unit.attention).as_bytes())?;
            }
            if !unit.importance.is_empty() {
                files::write(&folder.join("importance.csv"), importance::to_csv(unit.importance).as_bytes())?;
            }
            if let Some(model) = unit.model {
                files::write(&folder.join("model.safetensors"), model)?;
            }
            files::write(&folder.join("DONE"), b"")
        })
    }

    /// Records that a unit failed; there is no `DONE`, so the next run tries again.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_failure(&self, key: &UnitKey, reason: &str) -> Result<(), StoreError> {
        let record = FailureRecord { unit: key.to_string(), reason: reason.to_owned() };
        self.replace_unit(key, |folder| files::write_json(&folder.join("failed.json"), &record))
    }

    fn replace_unit(
        &self,
        key: &UnitKey,
        fill: impl FnOnce(&Path) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let temporary = self.units().join(format!(".{key}"));
        if temporary.exists() {
            fs::remove_dir_all(&temporary).map_err(StoreError::io("remove", &temporary))?;
        }
        fs::create_dir(&temporary).map_err(StoreError::io("create", &temporary))?;
        fill(&temporary)?;
        let folder = self.unit_folder(key);
        // The old folder goes in one step too: a half-deleted one would look like a damaged unit.
        let old = self.units().join(format!(".old.{key}"));
        if folder.exists() {
            fs::rename(&folder, &old).map_err(StoreError::io("replace", &folder))?;
        }
        fs::rename(&temporary, &folder).map_err(StoreError::io("write", &folder))?;
        if old.is_dir() {
            fs::remove_dir_all(&old).map_err(StoreError::io("remove", &old))?;
        }
        self.remove_checkpoint(key)
    }

    /// Reads a finished unit without its predictions.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn read_unit(&self, key: &UnitKey) -> Result<StoredUnit, StoreError> {
        let folder = self.unit_folder(key);
        Ok(StoredUnit {
            key: key.clone(),
            record: files::read_json(&folder.join("unit.json"))?,
            metrics: files::read_json(&folder.join("metrics.json"))?,
            history: read_table(&folder.join("history.csv"), history::from_csv)?,
            attention: read_table(&folder.join("attention.csv"), attention::from_csv)?,
            importance: read_table(&folder.join("importance.csv"), importance::from_csv)?,
        })
    }

    /// Reads a finished unit's predictions.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn read_predictions(&self, unit: &StoredUnit) -> Result<Predictions, StoreError> {
        let path = self.unit_folder(&unit.key).join("predictions.parquet");
        parquet::read_predictions(&path, &unit.metrics.evaluation.confusion.labels)
    }

    /// Writes `summary.json` and `summary.csv`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_summary(&self, summary: &Summary) -> Result<(), StoreError> {
        files::write_json(&self.root.join("summary.json"), summary)?;
        files::write(&self.root.join("summary.csv"), summary::to_csv(summary).as_bytes())
    }

    /// Reads `summary.json`.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn read_summary(&self) -> Result<Summary, StoreError> {
        files::read_json(&self.root.join("summary.json"))
    }
}

/// The records of a table that not every unit has; none where there is no such file.
fn read_table<T>(
    path: &Path,
    from_csv: impl FnOnce(&Path, &str) -> Result<Vec<T>, StoreError>,
) -> Result<Vec<T>, StoreError> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(path).map_err(StoreError::io("read", path))?;
    from_csv(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> UnitKey {
        "published.-.forest.s0".parse().unwrap()
    }

    #[test]
    fn a_failure_is_kept_and_a_half_written_unit_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (store, lock) = Store::create(folder.path()).unwrap();
        assert_eq!(store.state(&key()), UnitState::Absent);
        store.write_failure(&key(), "the loss is not finite").unwrap();
        let UnitState::Failed(record) = store.state(&key()) else { panic!("{:?}", store.state(&key())) };
        assert_eq!(record.reason, "the loss is not finite");

        fs::create_dir(store.units().join(".published.-.forest.s1")).unwrap();
        fs::create_dir(store.units().join("published.-.forest.s2")).unwrap();
        drop(lock);
        let (store, _lock) = Store::create(folder.path()).unwrap();
        assert!(!store.units().join(".published.-.forest.s1").exists());
        assert_eq!(store.state(&"published.-.forest.s2".parse().unwrap()), UnitState::Absent);
    }

    #[test]
    fn two_runs_do_not_share_a_store() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Store::create(folder.path()).unwrap();
        assert!(matches!(Store::create(folder.path()), Err(StoreError::Locked { .. })));
    }

    #[test]
    fn a_run_that_has_not_ended_is_told_from_another_folder() {
        let folder = tempfile::tempdir().unwrap();
        let _run = Store::create(folder.path()).unwrap();
        let error = Store::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("not finished") && error.contains("the same `idsbench run` goes on"), "{error}");
    }

    #[test]
    fn another_folder_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = Store::open(folder.path()).unwrap_err();
        assert!(error.to_string().contains("spec.yaml"), "{error}");
    }
}
