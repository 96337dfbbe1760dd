//! CPU seconds, wall time and peak memory of one reading of an edition's files, as one line of JSON.
//!
//! ```text
//! cargo bench --profile dev --bench reading -- FOLDER              the files are read
//! cargo bench --profile dev --bench reading -- FOLDER CACHE        and kept in the folder CACHE, or taken from it
//! cargo bench --profile dev --bench reading -- FOLDER --cells OUT  every numeric column is written to OUT as f64, least byte first
//! ```

#![allow(clippy::print_stdout, reason = "figures for a program")]

mod common;

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use common::{cpu_seconds, peak_bytes};
use idsbench::dataset::{self, Cache, ColumnData, LoadRequest, Surroundings, Table};
use idsbench::spec::{DatasetSpec, EditionSpec, Shares, StandInSpec};

const EDITION: &str = "cicids2017/ml-csv";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [folder] => measure(folder, Cache::off()),
        [folder, "--cells", out] => write_cells(&load(folder, Cache::off())?, Path::new(out)),
        [folder, cache] => measure(folder, Cache::in_folder(cache).worth(Duration::ZERO)),
        _ => Err("give a folder with files of cicids2017/ml-csv".into()),
    }
}

fn load(folder: &str, cache: Cache) -> Result<Table, Box<dyn Error>> {
    let stand_in = StandInSpec { rows: 1, seed: 0, shares: Shares::Edition };
    let dataset = DatasetSpec::Edition(EditionSpec { edition: EDITION.to_owned(), stand_in, sample: None });
    let surroundings = Surroundings { data_root: None, working_directory: folder.into(), cache };
    let request = LoadRequest { dataset: &dataset, data: Some(Path::new(folder)), surroundings: &surroundings };
    Ok(dataset::load(&request, &mut |_| {})?)
}

fn measure(folder: &str, cache: Cache) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let table = load(folder, cache)?;
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds());
    let table_bytes: usize = table.columns.iter().map(|column| bytes(&column.data)).sum();
    println!(
        "{{\"rows\": {}, \"columns\": {}, \"cpu\": {cpu}, \"wall\": {wall}, \"peak\": {}, \"table\": {table_bytes}}}",
        table.rows(),
        table.columns.len(),
        peak_bytes()?
    );
    Ok(())
}

fn bytes(column: &ColumnData) -> usize {
    match column {
        ColumnData::Numeric(numbers) => numbers.bytes(),
        ColumnData::Text { codes, .. } => size_of_val::<[u32]>(codes),
    }
}

fn write_cells(table: &Table, out: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    for (at, column) in table.columns.iter().enumerate() {
        let ColumnData::Numeric(numbers) = &column.data else { continue };
        let mut file = BufWriter::new(File::create(out.join(format!("{at}.f64")))?);
        numbers.iter().try_for_each(|value| file.write_all(&value.to_le_bytes()))?;
        file.flush()?;
    }
    Ok(())
}
