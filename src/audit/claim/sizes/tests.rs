use std::path::Path;

use super::*;
use crate::claim::published::{load, parse};

fn baseline(id: &str) -> Paper {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("baselines/{id}.yaml"))).unwrap()
}

/// A small paper; `more` stands at its end.
fn small(dataset: &str, edition: &str, test: &str, more: &str) -> Paper {
    let text = format!(
        r#"
paper: small
title: A small paper
authors: unstated
found: nowhere
dataset: {dataset}
edition: {edition}
task: binary
classes: [normal, attack]
positive: unstated
averaging: unstated
split: {{ train: unstated, validation: unstated, test: {test}, place: Section 2 }}
tables:
  - {{ place: Table 1, rows: {{ cnn: {{ accuracy: "90%" }} }} }}
{more}"#
    );
    parse(&text, "small.yaml").unwrap_or_else(|errors| panic!("{errors}"))
}

/// The test sets without rows at hand.
fn of(paper: &Paper) -> Sizes {
    test_sets(paper, None)
}

const LABELS: &str = "labels: { \"Normal*\": normal, \"*\": attack }\n";

fn lines(sizes: &Sizes) -> String {
    let sets = sizes.test_sets.iter().map(|set| format!("{}: {:?} of {:?}", set.origin, set.classes, set.rows));
    sets.chain(sizes.notes.iter().map(|note| format!("note: {note}"))).collect::<Vec<_>>().join("\n")
}

#[test]
fn bot_iot_in_three_editions() {
    insta::assert_snapshot!(lines(&of(&baseline("botiot-mukherjee-rathi"))), @"
    bot-iot/10-best or bot-iot/5pct, as published, 20 % stratified: [95..=96, 733608..=733610] of 733703..=733706
    bot-iot/10-best or bot-iot/5pct, as published, 20 % random: [0..=477, 733227..=733705] of 733704..=733705
    bot-iot/full, as published, 20 % stratified: [1908..=1909, 14672179..=14672181] of 14674087..=14674090
    bot-iot/full, as published, 20 % random: [0..=9543, 14664545..=14674089] of 14674088..=14674089
    bot-iot/10-best, official test side: [107..=107, 733598..=733598] of 733705..=733705
    any class sizes: [0..=1000000000, 0..=1000000000] of 1..=1000000000
    ");
}

#[test]
fn ciciomt2024_without_a_stated_share() {
    insta::assert_snapshot!(lines(&of(&baseline("ciciomt-improved-cnn-lstm"))), @"
    within ciciomt2024/wifi-mqtt, as published without ARP_Spoofing, MQTT-Malformed_Data (counts from memory): [0..=230339, 0..=6097614, 0..=2290990, 0..=131402] of 1..=8750345
    ciciomt2024/wifi-mqtt, official test side without ARP_Spoofing, MQTT-Malformed_Data: [37607..=37607, 1117096..=1117096, 428312..=428312, 27676..=27676] of 1610691..=1610691
    any class sizes: [0..=1000000000, 0..=1000000000, 0..=1000000000, 0..=1000000000] of 1..=1000000000
    note: ciciomt2024/wifi-mqtt, official test side, duplicates dropped: skipped, as no pattern covers ARP_Spoofing and its rows are not known.
    ");
}

#[test]
fn cicids2017_with_a_matrix_and_a_cleaning() {
    insta::assert_snapshot!(lines(&of(&baseline("cicids2017-cnn-lstm"))), @"
    Discussion, 2 (Figure 5), matrix of cnn_lstm: [681396..=681396, 166967..=166967] of 848363..=848363
    cicids2017/ml-csv or cicids2017/labelled-flows, as published, 15 % stratified: [340964..=340965, 83646..=83648] of 424610..=424613
    cicids2017/ml-csv or cicids2017/labelled-flows, as published, 15 % random: [0..=424612, 0..=424612] of 424611..=424612
    cicids2017/ml-csv or cicids2017/labelled-flows, rows with NaN or infinity dropped, 15 % stratified (counts from memory): [340697..=340699, 83483..=83484] of 424180..=424183
    cicids2017/ml-csv or cicids2017/labelled-flows, rows with NaN or infinity dropped, 15 % random (counts from memory): [0..=424182, 0..=424182] of 424181..=424182
    any class sizes: [0..=1000000000, 0..=1000000000] of 1..=1000000000
    note: cicids2017/engelen2021, as published: skipped, the catalogue has no table of its classes.
    ");
}

#[test]
fn what_the_catalogue_does_not_know_leaves_any_sizes() {
    for (paper, note) in [
        (small("NSL-KDD", "unstated", "\"20%\"", LABELS), "The catalogue has no dataset NSL-KDD"),
        (small("Bot-IoT", "bot-iot/10best", "\"20%\"", LABELS), "Is bot-iot/10-best meant?"),
        (small("Bot-IoT", "bot-iot/full", "\"20%\"", ""), "has no `labels`"),
        (small("CICIDS2017", "cicids2017/engelen2021", "\"20%\"", LABELS), "no table of its classes"),
        (small("Bot-IoT", "bot-iot/full", "\"20\"", LABELS), "no share between 0 and 1"),
    ] {
        let sizes = of(&paper);
        assert_eq!(sizes.test_sets.last(), Some(&TestSet::free(2)));
        assert!(sizes.notes.iter().any(|said| said.contains(note)), "{note}: {}", lines(&sizes));
        assert!(sizes.notes.iter().all(|note| note.ends_with(['.', '?', '"'])), "{}", lines(&sizes));
    }
}

#[test]
fn an_official_side_that_is_not_the_stated_share_is_none() {
    let official = |test| {
        let sizes = of(&small("Bot-IoT", "bot-iot/10-best", test, LABELS));
        sizes.test_sets.iter().any(|set| set.origin.contains("official"))
    };
    assert!(official("\"20%\"") && official("unstated") && official("\"20.0%\""));
    assert!(!official("\"30%\""));
}

#[test]
fn printed_counts_are_test_sets() {
    let more = r#"
declared:
  - { of: test, rows: "1,000", place: Section 3 }
  - { of: test, class: attack, rows: "400", place: Section 3 }
  - { of: used, class: normal, rows: "3 000", place: Section 4 }
  - { of: used, class: attack, rows: "2000", place: Section 4 }
  - { of: train, rows: "4000", place: Section 5 }
class_tables:
  - { place: Table 2, model: cnn, classes: { attack: { recall: "1", support: "400" }, normal: { recall: "1", support: "600" } } }
  - { place: Table 3, model: cnn, classes: { attack: { support: "400" } } }
"#;
    insta::assert_snapshot!(lines(&of(&small("Made up", "unstated", "\"20%\"", more))), @"
    Table 2, supports of cnn; Section 3, declared as test rows: [600..=600, 400..=400] of 1000..=1000
    Section 4, declared as used, 20 % stratified: [599..=601, 399..=401] of 998..=1002
    Section 4, declared as used, 20 % random: [0..=1001, 0..=1001] of 999..=1001
    any class sizes: [0..=1000000000, 0..=1000000000] of 1..=1000000000
    note: Table 3, supports of cnn: skipped, it does not count normal.
    note: The catalogue has no dataset Made up: its class sizes are unknown.
    ");
}

#[test]
fn rows_at_hand_are_split_as_the_paper_says() {
    let counted = |edition| Some(Population::counted(edition, "there", &[1_000, 3_000], Vec::new()));
    let origins = |paper: &Paper, edition| {
        let sizes = test_sets(paper, counted(edition));
        let here = sizes.test_sets.into_iter().filter(|set| set.origin.contains("in there"));
        (here.map(|set| (set.origin, set.classes)).collect::<Vec<_>>(), sizes.notes)
    };
    let paper = small("CICIDS2017", "cicids2017/engelen2021", "\"20%\"", LABELS);
    let (sets, notes) = origins(&paper, "cicids2017/engelen2021");
    assert_eq!(
        sets,
        [
            (
                "cicids2017/engelen2021, as published, counted in there, 20 % stratified".to_owned(),
                vec![199..=201, 599..=601]
            ),
            ("cicids2017/engelen2021, as published, counted in there, 20 % random".to_owned(), vec![0..=801, 0..=801]),
        ]
    );
    assert_eq!(notes, [] as [String; 0], "that the catalogue lacks what was counted is no news");
    let (sets, _) = origins(&small("Bot-IoT", "unstated", "unstated", LABELS), "bot-iot/10-best");
    assert_eq!(
        sets,
        [("within bot-iot/10-best, as published, counted in there".to_owned(), vec![0..=1_000, 0..=3_000])]
    );
}

#[test]
fn counts_that_contradict_each_other_make_no_test_set() {
    for (total, attack) in [("10", "20"), ("0", "0"), ("1,000,000,001", "1")] {
        let more = format!(
            "declared:\n  - {{ of: test, rows: \"{total}\", place: a }}\n  - {{ of: test, class: attack, rows: \"{attack}\", place: a }}\n"
        );
        assert_eq!(of(&small("Made up", "unstated", "unstated", &more)).test_sets, [TestSet::free(2)]);
    }
}

#[test]
fn the_matrix_of_the_third_paper_is_thirty_per_cent() {
    let paper = baseline("cicids2017-cnn-lstm");
    let found = matches_total(&paper, 848_363, Some(&[681_396, 166_967]));
    let words: Vec<String> = found.iter().map(Match::to_string).collect();
    assert_eq!(
        words,
        [
            "30 % of 2,827,876 rows: cicids2017/ml-csv or cicids2017/labelled-flows, rows with NaN or infinity dropped (counts from memory)"
        ]
    );
    assert_eq!((found[0].fits, found[0].population.verified), (Some(true), false));
    assert_eq!(matches_total(&paper, 848_363, Some(&[681_390, 166_973]))[0].fits, Some(false));
    assert_eq!(matches_total(&paper, 848_363, None)[0].fits, None);
    assert_eq!(matches_total(&paper, 848_364, None), []);
}

#[test]
fn an_official_side_is_found_by_its_rows() {
    let paper = baseline("botiot-mukherjee-rathi");
    let words = |rows| matches_total(&paper, rows, None).iter().map(Match::to_string).collect::<Vec<_>>();
    assert_eq!(words(2_934_817)[1..], ["all of 2,934,817 rows: bot-iot/10-best, official train side"]);
    let paper = baseline("ciciomt-improved-cnn-lstm");
    let sizes = [37_607, 1_117_096, 428_312, 27_676];
    assert_eq!(matches_total(&paper, 1_610_691, Some(&sizes))[0].fits, Some(true));
}

/// Two classes of these sizes.
fn population(sizes: &[u64]) -> Population {
    Population {
        from: vec!["made up".to_owned()],
        state: "as published".to_owned(),
        left_out: Vec::new(),
        rows: sizes.iter().sum(),
        classes: Some(sizes.iter().map(|&size| size..=size).collect()),
        verified: true,
    }
}

fn holds(set: &TestSet, sizes: &[u64]) -> bool {
    set.rows.contains(&sizes.iter().sum()) && set.classes.iter().zip(sizes).all(|(range, size)| range.contains(size))
}

proptest::proptest! {
    /// Whatever a split of that share can give is in the test sets that it stands for.
    #[test]
    fn no_draw_is_left_out(sizes in proptest::collection::vec(0_u64..3_000, 2..8), percent in 1_u64..=100, up: bool, order: u64) {
        let all: u64 = sizes.iter().sum();
        let share = Fraction::percent(percent);
        let (floor, ceiling) = share.floor_and_ceiling(all);
        let total = if up { ceiling } else { floor };
        let [stratified, random] = <[TestSet; 2]>::try_from(drawn(&population(&sizes), &share)).unwrap();

        // Each class its quota rounded down, and some of them one more until the total is reached, as scikit-learn does.
        let quota = |size: u64| (total * size).checked_div(all).unwrap_or(0);
        let mut draw: Vec<u64> = sizes.iter().map(|&size| quota(size)).collect();
        let fractional: Vec<usize> = (0..sizes.len()).filter(|&k| quota(sizes[k]) * all < total * sizes[k]).collect();
        for i in 0..(total - draw.iter().sum::<u64>()) as usize {
            draw[fractional[(i + order as usize % fractional.len()) % fractional.len()]] += 1;
        }
        proptest::prop_assert!(holds(&stratified, &draw) && holds(&random, &draw), "{draw:?} {stratified:?} {random:?}");

        // As one-sided as a random draw can be: classes are emptied one after the other.
        let mut left = total;
        let first = order as usize % sizes.len();
        let mut extreme = vec![0; sizes.len()];
        for k in (0..sizes.len()).map(|k| (k + first) % sizes.len()) {
            extreme[k] = sizes[k].min(left);
            left -= extreme[k];
        }
        proptest::prop_assert!(holds(&random, &extreme), "{extreme:?} {random:?}");
    }
}
