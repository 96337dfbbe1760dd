//! Classes that were captured in one go.

use super::{Check, listed, percent};
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};

/// The check.
pub(super) const CHECK: Check = Check {
    name: "sliver_classes",
    title: "Classes that live in a sliver of the capture",
    question: "Is a class a kind of traffic, or a moment of the capture?",
    statistic: "For each class the shortest stretches of its files that hold 95 % of its rows, and the share of the other classes' rows in these files that lie outside of \
                them: near 0.05 for a class that runs all along, 1 for one that stands in a block. Files with fewer than 30 rows of the class are left out; where \
                that loses more than 5 % of it, or leaves no row of another class, the files are taken as one after the other. Classes with fewer than 30 rows are left out. \
                It is flagged only where another class runs along (less than half of the others outside): a table that is merely sorted by class is a warning, \
                and so are classes with files of their own.",
    thresholds: &[&WARN, &FLAG],
    source: "Arp et al., USENIX Security 2022, pitfalls P1, sampling bias, and P4, spurious correlations; the measure is ours.",
    shortcut: false,
    run,
};

const WARN: Threshold = Threshold::new(
    "share of the other classes outside of the class's stretch, warning",
    0.75,
    "ours, because the class then lasts for a quarter of what else was captured, or less",
);

const FLAG: Threshold = Threshold::new(
    "share of the other classes outside of the class's stretch, flag",
    0.95,
    "ours, because the class then lasts for a twentieth of what else was captured, or less",
);

/// Share of a class's rows that its stretch holds.
const HELD: f64 = 0.95;
/// Rows of a class below which its stretch is short by chance.
const FEWEST: usize = 30;
/// A class that leaves fewer of the others outside runs along.
const ALONG: f64 = 0.5;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let places = Places::new(case);
    let names = |classes: &[u32]| -> Vec<&str> {
        classes.iter().map(|&class| case.rows.class_names[class as usize].as_str()).collect()
    };
    let present: Vec<u32> = (0..places.of_class.len() as u32).filter(|&class| places.rows(class) > 0).collect();
    if present.len() < 2 {
        return vec![Outcome::not_applicable(CHECK.name, "the rows are of one class")];
    }
    let (own, shared): (Vec<u32>, Vec<u32>) = present.iter().partition(|&&class| places.has_own_files(class));
    let outside: Vec<(u32, f64)> =
        shared.into_iter().filter_map(|class| Some((class, places.others_outside(class)?))).collect();
    let runs_along = outside.iter().any(|&(_, outside)| outside < ALONG);
    let mut outcomes = Vec::new();
    if !own.is_empty() {
        outcomes.push(own_files(&names(&own), present.len()));
    }
    for level in [Level::Flag, Level::Warning] {
        let level_of = |outside: f64| match Level::of_large(&statistic(outside), WARN.value, FLAG.value) {
            Level::Flag if !runs_along => Level::Warning,
            level => level,
        };
        let of_level: Vec<(u32, f64)> =
            outside.iter().copied().filter(|&(_, outside)| level_of(outside) == level).collect();
        if !of_level.is_empty() {
            outcomes.push(slivers(case, level, &of_level, present.len(), runs_along));
        }
    }
    if outcomes.is_empty() {
        outcomes.push(nothing(case, &outside));
    }
    outcomes
}

fn statistic(outside: f64) -> Statistic {
    Statistic::exact("largest share of the other classes outside of a class's stretch", outside)
}

fn own_files(names: &[&str], classes: usize) -> Outcome {
    let says = format!(
        "In files of their own, {} of {classes} classes ({}): what differs between captures cannot be told from what differs between classes.",
        names.len(),
        listed(names)
    );
    let outcome = Outcome::new(CHECK.name, Level::Warning, says)
        .consequence("A detector may know the capture, its day and its machine, instead of the attack.");
    names.iter().fold(outcome, |outcome, &name| outcome.class(name))
}

fn slivers(case: &Case<'_>, level: Level, classes: &[(u32, f64)], present: usize, runs_along: bool) -> Outcome {
    let name = |class: u32| case.rows.class_names[class as usize].as_str();
    let each: Vec<String> =
        classes.iter().map(|&(class, outside)| format!("{} ({})", name(class), percent(1.0 - outside))).collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    let why =
        if runs_along { "other classes run along" } else { "no class runs along, so the rows may only be sorted" };
    let says = format!(
        "In a short stretch of their files, {} of {present} classes; in brackets how many of the other classes' rows in these files lie in it: {}; {why}.",
        classes.len(),
        listed(&each)
    );
    let most = classes.iter().map(|&(_, outside)| outside).fold(0.0, f64::max);
    let threshold = if most > FLAG.value && level == Level::Flag { &FLAG } else { &WARN };
    let outcome = Outcome::new(CHECK.name, level, says)
        .measured(statistic(most), threshold)
        .consequence("Its recall says how well that moment is known again, not how well the attack is.");
    classes.iter().fold(outcome, |outcome, &(class, outside)| {
        outcome.class(name(class)).number(format!("others outside of {}", name(class)), outside)
    })
}

fn nothing(case: &Case<'_>, outside: &[(u32, f64)]) -> Outcome {
    let Some(&(class, most)) = outside.iter().reduce(|best, next| if next.1 > best.1 { next } else { best }) else {
        return Outcome::not_applicable(CHECK.name, format!("no class has {FEWEST} rows"));
    };
    let name = &case.rows.class_names[class as usize];
    let says = format!(
        "No class stands in a short stretch of its files; {name} comes closest, with {} of the other classes' rows there in its stretch.",
        percent(1.0 - most)
    );
    Outcome::new(CHECK.name, Level::Fine, says).measured(statistic(most), &WARN)
}

/// Where the rows of each class stand.
struct Places<'a> {
    /// Ascending rows of each class.
    of_class: Vec<Vec<u32>>,
    files: &'a [u32],
    /// The class of a file's rows; none where it has several.
    class_of_file: Vec<Option<u32>>,
    /// Rows of each file.
    of_file: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(case: &Case<'a>) -> Self {
        let files = &case.rows.table.file_of_row[..];
        let mut of_class = vec![Vec::new(); case.rows.class_names.len()];
        let mut seen: Vec<Option<Option<u32>>> = vec![None; case.rows.table.files.len()];
        for (row, (&class, &file)) in case.rows.classes.iter().zip(files).enumerate() {
            of_class[class as usize].push(row as u32);
            let file = &mut seen[file as usize];
            *file = match *file {
                None => Some(Some(class)),
                Some(of) => Some(of.filter(|&of| of == class)),
            };
        }
        let mut of_file = vec![0; case.rows.table.files.len()];
        files.iter().for_each(|&file| of_file[file as usize] += 1);
        let class_of_file = seen.into_iter().map(Option::flatten).collect();
        Self { of_class, files, class_of_file, of_file }
    }

    fn rows(&self, class: u32) -> usize {
        self.of_class[class as usize].len()
    }

    fn has_own_files(&self, class: u32) -> bool {
        let mut rows = self.of_class[class as usize].iter();
        rows.all(|&row| self.class_of_file[self.files[row as usize] as usize] == Some(class))
    }

    /// Share of the rows of other classes, in the files that hold the stretches, outside of them; none where the class is too small.
    fn others_outside(&self, class: u32) -> Option<f64> {
        let rows = &self.of_class[class as usize][..];
        if rows.len() < FEWEST {
            return None;
        }
        let of_files = rows.chunk_by(|&a, &b| self.files[a as usize] == self.files[b as usize]);
        let large: Vec<&[u32]> = of_files.filter(|of_file| of_file.len() >= FEWEST).collect();
        let held: usize = large.iter().map(|of_file| of_file.len()).sum();
        let rows_of_file = |of_file: &&[u32]| self.of_file[self.files[of_file[0] as usize] as usize];
        let others_beside = large.iter().map(rows_of_file).sum::<usize>() - held;
        let (parts, others) = match held as f64 >= HELD * rows.len() as f64 && others_beside > 0 {
            true => (large, others_beside),
            false => (vec![rows], self.files.len() - rows.len()),
        };
        let inside: usize = parts.into_iter().map(others_inside).sum();
        Some(1.0 - inside as f64 / others as f64)
    }
}

/// Rows of other classes in the shortest stretch that holds 95 % of these ascending rows.
fn others_inside(rows: &[u32]) -> usize {
    let held = (HELD * rows.len() as f64).ceil() as usize;
    let stretch = rows.windows(held).map(|held| (held[held.len() - 1] - held[0]) as usize + 1).min();
    stretch.unwrap_or(0) - held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_in_files_without_the_class_do_not_count() {
        // The class stands in every other row of the first of three files.
        let files: Vec<u32> = (0..600).map(|row| row / 200).collect();
        let of_class = [(0..200).step_by(2).collect(), (0..600).filter(|row| *row >= 200 || row % 2 == 1).collect()];
        let class_of_file = vec![None, Some(1), Some(1)];
        let places = Places { of_class: of_class.to_vec(), files: &files, class_of_file, of_file: vec![200; 3] };
        assert!(places.others_outside(0).unwrap() < 0.1, "{:?}", places.others_outside(0));
    }

    #[test]
    fn the_shortest_stretch_leaves_strays_out() {
        let mut rows: Vec<u32> = (500..595).collect();
        assert_eq!(others_inside(&rows), 0);
        rows.extend([900, 950, 1_000, 2_000, 3_000]);
        assert_eq!(others_inside(&rows), 0);
        let spread: Vec<u32> = (0..100).map(|row| 10 * row).collect();
        assert_eq!(others_inside(&spread), 94 * 10 + 1 - 95);
    }
}
