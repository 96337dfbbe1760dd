//! Tests of the `run` room through its public face.
