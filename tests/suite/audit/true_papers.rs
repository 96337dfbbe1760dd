//! Papers of random experiments that report nothing but the truth, in the ways in which papers do.

use std::collections::BTreeSet;

use idsbench::audit::claim::exact::{Rational, Rounding, as_f64, ratio};
use idsbench::audit::claim::score::{Conventions, Mean, Score, Tally, Value};
use idsbench::claim::published::{self, Decimal, Paper};
use idsbench::random::Stream;

use super::tables::{conventions, pick};

const CLASSES: [&str; 4] = ["a", "b", "c", "d"];
const COLUMNS: [&str; 9] =
    ["accuracy", "precision", "recall", "f1", "specificity", "false_alarm_rate", "balanced_accuracy", "mcc", "roc_auc"];

/// A paper, the file that it was read from, and what is special about it.
#[derive(Debug)]
pub(super) struct TruePaper {
    pub(super) paper: Paper,
    pub(super) text: String,
    /// What its figures are, as the audit calls it.
    pub(super) meaning: String,
    pub(super) traits: BTreeSet<&'static str>,
}

/// The paper of a seed; `None` where it would have no figure to print.
pub(super) fn draw(seed: u64) -> Option<TruePaper> {
    let mut stream = Stream::new(seed, &["audit", "true papers"]);
    let classes = if stream.chance(0.6) { 2 } else { 3 + stream.below(2) as usize };
    let words = Words::draw(&mut stream, classes);
    Writer { stream, words, classes, traits: BTreeSet::new() }.paper()
}

/// What is meant by the figures and how they are cut, the same throughout a paper.
#[derive(Debug, Clone, Copy)]
struct Words {
    mean: Mean,
    positive: Option<usize>,
    conventions: Conventions,
    /// Position among the readings of a false alarm rate.
    alarm: u64,
    specificity: Mean,
    rounding: Rounding,
    decimals: usize,
    percent: bool,
    /// Whether the percent sign of a table stands in its header.
    header: bool,
}

impl Words {
    fn draw(stream: &mut Stream, classes: usize) -> Self {
        let positive = (classes == 2).then(|| stream.below(2) as usize);
        let means = [Mean::Macro, Mean::Weighted, Mean::Micro];
        let mean = match positive {
            Some(class) if stream.chance(0.5) => Mean::Class(class),
            _ => pick(stream, &means),
        };
        let percent = stream.chance(0.5);
        Self {
            mean,
            positive,
            conventions: conventions(stream),
            alarm: stream.below(4),
            specificity: positive.map(Mean::Class).filter(|_| stream.chance(0.5)).unwrap_or(mean),
            rounding: pick(stream, &Rounding::ALL),
            decimals: (stream.below(5) + u64::from(!percent)) as usize,
            percent,
            header: percent && stream.chance(0.5),
        }
    }

    /// A figure as it stands in a table. One of at most 1 keeps its sign, as it could be either.
    fn cell(self, printed: &str) -> String {
        let bare = printed.strip_suffix('%').filter(|bare| {
            let value: f64 = bare.parse().unwrap();
            self.header && (value == 0.0 || value.abs() > 1.0)
        });
        bare.unwrap_or(printed).to_owned()
    }

    /// The unit of a table.
    fn unit(self) -> &'static str {
        if self.header { "    unit: percent\n" } else { "" }
    }

    fn averaging(self) -> &'static str {
        match self.mean {
            Mean::Class(_) => "binary",
            Mean::Macro => "macro",
            Mean::Weighted => "weighted",
            Mean::Micro => "micro",
        }
    }

    /// As the audit says it.
    fn meaning(self) -> String {
        match self.mean {
            Mean::Class(class) => format!("scores of the class {}", CLASSES[class]),
            Mean::Macro => "macro averages".to_owned(),
            Mean::Weighted => "averages weighted by the classes' rows".to_owned(),
            Mean::Micro => "micro averages".to_owned(),
        }
    }

    /// A number as the paper prints it.
    fn print(self, value: &Value) -> String {
        let scale = 10_i64.pow(self.decimals as u32);
        let units = (value.as_f64() * scale as f64 * if self.percent { 100.0 } else { 1.0 }) as i64;
        let write = |units: i64| {
            let (sign, digits) = (if units < 0 { "-" } else { "" }, units.abs());
            let fraction = format!("{:0width$}", digits % scale, width = self.decimals);
            let point = if self.decimals > 0 { format!(".{fraction}") } else { String::new() };
            format!("{sign}{}{point}{}", digits / scale, if self.percent { "%" } else { "" })
        };
        // The f64 may be on the wrong side of a half: of its neighbours one has the exact value in its range.
        let is_print = |text: &String| value.within(&self.rounding.range(text.parse::<Decimal>().unwrap()));
        (units - 2..=units + 2).map(write).find(is_print).expect("some print has the value")
    }
}

/// A row of a table: metric to what is printed, and to the exact value where it is a fraction.
type Row = Vec<(&'static str, String, Option<Rational>)>;

struct Writer {
    stream: Stream,
    words: Words,
    classes: usize,
    traits: BTreeSet<&'static str>,
}

impl Writer {
    fn paper(mut self) -> Option<TruePaper> {
        let mut columns: Vec<&'static str> = COLUMNS.to_vec();
        columns.retain(|_| self.stream.chance(0.5));
        let (table, more) = match self.stream.below(8) {
            0 | 1 => self.folds(&columns),
            2 => self.means_only(&columns),
            _ => self.models(&columns),
        };
        if table.is_empty() {
            return None;
        }
        let words = self.words;
        let averaging = if self.says("averaging", 0.6) { words.averaging() } else { "unstated" };
        let task = match words.positive {
            Some(class) if self.says("positive class", 0.6) => format!("binary\npositive: {}", CLASSES[class]),
            Some(_) => "binary\npositive: unstated".to_owned(),
            None => "multiclass".to_owned(),
        };
        self.traits.insert(if words.rounding == Rounding::Truncated { "truncated" } else { "rounded" });
        self.traits.insert(words.averaging());
        if words.header {
            self.traits.insert("percent in the header");
        }
        let text = format!(
            "paper: random\ntitle: Random\nauthors: unstated\nfound: nowhere\ndataset: Made up\nedition: unstated\ntask: {task}\n\
             classes: [{}]\naveraging: {averaging}\n{}tables:\n  - place: Table 1\n{table}{}",
            CLASSES[..self.classes].join(", "),
            more.before,
            more.after,
        );
        let paper = published::parse(&text, "random.yaml").unwrap_or_else(|errors| panic!("{errors}\n{text}"));
        Some(TruePaper { paper, text, meaning: words.meaning(), traits: self.traits })
    }

    fn says(&mut self, what: &'static str, chance: f64) -> bool {
        let says = self.stream.chance(chance);
        if says {
            self.traits.insert(what);
        }
        says
    }

    /// Rows of each class, of all magnitudes; now and then a class has none.
    fn sizes(&mut self) -> Vec<u64> {
        let mut sizes: Vec<u64> = (0..self.classes)
            .map(|_| {
                let magnitude = 10_u64.pow(self.stream.below(4) as u32);
                magnitude + self.stream.below(9 * magnitude)
            })
            .collect();
        if self.stream.chance(0.12) {
            sizes[0] = 0;
        }
        sizes
    }

    /// A matrix with these rows: a good model, a bad one, or one that always gives the same answer. What is taken for a class without
    /// rows now and then goes to the next one.
    fn matrix(&mut self, sizes: &[u64]) -> Vec<Vec<u64>> {
        let mut matrix = self.matrix_of_any(sizes);
        for class in (0..sizes.len()).filter(|&class| sizes[class] == 0) {
            if self.says("absent class", 0.7) {
                let next = (class + 1) % sizes.len();
                for row in &mut matrix {
                    row[next] += std::mem::take(&mut row[class]);
                }
            }
        }
        matrix
    }

    fn matrix_of_any(&mut self, sizes: &[u64]) -> Vec<Vec<u64>> {
        let classes = sizes.len();
        if self.says("constant predictor", 0.12) {
            let answer = self.stream.below(classes as u64) as usize;
            let row = |&size: &u64| (0..classes).map(|k| if k == answer { size } else { 0 }).collect();
            return sizes.iter().map(row).collect();
        }
        let is_good = self.stream.chance(0.7);
        let mut matrix = vec![vec![0; classes]; classes];
        for (actual, &size) in sizes.iter().enumerate() {
            let any = self.stream.below(size + 1);
            let mut wrong = if is_good { any >> self.stream.below(12) } else { any };
            matrix[actual][actual] = size - wrong;
            let mut others: Vec<usize> = (0..classes).filter(|&k| k != actual).collect();
            self.stream.shuffle(&mut others);
            while let Some(other) = others.pop() {
                let taken = if others.is_empty() { wrong } else { self.stream.below(wrong + 1) };
                matrix[actual][other] = taken;
                wrong -= taken;
            }
        }
        matrix
    }

    /// The exact value of a column; `None` where it has none.
    fn value(&mut self, metric: &str, tally: &Tally) -> Option<Value> {
        let Words { mean, positive, conventions, alarm, specificity, .. } = self.words;
        let of = positive.map_or(mean, Mean::Class);
        let one_less = |value: Value| match value {
            Value::Fraction(fraction) => Value::Fraction(ratio(1, 1) - fraction),
            root @ Value::Root(_) => root,
        };
        let score = match metric {
            "accuracy" => Score::Accuracy,
            "precision" => Score::Precision(mean),
            "recall" => Score::Recall(mean),
            "f1" => Score::F1(mean),
            "specificity" => Score::Specificity(specificity),
            "balanced_accuracy" => Score::BalancedAccuracy,
            "mcc" => return self.correlation(tally),
            "roc_auc" => return self.area(tally).map(Value::Fraction),
            _ => match alarm {
                0 => Score::FalsePositiveRate(of),
                1 => Score::FalseDiscoveryRate(of),
                2 => Score::HalfTotalError(of),
                _ => return Score::Specificity(mean).of(tally, conventions).map(one_less),
            },
        };
        score.of(tally, conventions)
    }

    /// As scikit-learn: 0 where all rows or all predictions are of one class.
    fn correlation(&mut self, tally: &Tally) -> Option<Value> {
        let is_whole = |counts: &[u64]| counts.contains(&tally.rows());
        if is_whole(&tally.actual) || is_whole(&tally.predicted) {
            return Some(Value::Fraction(ratio(0, 1)));
        }
        Score::Mcc.of(tally, self.words.conventions)
    }

    /// The area of some ROC curve through the point of the matrix; of more classes, of anything.
    fn area(&mut self, tally: &Tally) -> Option<Rational> {
        let place = ratio(self.stream.below(17), 16);
        let Some(class) = self.words.positive else { return Some(place) };
        if tally.actual.contains(&0) {
            return None;
        }
        let recall = ratio(tally.correct[class], tally.actual[class]);
        let rate = ratio(tally.predicted[class] - tally.correct[class], tally.actual[1 - class]);
        let one = ratio(1, 1);
        let low = &recall * (&one - &rate);
        let high = &one - &rate * (&one - &recall);
        Some(&low + (&high - &low) * place)
    }

    /// The means of the scores of one or more runs.
    fn row(&mut self, columns: &[&'static str], runs: &[Tally]) -> Row {
        let mut row = Row::new();
        for &metric in columns {
            let values: Option<Vec<Value>> = runs.iter().map(|tally| self.value(metric, tally)).collect();
            let Some(values) = values else { continue };
            let fractions: Option<Vec<Rational>> = values
                .iter()
                .map(|value| match value {
                    Value::Fraction(fraction) => Some(fraction.clone()),
                    Value::Root(_) => None,
                })
                .collect();
            let mean = fractions.map(|all| all.iter().sum::<Rational>() / ratio(all.len() as u64, 1));
            let value = match (&mean, &values[..]) {
                (Some(mean), _) => Value::Fraction(mean.clone()),
                (None, [root]) => root.clone(),
                // The mean of roots has no exact form here.
                (None, _) => continue,
            };
            row.push((metric, self.words.print(&value), mean));
            self.traits.insert(metric);
        }
        row
    }

    /// Folds with test rows of their own, and their mean.
    fn folds(&mut self, columns: &[&'static str]) -> (String, More) {
        self.traits.insert("folds");
        let matrices: Vec<Vec<Vec<u64>>> = (0..2 + self.stream.below(3))
            .map(|_| {
                let sizes = self.sizes();
                self.matrix(&sizes)
            })
            .collect();
        let folds: Vec<Tally> = matrices.iter().map(|matrix| Tally::of(matrix)).collect();
        let mut rows: Vec<(String, Row)> = Vec::new();
        for (fold, tally) in folds.iter().enumerate() {
            rows.push((format!("fold_{fold}"), self.row(columns, std::slice::from_ref(tally))));
        }
        let names: Vec<String> = rows.iter().map(|(name, _)| name.clone()).collect();
        // An area is drawn anew each time it is asked for, and would not be the mean of those printed.
        let without_area: Vec<&'static str> = columns.iter().copied().filter(|&metric| metric != "roc_auc").collect();
        let mean = self.row(&without_area, &folds);
        if mean.is_empty() || rows.iter().any(|(_, row)| row.is_empty()) {
            return (String::new(), More::default());
        }
        let mut after = String::new();
        if self.says("figures of folds in the text", 0.5) {
            after += "figures:\n";
            for (metric, printed, _) in &mean {
                after += &format!("  - {{ model: mean, metric: {metric}, value: \"{printed}\", place: Section 5 }}\n");
            }
        }
        if self.says("matrices of folds", 0.5) {
            let pooled = self.pooled(&matrices);
            let of_mean = [("mean".to_owned(), &pooled)];
            let all = names.iter().cloned().zip(&matrices).chain(of_mean);
            after += "confusions:\n";
            after.extend(all.map(|(name, matrix)| self.confusion(&name, matrix)));
        }
        rows.push(("mean".to_owned(), mean));
        let table = format!("{}    averages: {{ mean: [{}] }}\n", table(self.words, &rows), names.join(", "));
        (table, More { before: SPLIT_UNSTATED.to_owned(), after })
    }

    /// Models of which only the means over the same folds are printed, without spread; now and then with the matrix of all folds together.
    fn means_only(&mut self, columns: &[&'static str]) -> (String, More) {
        self.traits.insert("means over folds without spread");
        let sizes: Vec<Vec<u64>> = (0..2 + self.stream.below(9)).map(|_| self.sizes()).collect();
        let (mut rows, mut matrices): (Vec<(String, Row)>, String) = Default::default();
        for name in &["cnn", "lstm", "svm"][..1 + self.stream.below(3) as usize] {
            let folds: Vec<Vec<Vec<u64>>> = sizes.iter().map(|sizes| self.matrix(sizes)).collect();
            let tallies: Vec<Tally> = folds.iter().map(|fold| Tally::of(fold)).collect();
            let row = self.row(columns, &tallies);
            if row.is_empty() {
                continue;
            }
            if self.stream.chance(0.3) {
                matrices += &self.confusion(name, &self.pooled(&folds));
            }
            rows.push(((*name).to_owned(), row));
        }
        if rows.is_empty() {
            return (String::new(), More::default());
        }
        let runs = if self.stream.chance(0.7) { sizes.len().to_string() } else { "unstated".to_owned() };
        let after = if matrices.is_empty() { String::new() } else { format!("confusions:\n{matrices}") };
        let used: String = (0..self.classes)
            .map(|class| {
                let rows: u64 = sizes.iter().map(|fold| fold[class]).sum();
                format!("  - {{ of: used, class: {}, rows: \"{rows}\", place: Section 2 }}\n", CLASSES[class])
            })
            .collect();
        let before = format!("{SPLIT_UNSTATED}declared:\n{used}");
        (format!("{}    runs: {runs}\n", table(self.words, &rows)), More { before, after })
    }

    /// The matrices of all folds together.
    fn pooled(&self, folds: &[Vec<Vec<u64>>]) -> Vec<Vec<u64>> {
        let cell = |row: usize, column: usize| folds.iter().map(|fold| fold[row][column]).sum();
        (0..self.classes).map(|row| (0..self.classes).map(|column| cell(row, column)).collect()).collect()
    }

    /// Models on the same test rows, each with one run or with means over several.
    fn models(&mut self, columns: &[&'static str]) -> (String, More) {
        let sizes = self.sizes();
        let mut rows: Vec<(String, Row)> = Vec::new();
        let (mut spreads, mut matrices, mut class_tables) = (Vec::new(), Vec::new(), Vec::new());
        for name in &["cnn", "lstm", "svm"][..1 + self.stream.below(3) as usize] {
            let is_mean = self.says("means over runs", 0.15);
            let runs: Vec<Vec<Vec<u64>>> =
                (0..if is_mean { 2 + self.stream.below(4) } else { 1 }).map(|_| self.matrix(&sizes)).collect();
            let tallies: Vec<Tally> = runs.iter().map(|run| Tally::of(run)).collect();
            let row = self.row(columns, &tallies);
            if row.is_empty() {
                continue;
            }
            if is_mean {
                spreads.extend(self.spreads(name, &row, &tallies));
            } else {
                if self.says("matrix", 0.2) {
                    matrices.push(self.confusion(name, &runs[0]));
                }
                if self.says("class table", 0.25) {
                    class_tables.extend(self.class_table(name, &tallies[0]));
                }
            }
            rows.push(((*name).to_owned(), row));
        }
        if rows.is_empty() {
            return (String::new(), More::default());
        }
        let section = |name: &str, parts: Vec<String>| {
            if parts.is_empty() { String::new() } else { format!("{name}:\n{}", parts.concat()) }
        };
        let after =
            section("spreads", spreads) + &section("confusions", matrices) + &section("class_tables", class_tables);
        (table(self.words, &rows), More { before: self.counts(&sizes), after })
    }

    fn confusion(&self, model: &str, counts: &[Vec<u64>]) -> String {
        let labels = CLASSES[..self.classes].join(", ");
        format!("  - {{ model: {model}, place: Figure 1, labels: [{labels}], rows: actual, counts: {counts:?} }}\n")
    }

    /// The split, and what the paper says of numbers of rows.
    fn counts(&mut self, sizes: &[u64]) -> String {
        let declared = |part: &str, times: u64| -> String {
            let class = |(class, rows): (&&str, &u64)| {
                format!("  - {{ of: {part}, class: {class}, rows: \"{}\", place: Section 2 }}\n", times * rows)
            };
            CLASSES.iter().zip(sizes).map(class).collect()
        };
        match self.stream.below(5) {
            0 => {
                self.traits.insert("test rows by class");
                format!("{SPLIT_UNSTATED}declared:\n{}", declared("test", 1))
            }
            1 => {
                self.traits.insert("test rows");
                let rows: u64 = sizes.iter().sum();
                format!("{SPLIT_UNSTATED}declared:\n  - {{ of: test, rows: \"{rows}\", place: Section 2 }}\n")
            }
            2 => {
                self.traits.insert("a fifth of the rows");
                let split = SPLIT_UNSTATED.replace("test: unstated", "test: \"20%\"");
                format!("{split}declared:\n{}", declared("used", 5))
            }
            _ => SPLIT_UNSTATED.to_owned(),
        }
    }

    /// A mean and its standard deviation for some columns of a row, one at least.
    fn spreads(&mut self, model: &str, row: &Row, runs: &[Tally]) -> Vec<String> {
        let is_sample = self.stream.chance(0.5);
        let count = if self.stream.chance(0.7) { runs.len().to_string() } else { "unstated".to_owned() };
        let mut spreads = Vec::new();
        for (metric, printed, mean) in row {
            let Some(mean) = mean else { continue };
            if *metric == "roc_auc" || (!spreads.is_empty() && self.stream.chance(0.5)) {
                continue;
            }
            let values: Vec<f64> = runs.iter().filter_map(|run| Some(self.value(metric, run)?.as_f64())).collect();
            let squares: f64 = values.iter().map(|value| (value - as_f64(mean)).powi(2)).sum();
            let sd = (squares / (values.len() - usize::from(is_sample)) as f64).sqrt();
            let sd = self.words.print(&Value::Fraction(Rational::from_float(sd).unwrap()));
            spreads.push(format!(
                "  - {{ model: {model}, metric: {metric}, mean: \"{printed}\", sd: \"{sd}\", runs: {count}, place: Table 2 }}\n"
            ));
        }
        spreads
    }

    /// Scores by class, of all classes or of some.
    fn class_table(&mut self, model: &str, tally: &Tally) -> Option<String> {
        let Words { conventions, .. } = self.words;
        let is_partial = self.says("partial class table", 0.3);
        let with_support = self.stream.chance(0.5);
        type Metric = (&'static str, fn(Mean) -> Score);
        let mut metrics: Vec<Metric> =
            vec![("precision", Score::Precision), ("recall", Score::Recall), ("f1", Score::F1)];
        metrics.retain(|_| self.stream.chance(0.8));
        let cells = |over: Mean| -> Vec<String> {
            // By class there is one F1, and the means of a class table are means of its rows.
            let conventions = Conventions { mean_f1: Conventions::USUAL.mean_f1, ..conventions };
            let cell = |&(name, score): &Metric| {
                let printed = self.words.print(&score(over).of(tally, conventions)?);
                Some(format!("{name}: \"{}\"", self.words.cell(&printed)))
            };
            metrics.iter().filter_map(cell).collect()
        };
        // A report over the classes that occur lists no others.
        let is_left_out = |class: usize| {
            conventions.zero_division.only_occurring() && tally.actual[class] + tally.predicted[class] == 0
        };
        let row = |class: usize| {
            if is_left_out(class) {
                return None;
            }
            let mut row = cells(Mean::Class(class));
            if with_support {
                row.push(format!("support: \"{}\"", tally.actual[class]));
            }
            (!row.is_empty()).then(|| format!("      {}: {{ {} }}\n", CLASSES[class], row.join(", ")))
        };
        let listed: Vec<String> = (usize::from(is_partial)..self.classes).filter_map(row).collect();
        let averages = [("macro", Mean::Macro), ("weighted", Mean::Weighted)].map(|(name, mean)| {
            let cells = cells(mean);
            if cells.is_empty() { String::new() } else { format!("    {name}: {{ {} }}\n", cells.join(", ")) }
        });
        let accuracy = self.words.cell(&self.words.print(&Score::Accuracy.of(tally, conventions)?));
        (!listed.is_empty()).then(|| {
            format!(
                "  - place: Table 3\n{}    model: {model}\n    classes:\n{}    accuracy: \"{accuracy}\"\n{}",
                self.words.unit(),
                listed.concat(),
                averages.concat()
            )
        })
    }
}

/// What stands before and after the tables.
#[derive(Default)]
struct More {
    before: String,
    after: String,
}

const SPLIT_UNSTATED: &str = "split: { train: unstated, validation: unstated, test: unstated, place: Section 2 }\n";

fn table(words: Words, rows: &[(String, Row)]) -> String {
    let row = |(name, row): &(String, Row)| {
        let cell = |(metric, printed, _): &(&str, String, _)| format!("{metric}: \"{}\"", words.cell(printed));
        let figures: Vec<String> = row.iter().map(cell).collect();
        format!("      {name}: {{ {} }}\n", figures.join(", "))
    };
    format!("{}    rows:\n{}", words.unit(), rows.iter().map(row).collect::<String>())
}
