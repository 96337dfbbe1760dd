//! A sample is the same however its rows come, and it is a part of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::read::{Gathered, Kind, Missing, Plan, PlannedLabel};
use super::super::table::ColumnData;
use super::*;

/// Rows with a number of their own, a text and a label.
fn plan() -> Plan {
    let column = |name: &str, kind, cell| PlannedColumn { name: name.to_owned(), kind, cell };
    Plan {
        width: 3,
        columns: vec![column("place", Kind::Number, 0), column("text", Kind::Text, 1)],
        label: PlannedLabel::Cells(vec![2]),
        header_row: true,
        missing: Missing::default(),
    }
}

/// Rows `from..to`, whose labels are given.
fn rows(labels: &[u8], from: usize, to: usize) -> Rows {
    let plan = plan();
    let mut rows = Rows::for_plan(&plan);
    for (place, label) in labels.iter().enumerate().take(to).skip(from) {
        let cells = [place.to_string(), format!("t{}", place % 7), format!("l{label}")];
        let cells: Vec<Cow<'_, [u8]>> = cells.iter().map(|cell| Cow::Borrowed(cell.as_bytes())).collect();
        rows.push(&plan, &cells).unwrap();
    }
    rows
}

fn file(rows: u64) -> FileUse {
    FileUse { path: "a.csv".to_owned(), rows, ..FileUse::default() }
}

/// The sample of rows that come in blocks, in one file to `second` and in another from there.
fn sample(spec: SampleSpec, labels: &[u8], block: usize, second: usize) -> Result<Table, FileProblem> {
    let mut sampler = Sampler::new(spec, &plan().columns);
    for (number, from, to) in [(0, 0, second), (1, second, labels.len())] {
        for start in (from..to).step_by(block) {
            sampler.offer(number, &rows(labels, start, to.min(start + block)))?;
        }
    }
    Ok(sampler.finish(vec![file(second as u64), file((labels.len() - second) as u64)]))
}

/// The places of the rows kept.
fn places(table: &Table) -> Vec<usize> {
    let ColumnData::Numeric(places) = &table.columns[0].data else { panic!("places are numbers") };
    places.iter().map(|place| place as usize).collect()
}

fn counts(labels: &[u8]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    labels.iter().for_each(|label| *counts.entry(format!("l{label}")).or_default() += 1);
    counts
}

/// A few common labels and some rare ones, in runs or mixed.
fn labels() -> impl Strategy<Value = Vec<u8>> {
    let run = (0u8..8, 1usize..400).prop_map(|(label, length)| vec![label; length]);
    let mixed = prop::collection::vec(prop_oneof![30 => 0u8..2, 3 => 2u8..4, 1 => 4u8..12], 1..600);
    prop::collection::vec(prop_oneof![run, mixed], 1..12).prop_map(|parts| parts.concat())
}

fn check(table: &Table, labels: &[u8], spec: SampleSpec) {
    let places = places(table);
    let all = counts(labels);
    assert_eq!(places.len() as u64, spec.rows.min(labels.len() as u64));
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "rows stay in order");
    for (row, &place) in places.iter().enumerate() {
        assert_eq!(table.label_names[table.labels[row] as usize], format!("l{}", labels[place]));
        let ColumnData::Text { codes, names } = &table.columns[1].data else { panic!("texts") };
        assert_eq!(names[codes[row] as usize], format!("t{}", place % 7));
    }
    let mut highest = 0;
    for &label in &table.labels {
        assert!(label <= highest, "names stand in order of first appearance");
        highest = highest.max(label + 1);
    }
    assert_eq!(highest as usize, table.label_names.len());
    if spec.stratified {
        let kept: Vec<u64> = all
            .keys()
            .map(|label| {
                table.label_names.iter().position(|name| name == label).map_or(0, |at| table.label_counts()[at])
            })
            .collect();
        assert_eq!(kept.len(), all.len());
        for (&kept, &count) in kept.iter().zip(all.values()) {
            let exact = spec.rows as f64 * count as f64 / labels.len() as f64;
            assert!(kept >= count.min(FEWEST).min(count) && (kept as f64) < exact.max(FEWEST as f64) + 1.0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn blocks_change_nothing_and_shares_are_kept(
        labels in labels(),
        size in 120u64..900,
        seed in any::<u64>(),
        stratified in any::<bool>(),
        blocks in prop::array::uniform2(1usize..700),
        cut in any::<prop::sample::Index>(),
    ) {
        let spec = SampleSpec { rows: size, stratified, seed };
        let second = cut.index(labels.len());
        let table = sample(spec, &labels, blocks[0], second).unwrap();
        prop_assert_eq!(&table, &sample(spec, &labels, blocks[1], second).unwrap());
        check(&table, &labels, spec);
        prop_assert_eq!(&table.file_of_row, &places(&table).iter().map(|&place| u32::from(place >= second)).collect::<Vec<_>>());
        let read = table.files.iter().map(FileUse::kept).sum::<u64>();
        prop_assert_eq!(read, table.rows() as u64);
        prop_assert_eq!(table.sample.is_some(), (labels.len() as u64) > size);
        if let Some(sample) = &table.sample {
            prop_assert_eq!((sample.rows, sample.of), (size, labels.len() as u64));
            prop_assert_eq!(sample.labels.iter().map(|(name, rows)| (name.clone(), *rows)).collect::<BTreeMap<_, _>>(), counts(&labels));
        }
    }
}

#[test]
fn a_sample_of_at_least_all_rows_is_the_table() {
    let labels: Vec<u8> = (0..1000usize).map(|row| (row % 90 % 13) as u8).collect();
    let mut gathered = Gathered::new(&plan().columns);
    gathered.append(&[rows(&labels, 0, 1000)]);
    let plain = gathered.finish();
    for size in [1000, 1001, 1_000_000] {
        let table = sample(SampleSpec::of(size), &labels, 64, 500).unwrap();
        assert_eq!(table.sample, None);
        assert!(table.files.iter().all(|file| file.rows_kept.is_none()));
        assert_eq!((table.columns, table.labels, table.label_names), plain);
    }
}

#[test]
fn the_seed_chooses_and_every_row_is_as_likely() {
    let labels = vec![0; 2000];
    let of = |seed| places(&sample(SampleSpec { seed, ..SampleSpec::of(200) }, &labels, 100, 0).unwrap());
    assert_ne!(of(0), of(1));
    let mut times = vec![0u32; 4];
    for seed in 0..50 {
        of(seed).into_iter().for_each(|place| times[place / 500] += 1);
    }
    // 2,500 each, with a standard deviation of 41.
    assert!(times.iter().all(|&times| times.abs_diff(2500) < 200), "{times:?}");
}

#[test]
fn rows_in_runs_of_labels_are_sampled_as_if_mixed() {
    // The second label comes when the pool is long cut to the first.
    let labels = [vec![0; 30_000], vec![1; 60_000], vec![2; 3]].concat();
    let table = sample(SampleSpec::of(300), &labels, 512, 10_000).unwrap();
    assert_eq!(table.label_counts(), [99, 198, 3]);
    check(&table, &labels, SampleSpec::of(300));
    let mut smallest: Vec<(u64, usize)> = (0..30_000)
        .map(|place| (priority(Stream::new(0, &["dataset", "sample"]).next_u64(), place as u64), place))
        .collect();
    smallest.sort_unstable();
    let mut expected: Vec<usize> = smallest[..99].iter().map(|&(_, place)| place).collect();
    expected.sort_unstable();
    assert_eq!(places(&table)[..99], expected);
}

#[test]
fn more_labels_than_the_sample_holds_are_refused() {
    let labels: Vec<u8> = (0..2000usize).map(|row| (row % 40) as u8).collect();
    let error = sample(SampleSpec::of(399), &labels, 100, 0).unwrap_err().to_string();
    assert!(
        error.contains("have 40 labels, and the 399 rows of `dataset.sample` are too few for 10 of each"),
        "{error}"
    );
    assert_eq!(sample(SampleSpec::of(400), &labels, 100, 0).unwrap().rows(), 400);
    let any = SampleSpec { stratified: false, ..SampleSpec::of(20) };
    assert_eq!(sample(any, &labels, 100, 0).unwrap().rows(), 20);
}
