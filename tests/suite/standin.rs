//! Tests of the `standin` room through its public face.
