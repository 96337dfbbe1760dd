//! `idsbench run`: from a spec to a report.

use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use indexmap::{IndexMap, IndexSet};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::console;
use crate::error::{Exit, Failure};
use crate::run::plan::Selection;
use crate::run::progress::{Event, Progress};
use crate::run::store::UnitKey;
use crate::run::{self, Inputs, Options, Outcome};
use crate::spec::{self, Engine, Experiment, SampleSpec};

/// Train an experiment's models over identical splits and write results and report
///
/// Finished units are kept: the same command continues an interrupted run, and trains again only what the spec or the rows have changed. Ctrl-C, SIGTERM (timeout, Slurm, docker stop) and, unless it was started under nohup, a closed terminal (SIGHUP) stop it after the current step and keep what an unfinished training has learned; a kill loses ten seconds of a training at most. A second signal stops it at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Experiment file
    spec: PathBuf,

    /// Folder with the dataset's files; without it $IDSBENCH_DATA/<dataset>, then ./data/<dataset>, then the stand-in
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Read the dataset's files even where their rows are in the cache ($IDSBENCH_CACHE, else ~/.cache/idsbench), and keep nothing
    #[arg(long)]
    no_cache: bool,

    /// Keep a stratified sample of so many rows, chosen while they are read; beside a sample in the spec, its rows only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(10..=1_000_000_000))]
    sample: Option<u64>,

    /// Folder that gets results/<experiment> and reports/<experiment>
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,

    /// Only these models
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    models: Vec<String>,

    /// Only these protocols
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    protocols: Vec<String>,

    /// These seeds instead of the spec's
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    seeds: Vec<u64>,

    /// Who does the arithmetic, for every model that has both engines; `reference` is independent code, slow, for small sizes
    #[arg(long, value_name = "ENGINE")]
    engine: Option<EngineName>,

    /// Units at once [default: one a processor, fewer where memory is short]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Threads in each unit
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,

    /// Read the rows and say what would be trained, then stop
    #[arg(long)]
    dry_run: bool,
}

/// As typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum EngineName {
    Native,
    Reference,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Native => Self::Native,
            EngineName::Reference => Self::Reference,
        }
    }
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        let mut experiment = spec::load(&self.spec).map_err(Failure::usage)?;
        if !self.seeds.is_empty() {
            // A seed that is typed twice is trained once, as a model is.
            experiment.seeds = self.seeds.into_iter().collect::<IndexSet<u64>>().into_iter().collect();
        }
        if let Some(rows) = self.sample {
            experiment.dataset.sample_mut().get_or_insert(SampleSpec::of(rows)).rows = rows;
        }
        let options = Options {
            claims: experiment.claims.as_deref().map(|claims| find_claims(claims, &self.spec)),
            data: self.data,
            cache: !self.no_cache,
            out: self.out,
            selection: Selection { models: self.models, protocols: self.protocols },
            jobs: self.jobs.map(usize::from),
            threads: usize::from(self.threads),
        };
        let progress = console::progress();
        if let Some(engine) = self.engine {
            use_engine(&mut experiment, engine.into(), progress.as_ref());
        }
        let mut inputs = Inputs::read(&experiment, &options, progress.as_ref())?;
        if self.dry_run {
            console::data(&inputs.describe(options.threads));
            return Ok(Exit::Success);
        }
        let outcome = run::run(&mut inputs, &options, progress.as_ref(), cancel_on_signals()?.as_ref())?;
        if outcome.interrupted {
            tell_failures(&outcome.failed);
            console::log(&format!(
                "stopped: {} of {} units are done; the same command goes on from here",
                outcome.done(),
                outcome.planned
            ));
            return Ok(Exit::Interrupted);
        }
        finish(&outcome, &options, progress.as_ref())
    }
}

/// Has `engine` do the arithmetic of every model that can; says which cannot, and why.
fn use_engine(experiment: &mut Experiment, engine: Engine, progress: &dyn Progress) {
    for (name, model) in &mut experiment.models {
        if let Err(why) = model.kind.use_engine(engine) {
            progress.tell(&Event::Note(&format!("{name} keeps its own engine: {why}")));
        }
    }
}

/// The claims file as named, else the same path from the spec's folder or the one above, so that a spec works from anywhere.
pub(super) fn find_claims(claims: &Path, spec: &Path) -> PathBuf {
    let above = spec.ancestors().skip(1).take(2).map(|folder| folder.join(claims));
    iter::once(claims.to_owned()).chain(above).find(|path| path.is_file()).unwrap_or_else(|| claims.to_owned())
}

/// Writes the report and says where everything is.
fn finish(outcome: &Outcome, options: &Options, progress: &dyn Progress) -> Result<Exit, Failure> {
    progress.tell(&Event::Note("writing the report"));
    let written = super::report::write(&outcome.results, &options.out)?;
    for line in written {
        console::data(&line);
    }
    if outcome.failed.is_empty() {
        return Ok(Exit::Success);
    }
    tell_failures(&outcome.failed);
    Ok(Exit::Failed)
}

/// One error for each reason: what is wrong with a protocol is wrong with every unit of it.
fn tell_failures(failed: &[(UnitKey, String)]) {
    let mut units_of: IndexMap<&str, Vec<&UnitKey>> = IndexMap::new();
    for (unit, reason) in failed {
        units_of.entry(reason).or_default().push(unit);
    }
    for (reason, units) in units_of {
        let more = match units.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        console::error(&format!("{}{more} failed: {reason}", units[0]));
    }
}

/// The terminal was closed.
#[cfg(unix)]
const HANGUP: Option<i32> = Some(signal_hook::consts::SIGHUP);
#[cfg(not(unix))]
const HANGUP: Option<i32> = None;

/// The first Ctrl-C, SIGTERM or SIGHUP asks the units to stop, the second one ends the process.
pub(super) fn cancel_on_signals() -> Result<Arc<AtomicBool>, Failure> {
    let cancel = Arc::new(AtomicBool::new(false));
    let wanted = [Some(SIGINT), Some(SIGTERM), HANGUP.filter(|_| !run::ignores_hangup())];
    let unheard = |why| Failure::usage(format!("signals cannot be handled: {why}"));
    for signal in wanted.into_iter().flatten() {
        // In this order: the first signal finds the flag unset.
        flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, Arc::clone(&cancel)).map_err(unheard)?;
        flag::register(signal, Arc::clone(&cancel)).map_err(unheard)?;
    }
    Ok(cancel)
}
