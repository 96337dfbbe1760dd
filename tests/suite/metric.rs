//! Tests of the `metric` room through its public face.
