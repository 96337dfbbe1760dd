//! What runs say of a paper's claims: a verdict for every printed figure and every statement, and one line for the paper.
//!
//! A verdict never rests on more than what was run: each names the test behind it. All are withheld where the rows are generated. Where they are a part
//! of the edition, or units failed, figures are withheld and whatever rests on scores of ours is undecided, with what these rows show beside it;
//! only what is seen without a score (shared rows, a model that cannot see time) is told. The words are defined in [`Standing`], [`Holding`] and [`Answer`], once.

mod difference;
mod evidence;
mod figure;
#[cfg(test)]
mod fixture;
mod headline;
mod property;
mod statement;

pub use difference::{CONFIDENCE, Difference, PRACTICALLY_EQUAL};
pub use evidence::{Apart, Evidence, Run, Separation, class_score};
pub use figure::{FigureVerdict, Standing, figure_verdict};
pub use headline::{Answer, Headline, Question};
pub use statement::{Holding, StatementVerdict, statement_verdicts};
