//! The two number types of the engine: `f32` to train with, `f64` to check gradients with.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use super::Simd;
#[cfg(target_arch = "x86_64")]
use super::simd::{Avx2, Avx512};

/// A floating-point number with what the kernels need of it.
pub trait Real:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Send
    + Sync
    + Add<Output = Self>
    + AddAssign
    + Div<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Sub<Output = Self>
    + Sum
    + 'static
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// 1 / ln 2
    const LOG2_E: Self;
    /// The first digits of ln 2; products with small integers are exact.
    const LN_2_HIGH: Self;
    /// ln 2 less its first digits.
    const LN_2_LOW: Self;
    /// 1.5 · 2^(mantissa bits): adding it rounds to an integer, which then stands in the lowest bits.
    const ROUNDER: Self;
    /// Arguments of the exponential are cut to ± this: beyond, 2ⁿ would leave the normal range.
    const EXP_LIMIT: Self;
    /// 1/k!, from the smallest down to k = 2: the Taylor series of the exponential where |x| ≤ ln 2 / 2.
    const EXP_SERIES: &'static [Self];

    /// Vector operations with avx512f.
    #[cfg(target_arch = "x86_64")]
    type Wide: Simd<Self>;
    /// Vector operations with avx2 and fma.
    #[cfg(target_arch = "x86_64")]
    type Narrow: Simd<Self>;
    /// The operations that `simd` proves.
    #[cfg(target_arch = "x86_64")]
    fn wide(simd: Avx512) -> Self::Wide;
    /// The operations that `simd` proves.
    #[cfg(target_arch = "x86_64")]
    fn narrow(simd: Avx2) -> Self::Narrow;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The same number.
    fn to_f64(self) -> f64;
    /// `self` as read from a matrix of rows.
    fn from_f32(value: f32) -> Self;
    /// The nearest `f32`.
    fn to_f32(self) -> f32;
    /// `self * b + c`, rounded once.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// Square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Whether neither NaN nor infinite.
    fn is_finite(self) -> bool;
    /// 2ⁿ for `self` = [`ROUNDER`](Self::ROUNDER) + n with a small integer n.
    fn power_of_two(self) -> Self;
}

macro_rules! real {
    ($real:ident, exponent: $bias:literal << $mantissa:literal, $($constants:tt)*) => {
        impl Real for $real {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const LOG2_E: Self = std::$real::consts::LOG2_E;
            $($constants)*

            #[cfg(target_arch = "x86_64")]
            type Wide = Avx512;
            #[cfg(target_arch = "x86_64")]
            type Narrow = Avx2;

            #[cfg(target_arch = "x86_64")]
            #[inline(always)]
            fn wide(simd: Avx512) -> Avx512 {
                simd
            }

            #[cfg(target_arch = "x86_64")]
            #[inline(always)]
            fn narrow(simd: Avx2) -> Avx2 {
                simd
            }

            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                value as $real
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }

            #[inline(always)]
            fn from_f32(value: f32) -> Self {
                $real::from(value)
            }

            #[inline(always)]
            fn to_f32(self) -> f32 {
                self as f32
            }

            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                $real::mul_add(self, b, c)
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                $real::sqrt(self)
            }

            #[inline(always)]
            fn is_finite(self) -> bool {
                $real::is_finite(self)
            }

            #[inline(always)]
            fn power_of_two(self) -> Self {
                $real::from_bits(self.to_bits().wrapping_add($bias) << $mantissa)
            }
        }
    };
}

real! { f32, exponent: 127 << 23,
    const LN_2_HIGH: Self = 0.693_359_4;
    const LN_2_LOW: Self = -2.121_944_4e-4;
    const ROUNDER: Self = 12_582_912.0;
    const EXP_LIMIT: Self = 87.0;
    const EXP_SERIES: &'static [Self] = &[1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5];
}

real! { f64, exponent: 1023 << 52,
    const LN_2_HIGH: Self = 6.931_471_803_691_238e-1;
    const LN_2_LOW: Self = 1.908_214_929_270_587_7e-10;
    const ROUNDER: Self = 6_755_399_441_055_744.0;
    const EXP_LIMIT: Self = 708.0;
    const EXP_SERIES: &'static [Self] = &[
        1.0 / 6_227_020_800.0, 1.0 / 479_001_600.0, 1.0 / 39_916_800.0, 1.0 / 3_628_800.0, 1.0 / 362_880.0,
        1.0 / 40_320.0, 1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5,
    ];
}
