//! Any experiment, written out and read again, is the same experiment.

use std::path::PathBuf;

use idsbench::spec::*;
use indexmap::IndexMap;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::round_trip;

/// Texts that YAML could take for something else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "null", "~", "true", "1e-3", "0x1f", "1.0", "-", "*", "a: b", "# no", "'", "\"", "{", "no", " é ", "&a",
            "!t", "%"
        ])
        .prop_map(str::to_owned),
        "[ -~äß→]{0,20}[!-~]",
    ]
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_-]{0,12}"
}

fn dataset() -> impl Strategy<Value = DatasetSpec> {
    let shares = select(vec![Shares::Milder, Shares::Edition]);
    let sample = || {
        let sample = (10_u64..1_000_000, any::<bool>(), any::<u64>());
        option::of(sample.prop_map(|(rows, stratified, seed)| SampleSpec { rows, stratified, seed }))
    };
    let edition = ("[a-z0-9]{1,8}/[a-z0-9][a-z0-9-]{0,7}", 100_u64..1_000_000, any::<u64>(), shares, sample())
        .prop_map(|(edition, rows, seed, shares, sample)| EditionSpec {
            edition,
            stand_in: StandInSpec { rows, seed, shares },
            sample,
        });
    let label = prop_oneof![Just(LabelSource::FileName), texts(1..3).prop_map(LabelSource::Columns)];
    let missing = btree_set("[a-z?*-]{1,5}x", 0..3).prop_map(|set| set.into_iter().collect());
    let files = (texts(1..3), texts(0..3), label, texts(0..3), missing, sample()).prop_map(
        |(files, column_names, label, drop, missing, sample)| FilesSpec {
            files,
            column_names,
            label,
            drop,
            missing,
            sample,
        },
    );
    prop_oneof![edition.prop_map(DatasetSpec::Edition), files.prop_map(DatasetSpec::Files)]
}

fn texts(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    btree_set(text(), count).prop_map(|set| set.into_iter().collect())
}

/// Two to four classes, each with one pattern without a star.
fn task() -> impl Strategy<Value = Task> {
    (btree_map("[ -)+-~]{0,10}[!-)+-~]", "[A-Za-z0-9.~]{1,8}", 2..5), any::<bool>())
        .prop_map(|(labels, binary)| {
            let labels: IndexMap<String, String> = labels.into_iter().collect();
            let positive = labels.values().next_back().cloned().filter(|_| binary);
            let kind = if binary { TaskKind::Binary } else { TaskKind::Multiclass };
            Task { kind, positive, labels }
        })
        .prop_filter("the task has its number of classes", |task| match task.kind {
            TaskKind::Binary => task.classes().len() == 2,
            TaskKind::Multiclass => task.classes().len() > 1,
        })
}

fn split() -> impl Strategy<Value = Split> {
    let kinds = vec![SplitKind::Random, SplitKind::Stratified, SplitKind::Official, SplitKind::Time, SplitKind::Group];
    (select(kinds), 0.01..0.5, 0.01..0.4, option::of(text()), any::<bool>()).prop_map(
        |(kind, test, validation, by, within_files)| Split {
            kind,
            test: if kind == SplitKind::Official { 0.0 } else { test },
            validation,
            by: by.filter(|_| matches!(kind, SplitKind::Time | SplitKind::Group)),
            within_files: within_files && kind == SplitKind::Time,
            classes: if kind == SplitKind::Official { SplitClasses::BothSides } else { SplitClasses::All },
        },
    )
}

fn protocol() -> impl Strategy<Value = Protocol> {
    let clean = (
        select(vec![NonFinite::Drop, NonFinite::Zero, NonFinite::Median]),
        select(vec![Duplicates::Keep, Duplicates::Drop]),
        select(vec![Constants::Keep, Constants::Drop]),
    )
        .prop_map(|(non_finite, duplicates, constants)| Clean { non_finite, duplicates, constants });
    let encode = (option::of(texts(0..3)), 1_u32..100_000, select(vec![Unseen::Zeros, Unseen::Other, Unseen::Error]))
        .prop_map(|(one_hot, max_categories, unseen)| Encode { one_hot, max_categories, unseen });
    let scale = select(vec![Scale::None, Scale::MinMax, Scale::Standard]);
    let balance =
        select(vec![Balance::None, Balance::ClassWeights, Balance::Undersample, Balance::Oversample, Balance::Smote]);
    let view = prop_oneof![Just(View::Features), (20_u32..100).prop_map(View::Window)];
    (clean, texts(0..3), encode, split(), scale, balance, view).prop_map(
        |(clean, drop, encode, split, scale, balance, view)| Protocol {
            clean,
            drop,
            encode,
            split,
            scale,
            balance,
            view,
        },
    )
}

fn train() -> impl Strategy<Value = Train> {
    let stopping = (select(vec![Monitor::ValLoss, Monitor::ValAccuracy]), 0_u32..20, 0.0..1.0)
        .prop_map(|(monitor, patience, min_delta)| EarlyStopping { monitor, patience, min_delta });
    let rate = || 1e-9..10.0;
    let grid = (vec(rate(), 1..3), btree_set(1_u32..1_000, 0..3), 1_u32..9)
        .prop_map(|(learning_rate, batch, epochs)| Grid { learning_rate, batch: batch.into_iter().collect(), epochs });
    (rate(), 1_u32..1_000, 1_u32..100, option::of(stopping), option::of(grid)).prop_map(
        |(learning_rate, batch, epochs, early_stopping, grid)| Train {
            optimizer: Optimizer::Adam,
            learning_rate,
            batch,
            epochs,
            early_stopping,
            grid,
        },
    )
}

fn activation() -> impl Strategy<Value = Activation> {
    select(vec![Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh])
}

fn recurrent(sequence: bool) -> impl Strategy<Value = Recurrent> {
    (1_u32..64, any::<bool>()).prop_map(move |(units, lstm)| {
        if lstm { Recurrent::Lstm { units, sequence } } else { Recurrent::Gru { units, sequence } }
    })
}

fn network() -> impl Strategy<Value = Network> {
    let conv = (1_u32..64, 1_u32..4, activation(), select(vec![Padding::Valid, Padding::Same]))
        .prop_map(|(filters, kernel, activation, padding)| Layer::Conv1d { filters, kernel, activation, padding });
    let kept = prop_oneof![
        (1_u32..9, 1_u32..9).prop_map(|(heads, key)| Layer::Attention { heads, key }),
        Just(Layer::BatchNorm),
        Just(Layer::LayerNorm),
        (0.0..1.0).prop_map(Layer::Dropout),
    ];
    let residual = kept.prop_recursive(3, 9, 3, |inner| vec(inner, 1..4).prop_map(Layer::Residual));
    let sequence = prop_oneof![
        conv,
        Just(Layer::MaxPool1d(2)),
        residual,
        (1_u32..64).prop_map(|units| Layer::Lstm { units, sequence: true }),
        (1_u32..64).prop_map(|units| Layer::Gru { units, sequence: true }),
        recurrent(true).prop_map(Layer::Bidirectional),
    ];
    let vector = prop_oneof![
        (0.0..1.0).prop_map(Layer::Dropout),
        (1_u32..64, activation()).prop_map(|(units, activation)| Layer::Dense { units, activation }),
    ];
    let turn = prop_oneof![
        Just(Layer::Flatten),
        Just(Layer::GlobalMaxPool),
        Just(Layer::GlobalAveragePool),
        (1_u32..64).prop_map(|units| Layer::Lstm { units, sequence: false }),
        (1_u32..64).prop_map(|units| Layer::Gru { units, sequence: false }),
        recurrent(false).prop_map(Layer::Bidirectional),
    ];
    let engine = select(vec![Engine::Native, Engine::Reference]);
    let weights = option::of(Just(PathBuf::from("learned.safetensors")));
    (vec(sequence, 0..3), turn, vec(vector, 0..3), engine, weights).prop_map(
        |(mut layers, turn, vectors, engine, weights)| {
            layers.push(turn);
            layers.extend(vectors);
            layers.push(Layer::Output);
            let computed = layers.iter().all(|layer| layer.without_reference().is_none());
            Network { layers, engine: if computed { engine } else { Engine::Native }, weights }
        },
    )
}

fn svm() -> impl Strategy<Value = Svm> {
    let calibrate = select(vec![Calibrate::None, Calibrate::Platt, Calibrate::Isotonic]);
    let kernel = (select(vec![Kernel::Linear, Kernel::Rbf]), option::of(1e-6..10.0), option::of(1_u32..5_000));
    (kernel, 1e-6..1e6, 2_u64..20_000, calibrate).prop_map(|((kernel, gamma, landmarks), c, max_rows, calibrate)| {
        let landmarks = landmarks.filter(|_| kernel == Kernel::Rbf);
        let approximation = if landmarks.is_some() { Approximation::Nystroem } else { Approximation::None };
        let max_rows = (kernel == Kernel::Rbf && landmarks.is_none()).then_some(max_rows);
        Svm { kernel, c, gamma: gamma.filter(|_| kernel == Kernel::Rbf), approximation, landmarks, max_rows, calibrate }
    })
}

fn model_kind() -> impl Strategy<Value = ModelKind> {
    let features =
        prop_oneof![Just(MaxFeatures::Sqrt), Just(MaxFeatures::All), (1_u32..99).prop_map(MaxFeatures::Count)];
    let engine = select(vec![Engine::Native, Engine::Reference]);
    let forest = (1_u32..200, option::of(1_u32..50), 1_u32..9, features, any::<bool>(), engine).prop_map(
        |(trees, max_depth, min_samples_leaf, max_features, oob, engine)| RandomForest {
            trees,
            max_depth,
            min_samples_leaf,
            max_features,
            oob: oob && engine == Engine::Native,
            permutation_importance: false,
            engine,
        },
    );
    let tree = (option::of(1_u32..50), 1_u32..9).prop_map(|(max_depth, min_samples_leaf)| DecisionTree {
        max_depth,
        min_samples_leaf,
        permutation_importance: false,
    });
    let boosting = (1_u32..200, 1e-3..1.0, 2_u32..64, option::of(1_u32..9), 1_u32..50, 0.0..9.0).prop_map(
        |(rounds, learning_rate, max_leaves, max_depth, min_samples_leaf, l2)| GradientBoosting {
            rounds,
            learning_rate,
            max_leaves,
            max_depth,
            min_samples_leaf,
            l2,
            patience: None,
            permutation_importance: false,
        },
    );
    let engine = select(vec![Engine::Native, Engine::Reference]);
    let autoencoder = (vec(1_u32..99, 1..4), engine).prop_map(|(encoder, engine)| Autoencoder {
        mode: AutoencoderMode::Classifier,
        encoder,
        benign: None,
        engine,
    });
    prop_oneof![
        Just(ModelKind::Majority),
        Just(ModelKind::OneRule),
        svm().prop_map(ModelKind::Svm),
        (1e-6..1e6).prop_map(|c| ModelKind::LogisticRegression(LogisticRegression { c })),
        (0.0..1.0).prop_map(|var_smoothing| ModelKind::NaiveBayes(NaiveBayes { var_smoothing })),
        (1_u32..1_000, 1_u64..1_000_000).prop_map(|(neighbours, max_rows)| {
            ModelKind::KNearestNeighbours(KNearestNeighbours { neighbours, max_rows })
        }),
        forest.prop_map(ModelKind::RandomForest),
        tree.prop_map(ModelKind::DecisionTree),
        boosting.prop_map(ModelKind::GradientBoosting),
        autoencoder.prop_map(ModelKind::Autoencoder),
        network().prop_map(ModelKind::Network),
    ]
}

fn model() -> impl Strategy<Value = Model> {
    (model_kind(), train()).prop_map(|(kind, train)| {
        let train = if kind.trains_by_epochs() { train } else { Train::default() };
        Model { kind, train }
    })
}

/// Controls with one protocol of the file and one model, a trained one.
fn with_controls(mut experiment: Experiment, kinds: Vec<ControlKind>) -> Experiment {
    let first = |names: Option<&String>| names.cloned().into_iter().collect::<Vec<_>>();
    let protocols = first(experiment.protocols.keys().next());
    let has_windows = experiment.protocols.values().next().is_some_and(|protocol| protocol.view != View::Features);
    let trained = experiment.models.iter().filter(|(_, model)| model.kind.weights().is_none());
    let models = first(trained.map(|(name, _)| name).next_back());
    experiment.controls = kinds
        .into_iter()
        .map(|control| Control {
            control,
            models: if control.is_model() { Vec::new() } else { models.clone() },
            protocols: protocols.clone(),
            columns: if control.takes_columns() { vec!["IAT".to_owned()] } else { Vec::new() },
        })
        .filter(|control| !control.control.needs_windows() || has_windows)
        .collect();
    experiment
}

fn experiment() -> impl Strategy<Value = Experiment> {
    let named = (btree_map(name(), protocol(), 1..3), btree_map(name(), model(), 1..4));
    let heads = (name(), option::of(text()), btree_set(any::<u64>(), 1..4));
    let kinds = btree_set(select(ControlKind::ALL.to_vec()), 0..4);
    (heads, dataset(), task(), named, kinds).prop_map(
        |((experiment, claims, seeds), dataset, task, (protocols, models), kinds)| {
            let experiment = Experiment {
                experiment,
                claims: claims.map(Into::into),
                dataset,
                task,
                seeds: seeds.into_iter().collect(),
                protocols: protocols.into_iter().collect(),
                models: models.into_iter().collect(),
                controls: Vec::new(),
                report: ReportSpec { figures: vec![FigureKind::ClassBars], ..ReportSpec::default() },
            };
            with_controls(experiment, kinds.into_iter().collect())
        },
    )
}

proptest! {
    #[test]
    fn any_experiment_survives(experiment in experiment()) {
        round_trip(&experiment);
    }
}
