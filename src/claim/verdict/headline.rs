//! One line for the paper: four questions, and the weakest answer.

use serde::Serialize;

use super::difference::{CONFIDENCE, Difference, PRACTICALLY_EQUAL};
use super::evidence::Evidence;
use super::figure::{FigureVerdict, Standing};
use crate::claim::published::{Figure, Paper};
use crate::stats::{Interval, corrected_resampled_t, mean};
use crate::text::points;

/// The score of the questions on hardening and baselines: it does not rise with the size of the largest class.
const SCORE: &str = "f1_macro";

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
            Self::Consistent => ("shows no contradiction with itself", "is not consistent with itself"),
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
        let open = open.join(", and whether it ");
        match (no.is_empty(), open.is_empty()) {
            (true, true) => format!("The paper's result {}.", yes.join(", ")),
            (true, false) => format!("The paper's result: it is open whether it {open}."),
            (false, true) => format!("The paper's result {}.", no.join(", ")),
            (false, false) => format!("The paper's result {}; open whether it {open}.", no.join(", ")),
        }
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
    pub fn of(paper: &Paper, evidence: &Evidence<'_>, consistent: Reasoned, figures: &[&FigureVerdict]) -> Self {
        let best = best_model(paper, evidence);
        let of_model = |answer: fn(&str, &Evidence<'_>) -> Reasoned| match (&evidence.withheld, best) {
            (Some(why), _) => (Answer::Undecided, why.clone()),
            (None, None) => (Answer::Undecided, "none of the paper's models was run".to_owned()),
            (None, Some(model)) => match (answer(model, evidence), evidence.why_open(std::iter::once(model))) {
                ((_, shown), Some(why)) => (Answer::Undecided, format!("{why}; on these rows: {shown}")),
                (answer, None) => answer,
            },
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

fn reproduced(figures: &[&FigureVerdict], evidence: &Evidence<'_>) -> Reasoned {
    let count = |wanted| figures.iter().filter(|verdict| verdict.standing == wanted).count();
    let told: Vec<String> = Standing::ALL
        .into_iter()
        .filter(|&standing| count(standing) > 0)
        .map(|standing| format!("{} {}", count(standing), standing.name()))
        .collect();
    let told = format!("{} printed figures: {}", figures.len(), told.join(", "));
    let beyond = figures.iter().filter(|verdict| verdict.beyond_chance).count();
    let told = if count(Standing::Above) + count(Standing::Below) == 0 {
        told
    } else {
        format!("{told}; {beyond} of them above or below beyond what chance among so many explains")
    };
    let answer = if beyond > 0 {
        Answer::No
    } else if !figures.is_empty() && count(Standing::Within) == figures.len() {
        Answer::Yes
    } else {
        Answer::Undecided
    };
    let why = evidence.withheld.as_ref().or(evidence.scores_withheld.as_ref());
    (answer, why.map_or_else(|| told.clone(), |why| format!("{told} ({why})")))
}

/// The two protocols have other rows in test, so seeds are no pairs: each mean has its interval, and the verdict needs them to be apart, or close, as a whole.
fn survives(model: &str, evidence: &Evidence<'_>) -> Reasoned {
    let Some(hardened) = evidence.hardened else {
        return (Answer::Undecided, "the experiment has no protocol `hardened`".to_owned());
    };
    if let Some(why) = &evidence.hardened_withheld {
        return (Answer::Undecided, why.clone());
    }
    let (Some(published), Some(hardened)) =
        (mean_interval(model, evidence.protocol, evidence), mean_interval(model, hardened, evidence))
    else {
        return (Answer::Undecided, format!("{model} has fewer than two runs under one of the protocols"));
    };
    let (least, most) = (published.low - hardened.high, published.high - hardened.low);
    let answer = if least > PRACTICALLY_EQUAL {
        Answer::No
    } else if most <= PRACTICALLY_EQUAL {
        Answer::Yes
    } else {
        Answer::Undecided
    };
    let why = format!(
        "under protocol {} {model} has between {} and {} points of macro F1 more than on the rows of the hardened one (97.5 % interval of either mean)",
        evidence.protocol,
        points(least),
        points(most)
    );
    (answer, why)
}

/// Where the mean of a model's macro F1 under a protocol lies, so sure that two such intervals hold together with 95 %; a score that is the same in every
/// seed is taken as it is.
fn mean_interval(model: &str, protocol: &str, evidence: &Evidence<'_>) -> Option<Interval> {
    let values: Vec<f64> = evidence.by_seed(protocol, model, None, SCORE).into_values().collect();
    let centre = mean(&values).filter(|_| values.len() > 1)?;
    let test = corrected_resampled_t(&values, evidence.ratio_of(protocol));
    Some(test.map_or(Interval { low: centre, high: centre }, |test| test.interval(1.0 - (1.0 - CONFIDENCE) / 2.0)))
}

/// Against the better of the baselines that were run.
fn beats_baselines(model: &str, evidence: &Evidence<'_>) -> Reasoned {
    let scores = |model: &str| evidence.by_seed(evidence.protocol, model, None, SCORE);
    let mean_of = |baseline: &str| mean(&scores(baseline).into_values().collect::<Vec<_>>());
    let best = evidence.baselines.iter().flatten().filter_map(|baseline| Some((*baseline, mean_of(baseline)?)));
    let Some((baseline, _)) = best.max_by(|(_, one), (_, other)| one.total_cmp(other)) else {
        return (Answer::Undecided, "neither the majority class nor one rule was run".to_owned());
    };
    let difference = match Difference::of(&scores(model), &scores(baseline), evidence.ratio()) {
        Ok(difference) => difference,
        Err(why) => return (Answer::Undecided, format!("macro F1 of {model} against {baseline}: {why}")),
    };
    let answer = match difference.is_larger() {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::Undecided,
    };
    let why = format!(
        "{model} has {} points of macro F1 more than {baseline} (posterior: {:.3} that it is more than one)",
        points(difference.mean),
        difference.larger
    );
    match evidence.baselines {
        [_, None] if answer == Answer::Yes => (Answer::Undecided, format!("{why}, but one rule was not run")),
        _ => (answer, why),
    }
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
            "The paper's result: it is open whether it is reproduced under its own protocol."
        );
        assert!(
            headline([Yes; 4])
                .line()
                .starts_with("The paper's result shows no contradiction with itself, is reproduced")
        );
        assert_eq!(headline([Yes, No, Yes, Undecided]).weakest(), No);
    }
}
