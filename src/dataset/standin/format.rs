//! CSV text: cells in the ways the published files write them, rows into a sink.

use std::io::Write as _;

use super::{Sink, StandInError};

/// Bytes gathered before they go to the sink.
const FLUSH_AT: usize = 1 << 16;

/// Writes files of CSV rows, buffered.
pub(super) struct CsvWriter<'a> {
    sink: &'a mut dyn Sink,
    file: String,
    buffer: Vec<u8>,
}

impl<'a> CsvWriter<'a> {
    pub(super) fn new(sink: &'a mut dyn Sink) -> Self {
        Self { sink, file: String::new(), buffer: Vec::with_capacity(FLUSH_AT + (FLUSH_AT >> 3)) }
    }

    /// Starts the file `name` with its header line, if it has one.
    pub(super) fn start(&mut self, name: &str, header: Option<&str>) -> Result<(), StandInError> {
        self.flush()?;
        name.clone_into(&mut self.file);
        self.sink.start(name).map_err(|source| StandInError::Write { file: name.to_owned(), source })?;
        if let Some(header) = header {
            self.buffer.extend_from_slice(header.as_bytes());
            self.buffer.push(b'\n');
        }
        Ok(())
    }

    /// Writes one row; `cells` fills it.
    pub(super) fn row(&mut self, cells: impl FnOnce(&mut Cells)) -> Result<(), StandInError> {
        cells(&mut Cells { line: &mut self.buffer, first: true });
        self.buffer.push(b'\n');
        if self.buffer.len() >= FLUSH_AT { self.flush() } else { Ok(()) }
    }

    /// Hands what is left to the sink.
    pub(super) fn finish(mut self) -> Result<(), StandInError> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), StandInError> {
        if !self.buffer.is_empty() {
            self.sink.write(&self.buffer).map_err(|source| StandInError::Write { file: self.file.clone(), source })?;
            self.buffer.clear();
        }
        Ok(())
    }
}

/// The cells of one row.
pub(super) struct Cells<'a> {
    line: &'a mut Vec<u8>,
    first: bool,
}

impl Cells<'_> {
    /// Text without commas or quotes.
    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A whole number.
    pub(super) fn integer(&mut self, value: i64) {
        self.separate();
        push_integer(self.line, value);
    }

    /// At most `decimals` (up to 9) digits after the point, trailing zeros dropped, as Argus prints.
    pub(super) fn decimal(&mut self, value: f64, decimals: u32) {
        self.separate();
        push_decimal(self.line, value, decimals);
    }

    /// Ten significant digits, trailing zeros dropped, as spreadsheets print; `NaN` and `Infinity` by name.
    pub(super) fn significant(&mut self, value: f64) {
        if value.is_nan() {
            return self.text("NaN");
        }
        if value.is_infinite() {
            return self.text("Infinity");
        }
        let mut whole_digits = 1;
        let mut bound = 10.0;
        while value.abs() >= bound && whole_digits < 10 {
            whole_digits += 1;
            bound *= 10.0;
        }
        self.decimal(value, 10 - whole_digits);
    }

    /// The shortest text that reads back as the same number, with a point, as Python prints.
    pub(super) fn shortest(&mut self, value: f64) {
        self.separate();
        // Means over 10 or 100 packets mostly end after two decimals; fifteen digits that read back are the shortest.
        let hundredths = (value * 100.0).round();
        if hundredths / 100.0 == value && hundredths.abs() < 1e15 {
            push_decimal(self.line, value, 2);
            if hundredths % 100.0 == 0.0 {
                self.line.extend_from_slice(b".0");
            }
            return;
        }
        // Writing to a Vec cannot fail.
        let _ = write!(self.line, "{value:?}");
    }

    /// Text in any encoding, without commas or quotes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.separate();
        self.line.extend_from_slice(bytes);
    }

    fn separate(&mut self) {
        if self.first {
            self.first = false;
        } else {
            self.line.push(b',');
        }
    }
}

fn push_integer(line: &mut Vec<u8>, value: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        line.push(b'-');
    }
    line.extend_from_slice(&digits[at..]);
}

fn push_decimal(line: &mut Vec<u8>, value: f64, decimals: u32) {
    let scale = 10u64.pow(decimals);
    let scaled = (value.abs() * scale as f64).round() as u64;
    if value < 0.0 && scaled > 0 {
        line.push(b'-');
    }
    push_integer(line, (scaled / scale) as i64);
    let mut fraction = scaled % scale;
    if fraction == 0 {
        return;
    }
    let mut width = decimals as usize;
    while fraction.is_multiple_of(10) {
        fraction /= 10;
        width -= 1;
    }
    let mut digits = [b'0'; 9];
    for digit in digits[..width].iter_mut().rev() {
        *digit = b'0' + (fraction % 10) as u8;
        fraction /= 10;
    }
    line.push(b'.');
    line.extend_from_slice(&digits[..width]);
}

#[cfg(test)]
mod tests {
    use super::super::StandInFile;
    use super::*;

    fn line(cells: impl FnOnce(&mut Cells)) -> String {
        let mut files: Vec<StandInFile> = Vec::new();
        let mut writer = CsvWriter::new(&mut files);
        writer.start("a.csv", Some("h")).unwrap();
        writer.row(cells).unwrap();
        writer.finish().unwrap();
        String::from_utf8(files.remove(0).bytes).unwrap().strip_prefix("h\n").unwrap().trim_end().to_owned()
    }

    #[test]
    fn numbers_are_written_as_the_files_write_them() {
        assert_eq!(line(|c| [-12, 0, 907].into_iter().for_each(|v| c.integer(v))), "-12,0,907");
        assert_eq!(
            line(|c| [0.25, 3.0, 1e-7, -0.000_002].into_iter().for_each(|v| c.decimal(v, 6))),
            "0.25,3,0,-0.000002"
        );
        assert_eq!(line(|c| c.decimal(4.096_001, 6)), "4.096001");
        assert_eq!(line(|c| c.significant(48_379.456_789_012)), "48379.45679");
        assert_eq!(line(|c| c.significant(0.123_456_789_12)), "0.123456789");
        assert_eq!(line(|c| c.significant(12_345_678_901.6)), "12345678902");
        assert_eq!(line(|c| [f64::NAN, f64::INFINITY].into_iter().for_each(|v| c.significant(v))), "NaN,Infinity");
        let means = [58.0, 0.0, -0.5, 141.55, 5.07, 1e-7];
        assert_eq!(line(|c| means.into_iter().for_each(|v| c.shortest(v))), "58.0,0.0,-0.5,141.55,5.07,1e-7");
        assert_eq!(line(|c| [58.0, 0.1 + 0.2].into_iter().for_each(|v| c.shortest(v))), "58.0,0.30000000000000004");
    }
}
