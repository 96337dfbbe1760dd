//! `idsbench data`: the editions, and the files on disk.

mod audit;
mod list;
mod show;
mod stand_in;
mod verify;
mod whereabouts;

use std::path::PathBuf;

use clap::Subcommand;

use crate::dataset::catalogue::Edition;
use crate::dataset::{self, DatasetError};
use crate::error::{Exit, Failure};

/// Editions of the datasets: what is known of them, where their files are, whether those are whole
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Audit(audit::Args),
    /// The editions of the catalogue
    List,
    /// Everything that is known of an edition: files, columns, rows, classes, traps, citation, terms
    Show {
        /// For example cicids2017/ml-csv
        edition: String,
    },
    /// The folder and files that a run would read; a member of a zip archive is written ARCHIVE.zip/MEMBER
    Where {
        /// For example cicids2017/ml-csv; without it every edition
        edition: Option<String>,
        /// Folder with the dataset's files
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Write generated rows in an edition's exact schema, to try things out at any size
    StandIn(stand_in::Args),
    /// Compare the files of a folder with the catalogue: presence, size, SHA-256, rows, classes
    Verify {
        /// For example cicids2017/ml-csv
        edition: String,
        /// Folder with the dataset's files
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        match self.command {
            Command::Audit(args) => args.execute(),
            Command::List => Ok(list::print()),
            Command::Show { edition } => Ok(show::print(find(&edition)?)),
            Command::Where { edition, data } => {
                whereabouts::print(edition.as_deref().map(find).transpose()?, data.as_deref())
            }
            Command::StandIn(args) => args.execute(find(&args.edition)?),
            Command::Verify { edition, data } => verify::print(find(&edition)?, data.as_deref()),
        }
    }
}

fn find(name: &str) -> Result<&'static Edition, Failure> {
    dataset::edition(name).map_err(|why: DatasetError| Failure::usage(why))
}
