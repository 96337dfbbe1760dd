//! By how much a model is said to be better than another against the printed figures of both.

use num_traits::{One, Signed, Zero};

use super::support::{
    ALIKE, decimal, exactly, falling, image, listed, modes, not_checkable, percent, printed, share, widest, word,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Mismatch, Unremarkable};
use crate::audit::claim::exact::{Range, Rational, Rounding};
use crate::claim::published::{Figure, Improvement, ImprovementKind, Paper, Table};
use crate::metric::catalogue;

pub(super) static CHECK: Check = Check {
    name: "improvements",
    title: "Improvements",
    definition: "An improvement from b to a is a − b in percentage points, (a − b)/b, or (a − b)/(1 − b), the share of errors that \
                 went away; where less is better, b − a and (b − a)/b. Each is a range, since a and b are rounded, and one has to \
                 meet the printed figure, in any table that has both models. A figure above 1 without percent sign is in per cent.",
    source: "the definitions",
    assumptions: "The improvement is of two printed figures of one table.",
    example: "From 94 % to 97 %: 3 points, 3.19 % relative, 50 % fewer errors; a printed 5 % is none of them.",
    run,
};

const KINDS: [ImprovementKind; 3] =
    [ImprovementKind::Points, ImprovementKind::Relative, ImprovementKind::ErrorReduction];

fn run(case: &Case<'_>) -> Vec<Finding> {
    case.paper.improvements.iter().map(|improvement| judge(case.paper, improvement)).collect()
}

fn name(kind: ImprovementKind) -> &'static str {
    match kind {
        ImprovementKind::Points => "percentage points",
        ImprovementKind::Relative => "a relative gain",
        ImprovementKind::ErrorReduction => "a reduction of errors",
    }
}

/// Figures of both models: of every table that has both, else from wherever they stand.
fn figures<'a>(paper: &'a Paper, improvement: &Improvement) -> Vec<[&'a Figure; 2]> {
    let Improvement { model, over, metric, .. } = improvement;
    let in_table = |table: &'a Table| Some([table.rows.get(model)?.get(metric)?, table.rows.get(over)?.get(metric)?]);
    let pairs: Vec<[&Figure; 2]> = paper.tables.iter().filter_map(in_table).collect();
    if !pairs.is_empty() {
        return pairs;
    }
    paper.figure(model, metric).zip(paper.figure(over, metric)).map(|(a, b)| [a, b]).into_iter().collect()
}

fn judge(paper: &Paper, improvement: &Improvement) -> Finding {
    let Improvement { model, over, metric, figure, kind } = improvement;
    let place = format!("{}, {} of {model} over {over}", figure.place, word(metric));
    let printed_pairs = figures(paper, improvement);
    if printed_pairs.is_empty() {
        return not_checkable(CHECK.name, place, "the figures of both models are not printed");
    }
    let usable = |pair: &[&Figure; 2]| pair.iter().all(|figure| !share(Rounding::Nearest, figure).is_empty());
    let pairs: Vec<[&Figure; 2]> = printed_pairs.into_iter().filter(usable).collect();
    let rising = catalogue::find(metric).is_none_or(|info| info.higher_is_better);
    let meant = |fitting: &[ImprovementKind]| match kind {
        Some(stated) => fitting.contains(stated),
        None => !fitting.is_empty(),
    };
    let judged = pairs.iter().map(|&pair| (pair, fitting(improvement, rising, pair)));
    // The first table speaks for the paper where none fits.
    let Some(([a, b], fitting)) = judged.clone().find(|(_, fitting)| meant(fitting)).or_else(|| judged.clone().next())
    else {
        return not_checkable(CHECK.name, place, "the figures are no shares");
    };
    let good = meant(&fitting);
    let words: Vec<String> = fitting.iter().map(|&kind| name(kind).to_owned()).collect();
    let (is, pa, pb) = (printed(figure), printed(a), printed(b));
    let says = match (good, kind) {
        (true, _) => format!("{is} can be {} from {pb} to {pa}.", words.join(" or ")),
        (false, Some(stated)) if !fitting.is_empty() => {
            format!("{is} is said to be {}, but from {pb} to {pa} it is {}.", name(*stated), words.join(" or "))
        }
        (false, _) => format!("From {pb} to {pa} is no improvement of {is}, in points, relative or in errors."),
    };
    let shown: Vec<String> = KINDS.into_iter().filter_map(|kind| show(kind, rising, a, b)).collect();
    Finding::new(CHECK.name, if good { Unremarkable } else { Mismatch }, place, says)
        .arithmetic(format!("{} ({}); printed {is}", listed(&shown), a.place))
        .assuming(ALIKE)
        .assuming("the improvement is of two printed figures of one table")
}

/// The kinds of improvement that the printed one can be, from the second figure to the first.
fn fitting(improvement: &Improvement, rising: bool, [a, b]: [&Figure; 2]) -> Vec<ImprovementKind> {
    let fits = |kind: &ImprovementKind| {
        let meets = |mode| {
            let gain = gain(*kind, rising, &share(mode, a), &share(mode, b));
            let meant = meanings(mode, &improvement.figure, *kind);
            gain.is_none_or(|gain| meant.iter().any(|meant| !gain.intersection(meant).is_empty()))
        };
        !modes(meets).is_empty()
    };
    KINDS.into_iter().filter(fits).collect()
}

/// What a printed improvement can stand for: `3` without percent sign is 3 %, and `0.5` may be half a percentage point.
fn meanings(mode: Rounding, figure: &Figure, kind: ImprovementKind) -> Vec<Range> {
    let range = mode.range(figure.value);
    let may_be_percent = kind == ImprovementKind::Points || exactly(figure).abs() > Rational::one();
    if figure.value.is_percent() || !may_be_percent {
        return vec![range];
    }
    let hundredth = image([&range], |[value]| value / Rational::from_integer(100.into()));
    vec![range, hundredth]
}

/// The improvements that numbers of two ranges allow; `None` where a denominator may be 0 and nothing is excluded.
fn gain(kind: ImprovementKind, rising: bool, a: &Range, b: &Range) -> Option<Range> {
    let one = Rational::one;
    if !rising {
        // Less is better: what is left of b went away.
        return match kind {
            ImprovementKind::Points => Some(image([b, &falling(a)], |[b, a]| b - a)),
            _ if b.low.value.is_zero() => None,
            _ => Some(image([b, &falling(a)], |[b, a]| one() - a / b)),
        };
    }
    match kind {
        ImprovementKind::Points => Some(image([a, &falling(b)], |[a, b]| a - b)),
        ImprovementKind::Relative => (!b.low.value.is_zero()).then(|| image([a, &falling(b)], |[a, b]| a / b - one())),
        ImprovementKind::ErrorReduction => {
            (b.high.value != one()).then(|| image([a, &falling(b)], |[a, b]| one() - (one() - a) / (one() - b)))
        }
    }
}

fn show(kind: ImprovementKind, rising: bool, a: &Figure, b: &Figure) -> Option<String> {
    let (exact_a, exact_b) = (Range::point(exactly(a)), Range::point(exactly(b)));
    let value = gain(kind, rising, &exact_a, &exact_b)?.low.value;
    let range = gain(kind, rising, &widest(a), &widest(b));
    let cut = range.map_or_else(String::new, |range| {
        let hundred = Rational::from_integer(100.into());
        format!(" ({} to {})", decimal(&(range.low.value * &hundred), 2), decimal(&(range.high.value * &hundred), 2))
    });
    Some(match kind {
        ImprovementKind::Points => format!("{} points{cut}", percent(&value, 2).trim_end_matches(" %")),
        ImprovementKind::Relative => format!("{} relative{cut}", percent(&value, 2)),
        ImprovementKind::ErrorReduction => format!("{} of the errors{cut}", percent(&value, 2)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{binary, figure, run, severities, table};
    use super::*;
    use crate::audit::claim::Severity::{self, NotCheckable};

    fn severity(metric: &str, [a, b]: [&str; 2], by: &str, kind: Option<ImprovementKind>) -> (Severity, String) {
        let improvement = Improvement {
            model: "new".to_owned(),
            over: "old".to_owned(),
            metric: metric.to_owned(),
            figure: figure(by),
            kind,
        };
        let rows = [format!("new {metric}={a}"), format!("old {metric}={b}")];
        let paper = Paper { improvements: vec![improvement], ..binary(&rows.each_ref().map(String::as_str)) };
        let finding = run(&CHECK, &paper).remove(0);
        (finding.severity, finding.says)
    }

    #[test]
    fn each_kind_is_found() {
        for by in ["3%", "3.2%", "50%"] {
            assert_eq!(severity("accuracy", ["97.0%", "94.0%"], by, None).0, Unremarkable, "{by}");
        }
        assert_eq!(severity("accuracy", ["97.0%", "94.0%"], "5%", None).0, Mismatch);
        assert_eq!(severity("accuracy", ["97.0%", "94.0%"], "0%", None).0, Mismatch);
    }

    #[test]
    fn a_stated_kind_is_held_to() {
        let (found, says) = severity("accuracy", ["97.00%", "94.00%"], "3.19%", Some(ImprovementKind::Points));
        assert_eq!(found, Mismatch);
        assert!(says.contains("it is a relative gain"), "{says}");
        assert_eq!(
            severity("accuracy", ["97.00%", "94.00%"], "3.19%", Some(ImprovementKind::Relative)).0,
            Unremarkable
        );
    }

    #[test]
    fn rounding_gives_room() {
        // 96.55 to 97.45 less 93.55 to 94.45.
        assert_eq!(severity("accuracy", ["97%", "94%"], "3.9%", Some(ImprovementKind::Points)).0, Unremarkable);
        assert_eq!(severity("accuracy", ["97%", "94%"], "4.1%", Some(ImprovementKind::Points)).0, Mismatch);
    }

    #[test]
    fn fewer_false_alarms_are_an_improvement() {
        assert_eq!(severity("false_alarm_rate", ["1.0%", "4.0%"], "75%", None).0, Unremarkable);
        assert_eq!(severity("false_alarm_rate", ["1.0%", "4.0%"], "3.0%", None).0, Unremarkable);
    }

    #[test]
    fn a_percent_sign_may_be_missing() {
        use ImprovementKind::{Points, Relative};
        assert_eq!(severity("accuracy", ["97.0%", "94.0%"], "3", Some(Points)).0, Unremarkable);
        assert_eq!(severity("accuracy", ["97.0%", "94.0%"], "3.2", Some(Relative)).0, Unremarkable);
        assert_eq!(severity("accuracy", ["97.0%", "96.5%"], "0.5", Some(Points)).0, Unremarkable);
        assert_eq!(severity("accuracy", ["97.0%", "96.5%"], "0.5", Some(Relative)).0, Mismatch);
        assert_eq!(severity("accuracy", ["97.0%", "94.0%"], "5", None).0, Mismatch);
    }

    #[test]
    fn any_table_with_both_models_may_be_meant() {
        let improvement = Improvement {
            model: "new".to_owned(),
            over: "old".to_owned(),
            metric: "accuracy".to_owned(),
            figure: figure("3%"),
            kind: Some(ImprovementKind::Points),
        };
        let mut paper = binary(&["new accuracy=97.0%", "old accuracy=92.0%"]);
        paper.improvements = vec![improvement];
        assert_eq!(severities(&CHECK, &paper), [Mismatch]);
        let second = Table { place: "Table 2".to_owned(), ..table(&["new accuracy=96.0%", "old accuracy=93.0%"]) };
        paper.tables.push(second);
        assert_eq!(severities(&CHECK, &paper), [Unremarkable]);
        paper.improvements[0].figure = figure("7%");
        assert_eq!(severities(&CHECK, &paper), [Mismatch]);
    }

    #[test]
    fn what_cannot_be_divided_is_left_out() {
        assert_eq!(severity("accuracy", ["100%", "0%"], "100%", None).0, Unremarkable);
        assert_eq!(severity("accuracy", ["97", "94"], "3%", None).0, NotCheckable);
    }
}
