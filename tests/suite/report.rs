//! Tests of the `report` room through its public face.
