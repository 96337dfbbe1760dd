//! Whole numbers in one, two or four bytes each.

/// As wide as the largest needs.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Codes {
    One(Box<[u8]>),
    Two(Box<[u16]>),
    Four(Box<[u32]>),
}

impl Codes {
    /// Bytes for each where none is above `largest`.
    pub(super) fn width(largest: u32) -> usize {
        match largest {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        }
    }

    /// All of `codes`, none of them above `largest`.
    pub(super) fn of(codes: impl Iterator<Item = u32>, largest: u32) -> Self {
        match Self::width(largest) {
            1 => Self::One(codes.map(|code| code as u8).collect()),
            2 => Self::Two(codes.map(|code| code as u16).collect()),
            _ => Self::Four(codes.collect()),
        }
    }

    pub(super) fn get(&self, row: usize) -> u32 {
        match self {
            Self::One(codes) => codes[row].into(),
            Self::Two(codes) => codes[row].into(),
            Self::Four(codes) => codes[row],
        }
    }

    /// Hands the codes of these rows to `each`.
    pub(super) fn visit(&self, rows: impl Iterator<Item = usize>, mut each: impl FnMut(u32)) {
        match self {
            Self::One(codes) => rows.for_each(|row| each(codes[row].into())),
            Self::Two(codes) => rows.for_each(|row| each(codes[row].into())),
            Self::Four(codes) => rows.for_each(|row| each(codes[row])),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::One(codes) => codes.len(),
            Self::Two(codes) => size_of_val::<[u16]>(codes),
            Self::Four(codes) => size_of_val::<[u32]>(codes),
        }
    }
}
