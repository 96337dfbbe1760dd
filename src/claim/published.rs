//! Published figures, kept as the strings that were printed: "0.990" is not "0.99".
