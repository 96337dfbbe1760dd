//! Tests of the `audit` room through its public face.

mod checks;
mod soundness;
