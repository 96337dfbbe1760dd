//! Tests of the `spec` room through its public face.
