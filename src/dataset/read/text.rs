//! Bytes of a cell to text, and the one spelling of a label.

use std::borrow::Cow;

/// What the bytes 0x80 to 0x9F mean in Windows-1252. The five that it leaves open are the control characters of
/// Latin-1, as browsers read them (WHATWG Encoding Standard, index windows-1252).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What stands for the dash in labels that were decoded once too often or not at all, longest first: the replacement
/// character read as Latin-1, an en dash read as Windows-1252, the replacement character, the dashes themselves.
const DASHES: [&str; 7] = ["ï¿½", "â€“", "â\u{80}\u{93}", "\u{fffd}", "\u{96}", "–", "—"];

/// The text of a cell: UTF-8, or else Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes)
        .map_or_else(|_| Cow::Owned(bytes.iter().map(|&byte| windows_1252(byte)).collect()), Cow::Borrowed)
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The one spelling of a label: every dash of [`DASHES`] is a plain hyphen.
pub(crate) fn plain_dashes(label: Cow<'_, str>) -> String {
    if label.is_ascii() {
        return label.into_owned();
    }
    DASHES.iter().fold(label.into_owned(), |label, dash| label.replace(dash, "-"))
}

/// Trims the spaces that ASCII knows, and the no-break space of UTF-8 spreadsheets.
pub(crate) fn trim(cell: &[u8]) -> &[u8] {
    let mut cell = cell.trim_ascii();
    while let Some(rest) = cell.strip_prefix("\u{a0}".as_bytes()) {
        cell = rest.trim_ascii_start();
    }
    while let Some(rest) = cell.strip_suffix("\u{a0}".as_bytes()) {
        cell = rest.trim_ascii_end();
    }
    cell
}

/// A cell as an error message shows it: short, on one line.
pub(crate) fn shown(cell: &[u8]) -> String {
    const LONGEST: usize = 40;
    let text = decode(cell);
    let mut short: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(bytes: &[u8]) -> String {
        plain_dashes(decode(bytes))
    }

    #[test]
    fn every_dash_of_the_web_attacks_is_one_label() {
        for bytes in [
            &b"Web Attack - XSS"[..],
            b"Web Attack \x96 XSS",
            "Web Attack \u{fffd} XSS".as_bytes(),
            "Web Attack – XSS".as_bytes(),
            "Web Attack ï¿½ XSS".as_bytes(),
            "Web Attack â€“ XSS".as_bytes(),
        ] {
            assert_eq!(label(bytes), "Web Attack - XSS", "{bytes:x?}");
        }
    }

    #[test]
    fn other_letters_stay() {
        assert_eq!(label("Größe".as_bytes()), "Größe");
        assert_eq!(label(b"Gr\xf6\xdfe"), "Größe");
        assert_eq!(decode(b"\x80\x9f\x81"), "€Ÿ\u{81}");
    }

    #[test]
    fn trims_both_ends_only() {
        assert_eq!(trim(b" \t a b \r"), b"a b");
        assert_eq!(trim("\u{a0} a\u{a0}".as_bytes()), b"a");
        assert_eq!(trim(b"   "), b"");
    }

    #[test]
    fn a_shown_cell_is_short_and_on_one_line() {
        assert_eq!(shown(b"a\nb"), "a\\nb");
        assert_eq!(shown(&[b'x'; 100]).chars().count(), 41);
    }
}
