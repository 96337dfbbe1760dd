//! Numbers in words and tables, and text for Markdown and LaTeX, written alike in every room.

use std::fmt::Display;

/// A whole number with its thousands apart: `2,830,743`.
pub(crate) fn thousands(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A difference of two shares in points, with its sign: `+0.80`, `−0.81`, `0.00`.
pub(crate) fn points(difference: f64) -> String {
    let text = format!("{:+.2}", 100.0 * difference);
    if &text[1..] == "0.00" { "0.00".to_owned() } else { text.replace('-', "−") }
}

/// A duration of at least 0 with three significant digits and its unit: `0.31 µs`, `1.23 ms`, `4.57 s`, `12 min 5 s`.
pub(crate) fn seconds(value: f64) -> String {
    match value {
        v if v >= 3600.0 => format!("{} h {} min", (v / 3600.0).floor(), ((v % 3600.0) / 60.0).floor()),
        v if v >= 120.0 => format!("{} min {} s", (v / 60.0).floor(), (v % 60.0).floor()),
        v if v >= 1.0 => format!("{} s", significant(v)),
        v if v >= 1e-3 => format!("{} ms", significant(v * 1e3)),
        v => format!("{} µs", significant(v * 1e6)),
    }
}

/// Three significant digits, but never fewer than the integer part has.
pub(crate) fn significant(value: f64) -> String {
    let digits = match value {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

/// A p value to three digits, or the bound below which nobody cares: `0.012`, `< 0.001`.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.0005 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// A character that shows nothing of its own: a control character, or one that turns the direction of the letters after it, joins or parts
/// them unseen, or tags them. Text comes from files, and terminals, browsers and TeX obey such characters.
pub(crate) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A character that parts lines or words, and is one blank where they are written anew.
fn is_gap(letter: char) -> bool {
    letter.is_control() && letter.is_whitespace() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// The text for Markdown: everything that it, or HTML within it, could take for markup, escaped.
pub(crate) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            _ if is_gap(letter) => escaped.push(' '),
            _ if is_hidden(letter) => {}
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => escaped.extend(['\\', letter]),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// The text for LaTeX: every character with a meaning, and those that need mathematics, escaped.
pub(crate) fn latex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => escaped.extend(['\\', letter]),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            '|' => escaped.push_str("\\textbar{}"),
            '[' | ']' => escaped.push_str(&format!("{{{letter}}}")),
            '"' => escaped.push_str("\\textquotedbl{}"),
            '±' => escaped.push_str("$\\pm$"),
            '−' => escaped.push_str("$-$"),
            '×' => escaped.push_str("$\\times$"),
            '→' => escaped.push_str("$\\to$"),
            'µ' => escaped.push_str("$\\mu$"),
            'π' => escaped.push_str("$\\pi$"),
            '·' => escaped.push_str("$\\cdot$"),
            '≤' => escaped.push_str("$\\leq$"),
            '≥' => escaped.push_str("$\\geq$"),
            '≈' => escaped.push_str("$\\approx$"),
            '√' => escaped.push_str("$\\surd$"),
            '²' => escaped.push_str("$^2$"),
            '–' => escaped.push_str("--"),
            '…' => escaped.push_str("\\dots{}"),
            _ if is_gap(letter) => escaped.push(' '),
            _ if is_hidden(letter) => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// Lines of at most `width` characters, broken between words; a longer word has a line of its own. Hidden characters are left out:
/// the text comes from files, and a terminal obeys them.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let clean: String = text.chars().filter(|&letter| is_gap(letter) || !is_hidden(letter)).collect();
    let mut lines: Vec<String> = Vec::new();
    for word in clean.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign_unless_they_are_nothing() {
        assert_eq!([0.008, -0.00811, 0.0, -1e-6, 0.1].map(points).join(" "), "+0.80 −0.81 0.00 0.00 +10.00");
        assert_eq!([1.0, 0.0123, 0.0005, 0.0004, 0.0].map(p_value).join(" "), "1.000 0.012 0.001 < 0.001 < 0.001");
    }

    #[test]
    fn thousands_are_apart() {
        let texts = [0, 12, 999, 1_000, 74_129, 1_234_567].map(thousands);
        assert_eq!(texts.join(" "), "0 12 999 1,000 74,129 1,234,567");
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(markdown("a|b_c*<i>\n`x`"), "a\\|b\\_c\\*&lt;i&gt; \\`x\\`");
    }

    #[test]
    fn hidden_characters_are_left_out() {
        let text = "a\u{1b}[31m\tb\u{202e}c\u{0}\u{9b}d\u{200b}\u{feff}\u{61c}\u{ad}\u{e0041}é\u{2028}f";
        assert_eq!(markdown(text), "a\\[31m bcdé f");
        assert_eq!(latex(text), "a{[}31m bcdé f");
        assert_eq!(wrapped(text, 80), ["a[31m bcdé f"]);
        // A name stays one word, and a hidden character takes no room.
        assert_eq!(wrapped("one\u{200b}two \u{202e}three", 12), ["onetwo three"]);
        assert_eq!(wrapped("one\u{c}two\u{85}three", 80), ["one two three"]);
    }

    #[test]
    fn nothing_reaches_tex_as_a_command() {
        assert_eq!(latex("\\input{x} 5% & a_b #1 $"), "\\textbackslash{}input\\{x\\} 5\\% \\& a\\_b \\#1 \\$");
        assert_eq!(latex("−1.2 ± 0.3 ≤ π"), "$-$1.2 $\\pm$ 0.3 $\\leq$ $\\pi$");
    }
}
