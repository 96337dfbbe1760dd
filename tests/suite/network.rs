//! Tests of the `network` room through its public face.
