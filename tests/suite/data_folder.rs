//! Real rows for tests: `$IDSBENCH_DATA`, or the `shared/data` folder beside the checkout.

use std::path::PathBuf;

/// The folder of one dataset (`bot-iot`, `cicids2017`, `ciciomt2024`), or `None` after saying that the test is skipped.
#[allow(clippy::print_stdout, reason = "a skipped test says so where the runner shows its output")]
pub(crate) fn dataset(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("IDSBENCH_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join("shared").join("data"),
        PathBuf::from,
    );
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no real rows of {name}; set IDSBENCH_DATA to a folder that holds {name}/");
    None
}
