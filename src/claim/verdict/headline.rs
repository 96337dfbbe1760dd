//! One line for the paper: four questions, and the weakest answer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::difference::{CONFIDENCE, Difference};
use super::evidence::Evidence;
use super::figure::Standing;
use crate::claim::published::{Figure, Paper};
use crate::stats::mean;
use crate::text::points;

/// The score of the questions on hardening and baselines: it does not rise with the size of the largest class.
const SCORE: &str = "f1_macro";

/// Models that learn next to nothing.
const BASELINES: [&str; 2] = ["majority", "one_rule"];

/// What a reader wants to know of a paper, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Do its figures agree with each other?
    Consistent,
    /// Do we find them under its own protocol?
    Reproduced,
    /// Do they survive a split without doubles, identifiers and neighbours?
    SurvivesHardening,
    /// Does its model beat models that learn next to nothing?
    BeatsBaselines,
}

impl Question {
    /// As a question.
    pub fn text(self) -> &'static str {
        match self {
            Self::Consistent => "Consistent with itself?",
            Self::Reproduced => "Reproduced under its own protocol?",
            Self::SurvivesHardening => "Survives the hardened protocol?",
            Self::BeatsBaselines => "Beats the trivial baselines?",
        }
    }

    /// The words of a "yes" and of a "no" in the line above all.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Consistent => ("is consistent with itself", "is not consistent with itself"),
            Self::Reproduced => ("is reproduced under its own protocol", "is not reproduced under its own protocol"),
            Self::SurvivesHardening => ("survives the hardened protocol", "does not survive the hardened protocol"),
            Self::BeatsBaselines => ("beats the trivial baselines", "does not beat the trivial baselines"),
        }
    }
}

/// An answer, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// No.
    No,
    /// The evidence does not decide.
    Undecided,
    /// Yes.
    Yes,
}

impl Answer {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Undecided => "undecided",
            Self::Yes => "yes",
        }
    }
}

/// The answers and the line above them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headline {
    /// Each question with its answer and why.
    pub answers: Vec<(Question, Answer, String)>,
}

impl Headline {
    /// The line: what is answered with no, then what is open; only where neither is left, that all holds. Never better than its weakest link.
    pub fn line(&self) -> String {
        let with = |wanted: Answer| -> Vec<&'static str> {
            let those = self.answers.iter().filter(|(_, answer, _)| *answer == wanted);
            those
                .map(|(question, ..)| if wanted == Answer::No { question.words().1 } else { question.words().0 })
                .collect()
        };
        let (no, open, yes) = (with(Answer::No), with(Answer::Undecided), with(Answer::Yes));
        let mut parts = Vec::new();
        if !no.is_empty() {
            parts.push(format!("The paper's result {}", no.join(", ")));
        }
        if !open.is_empty() {
            let opening = if no.is_empty() { "It is open" } else { "open" };
            parts.push(format!("{opening} whether it {}", open.join(", and whether it ")));
        }
        if no.is_empty() && open.is_empty() {
            parts.push(format!("The paper's result {}", yes.join(", ")));
        }
        format!("{}.", parts.join("; "))
    }

    /// The weakest of the answers.
    pub fn weakest(&self) -> Answer {
        self.answers.iter().map(|(_, answer, _)| *answer).min().unwrap_or(Answer::Undecided)
    }
}

/// An answer with its reason.
type Reasoned = (Answer, String);

impl Headline {
    /// The answers from what was found: `consistent` by the audit of the printed figures, `figures` by the verdicts on each.
    pub fn of(paper: &Paper, evidence: &Evidence<'_>, consistent: Reasoned, figures: &[Standing]) -> Self {
        let best = best_model(paper, evidence);
        let of_model = |answer: fn(&str, &Evidence<'_>) -> Reasoned| match (&evidence.withheld, best) {
            (Some(why), _) => (Answer::Undecided, why.clone()),
            (None, None) => (Answer::Undecided, "none of the paper's models was run".to_owned()),
            (None, Some(model)) => answer(model, evidence),
        };
        let answers = [
            (Question::Consistent, consistent),
            (Question::Reproduced, reproduced(figures, evidence)),
            (Question::SurvivesHardening, of_model(survives)),
            (Question::BeatsBaselines, of_model(beats_baselines)),
        ];
        Self { answers: answers.map(|(question, (answer, why))| (question, answer, why)).into() }
    }
}

/// The paper's model with the highest printed accuracy, of those that were run.
fn best_model<'a>(paper: &'a Paper, evidence: &Evidence<'_>) -> Option<&'a str> {
    let printed = |model: &str| paper.figure(model, "accuracy").map_or(0.0, Figure::as_f64);
    let models = paper.models().into_iter().filter(|model| evidence.plain(model).next().is_some());
    models.reduce(|best, next| if printed(next) > printed(best) { next } else { best })
}

fn reproduced(figures: &[Standing], evidence: &Evidence<'_>) -> Reasoned {
    let count = |wanted| figures.iter().filter(|&&standing| standing == wanted).count();
    let told: Vec<String> = Standing::ALL
        .into_iter()
        .filter(|&standing| count(standing) > 0)
        .map(|standing| format!("{} {}", count(standing), standing.name()))
        .collect();
    let told = format!("{} printed figures: {}", figures.len(), told.join(", "));
    let answer = if count(Standing::Above) + count(Standing::Below) > 0 {
        Answer::No
    } else if !figures.is_empty() && count(Standing::Within) == figures.len() {
        Answer::Yes
    } else {
        Answer::Undecided
    };
    let why = evidence.withheld.as_ref().or(evidence.figures_withheld.as_ref());
    (answer, why.map_or_else(|| told.clone(), |why| format!("{told} ({why})")))
}

fn survives(model: &str, evidence: &Evidence<'_>) -> Reasoned {
    let Some(hardened) = evidence.hardened else {
        return (Answer::Undecided, "the experiment has no protocol `hardened`".to_owned());
    };
    if let Some(why) = &evidence.hardened_withheld {
        return (Answer::Undecided, why.clone());
    }
    let (published, hardened) = (scores(model, evidence.protocol, evidence), scores(model, hardened, evidence));
    decide(&published, &hardened, model, evidence, |difference| {
        let answer = where_larger(difference, Answer::No, Answer::Yes);
        let why = format!(
            "{model} has {} points of macro F1 under protocol {} compared with the hardened one (posterior: {:.3} that it is more than one)",
            points(difference.mean),
            evidence.protocol,
            difference.larger
        );
        (answer, why)
    })
}

/// Against the better of the baselines that were run.
fn beats_baselines(model: &str, evidence: &Evidence<'_>) -> Reasoned {
    let mean_of =
        |baseline: &str| mean(&scores(baseline, evidence.protocol, evidence).into_values().collect::<Vec<_>>());
    let best = BASELINES.into_iter().filter_map(|baseline| Some((baseline, mean_of(baseline)?)));
    let Some((baseline, _)) = best.max_by(|(_, one), (_, other)| one.total_cmp(other)) else {
        return (Answer::Undecided, "neither majority nor one_rule was run".to_owned());
    };
    let (ours, theirs) = (scores(model, evidence.protocol, evidence), scores(baseline, evidence.protocol, evidence));
    decide(&ours, &theirs, model, evidence, |difference| {
        let answer = where_larger(difference, Answer::Yes, Answer::No);
        let why = format!(
            "{model} has {} points of macro F1 more than {baseline}, the better of them (posterior: {:.3} that it is more than one)",
            points(difference.mean),
            difference.larger
        );
        (answer, why)
    })
}

/// `larger` where the first score is larger by more than a point, `otherwise` where it is not, both with the confidence that verdicts ask for.
fn where_larger(difference: &Difference, larger: Answer, otherwise: Answer) -> Answer {
    if difference.larger >= CONFIDENCE {
        larger
    } else if difference.smaller + difference.equal >= CONFIDENCE {
        otherwise
    } else {
        Answer::Undecided
    }
}

fn decide(
    first: &BTreeMap<u64, f64>,
    second: &BTreeMap<u64, f64>,
    model: &str,
    evidence: &Evidence<'_>,
    judge: impl Fn(&Difference) -> Reasoned,
) -> Reasoned {
    match Difference::of(first, second, evidence.test_per_train(model)) {
        Ok(difference) => judge(&difference),
        Err(why) => (Answer::Undecided, format!("macro F1 of {model}: {why}")),
    }
}

fn scores(model: &str, protocol: &str, evidence: &Evidence<'_>) -> BTreeMap<u64, f64> {
    let runs = evidence.runs.iter();
    let plain = runs.filter(|run| run.protocol == protocol && run.control.is_none() && run.model == model);
    plain.filter_map(|run| Some((run.seed, evidence.scalar(run, SCORE)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(answers: [Answer; 4]) -> Headline {
        let questions =
            [Question::Consistent, Question::Reproduced, Question::SurvivesHardening, Question::BeatsBaselines];
        let with_reason = |(question, answer)| (question, answer, String::new());
        Headline { answers: questions.into_iter().zip(answers).map(with_reason).collect() }
    }

    #[test]
    fn the_line_is_never_better_than_its_weakest_link() {
        use Answer::{No, Undecided, Yes};
        assert_eq!(
            headline([No, Undecided, No, Yes]).line(),
            "The paper's result is not consistent with itself, does not survive the hardened protocol; open whether it is reproduced under its own protocol."
        );
        assert_eq!(
            headline([Yes, Undecided, Yes, Yes]).line(),
            "It is open whether it is reproduced under its own protocol."
        );
        assert!(headline([Yes; 4]).line().starts_with("The paper's result is consistent with itself, is reproduced"));
        assert_eq!(headline([Yes, No, Yes, Undecided]).weakest(), No);
    }
}
