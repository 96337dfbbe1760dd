//! Parquet, through polars, a slice of rows at a time.
//!
//! Polars may panic on damaged bytes; here that is one more way of saying that the file is damaged.

use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use polars::io::mmap::MmapBytesReader;
use polars::prelude::{
    ArrowDataType, ArrowSchema, Column, DataFrame, DataType, ParquetReader, SerReader, StringChunked,
};

use super::FileProblem;
use super::number::number;
use super::rows::{Account, Plan, PlannedLabel, Rows, Seen, Values};
use super::source::{Bytes, Identity, Source};
use super::text::{plain_dashes, shown, trim};

/// Rows that are unpacked at a time.
const SLICE: usize = 1 << 17;

impl MmapBytesReader for Bytes<'_> {
    fn to_file(&self) -> Option<&File> {
        match self {
            Self::Disk(file) => Some(file),
            Self::Member(_) | Self::Memory(_) => None,
        }
    }

    fn to_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Disk(_) | Self::Member(_) => None,
            Self::Memory(cursor) => Some(cursor.get_ref()),
        }
    }
}

/// The column names, trimmed.
pub(crate) fn names(source: &Source<'_>) -> Result<Vec<String>, FileProblem> {
    let mut reader = reader(source)?;
    let schema = guarded(|| reader.schema())?;
    Ok(schema.iter_names().map(|name| name.trim().to_owned()).collect())
}

/// What each of the `width` columns holds, by its type; nothing is seen of those that are not `wanted`.
pub(crate) fn infer(source: &Source<'_>, width: usize, wanted: &[usize]) -> Result<Vec<Seen>, FileProblem> {
    let schema = checked_schema(&mut reader(source)?, wanted)?;
    let mut seen = vec![Seen::default(); width];
    for &cell in wanted {
        seen[cell] = match schema.get_at_index(cell).map(|(_, field)| field.dtype()) {
            None | Some(ArrowDataType::Null) => Seen::default(),
            Some(kind) if is_text(kind) => Seen { texts: 1, ..Seen::default() },
            Some(_) => Seen { numbers: 1, ..Seen::default() },
        };
    }
    Ok(seen)
}

/// Hands the rows of every slice, in file order, to `each`.
pub(crate) fn read(
    source: &Source<'_>,
    plan: &Plan,
    each: &mut dyn FnMut(&[Rows]) -> Result<(), FileProblem>,
    mut taken: impl FnMut(u64),
) -> Result<(Account, Identity), FileProblem> {
    let identity = source.identity()?;
    let mut reader = reader(source)?;
    let total = guarded(|| reader.num_rows())?;
    let mut account = Account::default();
    let slices = Slices::new(&plan.cells());
    for start in (0..total).step_by(SLICE) {
        let frame = slices.read(source, start, SLICE)?;
        let (part, part_account) = parse(&frame, start, plan)?;
        each(&[part])?;
        account.append(part_account);
        let done = (start + SLICE).min(total);
        taken((identity.bytes as f64 * (done as f64 / total as f64)) as u64);
    }
    Ok((account, identity))
}

/// The schema, in which the columns that are read hold numbers, booleans or text: at some of the others polars would panic.
fn checked_schema(reader: &mut ParquetReader<Bytes<'_>>, cells: &[usize]) -> Result<Arc<ArrowSchema>, FileProblem> {
    let schema = guarded(|| reader.schema())?;
    for (name, field) in cells.iter().filter_map(|&cell| schema.get_at_index(cell)) {
        let kind = field.dtype();
        if !is_text(kind) && !is_number(kind) {
            return Err(FileProblem::ParquetType { column: name.to_string(), kind: kind_name(kind) });
        }
    }
    Ok(schema)
}

fn is_number(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{Boolean, Float32, Float64, Int8, Int16, Int32, Int64, Null, UInt8, UInt16, UInt32, UInt64};
    matches!(kind, Null | Boolean | Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Float32 | Float64)
}

fn is_text(kind: &ArrowDataType) -> bool {
    match kind {
        ArrowDataType::Utf8 | ArrowDataType::LargeUtf8 | ArrowDataType::Utf8View => true,
        ArrowDataType::Dictionary(_, of, _) => is_text(of),
        _ => false,
    }
}

/// The type without what it is made of.
fn kind_name(kind: &ArrowDataType) -> String {
    use ArrowDataType::{
        Binary, BinaryView, Date32, Date64, FixedSizeBinary, FixedSizeList, LargeBinary, LargeList, List, Struct,
        Time32, Time64,
    };
    match kind {
        Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => "binary".to_owned(),
        List(_) | LargeList(_) | FixedSizeList(..) => "list".to_owned(),
        Struct(_) => "struct".to_owned(),
        Date32 | Date64 => "date".to_owned(),
        Time32(_) | Time64(_) => "time".to_owned(),
        other => format!("{other:?}"),
    }
}

fn reader<'a>(source: &'a Source<'a>) -> Result<ParquetReader<Bytes<'a>>, FileProblem> {
    Ok(ParquetReader::new(source.open()?))
}

/// Reads slices of some columns; the others may be of any type.
struct Slices {
    /// Their cells, ascending.
    cells: Vec<usize>,
}

impl Slices {
    fn new(cells: &[usize]) -> Self {
        let mut cells = cells.to_vec();
        cells.sort_unstable();
        cells.dedup();
        Self { cells }
    }

    fn read(&self, source: &Source<'_>, start: usize, rows: usize) -> Result<Slice<'_>, FileProblem> {
        let mut reader = reader(source)?.with_slice(Some((start, rows))).with_projection(Some(self.cells.clone()));
        checked_schema(&mut reader, &self.cells)?;
        Ok(Slice { frame: guarded(|| reader.finish())?, cells: &self.cells })
    }
}

/// Some rows of some columns.
struct Slice<'a> {
    frame: DataFrame,
    cells: &'a [usize],
}

impl Slice<'_> {
    fn rows(&self) -> usize {
        self.frame.height()
    }

    /// The column that is this cell of the file.
    fn column(&self, cell: usize) -> &Column {
        let at = self.cells.binary_search(&cell).expect("only the cells that were asked for are used");
        &self.frame.columns()[at]
    }
}

/// Runs a step of polars; its errors and its panics are both the file's fault.
fn guarded<T>(step: impl FnOnce() -> polars::prelude::PolarsResult<T>) -> Result<T, FileProblem> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(FileProblem::Parquet(error.to_string())),
        Err(_) => Err(FileProblem::Parquet("its pages cannot be unpacked".to_owned())),
    }
}

/// Rows that cannot be used, with the reason.
type Bad = BTreeMap<usize, String>;

fn parse(frame: &Slice<'_>, start: usize, plan: &Plan) -> Result<(Rows, Account), FileProblem> {
    let mut bad = Bad::new();
    let mut rows = Rows::for_plan(plan);
    let label = label_cells(frame, plan, &mut bad)?;
    let mut texts = Vec::new();
    for (planned, values) in plan.columns.iter().zip(&mut rows.columns) {
        let column = frame.column(planned.cell);
        match values {
            Values::Numbers(all) => *all = numbers(column, &planned.name, &mut bad)?,
            Values::Texts(_) => texts.push(strings(column)?),
        }
    }
    let good = |row: &usize| !bad.contains_key(row);
    let mut account = Account::default();
    let mut texts = texts.iter();
    for values in &mut rows.columns {
        match values {
            Values::Numbers(all) => {
                let mut row = 0..;
                all.retain(|_| row.next().is_some_and(|row| good(&row)));
                account.non_finite_cells += all.iter().filter(|value| !value.is_finite()).count() as u64;
            }
            Values::Texts(coded) => {
                let cells = texts.next().expect("one entry was pushed for each text column");
                (0..frame.rows()).filter(good).for_each(|row| coded.push(cell(cells, row)));
            }
        }
    }
    for row in (0..frame.rows()).filter(good) {
        match (&plan.label, &label) {
            (PlannedLabel::Same(name), _) => rows.labels.push(name),
            (_, parts) => rows.labels.push(&joined(parts, row)),
        }
    }
    account.rows = rows.len() as u64;
    for (row, why) in bad {
        account.bad(1, || format!("row {}: {why}", start + row + 1));
    }
    Ok((rows, account))
}

/// The label's cells, and the rows in which all of them are empty.
fn label_cells(frame: &Slice<'_>, plan: &Plan, bad: &mut Bad) -> Result<Vec<StringChunked>, FileProblem> {
    let PlannedLabel::Cells(cells) = &plan.label else { return Ok(Vec::new()) };
    let parts: Vec<_> = cells.iter().map(|&at| strings(frame.column(at))).collect::<Result<_, _>>()?;
    for row in 0..frame.rows() {
        if parts.iter().all(|part| cell(part, row).is_empty()) {
            bad.insert(row, "the label is empty".to_owned());
        }
    }
    Ok(parts)
}

fn joined(parts: &[StringChunked], row: usize) -> String {
    let parts: Vec<String> = parts.iter().map(|part| plain_dashes(cell(part, row).into())).collect();
    parts.join("/")
}

/// A column's numbers; a cell that holds none is 0 and its row is bad.
fn numbers(column: &Column, name: &str, bad: &mut Bad) -> Result<Vec<f64>, FileProblem> {
    if column.dtype().is_primitive_numeric() || column.dtype().is_bool() || *column.dtype() == DataType::Null {
        let column = guarded(|| column.cast(&DataType::Float64))?;
        let values = guarded(|| column.f64().cloned())?;
        return Ok(values.iter().map(|value| value.unwrap_or(f64::NAN)).collect());
    }
    let cells = strings(column)?;
    let mut parse = |row| {
        let text = cell(&cells, row);
        number(text.as_bytes()).unwrap_or_else(|| {
            let why = || format!("column `{name}`: `{}` is not a number", shown(text.as_bytes()));
            bad.entry(row).or_insert_with(why);
            0.0
        })
    };
    Ok((0..cells.len()).map(&mut parse).collect())
}

/// A column's texts; numbers as they print.
fn strings(column: &Column) -> Result<StringChunked, FileProblem> {
    let column = guarded(|| column.cast(&DataType::String))?;
    guarded(|| column.str().cloned()).map(|cells| cells.rechunk().into_owned())
}

/// The trimmed text of a cell, "" where it is null.
fn cell(cells: &StringChunked, row: usize) -> &str {
    let text = cells.get(row).unwrap_or_default();
    std::str::from_utf8(trim(text.as_bytes())).unwrap_or(text)
}
