//! The traps, one by one, on made-up bytes.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::super::table::ColumnData;
use super::*;

/// A table whose last column is the label; the kinds are found out.
struct Outcome {
    names: Vec<String>,
    columns: Vec<ColumnData>,
    labels: Vec<u32>,
    label_names: Vec<String>,
    account: Account,
}

impl Outcome {
    fn numbers(&self, column: usize) -> Vec<f64> {
        match &self.columns[column] {
            ColumnData::Numeric(numbers) => numbers.iter().collect(),
            ColumnData::Text { .. } => panic!("column {column} is text"),
        }
    }

    fn texts(&self, column: usize) -> Vec<&str> {
        match &self.columns[column] {
            ColumnData::Text { codes, names } => codes.iter().map(|&code| names[code as usize].as_str()).collect(),
            ColumnData::Numeric(_) => panic!("column {column} holds numbers"),
        }
    }

    fn labels(&self) -> Vec<&str> {
        self.labels.iter().map(|&code| self.label_names[code as usize].as_str()).collect()
    }
}

fn read_bytes(bytes: &[u8]) -> Result<Outcome, FileProblem> {
    let source = Source::Memory(bytes);
    let header = header(&source)?;
    let missing = Missing::default();
    let kinds: Vec<Kind> = infer(&source, &header, &[], &missing)?.iter().map(Seen::kind).collect();
    let last = header.names.len() - 1;
    let columns =
        (0..last).map(|cell| PlannedColumn { name: header.names[cell].clone(), kind: kinds[cell], cell }).collect();
    let plan = Plan { width: last + 1, columns, label: PlannedLabel::Cells(vec![last]), header_row: true, missing };
    let mut rows = Gathered::new(&plan.columns);
    let (account, identity) = read(
        &source,
        &plan,
        &mut |parts| {
            rows.append(parts);
            Ok(())
        },
        |_| {},
    )?;
    assert_eq!(identity, source.identity().unwrap());
    assert_eq!(account.rows, rows.len() as u64);
    let (columns, labels, label_names) = rows.finish();
    let columns = columns.into_iter().map(|column| column.data).collect();
    Ok(Outcome { names: header.names, columns, labels, label_names, account })
}

fn text(text: &str) -> Outcome {
    read_bytes(text.as_bytes()).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_delimiter_and_line_end_gives_the_same_rows() {
    let comma = text("a,b,y\n1,tcp,x\n2.5,udp,z\n");
    for other in [
        "a;b;y\n1;tcp;x\n2.5;udp;z\n",
        "a\tb\ty\r\n1\ttcp\tx\r\n2.5\tudp\tz\r\n",
        "a|b|y\n1|tcp|x\n2.5|udp|z",
        "\u{feff}a, b ,y \n 1 ,tcp , x\n2.5,\"udp\",z\n",
    ] {
        let other = text(other);
        assert_eq!(other.names, comma.names);
        assert_eq!(other.columns, comma.columns);
        assert_eq!(other.labels(), comma.labels());
    }
}

#[test]
fn a_tab_separated_row_may_end_in_empty_cells() {
    let table = text("a\tb\ty\n\t\tx\n1\t\tx\n");
    assert!(table.numbers(0)[0].is_nan());
    assert_eq!(table.texts(1), ["", ""]);
}

#[test]
fn non_finite_cells_are_kept_and_counted() {
    let table = text("a,y\nNaN,x\nInfinity,x\n-Infinity,x\ninf,x\n,x\n1e999,x\n7,x\n");
    let numbers = table.numbers(0);
    assert!(numbers[0].is_nan() && numbers[4].is_nan());
    assert_eq!(numbers[1..4], [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY]);
    assert_eq!(numbers[5..], [f64::INFINITY, 7.0]);
    assert_eq!(table.account.non_finite_cells, 6);
}

#[test]
fn blank_lines_are_counted_and_are_no_bad_rows() {
    let table = text("a,b,y\n\n1,2,x\n,,\n   \n\r\n3,4,x\n");
    assert_eq!((table.account.blank_lines, table.account.bad_rows, table.account.rows), (4, 0, 2));
}

#[test]
fn both_columns_of_a_doubled_name_keep_their_values() {
    let table = text("a,b, a,y\n1,2,3,x\n");
    assert_eq!(table.names, ["a", "b", "a.1", "y"]);
    assert_eq!((table.numbers(0), table.numbers(2)), (vec![1.0], vec![3.0]));
}

#[test]
fn quoted_cells_may_hold_anything() {
    let table = text("a,b,y\n1,\"x,\"\"y\"\"\nz\",\"l,1\"\n2,plain,l\n");
    assert_eq!(table.texts(1), ["x,\"y\"\nz", "plain"]);
    assert_eq!(table.labels(), ["l,1", "l"]);
}

#[test]
fn bad_rows_are_counted_and_the_first_five_shown_with_their_line() {
    let mut bytes = String::from("a,b,y\n");
    for row in 0..100 {
        bytes.push_str(&format!("{row},1,x\n"));
        if row % 12 == 0 {
            bytes.push_str("1,x\n");
        }
    }
    let table = text(&bytes);
    assert_eq!((table.account.rows, table.account.bad_rows), (100, 9));
    assert_eq!(table.account.bad_examples.len(), 5);
    assert_eq!(table.account.bad_examples[..2], ["line 3: 2 cells instead of 3", "line 16: 2 cells instead of 3"]);
}

#[test]
fn a_line_number_counts_the_lines_inside_quotes() {
    let rows = "1,\"two\nlines\",x\n".repeat(10);
    let table = text(&format!("a,b,y\n{rows}1,x\n"));
    assert_eq!(table.account.bad_examples, ["line 22: 2 cells instead of 3"]);
}

#[test]
fn a_last_line_that_is_cut_off_says_so() {
    let rows = "1,2,x\n".repeat(20);
    let table = text(&format!("a,b,y\n{rows}1,2"));
    assert_eq!(table.account.bad_examples, ["line 22: 2 cells instead of 3: the file ends in the middle of this row"]);
}

#[test]
fn a_row_without_a_label_and_a_repeated_header_are_bad_rows() {
    let rows = "1,2,x\n".repeat(20);
    let table = text(&format!("a,b,y\n{rows}1,2,\na,b,y\n"));
    assert_eq!(table.account.bad_examples, ["line 22: the label is empty", "line 23: the header again"]);
    assert_eq!(table.numbers(0).len(), 20);
}

#[test]
fn a_file_with_too_many_bad_rows_is_refused() {
    let good = "1,2,x\n".repeat(9);
    assert_eq!(text(&format!("a,b,y\n{good}1\n")).account.bad_rows, 1);
    let problem = read_bytes(format!("a,b,y\n{good}1\n2\n").as_bytes()).map(|_| ()).unwrap_err();
    assert!(problem.to_string().starts_with("2 of 11 rows cannot be used"), "{problem}");
    assert!(problem.to_string().contains("line 11: 1 cells"), "{problem}");
}

#[test]
fn files_without_rows_are_refused() {
    assert!(matches!(read_bytes(b"a,b,y\n"), Err(FileProblem::HeaderOnly)));
    assert!(matches!(read_bytes(b"a,b,y\n\n,,\n"), Err(FileProblem::HeaderOnly)));
    assert!(matches!(read_bytes(b""), Err(FileProblem::Empty)));
    assert!(matches!(read_bytes(b"\xef\xbb\xbf"), Err(FileProblem::Empty)));
    assert!(matches!(read_bytes(b"a,b,y\r1,2,x\r"), Err(FileProblem::CarriageReturns)));
}

#[test]
fn labels_of_any_encoding_are_one_label() {
    let table =
        read_bytes(b"a,y\n1,Web Attack \x96 XSS\n2, Web Attack \xef\xbf\xbd XSS \n3,Web Attack - XSS\n").unwrap();
    assert_eq!(table.labels(), ["Web Attack - XSS"; 3]);
    assert_eq!(table.label_names.len(), 1);
}

#[test]
fn a_column_is_text_as_soon_as_one_cell_is() {
    let mut bytes = String::from("port,empty,y\n");
    (0..100_000).for_each(|row| bytes.push_str(&format!("{row},,x\n")));
    assert_eq!(text(&bytes).numbers(0).len(), 100_000);
    assert_eq!(text(&bytes).texts(1)[0], "");
    bytes.push_str("http,,x\n");
    assert_eq!(text(&bytes).texts(0)[99_999..], ["99999", "http"]);
}

#[test]
fn ports_may_be_hexadecimal_empty_or_minus_one() {
    let table = text("sport,y\n0x0303,x\n,x\n-1,x\n80,x\n");
    assert_eq!((table.numbers(0)[0], table.numbers(0)[2]), (771.0, -1.0));
    assert!(table.numbers(0)[1].is_nan());
}

#[test]
fn quoted_names_may_hold_line_ends() {
    for end in ["\n", "\r\n"] {
        let table = text(&format!("{end}a,\"b{end}c\",y{end}1,2,x{end}oops,3,x{end}"));
        assert_eq!(table.names, ["a", "b c", "y"]);
        assert_eq!((table.numbers(1), table.account.bad_rows), (vec![2.0, 3.0], 0));
    }
    let source = Source::Memory(b"a,\"b\nc\",y\n1,2,x\noops,3,x\n");
    let seen = infer(&source, &header(&source).unwrap(), &[0], &Missing::default()).unwrap();
    assert_eq!(seen[0].stray.as_ref().map(|stray| stray.line), Some(4));
    assert!(matches!(read_bytes(b"a,\"b,y\n1,2,x\n"), Err(FileProblem::Header("a quote is not closed"))));
}

#[test]
fn gzip_is_told_by_its_bytes_and_a_cut_one_is_refused() {
    let plain = b"a,b,y\n1,2,x\n3,4,z\n".as_slice();
    let packed = gzip(plain);
    let two_members = [gzip(&plain[..9]), gzip(&plain[9..])].concat();
    for bytes in [&packed, &two_members] {
        let table = read_bytes(bytes).unwrap();
        assert_eq!(table.numbers(1), [2.0, 4.0]);
    }
    for length in 3..packed.len() {
        let problem = read_bytes(&packed[..length]).map(|_| ()).unwrap_err();
        assert!(matches!(problem, FileProblem::Gzip(_)), "{length}: {problem}");
    }
}

#[test]
fn many_blocks_give_the_same_as_one_line_at_a_time() {
    let mut bytes = String::from("a,p,y\n");
    let line = |row: u32| format!("{},p{},l{}\n", f64::from(row) / 7.0, row % 1000, row / 50_000);
    (0..200_000).for_each(|row| bytes.push_str(&line(row)));
    let table = text(&bytes);
    assert_eq!(table.labels.len(), 200_000);
    let (numbers, texts, labels) = (table.numbers(0), table.texts(1), table.labels());
    for row in [0u32, 1, 65_535, 123_456, 199_999] {
        assert_eq!(numbers[row as usize], f64::from(row) / 7.0);
        assert_eq!(texts[row as usize], format!("p{}", row % 1000));
        assert_eq!(labels[row as usize], format!("l{}", row / 50_000));
    }
}

/// The end of a block falls on every byte of a record in turn.
#[test]
fn where_blocks_are_cut_changes_nothing() {
    const ENDS: [&str; 2] = ["\n", "\r\n"];
    let record = |row: u32, end: &str| {
        let quoted = if row.is_multiple_of(1_000) { "\"a,\"\"b\"\"\n\"" } else { "a" };
        format!("{row},-1.5e-3,0.30000000000000004,,12345678901234567,{quoted},+{row}.25,l{}{end}", row % 3)
    };
    for end in ENDS {
        let rows: String = (0..6_000).map(|row| record(row, end)).collect();
        for shift in 0..record(999, end).len() {
            let bytes = format!("a{},b,c,d,e,t,f,y{end}{rows}", "x".repeat(shift));
            let table = text(&bytes);
            assert_eq!((table.labels.len(), table.account.bad_rows), (6_000, 0));
            assert!(table.numbers(0).into_iter().eq((0..6_000).map(f64::from)), "{shift}");
            for (column, cell) in [(1, "-1.5e-3"), (2, "0.30000000000000004"), (4, "12345678901234567")] {
                let expected: f64 = cell.parse().unwrap();
                assert!(table.numbers(column).into_iter().all(|value| value == expected), "{shift} {column}");
            }
            assert!(table.texts(3).into_iter().all(str::is_empty), "{shift}");
            assert!(table.numbers(6).into_iter().eq((0..6_000).map(|row| f64::from(row) + 0.25)), "{shift}");
            assert_eq!((table.texts(5)[1_000], table.texts(5)[1_001]), ("a,\"b\"", "a"));
            assert!(table.labels().into_iter().enumerate().all(|(row, label)| label == format!("l{}", row % 3)));
        }
    }
}

/// What has no quotes is read the quick way, what has some the general one.
#[test]
fn the_quick_way_and_the_general_one_agree() {
    let lines = [
        "1,2,x",
        " 1 ,\t2, x ",
        "-0,1e5,x",
        "1.,.5,x",
        ",,x",
        ",,",
        " , ,",
        "1,2,",
        "1,2",
        "1,2,x,4",
        "1,z,x",
        "0x1F,NaN,x",
        "+1,-Infinity,x",
        "12345678901234567890,1e400,x",
        "1\r,2,x",
        "00000000000000000012,9007199254740993,x",
        "1,2,x\r",
        "-,?,x",
        "\u{a0}1\u{a0},2,x",
        "1-2,3,x",
        "1,2.5.6,x",
        "1:2,3,x",
        "--1,2,x",
        "-,2,x",
        "0.1,123456789.123456789,x",
        "1,2,x y",
    ];
    let good = "3,4,w\n".repeat(500);
    for line in lines {
        let quick = text(&format!("a,b,y\n{good}{line}\n5,6,v\n"));
        let cells: Vec<String> = line.split(',').map(|cell| format!("\"{cell}\"")).collect();
        let general = text(&format!("a,b,y\n{good}{}\n5,6,v\n", cells.join(",")));
        let bits = |column: Vec<f64>| column.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(quick.labels(), general.labels(), "{line:?}");
        if line.trim_matches([',', ' ']).is_empty() {
            // A blank line; quoted empty cells are a row without a label.
            continue;
        }
        assert_eq!(quick.account.bad_rows, general.account.bad_rows, "{line:?}");
        assert_eq!(quick.account.non_finite_cells, general.account.non_finite_cells, "{line:?}");
        for column in [0, 1] {
            match &quick.columns[column] {
                ColumnData::Numeric(_) => {
                    assert_eq!(bits(quick.numbers(column)), bits(general.numbers(column)), "{line:?}");
                }
                ColumnData::Text { .. } => assert_eq!(quick.texts(column), general.texts(column), "{line:?}"),
            }
        }
    }
}

#[test]
fn damaged_bytes_never_panic() {
    let mut bytes = String::from("a,\"b \"\"c\"\"\",d,y\r\n");
    (0..60).for_each(|row| bytes.push_str(&format!("{}.5e-{row},\"q,{row}\n\",t{row},l\r\n", row * 3)));
    let bytes = bytes.into_bytes();
    let packed = gzip(&bytes);
    for file in [&bytes, &packed] {
        for length in 0..file.len() {
            let _ = read_bytes(&file[..length]);
        }
        for at in 0..file.len() {
            let mut damaged = file.clone();
            damaged[at] ^= 1 << (at % 8);
            let _ = read_bytes(&damaged);
            damaged[at] = b"\",\n\r\0\xff"[at % 6];
            let _ = read_bytes(&damaged);
        }
    }
}

/// A cell as written, and what it holds.
fn written_number() -> impl Strategy<Value = (String, f64)> {
    let spelled = (any::<u64>(), 0..10).prop_map(|(bits, style)| {
        let value = f64::from_bits(bits);
        let value = if value.is_finite() { value } else { -0.25 };
        let text = match style {
            0 => format!("{value}"),
            1 => format!("{value:e}"),
            2 => format!("{value:.17e}"),
            3 => format!("{:.6}", value % 1e9),
            4 => format!("{:.16}", value % 1e3),
            5 => format!("+{}", bits % 1_000),
            6 => format!("-{}.", bits % 100_000),
            7 => format!("-.{}e{}", bits % 1_000_000, bits as i8 / 3),
            8 => format!("00{}E+0{}", bits % 10, bits % 9),
            _ => format!("{}", bits as i32),
        };
        let value: f64 = text.parse().unwrap();
        (text, value)
    });
    let missing = prop_oneof![Just(String::new()), Just("NaN".to_owned())].prop_map(|text| (text, f64::NAN));
    prop_oneof![8 => spelled, 1 => missing, 1 => Just(("-Infinity".to_owned(), f64::NEG_INFINITY))]
}

/// A quoted cell, or a plain one where that is possible.
fn written_text() -> impl Strategy<Value = (String, String)> {
    ("[a-zé \",;\r\n0-9]{0,12}", any::<bool>()).prop_map(|(text, quote)| {
        let held = String::from_utf8(super::text::trim(text.as_bytes()).to_vec()).unwrap();
        let must = text.contains(['"', ',', '\n', '\r']);
        let cell = if must || quote { format!("\"{}\"", text.replace('"', "\"\"")) } else { text };
        (cell, held)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn what_was_written_is_read(
        rows in prop::collection::vec((written_number(), written_text(), written_number()), 1..40),
        windows in any::<bool>(),
        last_end in any::<bool>(),
        spaces in 0usize..3,
        quoted_label in any::<bool>(),
    ) {
        let end = if windows { "\r\n" } else { "\n" };
        let pad = " ".repeat(spaces);
        let mut bytes = format!("a{pad},{pad}t,b,y{end}");
        // One row of a known kind, so that each column is what it was written as.
        bytes.push_str(&format!("1,word,1,label{end}"));
        for ((a, _), (t, _), (b, _)) in &rows {
            let label = if quoted_label { "\"label\"" } else { "label" };
            bytes.push_str(&format!("{pad}{a},{t},{b}{pad},{label}{end}"));
        }
        if !last_end {
            bytes.truncate(bytes.len() - end.len());
        }
        let table = text(&bytes);
        prop_assert_eq!(table.account.bad_rows, 0);
        prop_assert_eq!(table.labels.len(), rows.len() + 1);
        let (a_read, t_read, b_read) = (table.numbers(0), table.texts(1), table.numbers(2));
        for (at, ((_, a), (_, t), (_, b))) in rows.iter().enumerate() {
            prop_assert!(same(a_read[at + 1], *a) && same(b_read[at + 1], *b));
            prop_assert_eq!(t_read[at + 1], t.as_str());
        }
    }
}

/// Equal to the last bit, any NaN being one value.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}
