//! Tests of the `prepare` room through its public face.
