//! Tests of the `audit` room through its public face.

mod solve_multiclass;
