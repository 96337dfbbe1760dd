//! `idsbench data audit SPEC|EDITION`: the rows and their splits, before anything is trained.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use crate::audit::data::{DataAudit, Style, text};
use crate::cli::{console, run as cli_run};
use crate::error::{Exit, Failure};
use crate::run::progress::Progress;
use crate::run::{self, Inputs, Options};
use crate::spec;

const EXAMPLES: &str = "Examples:
  idsbench data audit experiments/ciciomt2024.yaml --data ~/ciciomt2024   the spec's classes, columns and splits
  idsbench data audit bot-iot/10-best --data ~/bot-iot                    every raw label a class, no column dropped
  idsbench data audit experiments/botiot.yaml --all                       with the checks that found nothing
  idsbench data audit bot-iot/10-best --json | jq '.audit.outcomes[] | select(.level == \"flag\")'

docs/data-checks.md says what each check measures and where its threshold is from.
Exit codes: 0 nothing is flagged, 1 something is, 2 wrong use or input, 130 stopped by Ctrl-C or SIGTERM.";

/// Version of what `--json` prints.
const FORMAT_VERSION: u32 = 1;

/// Look at the rows and their splits as a sceptical reviewer would, without training
///
/// Duplicates, conflicting labels, identifiers, columns that tell the class by themselves or order the capture: each with a statistic, a
/// threshold and what it does to a figure.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// An experiment file, or an edition such as bot-iot/10-best
    #[arg(value_name = "SPEC|EDITION")]
    subject: String,

    /// Folder with the dataset's files; without it $IDSBENCH_DATA/<dataset>, then ./data/<dataset>, then the stand-in
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Print JSON
    #[arg(long, conflicts_with = "all")]
    json: bool,

    /// Write out what was checked without a finding, and what could not be checked
    #[arg(long)]
    all: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    format_version: u32,
    subject: &'a str,
    audit: &'a DataAudit,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        let cancel = cli_run::cancel_on_signals()?;
        let audit = self.audit(console::progress().as_ref(), &cancel)?;
        if self.json {
            let printed = Printed { format_version: FORMAT_VERSION, subject: &self.subject, audit: &audit };
            console::data(&serde_json::to_string_pretty(&printed).expect("strings and numbers are always JSON"));
        } else {
            let style = Style { width: console::width(), colour: console::data_in_colour(), all: self.all };
            console::data(&text(&audit, &self.subject, style));
        }
        Ok(if audit.flags() { Exit::Failed } else { Exit::Success })
    }

    fn audit(&self, progress: &dyn Progress, cancel: &AtomicBool) -> Result<DataAudit, Failure> {
        let path = Path::new(&self.subject);
        if !is_spec(path) {
            let edition = super::find(&self.subject)?;
            return Ok(run::audit_edition(edition, self.data.as_deref(), progress, cancel)?);
        }
        let mut experiment = spec::load(path).map_err(Failure::usage)?;
        // One split a protocol is looked at, so no other is cut.
        experiment.seeds.truncate(1);
        let claims = experiment.claims.as_deref().map(|claims| cli_run::find_claims(claims, path));
        let options = Options { claims, data: self.data.clone(), ..Options::default() };
        let inputs = Inputs::read(&experiment, &options, progress)?;
        inputs.audit_rows(progress, cancel).map_err(|stopped| run::RunError::from(stopped).into())
    }
}

/// An edition's name has no ending, and no file is called so.
fn is_spec(path: &Path) -> bool {
    path.is_file() || path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}
