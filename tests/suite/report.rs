//! Tests of the `report` room through its public face.

mod sample;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use idsbench::dataset::Origin;
use idsbench::model::AttentionMap;
use idsbench::report::{ReportInput, write};
use idsbench::run::store::Predictions;
use idsbench::spec::{Activation, FigureKind, Format, Layer, ModelKind, Recurrent, TableKind};
use resvg::usvg;
use sample::Sample;

/// Written files by path.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Writes the report into a folder of the build that is kept, so that a person can look at the pages.
fn report(name: &str, input: &ReportInput) -> Files {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let written = write(input, &folder).unwrap();
    assert_eq!(written.folder, folder);
    written.files.into_iter().map(|path| (path.clone(), fs::read(folder.join(&path)).unwrap())).collect()
}

/// The same without bitmaps and PDF, which take longest.
fn quick(name: &str, mut input: ReportInput) -> Files {
    input.experiment.report.formats = vec![Format::Svg, Format::Html];
    report(name, &input)
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files.get(Path::new(path)).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()));
    std::str::from_utf8(bytes).unwrap()
}

fn with_ending<'a>(files: &'a Files, ending: &str) -> Vec<(&'a Path, &'a str)> {
    let wanted = files.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == ending));
    wanted.map(|(path, bytes)| (path.as_path(), std::str::from_utf8(bytes).unwrap())).collect()
}

fn assert_drawings_are_well_formed(files: &Files) {
    let drawings = with_ending(files, "svg");
    assert!(!drawings.is_empty());
    for (path, svg) in drawings {
        usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{path:?}");
    }
}

fn stand_in() -> Origin {
    Origin::StandIn { edition: "ciciomt2024/wifi-mqtt".to_owned(), seed: 7 }
}

fn binary() -> Sample {
    Sample { binary: true, classes: vec!["normal".to_owned(), "attack".to_owned()], ..Sample::default() }
}

/// One protocol and one figure of each drawing, which keeps the slow formats affordable.
fn small() -> Sample {
    Sample { protocols: vec!["published".to_owned()], models: vec!["cnn_lstm".to_owned()], ..Sample::default() }
}

#[test]
fn the_same_input_gives_the_same_bytes_in_every_format() {
    let input = small().build();
    let (first, second) = (report("whole", &input), report("again", &input));
    let names: Vec<String> = first.keys().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
    insta::assert_snapshot!("files_of_a_report", names.join("\n"));
    for (path, bytes) in &first {
        assert!(bytes == &second[path], "{path:?} differs");
    }
    let pdf = &first[Path::new("report.pdf")];
    assert!(pdf.starts_with(b"%PDF-"));
    let is_page = |window: &&[u8]| window.starts_with(b"/Type/Page/") || window.starts_with(b"/Type /Page\n");
    let pages = pdf.windows(12).filter(is_page).count();
    assert!(pages >= 5, "{pages} pages");
    assert!(first[Path::new("figures/roc-published.png")].starts_with(b"\x89PNG\r\n\x1a\n"));
}

#[test]
fn tables_say_published_ours_and_difference() {
    let files = quick("tables", Sample::default().build());
    for name in ["performance-published.md", "performance-published.tex", "performance-published.csv"] {
        insta::assert_snapshot!(name, text(&files, &format!("tables/{name}")));
    }
    for name in ["controls-published.md", "per_class-hardened.md", "cost-published.md"] {
        insta::assert_snapshot!(name, text(&files, &format!("tables/{name}")));
    }
    let html = text(&files, "index.html");
    assert!(html.contains("PARTIAL: only a part of ciciomt2024/wifi-mqtt was present"));
    assert!(html.contains("<li>All TCP_IP flood classes.</li>"));
    assert!(html.contains("ours − published"));
}

#[test]
fn the_papers_figures_are_held_against_themselves() {
    let mut input = Sample { origin: stand_in(), ..small() }.build();
    input.summary.synthetic = true;
    let files = quick("claims", input);
    let html = text(&files, "index.html");
    assert!(html.contains("The paper&#39;s figures against themselves"));
    assert!(html.contains("not of the generated rows of this report"));
    assert!(html.contains("<dt>Impossible</dt>") && html.contains("<dt>Not checkable</dt>"));
    insta::assert_snapshot!("claims.md", text(&files, "tables/claims.md"));
    let without = quick("no_claims", Sample { published: false, ..small() }.build());
    assert!(!text(&without, "index.html").contains("against themselves"));
    assert!(!without.contains_key(Path::new("tables/claims.md")));
}

#[test]
fn generated_rows_are_marked_everywhere_and_never_compared() {
    let mut input = Sample { origin: stand_in(), protocols: vec!["published".to_owned()], ..binary() }.build();
    input.summary.synthetic = true;
    let files = quick("synthetic", input);
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains("SYNTHETIC"), "{path:?} does not say so");
        assert!(!text.contains("ours − published"), "{path:?} compares");
    }
    for (path, csv) in with_ending(&files, "csv") {
        assert!(csv.lines().skip(1).all(|line| line.starts_with("SYNTHETIC,")), "{path:?}");
    }
    let performance = text(&files, "tables/performance-published.csv");
    assert!(performance.starts_with("data,") && performance.lines().next().unwrap().ends_with(",difference"));
    assert!(performance.lines().skip(1).all(|line| line.ends_with(',')), "a difference was written: {performance}");
    assert!(text(&files, "tables/performance-published.md").contains("Differences are withheld"));
    assert!(text(&files, "tables/performance-published.tex").starts_with("% SYNTHETIC"));
}

#[test]
fn a_synthetic_summary_is_enough_to_be_marked() {
    let mut input = small().build();
    input.summary.synthetic = true;
    let files = quick("marked", input);
    assert!(files.values().all(|bytes| String::from_utf8_lossy(bytes).contains("SYNTHETIC")));
}

#[test]
fn a_macro_mean_over_a_class_without_a_test_row_is_marked() {
    let models = ["cnn", "cnn_lstm"].map(str::to_owned).to_vec();
    let mut input = Sample { published: false, models, ..small() }.build();
    let plain = quick("marked", input.clone());
    let table = text(&plain, "tables/performance-published.md");
    assert!(!table.contains('†'), "{table}");
    let marked = input.units[0].key.model.clone();
    for unit in input.units.iter_mut().filter(|unit| unit.key.model == marked) {
        let confusion = &mut unit.evaluation.confusion.matrix;
        confusion.last_mut().unwrap().fill(0);
        *confusion[0].last_mut().unwrap() += 1;
    }
    let class = input.units[0].evaluation.confusion.labels.last().unwrap().clone();
    let files = quick("marked", input);
    let table = text(&files, "tables/performance-published.md");
    let marks: Vec<usize> =
        table.lines().filter(|line| line.contains("ours, ")).map(|line| line.matches('†').count()).collect();
    // Precision, recall and F1 of one model; neither its accuracy nor any mean of the others.
    assert_eq!(marks.iter().sum::<usize>(), 3, "{table}");
    assert!(marks.contains(&3) && table.contains("†: a mean over more classes") && table.contains(&class), "{table}");
}

#[test]
fn one_seed_has_no_deviation() {
    let files = quick("one_seed", Sample { seeds: vec![3], ..small() }.build());
    let table = text(&files, "tables/performance-published.md");
    let ours = table.lines().find(|line| line.contains("ours, 1 seed")).unwrap();
    assert!(!ours.contains('±'), "{ours}");
    let csv = text(&files, "tables/per_class-published.csv");
    assert!(csv.lines().skip(1).all(|line| line.ends_with(",,1")), "{csv}");
}

/// Every text that can come from a file, and what each format would do with it if it were not escaped.
const NASTY: &str = "a_b <script>alert('x')</script> & \"q\" #let $x$ *b* \\input{x} % | `c` [l](u) ]] \u{1}\u{1b} é …";

#[test]
fn names_from_files_are_never_markup() {
    let mut input = nasty_input();
    input.experiment.report.formats = vec![Format::Pdf, Format::Html, Format::Svg];
    let files = report("nasty", &input);
    assert_drawings_are_well_formed(&files);
    for (path, svg) in with_ending(&files, "svg") {
        assert!(!svg.contains("<script"), "{path:?}");
    }
    let html = text(&files, "index.html");
    assert!(!html.contains("<script") && html.contains("&#60;script&#62;"));
    for (path, tex) in with_ending(&files, "tex") {
        assert!(!tex.contains("\\input{x}") && !tex.contains("a_b"), "{path:?}");
    }
    for (path, markdown) in with_ending(&files, "md") {
        assert!(!markdown.contains("<script") && !markdown.contains("[l](u)"), "{path:?}");
        let columns = |line: &str| line.replace("\\|", "").matches('|').count();
        let widths: Vec<usize> = markdown.lines().filter(|line| line.starts_with('|')).map(columns).collect();
        assert!(widths.iter().all(|&width| width == widths[0]), "{path:?}: {widths:?}");
    }
    for path in files.keys() {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)), "{name}");
    }
    assert!(files[Path::new("report.pdf")].starts_with(b"%PDF-"));
}

fn nasty_input() -> ReportInput {
    let classes = vec![NASTY.to_owned(), format!("../{NASTY}")];
    let models = vec![format!("cnn {NASTY}"), format!("forest {NASTY}")];
    let mut input =
        Sample { classes, models, protocols: vec![NASTY.to_owned()], seeds: vec![0, 1], ..Sample::default() }.build();
    input.experiment.experiment = NASTY.to_owned();
    input.dataset.title = NASTY.to_owned();
    input.dataset.files[0].path = NASTY.to_owned();
    input.environment.processor = NASTY.to_owned();
    input.units[0].record.preparation = vec![NASTY.to_owned()];
    input.units[0].record.notes = vec![NASTY.to_owned()];
    let published = input.published.as_mut().unwrap();
    published.title = NASTY.to_owned();
    for cell in &mut published.cells {
        cell.model = format!("cnn {NASTY}");
        cell.place = NASTY.to_owned();
    }
    Sample::fail(&mut input, NASTY);
    input
}

#[test]
fn twelve_long_classes_one_epoch_one_seed() {
    let classes = (0..12).map(|i| format!("MQTT-DDoS-Connect_Flood-variant-{i}")).collect();
    let sample = Sample { classes, seeds: vec![0], epochs: 1, published: false, ..small() };
    let mut input = sample.build();
    Sample::fail(&mut input, "the loss was not finite after epoch 3; lower learning_rate");
    input.experiment.report.formats = vec![Format::Svg, Format::Png, Format::Html];
    let files = report("twelve", &input);
    assert_drawings_are_well_formed(&files);
    let matrix = text(&files, "figures/confusion-published-cnn_lstm.svg");
    assert!(matrix.contains("variant-11"), "the end of a long name tells the classes apart");
    assert!(text(&files, "index.html").contains("the loss was not finite after epoch 3"));
    assert!(!text(&files, "tables/performance-published.md").contains("published,"));
}

#[test]
fn one_class_only_has_no_curves_but_a_report() {
    let sample = Sample { classes: vec!["Benign".to_owned()], ..small() };
    let files = quick("one_class", sample.build());
    assert_drawings_are_well_formed(&files);
    assert!(!files.contains_key(Path::new("figures/roc-published.svg")));
    assert!(files.contains_key(Path::new("figures/confusion-published-cnn_lstm.svg")));
}

#[test]
fn values_that_are_not_numbers_leave_gaps() {
    let mut input = small().build();
    for unit in &mut input.units {
        for epoch in &mut unit.history {
            epoch.loss = if epoch.epoch % 3 == 0 { f64::NAN } else { f64::INFINITY };
            epoch.accuracy = Some(0.5);
            epoch.val_accuracy = (epoch.epoch > 2).then_some(f64::NAN);
            epoch.val_loss = None;
        }
        unit.predictions.scores[0].fill(f32::NAN);
        unit.measured.train_seconds = f64::NAN;
    }
    for spread in input.summary.rows.iter_mut().flat_map(|row| row.metrics.values_mut()) {
        spread.mean = f64::NAN;
    }
    assert_drawings_are_well_formed(&quick("not_numbers", input));
}

#[test]
fn no_finished_unit_is_a_report_too() {
    let mut input = small().build();
    input.units.clear();
    input.summary.rows.clear();
    Sample::fail(&mut input, "out of memory");
    input.experiment.report.formats = vec![Format::Pdf, Format::Html, Format::Svg, Format::Png];
    let files = report("nothing", &input);
    assert!(text(&files, "index.html").contains("out of memory"));
    assert!(text(&files, "tables/performance-published.md").contains("ours, not run"));
    assert!(files[Path::new("report.pdf")].starts_with(b"%PDF-"));
}

#[test]
fn models_of_the_paper_that_were_not_run_stay_in_the_table() {
    let mut input = small().build();
    input.published.as_mut().unwrap().cells[0].model = "lstm".to_owned();
    let files = quick("not_run", input);
    let table = text(&files, "tables/performance-published.md");
    assert!(table.contains("LSTM") && table.contains("not part of this experiment"), "{table}");
}

#[test]
fn only_what_the_experiment_asks_for_is_written() {
    let mut input = small().build();
    input.experiment.report.formats = vec![Format::Svg];
    input.experiment.report.tables = vec![TableKind::Cost];
    input.experiment.report.figures = vec![FigureKind::Roc, FigureKind::Roc];
    let files = report("asked", &input);
    let names: Vec<String> = files.keys().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
    assert_eq!(
        names,
        [
            "figures/roc-published.svg",
            // The paper's figures against themselves need no row and are always told.
            "tables/claims.csv",
            "tables/claims.md",
            "tables/claims.tex",
            "tables/cost-published.csv",
            "tables/cost-published.md",
            "tables/cost-published.tex",
            "tables/rows.csv",
            "tables/rows.md",
            "tables/rows.tex",
            "tables/verdicts_figures.csv",
            "tables/verdicts_figures.md",
            "tables/verdicts_figures.tex",
            "tables/verdicts_statements.csv",
            "tables/verdicts_statements.md",
            "tables/verdicts_statements.tex",
        ]
    );
}

#[test]
fn attention_and_residuals_are_drawn() {
    let mut input = small().build();
    input.experiment.report.figures = vec![FigureKind::Architecture, FigureKind::Attention];
    let ModelKind::Network(network) = &mut input.experiment.models["cnn_lstm"].kind else { panic!("a network") };
    let attention = Layer::Attention { heads: 2, key: 8 };
    network.layers = vec![
        Layer::Dense { units: 4, activation: Activation::Linear },
        Layer::Residual(vec![Layer::LayerNorm, Layer::Residual(vec![attention])]),
        Layer::Bidirectional(Recurrent::Gru { units: 3, sequence: true }),
        Layer::GlobalAveragePool,
        Layer::Output,
    ];
    for (i, unit) in input.units.iter_mut().filter(|unit| unit.key.model == "cnn_lstm").enumerate() {
        let steps = unit.record.input[0] as usize;
        let weights = (0..steps * steps).map(|cell| (1 + (cell + i) % 5) as f64 / (3 * steps) as f64).collect();
        unit.attention = vec![AttentionMap { layer: "1.residual.1.residual.0.attention".to_owned(), steps, weights }];
    }
    let files = quick("attention", input);
    assert_drawings_are_well_formed(&files);
    let drawing = text(&files, "figures/architecture-published-cnn_lstm.svg");
    assert_eq!(drawing.matches("Sum with the bypass").count(), 2);
    for said in
        ["Self-attention, 2 × 8", "Layer normalisation", "Bidirectional GRU 3, whole sequence", "Global average"]
    {
        assert!(drawing.contains(said), "{said}");
    }
    let maps: Vec<_> =
        files.keys().filter(|path| path.to_string_lossy().contains("attention-published-cnn_lstm")).collect();
    assert_eq!(maps.len(), 1, "{maps:?}");
    assert!(text(&files, "index.html").contains("mean over test rows and heads, and over 3 seeds"));
}

#[test]
fn trivial_models_are_controls_and_have_no_curve() {
    let mut input = Sample { models: vec!["cnn".to_owned(), "baseline".to_owned()], ..small() }.build();
    input.experiment.models["baseline"].kind = ModelKind::Majority;
    let files = quick("trivial", input);
    assert!(!text(&files, "figures/roc-published.svg").contains("Baseline"));
    assert!(text(&files, "tables/controls-published.md").contains("Baseline"));
    assert!(!text(&files, "tables/performance-published.md").contains("Baseline"));
}

#[test]
fn many_rows_make_no_large_figure() {
    let mut input = Sample { seeds: vec![0], rows: 20, ..binary() }.build();
    let n = 100_000;
    let predictions = Predictions {
        row_id: (0..n).collect(),
        y_true: (0..n).map(|i| (i % 3 == 0).into()).collect(),
        scores: vec![(0..n).map(|i| ((i * 7919) % 10_007) as f32 / 10_007.0).collect()],
        classes: input.units[0].predictions.classes.clone(),
    };
    for unit in &mut input.units {
        unit.predictions = predictions.clone();
    }
    let files = quick("many", input);
    assert!(text(&files, "figures/roc-published.svg").len() < 100_000);
}

#[test]
fn classes_that_nothing_trains_forbid_every_comparison() {
    let mut input = Sample::default().build();
    for unit in input.units.iter_mut().filter(|unit| unit.key.protocol == "hardened") {
        unit.record.untrained_classes = vec!["Benign".to_owned(), "DDoS".to_owned()];
    }
    let files = quick("untrained", input);
    let alarm = "No row of Benign or DDoS trains under protocol hardened";
    let table = text(&files, "tables/performance-hardened.md");
    assert!(table.contains(alarm) && table.contains("Differences are withheld: no row of Benign, DDoS"), "{table}");
    assert!(!table.contains("ours − published"), "{table}");
    let csv = text(&files, "tables/performance-hardened.csv");
    assert!(csv.lines().skip(1).all(|line| line.ends_with(',')), "a difference was written: {csv}");
    assert!(text(&files, "tables/performance-published.md").contains("ours − published"));
    let html = text(&files, "index.html");
    assert!(html.contains(&format!("<p class=\"alarm\" role=\"note\">{alarm}")));
}

#[test]
fn figures_and_tables_of_an_earlier_report_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut input = small().build();
    input.experiment.report.formats = vec![Format::Svg];
    write(&input, folder.path()).unwrap();
    for foreign in ["figures/notes.txt", "figures/roc-published.svg.bak", "mine.svg"] {
        fs::write(folder.path().join(foreign), "kept").unwrap();
    }
    input.experiment.report.figures = vec![FigureKind::Roc];
    input.experiment.report.tables = Vec::new();
    write(&input, folder.path()).unwrap();
    let names = |sub: &str| -> Vec<String> {
        let entries = fs::read_dir(folder.path().join(sub)).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("figures"), ["notes.txt", "roc-published.svg", "roc-published.svg.bak"]);
    let tables = ["claims", "rows", "verdicts_figures", "verdicts_statements"];
    let files: Vec<String> =
        tables.iter().flat_map(|name| ["csv", "md", "tex"].map(|ending| format!("{name}.{ending}"))).collect();
    assert_eq!(names("tables"), files);
    assert!(folder.path().join("mine.svg").exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = write(&small().build(), &file.path().join("report")).unwrap_err().to_string();
    assert!(error.contains(&file.path().display().to_string()) && error.contains("--out"), "{error}");
}
