//! The command line: one file per command, each in two stages: what was typed (the clap struct), then what it means.
//!
//! Data goes to stdout, log and progress to stderr.

mod audit;
mod check;
mod console;
mod data;
mod published;
mod report;
mod run;
mod verify;

use std::panic;

use clap::{Parser, Subcommand};

use crate::error::{Exit, Failure};

const EXAMPLES: &str = "Examples:
  idsbench run experiments/botiot.yaml                        on the built-in stand-in, where no files are
  idsbench run experiments/cicids2017.yaml --data ~/cicids2017 --seeds 0,1,2
  idsbench audit baselines/cicids2017-cnn-lstm.yaml           a paper's figures against each other, without training
  idsbench check experiments/botiot.yaml                      every mistake of a spec at once
  idsbench data list                                          the editions that are known
  idsbench data verify cicids2017/ml-csv --data ~/cicids2017
  idsbench report results/botiot                              the report again, from what is stored

Exit codes: 0 good, 1 a check or a unit failed, 2 wrong use or input, 3 a bug of ours, 130 stopped by Ctrl-C or SIGTERM.";

/// Re-runs published intrusion-detection experiments on identical splits with many seeds, and puts the figures beside the paper's.
#[derive(Debug, Parser)]
#[command(name = "idsbench", version, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Audit(audit::Args),
    Check(check::Args),
    Data(data::Args),
    Report(report::Args),
    Verify(verify::Args),
}

/// Parses the arguments of this process, does what they say, and prints what went wrong.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help_or_error) => {
            let exit = if help_or_error.use_stderr() { Exit::Usage } else { Exit::Success };
            // Nothing can be told when even the terminal is gone.
            let _ = help_or_error.print();
            return exit;
        }
    };
    console::init_log();
    match panic::catch_unwind(|| cli.command.execute()) {
        Ok(Ok(exit)) => exit,
        Ok(Err(Failure { exit, message })) => {
            console::error(&message);
            exit
        }
        Err(_) => {
            console::error("this is a bug of idsbench; the lines above say where. What was finished is stored.");
            Exit::Bug
        }
    }
}

impl Command {
    fn execute(self) -> Result<Exit, Failure> {
        match self {
            Self::Run(args) => args.execute(),
            Self::Audit(args) => args.execute(),
            Self::Check(args) => args.execute(),
            Self::Data(args) => args.execute(),
            Self::Report(args) => args.execute(),
            Self::Verify(args) => args.execute(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
