//! Speed of the networks of the shipped experiments: training and prediction, on every instruction set of this machine.
//!
//! `cargo bench --profile dev --bench network` prints rows per core-second, medians of nine runs on one thread, in CPU time, so that other
//! programs on the machine disturb little, and what share of the speed of a matrix product in the first-level cache training reaches.
//!
//! `… -- layers` prints the architectures as JSON; `… -- serve ISA THREADS` measures what it is told, one `ARCHITECTURE train|predict ROWS` a line,
//! and answers each with a line of JSON. That is how benches/peers runs them in turn with other programs.
#![allow(clippy::print_stdout, missing_docs, reason = "figures for a person")]

mod architecture;
#[path = "../common/mod.rs"]
mod common;
mod work;

use std::io::{self, BufRead, Write};

use idsbench::nn::Path;
use work::{Bench, Work};

const ROWS: usize = 4096;
const RUNS: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => table(),
        ["layers"] => println!("{}", json(&architecture::all())),
        ["serve", isa, threads] => serve(path(isa), threads.parse().expect("a number of threads")),
        _ => panic!("usage: network [layers | serve avx512|avx2|portable|best THREADS]"),
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data")
}

fn path(name: &str) -> Path {
    let available = Path::available();
    let found = available.iter().find(|path| path.name() == name || name == "best");
    *found.unwrap_or_else(|| panic!("this machine has no {name}"))
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

/// Measures what standard input asks for until it ends.
fn serve(path: Path, threads: usize) {
    let mut benches: Vec<Bench> = architecture::all().into_iter().map(|a| Bench::new(a, path, ROWS)).collect();
    let pool = pool(threads);
    for line in io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        let answer = match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["peak"] => json(&work::peak(path)),
            ["operations", name] => json(&find(&mut benches, name).architecture().operations()),
            [name, what, rows] => {
                let rows = rows.parse().expect("a number of rows");
                let work = if what == "train" { Work::Train(rows) } else { Work::Predict(rows) };
                let bench = find(&mut benches, name);
                json(&pool.install(|| bench.run(work)))
            }
            _ => panic!("not understood: {line}"),
        };
        println!("{answer}");
        io::stdout().flush().expect("standard output can be written");
    }
}

fn find<'a>(benches: &'a mut [Bench], name: &str) -> &'a mut Bench {
    benches.iter_mut().find(|bench| bench.name() == name).unwrap_or_else(|| panic!("no architecture is called {name}"))
}

fn table() {
    let pool = pool(1);
    // The portable path is for machines without vectors of known width; it emulates fused multiply-add on older ones.
    for path in Path::available().into_iter().filter(|&path| path != Path::PORTABLE || Path::best() == path) {
        let peak = work::peak(path);
        println!(
            "\n{}: matrix product {:.0} GFLOP/s; rows per core-second (share of it in training)\n",
            path.name(),
            peak / 1e9
        );
        println!("{:<12} {:>16} {:>16} {:>10} {:>13}", "", "train, batch 32", "batch 256", "predict 1", "predict 1024");
        for architecture in architecture::all() {
            let [_, operations] = architecture.operations();
            let mut bench = Bench::new(architecture, path, ROWS);
            let rates = Work::ALL.map(|work| pool.install(|| median_rate(&mut bench, work)));
            let share = |rate: f64| 100.0 * rate * operations / peak;
            println!(
                "{:<12} {:>8.0} ({:>3.0} %) {:>8.0} ({:>3.0} %) {:>10.0} {:>13.0}",
                bench.name(),
                rates[0],
                share(rates[0]),
                rates[1],
                share(rates[1]),
                rates[2],
                rates[3]
            );
        }
    }
}

/// Rows per core-second; the first pass is not measured.
fn median_rate(bench: &mut Bench, work: Work) -> f64 {
    bench.run(work);
    let mut rates: Vec<f64> = (0..RUNS).map(|_| bench.run(work)).map(|pass| pass.rows as f64 / pass.cpu).collect();
    rates.sort_by(f64::total_cmp);
    rates[RUNS / 2]
}
