//! `idsbench data stand-in EDITION --rows N|full --out DIR`

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use crate::cli::console;
use crate::dataset::catalogue::Edition;
use crate::dataset::standin::{self, Rows};
use crate::error::{Exit, Failure};
use crate::run::progress::bytes;
use crate::spec::Shares;

/// What was typed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// For example cicids2017/ml-csv
    pub(super) edition: String,
    /// Number of rows, or `full`: every file with exactly the rows and classes of the published one
    #[arg(long, value_name = "N|full")]
    rows: Count,
    /// New or empty folder for the files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Seed of the generator
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Proportions of the classes; as published where it is left out
    #[arg(long, value_enum)]
    shares: Option<Proportions>,
}

/// `N` or `full`.
#[derive(Debug, Clone, Copy)]
enum Count {
    Full,
    Some(u64),
}

impl FromStr for Count {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "full" => Ok(Self::Full),
            number => number.parse().map(Self::Some).map_err(|_| "neither a number of rows nor `full`"),
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Proportions {
    /// As published
    Edition,
    /// Rare classes lifted, so that a small sample holds them
    Milder,
}

impl Args {
    pub(super) fn execute(&self, edition: &'static Edition) -> Result<Exit, Failure> {
        let rows = match (self.rows, self.shares) {
            (Count::Full, Some(Proportions::Milder)) => {
                return Err(Failure::usage("--rows full has the published classes; leave --shares milder out"));
            }
            (Count::Full, _) => Rows::Full,
            (Count::Some(rows), Some(Proportions::Milder)) => Rows::Some(rows, Shares::Milder),
            (Count::Some(rows), _) => Rows::Some(rows, Shares::Edition),
        };
        let mut file = String::new();
        let mut tell = |name: &str| {
            if file != name {
                name.clone_into(&mut file);
                console::log(&format!("writing {name}"));
            }
        };
        let written = standin::write_folder(edition, rows, self.seed, &self.out, &mut tell).map_err(Failure::usage)?;
        console::data(&format!(
            "{} in {}: generated rows in the schema of {}, not the dataset; {} says so to every later run",
            bytes(written),
            self.out.display(),
            edition.name,
            standin::MARK
        ));
        Ok(Exit::Success)
    }
}
