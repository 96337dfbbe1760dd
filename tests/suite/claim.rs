//! Tests of the `claim` room through its public face.
