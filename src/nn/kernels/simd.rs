//! The four vector operations that the matrix product needs, for each instruction set.
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
        ($token:ty, $real:ty, $vector:ty, $lanes:literal, $load:ident, $store:ident, $splat:ident, $mul_add:ident) => {
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
            }
        };
    }

    simd!(Avx512, f32, __m512, 16, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps, _mm512_fmadd_ps);
    simd!(Avx512, f64, __m512d, 8, _mm512_loadu_pd, _mm512_storeu_pd, _mm512_set1_pd, _mm512_fmadd_pd);
    simd!(Avx2, f32, __m256, 8, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_set1_ps, _mm256_fmadd_ps);
    simd!(Avx2, f64, __m256d, 4, _mm256_loadu_pd, _mm256_storeu_pd, _mm256_set1_pd, _mm256_fmadd_pd);
}
