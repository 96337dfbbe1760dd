//! Tests of the `dataset` room through its public face.
