//! Tests of the `model` room through its public face.
