//! Protocols and models of an experiment in a sentence or two.

use crate::report::figures::layer_title;
use crate::report::format::count;
use crate::spec::{
    AutoencoderMode, Balance, Calibrate, Constants, Duplicates, Engine, GradientBoosting, Kernel, MaxFeatures, Model,
    ModelKind, Monitor, NonFinite, Protocol, Scale, Split, SplitKind, Svm, Train, Unseen, View,
};

/// Cleaning, columns, split, scaling, balancing, view.
pub(super) fn protocol_text(protocol: &Protocol) -> String {
    let mut parts = vec![split_text(&protocol.split)];
    parts.push(match protocol.clean.non_finite {
        NonFinite::Drop => "rows with missing or infinite cells removed".to_owned(),
        NonFinite::Zero => "missing and infinite cells set to 0".to_owned(),
        NonFinite::Median => "missing and infinite cells set to the training median".to_owned(),
    });
    parts.push(match protocol.clean.duplicates {
        Duplicates::Keep => "duplicates kept".to_owned(),
        Duplicates::Drop => "duplicates removed".to_owned(),
    });
    if protocol.clean.constants == Constants::Drop {
        parts.push("constant columns removed".to_owned());
    }
    if !protocol.drop.is_empty() {
        parts.push(format!("columns removed: {}", protocol.drop.join(", ")));
    }
    let unseen = match protocol.encode.unseen {
        Unseen::Zeros => "an unseen category is all 0",
        Unseen::Other => "an unseen category has a column of its own",
        Unseen::Error => "an unseen category is an error",
    };
    parts.push(format!("text one-hot ({unseen})"));
    parts.push(
        match protocol.scale {
            Scale::None => "not scaled",
            Scale::MinMax => "scaled to [0, 1] on train",
            Scale::Standard => "standardised on train",
        }
        .to_owned(),
    );
    parts.extend(balance_text(protocol.balance).map(str::to_owned));
    parts.push(match protocol.view {
        View::Features => "a network's sequence axis is the list of features of one row".to_owned(),
        View::Window(rows) => format!("a network sees {rows} consecutive rows of a file"),
    });
    capitalised(&parts.join("; ")) + "."
}

fn split_text(split: &Split) -> String {
    let percent = |share: f64| format!("{} %", crate::report::format::decimal(100.0 * share, 1).trim_end_matches(".0"));
    let shares = format!("{} test, {} validation", percent(split.test), percent(split.validation));
    let column = |absent: &str| split.by.clone().unwrap_or_else(|| absent.to_owned());
    match split.kind {
        SplitKind::Random => format!("random split, {shares}"),
        SplitKind::Stratified => format!("stratified split, {shares}"),
        SplitKind::Official => {
            format!("the publishers' split, {} of their training rows for validation", percent(split.validation))
        }
        SplitKind::Time => {
            let within = if split.within_files { ", within each file" } else { "" };
            format!("split by time ({}{within}), {shares}", column("order in the files"))
        }
        SplitKind::Group => format!("split by group ({}), {shares}", column("file")),
    }
}

fn balance_text(balance: Balance) -> Option<&'static str> {
    match balance {
        Balance::None => None,
        Balance::ClassWeights => Some("classes weighted in the loss"),
        Balance::Undersample => Some("train undersampled to the smallest class"),
        Balance::Oversample => Some("train oversampled to the largest class"),
        Balance::Smote => Some("train raised to the largest class by SMOTE"),
    }
}

/// What a model is and how it trains.
pub(super) fn model_text(model: &Model, binary: bool, classes: u64) -> String {
    let text = match &model.kind {
        ModelKind::Majority => "Always the most frequent class of train.".to_owned(),
        ModelKind::OneRule => "The best rule on a single column.".to_owned(),
        ModelKind::Svm(svm) => {
            let kernel = match svm.kernel {
                Kernel::Linear => "linear kernel".to_owned(),
                Kernel::Rbf => {
                    let gamma =
                        svm.gamma.map_or_else(|| "1 / (columns × variance)".to_owned(), |gamma| gamma.to_string());
                    let rows = match svm.landmarks {
                        Some(landmarks) => {
                            format!("Nyström's approximation with {} landmarks", count(u64::from(landmarks)))
                        }
                        None => {
                            format!("at most {} training rows", count(svm.max_rows.unwrap_or(Svm::KERNEL_ROWS)))
                        }
                    };
                    format!("RBF kernel, γ = {gamma}, {rows}")
                }
            };
            format!("Support vector machine, {kernel}, C = {}{}.", svm.c, calibration_text(svm.calibrate))
        }
        ModelKind::LogisticRegression(regression) => {
            format!("Logistic regression, L2 penalty, C = {}.", regression.c)
        }
        ModelKind::NaiveBayes(bayes) => {
            format!("Gaussian naive Bayes, variances raised by {} of the largest.", bayes.var_smoothing)
        }
        ModelKind::KNearestNeighbours(nearest) => {
            let rows = count(nearest.max_rows);
            format!(
                "Nearest neighbours, k = {}, one vote each, among at most {rows} training rows.",
                nearest.neighbours
            )
        }
        ModelKind::RandomForest(forest) => {
            let depth = depth_text(forest.max_depth);
            let columns = match forest.max_features {
                MaxFeatures::Sqrt => "the square root of the columns".to_owned(),
                MaxFeatures::All => "all columns".to_owned(),
                MaxFeatures::Count(n) => format!("{n} columns"),
            };
            let engine = if forest.engine == Engine::Reference { "; reference engine" } else { "" };
            format!(
                "{} trees, {depth}, {columns} tried per split, leaves of at least {}{engine}.",
                forest.trees, forest.min_samples_leaf
            )
        }
        ModelKind::DecisionTree(tree) => {
            let depth = depth_text(tree.max_depth);
            format!("One tree on all columns, {depth}, leaves of at least {}.", tree.min_samples_leaf)
        }
        ModelKind::GradientBoosting(boosting) => boosting_text(boosting),
        ModelKind::Autoencoder(autoencoder) => {
            let widths: Vec<String> = autoencoder.encoder.iter().map(u32::to_string).collect();
            let mode = match (autoencoder.mode, &autoencoder.benign) {
                (AutoencoderMode::Reconstruction, Some(benign)) => {
                    format!("trained on the rows of {benign}; the reconstruction error is the score, the threshold chosen on validation")
                }
                (AutoencoderMode::Reconstruction, None) => {
                    "trained on the negative class; the reconstruction error is the score, the threshold chosen on validation".to_owned()
                }
                (AutoencoderMode::Classifier, _) => "trained to reconstruct, then as a classifier on its code".to_owned(),
            };
            format!("Encoder {}, decoder mirrored; {mode}. {}", widths.join(" → "), train_text(&model.train))
        }
        ModelKind::Network(network) => {
            let outputs = if binary { 1 } else { classes };
            let layers: Vec<String> = network.layers.iter().map(|layer| layer_title(layer, outputs)).collect();
            format!("{}. {}", layers.join(" → "), train_text(&model.train))
        }
    };
    text.trim_end().to_owned()
}

fn depth_text(max_depth: Option<u32>) -> String {
    max_depth.map_or_else(|| "grown until pure".to_owned(), |depth| format!("depth at most {depth}"))
}

fn boosting_text(boosting: &GradientBoosting) -> String {
    let GradientBoosting { rounds, learning_rate, max_leaves, min_samples_leaf, l2, .. } = boosting;
    let depth = boosting.max_depth.map_or_else(String::new, |depth| format!(", depth at most {depth}"));
    let penalty = if *l2 > 0.0 { format!(", L2 penalty {l2}") } else { String::new() };
    let stopping = boosting.patience.map_or_else(String::new, |patience| {
        format!(", stopped after {patience} rounds without lower validation loss")
    });
    format!(
        "Boosted trees, {rounds} rounds at most, learning rate {learning_rate}, trees of at most {max_leaves} leaves of at least {min_samples_leaf} rows{depth}{penalty}{stopping}."
    )
}

fn calibration_text(calibrate: Calibrate) -> &'static str {
    match calibrate {
        Calibrate::None => "",
        Calibrate::Platt => ", calibrated on validation by Platt's sigmoid",
        Calibrate::Isotonic => ", calibrated on validation by isotonic regression",
    }
}

fn train_text(train: &Train) -> String {
    let epochs = if train.epochs == 1 { "1 epoch".to_owned() } else { format!("{} epochs", train.epochs) };
    let stopping = train.early_stopping.as_ref().map_or_else(String::new, |stopping| {
        let monitor = match stopping.monitor {
            Monitor::ValLoss => "validation loss",
            Monitor::ValAccuracy => "validation accuracy",
        };
        format!(", stopped after {} epochs without better {monitor}", stopping.patience)
    });
    let grid = train.grid.as_ref().map_or_else(String::new, |grid| {
        let list = |values: Vec<String>| if values.is_empty() { "its own".to_owned() } else { values.join(", ") };
        format!(
            "; grid search on validation over learning rates {} and batches {}",
            list(grid.learning_rate.iter().map(f64::to_string).collect()),
            list(grid.batch.iter().map(u32::to_string).collect())
        )
    });
    format!("Adam, learning rate {}, batch {}, {epochs} at most{stopping}{grid}.", train.learning_rate, train.batch)
}

/// With a capital letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
