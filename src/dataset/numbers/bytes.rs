//! Numbers as bytes of a file, least byte first, in the forms that they have in memory.

use std::io::{self, Read, Write};

use super::codes::Codes;
use super::decimal::Decimal;
use super::few::Few;
use super::form::Form;
use super::{Numbers, STRETCH};

/// Values that are turned into bytes, or back, at a time.
const AT_ONCE: usize = 4_096;

impl Numbers {
    /// Writes all numbers; their count is for the caller to write.
    pub(crate) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        self.stretches.iter().try_for_each(|stretch| stretch.write(output))
    }

    /// Bytes that [`Numbers::write`] writes.
    pub(crate) fn written_bytes(&self) -> usize {
        self.stretches.iter().map(Form::written_bytes).sum()
    }

    /// Reads the numbers of so many rows.
    ///
    /// # Errors
    /// When the bytes end, or are none that [`Numbers::write`] writes.
    pub(crate) fn read(input: &mut impl Read, rows: usize) -> io::Result<Self> {
        let lengths = (0..rows).step_by(STRETCH).map(|start| STRETCH.min(rows - start));
        let stretches = lengths.map(|rows| Form::read(input, rows)).collect::<io::Result<_>>()?;
        Ok(Self { stretches, rows })
    }
}

impl Form {
    fn write(&self, output: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Same { value, .. } => {
                output.write_all(&[0])?;
                write_values(output, &[*value], f64::to_le_bytes)
            }
            Self::Decimal(Decimal { base, divisor, codes }) => {
                output.write_all(&[1])?;
                write_values(output, &[*base, *divisor], f64::to_le_bytes)?;
                codes.write(output)
            }
            Self::Few(Few { values, codes }) => {
                output.write_all(&[2])?;
                write_values(output, &[values.len() as u32], u32::to_le_bytes)?;
                write_values(output, values, f64::to_le_bytes)?;
                codes.write(output)
            }
            Self::Single(values) => {
                output.write_all(&[3])?;
                write_values(output, values, f32::to_le_bytes)
            }
            Self::Double(values) => {
                output.write_all(&[4])?;
                write_values(output, values, f64::to_le_bytes)
            }
        }
    }

    /// The values, and what stands before them.
    fn written_bytes(&self) -> usize {
        let before = match self {
            Self::Same { .. } => 1 + size_of::<f64>(),
            Self::Decimal(_) => 1 + 2 * size_of::<f64>() + 1,
            Self::Few(_) => 1 + size_of::<u32>() + 1,
            Self::Single(_) | Self::Double(_) => 1,
        };
        before + self.bytes()
    }

    fn read(input: &mut impl Read, rows: usize) -> io::Result<Self> {
        let [form] = array(input)?;
        Ok(match form {
            0 => Self::Same { value: f64::from_le_bytes(array(input)?), rows },
            1 => Self::Decimal(Decimal {
                base: f64::from_le_bytes(array(input)?),
                divisor: f64::from_le_bytes(array(input)?),
                codes: Codes::read(input, rows)?,
            }),
            2 => {
                let different = u32::from_le_bytes(array(input)?) as usize;
                Self::Few(Few {
                    values: read_values(input, different, f64::from_le_bytes)?,
                    codes: Codes::read(input, rows)?,
                })
            }
            3 => Self::Single(read_values(input, rows, f32::from_le_bytes)?),
            4 => Self::Double(read_values(input, rows, f64::from_le_bytes)?),
            _ => return Err(damaged("an unknown form of numbers")),
        })
    }
}

impl Codes {
    /// Writes the width and the codes; their count is for the caller to write.
    pub(crate) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        match self {
            Self::One(codes) => {
                output.write_all(&[1])?;
                output.write_all(codes)
            }
            Self::Two(codes) => {
                output.write_all(&[2])?;
                write_values(output, codes, u16::to_le_bytes)
            }
            Self::Four(codes) => {
                output.write_all(&[4])?;
                write_values(output, codes, u32::to_le_bytes)
            }
        }
    }

    /// Bytes that [`Codes::write`] writes of so many codes, none of them above `largest`.
    pub(crate) fn written_bytes(count: usize, largest: u32) -> usize {
        1 + count * Self::width(largest)
    }

    /// Reads so many codes.
    pub(crate) fn read(input: &mut impl Read, rows: usize) -> io::Result<Self> {
        let [width] = array(input)?;
        Ok(match width {
            1 => Self::One(read_values(input, rows, u8::from_le_bytes)?),
            2 => Self::Two(read_values(input, rows, u16::from_le_bytes)?),
            4 => Self::Four(read_values(input, rows, u32::from_le_bytes)?),
            _ => return Err(damaged("an unknown width of codes")),
        })
    }
}

fn write_values<T: Copy, const N: usize>(
    output: &mut impl Write,
    values: &[T],
    bytes: impl Fn(T) -> [u8; N],
) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(N * values.len().min(AT_ONCE));
    for values in values.chunks(AT_ONCE) {
        buffer.clear();
        values.iter().for_each(|&value| buffer.extend_from_slice(&bytes(value)));
        output.write_all(&buffer)?;
    }
    Ok(())
}

/// Memory is taken as bytes come, so that a wrong count ends with the file.
fn read_values<T, const N: usize>(
    input: &mut impl Read,
    count: usize,
    value: impl Fn([u8; N]) -> T,
) -> io::Result<Box<[T]>> {
    let mut buffer = vec![0; N * count.min(AT_ONCE)];
    let mut values = Vec::with_capacity(count.min(STRETCH));
    while values.len() < count {
        let part = &mut buffer[..N * (count - values.len()).min(AT_ONCE)];
        input.read_exact(part)?;
        values.extend(part.as_chunks::<N>().0.iter().map(|&bytes| value(bytes)));
    }
    Ok(values.into())
}

/// The next `N` bytes.
pub(crate) fn array<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Bytes that were written by something else, or have changed since.
pub(crate) fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it is damaged ({what})"))
}
