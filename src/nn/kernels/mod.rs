//! Arithmetic that gives the same bits on every machine.
//!
//! Every kernel is written once, in terms of fused multiply-add, and compiled for three instruction sets; the widest one
//! that the machine has is chosen at run time. A fused multiply-add rounds once wherever it is computed, each
//! output element is summed by one accumulator in a fixed order, and exponentials are polynomials of our own, so that
//! neither the width of the vectors nor the platform's mathematical library can be seen in a result. Without hardware support
//! the fused operation is emulated: slow, but right.
//!
//! This is the only room with unsafe code: the calls from code compiled for any processor into code compiled for one instruction set.
#![allow(unsafe_code)]

mod elementary;
mod elementwise;
mod gaussian;
mod gemm;
mod gru_cell;
mod lstm_cell;
mod pool;
mod real;
mod simd;

pub use elementary::{sigmoid, softmax, softmax_gradient};
pub use elementwise::{activate, activation_gradient, adam, add_rows, transpose};
pub use gaussian::gaussian;
pub use gemm::{Rows, Start, gemm, gemm_transposed};
pub use gru_cell::{GruBackward, GruForward};
pub use lstm_cell::{CellBackward, CellForward};
pub use pool::{Windows, max_pool, max_pool_gradient};
pub use real::Real;
pub use simd::Simd;
#[cfg(target_arch = "x86_64")]
pub use simd::{Avx2, Avx512};

/// An instruction set that this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path(Instructions);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instructions {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Path {
    /// The one that every machine has.
    pub const PORTABLE: Self = Self(Instructions::Portable);

    /// The widest one of this machine.
    pub fn best() -> Self {
        Self::available()[0]
    }

    /// All of this machine, the widest first; never empty.
    pub fn available() -> Vec<Self> {
        let mut paths = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            if avx2 && is_x86_feature_detected!("avx512f") {
                paths.push(Self(Instructions::Avx512));
            }
            if avx2 {
                paths.push(Self(Instructions::Avx2));
            }
        }
        paths.push(Self::PORTABLE);
        paths
    }

    /// `avx512`, `avx2` or `portable`.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => "avx2",
            Instructions::Portable => "portable",
        }
    }

    /// Runs `kernel` as compiled for this instruction set.
    #[inline]
    fn run<T: Real, K: Kernel<T>>(self, kernel: K) {
        match self.0 {
            // SAFETY: this path is made only after the processor was asked for avx512f, avx2 and fma.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => unsafe { avx512(kernel) },
            // SAFETY: this path is made only after the processor was asked for avx2 and fma.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => unsafe { avx2(kernel) },
            Instructions::Portable => kernel.run::<simd::Portable, 4>(simd::Portable),
        }
    }
}

/// A computation with its operands. `run` must be `#[inline(always)]`, so that it is compiled anew for each
/// instruction set; `VECTORS` is how many vectors wide a register tile may be.
trait Kernel<T: Real> {
    fn run<S: Simd<T>, const VECTORS: usize>(self, simd: S);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn avx512<T: Real, K: Kernel<T>>(kernel: K) {
    // SAFETY: the features are enabled for this very function.
    let simd = unsafe { simd::Avx512::assume() };
    kernel.run::<T::Wide, 4>(T::wide(simd));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<T: Real, K: Kernel<T>>(kernel: K) {
    // SAFETY: the features are enabled for this very function.
    let simd = unsafe { simd::Avx2::assume() };
    kernel.run::<T::Narrow, 2>(T::narrow(simd));
}
