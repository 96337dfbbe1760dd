//! The vector operations that the compiler does not find by itself, for each instruction set.
//!
//! A value of a token type ([`Avx512`], [`Avx2`]) is the proof that the processor has the instructions: whoever holds one may
//! call the operations safely.

use super::Real;

/// Vector operations on `T`; the implementing value proves that they exist on this machine.
pub trait Simd<T: Real>: Copy {
    /// `LANES` values of `T`.
    type Vector: Copy;
    /// Values per vector.
    const LANES: usize;
    /// The first `LANES` values of `from`.
    fn load(self, from: &[T]) -> Self::Vector;
    /// Writes the first `LANES` values of `to`.
    fn store(self, vector: Self::Vector, to: &mut [T]);
    /// `value` in every lane.
    fn splat(self, value: T) -> Self::Vector;
    /// `a * b + c`, rounded once.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// `a` where it is larger than `b`, else `b`.
    fn larger(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `then` where `a` equals `b`, else `otherwise`.
    fn if_equal(self, a: Self::Vector, b: Self::Vector, then: Self::Vector, otherwise: Self::Vector) -> Self::Vector;
}

/// One value at a time, on any machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

impl<T: Real> Simd<T> for Portable {
    type Vector = T;
    const LANES: usize = 1;

    #[inline(always)]
    fn load(self, from: &[T]) -> T {
        from[0]
    }

    #[inline(always)]
    fn store(self, vector: T, to: &mut [T]) {
        to[0] = vector;
    }

    #[inline(always)]
    fn splat(self, value: T) -> T {
        value
    }

    #[inline(always)]
    fn mul_add(self, a: T, b: T, c: T) -> T {
        a.mul_add(b, c)
    }

    #[inline(always)]
    fn larger(self, a: T, b: T) -> T {
        if a > b { a } else { b }
    }

    #[inline(always)]
    fn if_equal(self, a: T, b: T, then: T, otherwise: T) -> T {
        if a == b { then } else { otherwise }
    }
}

#[cfg(target_arch = "x86_64")]
pub use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::Simd;

    /// The processor has avx512f, avx2 and fma.
    #[derive(Debug, Clone, Copy)]
    pub struct Avx512(());

    /// The processor has avx2 and fma.
    #[derive(Debug, Clone, Copy)]
    pub struct Avx2(());

    impl Avx512 {
        /// # Safety
        /// The processor must have avx512f, avx2 and fma.
        #[inline(always)]
        pub(in crate::nn::kernels) unsafe fn assume() -> Self {
            Self(())
        }
    }

    impl Avx2 {
        /// # Safety
        /// The processor must have avx2 and fma.
        #[inline(always)]
        pub(in crate::nn::kernels) unsafe fn assume() -> Self {
            Self(())
        }
    }

    macro_rules! simd {
        ($token:ty, $real:ty, $vector:ty, $lanes:literal, $load:ident, $store:ident, $splat:ident, $mul_add:ident,
            $max:ident, |$a:ident, $b:ident, $then:ident, $otherwise:ident| $if_equal:expr) => {
            impl Simd<$real> for $token {
                type Vector = $vector;
                const LANES: usize = $lanes;

                #[inline(always)]
                fn load(self, from: &[$real]) -> $vector {
                    let from = &from[..$lanes];
                    // SAFETY: the token proves the instruction, the slice is as long as the vector, no alignment is asked.
                    unsafe { $load(from.as_ptr()) }
                }

                #[inline(always)]
                fn store(self, vector: $vector, to: &mut [$real]) {
                    let to = &mut to[..$lanes];
                    // SAFETY: the token proves the instruction, the slice is as long as the vector, no alignment is asked.
                    unsafe { $store(to.as_mut_ptr(), vector) }
                }

                #[inline(always)]
                fn splat(self, value: $real) -> $vector {
                    // SAFETY: the token proves the instruction.
                    unsafe { $splat(value) }
                }

                #[inline(always)]
                fn mul_add(self, a: $vector, b: $vector, c: $vector) -> $vector {
                    // SAFETY: the token proves the instruction.
                    unsafe { $mul_add(a, b, c) }
                }

                #[inline(always)]
                fn larger(self, a: $vector, b: $vector) -> $vector {
                    // SAFETY: the token proves the instruction. It answers `b` where neither is larger.
                    unsafe { $max(a, b) }
                }

                #[inline(always)]
                fn if_equal(self, $a: $vector, $b: $vector, $then: $vector, $otherwise: $vector) -> $vector {
                    // SAFETY: the token proves the instructions.
                    unsafe { $if_equal }
                }
            }
        };
    }

    simd!(
        Avx512,
        f32,
        __m512,
        16,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_set1_ps,
        _mm512_fmadd_ps,
        _mm512_max_ps,
        |a, b, then, otherwise| _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_EQ_OQ>(a, b), otherwise, then)
    );
    simd!(
        Avx512,
        f64,
        __m512d,
        8,
        _mm512_loadu_pd,
        _mm512_storeu_pd,
        _mm512_set1_pd,
        _mm512_fmadd_pd,
        _mm512_max_pd,
        |a, b, then, otherwise| _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_EQ_OQ>(a, b), otherwise, then)
    );
    simd!(
        Avx2,
        f32,
        __m256,
        8,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_set1_ps,
        _mm256_fmadd_ps,
        _mm256_max_ps,
        |a, b, then, otherwise| _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps::<_CMP_EQ_OQ>(a, b))
    );
    simd!(
        Avx2,
        f64,
        __m256d,
        4,
        _mm256_loadu_pd,
        _mm256_storeu_pd,
        _mm256_set1_pd,
        _mm256_fmadd_pd,
        _mm256_max_pd,
        |a, b, then, otherwise| _mm256_blendv_pd(otherwise, then, _mm256_cmp_pd::<_CMP_EQ_OQ>(a, b))
    );
}
