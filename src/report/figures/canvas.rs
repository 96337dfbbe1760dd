//! A sheet to draw on: plotters' SVG backend in tenths of a pixel, with the bundled font.
//!
//! plotters rounds to whole units, so everything is drawn ten times too large and the root element scales it back.
//! Colours: Okabe & Ito 2008, "Color universal design", told apart by readers with any colour vision; lines differ in dash and
//! marker too.

use std::sync::Once;

use plotters::coord::Shift;
use plotters::element::{DashedPathElement, Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, FontTransform, register_font};

/// DejaVu Sans 2.37; its licence lies beside it.
pub(crate) const FONT: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");

/// A CSS list. Verdana has nearly the same widths, so labels still fit where a browser lacks the first.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Units of the backend per pixel of the figure.
const SCALE: f64 = 10.0;

/// plotters takes a line height where SVG takes an em.
const LINE_HEIGHT: f64 = 1.24;

/// Text and axes.
pub(crate) const INK: RGBColor = RGBColor(34, 34, 34);
/// Secondary text.
pub(crate) const FAINT: RGBColor = RGBColor(105, 105, 105);
/// Grid lines.
pub(crate) const GRID: RGBColor = RGBColor(224, 224, 224);
/// The stamp on generated rows.
pub(crate) const ALARM: RGBColor = RGBColor(176, 0, 32);
/// The stamp on part of a dataset.
pub(crate) const CAUTION: RGBColor = RGBColor(122, 91, 0);

const PALETTE: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];

/// The colour of the i-th series.
pub(crate) fn colour(index: usize) -> RGBColor {
    PALETTE[index % PALETTE.len()]
}

/// A point in pixels from the upper left corner.
pub(crate) type Point = (f64, f64);

/// What drawing returns: the backend's complaint, in words.
pub(crate) type Drawn = Result<(), String>;

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dash {
    /// Not at all.
    Solid,
    /// Long pieces.
    Dashed,
    /// Short pieces.
    Dotted,
}

impl Dash {
    /// The dash of the i-th series.
    pub(crate) fn of(index: usize) -> Self {
        [Self::Solid, Self::Dashed, Self::Dotted][index % 3]
    }
}

/// How text stands at its point.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    size: f64,
    colour: RGBColor,
    anchor: Pos,
    upwards: bool,
}

impl Type {
    /// Centred on its point.
    pub(crate) fn size(size: f64) -> Self {
        Self { size, colour: INK, anchor: Pos::new(HPos::Center, VPos::Center), upwards: false }
    }

    /// Begins at its point.
    pub(crate) fn left(self) -> Self {
        Self { anchor: Pos::new(HPos::Left, self.anchor.v_pos), ..self }
    }

    /// Ends at its point.
    pub(crate) fn right(self) -> Self {
        Self { anchor: Pos::new(HPos::Right, self.anchor.v_pos), ..self }
    }

    /// Reads from bottom to top.
    pub(crate) fn upwards(self) -> Self {
        Self { upwards: true, ..self }
    }

    /// In another colour.
    pub(crate) fn colour(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }
}

/// The drawing surface of one figure.
pub(crate) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl<'a> Canvas<'a> {
    /// A line through the points; pieces around a point that is not finite are left out.
    pub(crate) fn line(&self, points: &[Point], colour: RGBColor, width: f64, dash: Dash) -> Drawn {
        let style = colour.stroke_width(units(width));
        for piece in points.split(|(x, y)| !x.is_finite() || !y.is_finite()).filter(|piece| piece.len() > 1) {
            let piece: Vec<(i32, i32)> = piece.iter().map(|&point| unit_point(point)).collect();
            match dash {
                Dash::Solid => self.draw(&PathElement::new(piece, style))?,
                Dash::Dashed => self.draw(&DashedPathElement::new(piece, units(7.0), units(3.5), style))?,
                Dash::Dotted => self.draw(&DashedPathElement::new(piece, units(2.2), units(2.4), style))?,
            }
        }
        Ok(())
    }

    /// A filled shape.
    pub(crate) fn area(&self, points: &[Point], colour: RGBColor, opacity: f64) -> Drawn {
        let points: Vec<(i32, i32)> = points.iter().map(|&point| unit_point(point)).collect();
        self.draw(&Polygon::new(points, colour.mix(opacity).filled()))
    }

    /// A filled rectangle.
    pub(crate) fn fill(&self, corner: Point, size: Point, colour: RGBColor) -> Drawn {
        self.draw(&Rectangle::new(corners(corner, size), colour.filled()))
    }

    /// The outline of a rectangle.
    pub(crate) fn frame(&self, corner: Point, size: Point, colour: RGBColor, width: f64) -> Drawn {
        let (left, top) = corner;
        let (right, bottom) = (left + size.0, top + size.1);
        let ring = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.line(&ring, colour, width, Dash::Solid)
    }

    /// The marker of the i-th series, filled or hollow.
    pub(crate) fn marker(&self, at: Point, index: usize, colour: RGBColor, hollow: bool) -> Drawn {
        if !at.0.is_finite() || !at.1.is_finite() {
            return Ok(());
        }
        self.shape(at, index, 1.0, colour)?;
        if hollow { self.shape(at, index, 0.5, WHITE) } else { Ok(()) }
    }

    fn shape(&self, (x, y): Point, index: usize, factor: f64, colour: RGBColor) -> Drawn {
        let corner = |dx: f64, dy: f64| (x + factor * dx, y + factor * dy);
        let corners = match index % 4 {
            0 => return self.draw(&Circle::new(unit_point((x, y)), units(3.5 * factor), colour.filled())),
            1 => vec![corner(-3.1, -3.1), corner(3.1, -3.1), corner(3.1, 3.1), corner(-3.1, 3.1)],
            2 => vec![corner(0.0, -4.2), corner(3.9, 2.9), corner(-3.9, 2.9)],
            _ => vec![corner(0.0, -4.4), corner(4.0, 0.0), corner(0.0, 4.4), corner(-4.0, 0.0)],
        };
        self.area(&corners, colour, 1.0)
    }

    /// One line of text.
    pub(crate) fn text(&self, text: &str, at: Point, style: Type) -> Drawn {
        let mut font = font(style.size);
        if style.upwards {
            font = font.transform(FontTransform::Rotate270);
        }
        let style = font.color(&style.colour).pos(style.anchor);
        self.draw(&Text::new(text.to_owned(), unit_point(at), style))
    }

    fn draw<'e, E>(&self, element: &'e E) -> Drawn
    where
        &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<SVGBackend<'a>>,
    {
        self.area.draw(element).map_err(|error| error.to_string())
    }
}

/// Draws a figure and returns it as SVG.
pub(crate) fn draw_svg(
    (width, height): Point,
    alt: &str,
    body: impl FnOnce(&Canvas<'_>) -> Drawn,
) -> Result<String, String> {
    register()?;
    let mut svg = String::new();
    {
        let backend = SVGBackend::with_string(&mut svg, (units(width), units(height)));
        let canvas = Canvas { area: backend.into_drawing_area() };
        canvas.fill((0.0, 0.0), (width, height), WHITE)?;
        body(&canvas)?;
        canvas.area.present().map_err(|error| error.to_string())?;
    }
    // The backend's own root element ends at the first `>`; it knows neither the scale nor a title.
    let inside = svg.find('>').map_or("", |end| &svg[end + 1..]);
    let alt = escape(alt);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         aria-label=\"{alt}\">\n<title>{alt}</title>{}",
        units(width),
        units(height),
        without_controls(inside)
    ))
}

/// Width of a line of text in pixels.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    if register().is_err() {
        return 0.0;
    }
    font(size).box_size(text).map_or(0.0, |(width, _)| f64::from(width) / SCALE)
}

/// The text, or both its ends around an ellipsis, at most `width` pixels wide: class names often differ in the end only.
pub(crate) fn shorten(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let kept = |n: usize| -> String {
        let (head, tail) = (n.div_ceil(2), n / 2);
        letters[..head].iter().chain(&['…']).chain(&letters[letters.len() - tail..]).collect()
    };
    (0..letters.len()).rev().map(kept).find(|short| text_width(short, size) <= width).unwrap_or_else(|| "…".to_owned())
}

/// Lines at most `width` pixels wide, broken at spaces.
pub(crate) fn wrap(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shorten(word, size, width)),
        }
    }
    lines
}

fn register() -> Drawn {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // A failure shows below: the font then cannot be found.
        let _ = register_font(FAMILY, FontStyle::Normal, FONT);
    });
    font(10.0).box_size("x").map(drop).map_err(|error| format!("the bundled font: {error}"))
}

fn font(size: f64) -> FontDesc<'static> {
    (FAMILY, size * LINE_HEIGHT * SCALE).into_font()
}

fn units(pixels: f64) -> u32 {
    (pixels * SCALE).round() as u32
}

fn unit_point((x, y): Point) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

fn corners((left, top): Point, (width, height): Point) -> [(i32, i32); 2] {
    [unit_point((left, top)), unit_point((left + width, top + height))]
}

fn escape(text: &str) -> String {
    without_controls(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Characters that XML 1.0 does not allow become U+FFFD.
fn without_controls(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' => letter,
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
            _ => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_shortened_and_wrapped() {
        assert!(text_width("mmmm", 10.0) > text_width("iiii", 10.0));
        assert_eq!(shorten("Benign", 10.0, 200.0), "Benign");
        let short = shorten("MQTT-DDoS-Connect_Flood", 10.0, 60.0);
        assert!(short.starts_with("MQ") && short.ends_with("od") && text_width(&short, 10.0) <= 60.0, "{short}");
        let lines = wrap("one two three four", 10.0, 60.0);
        assert!(lines.len() > 1 && lines.concat().replace(' ', "") == "onetwothreefour", "{lines:?}");
    }

    #[test]
    fn nasty_text_stays_well_formed() {
        let nasty = "</text><script>alert('1')</script> & \u{0}\u{1b} \"q\"";
        let svg = draw_svg((100.0, 50.0), nasty, |canvas| canvas.text(nasty, (10.0, 10.0), Type::size(10.0))).unwrap();
        assert!(!svg.contains("<script"), "{svg}");
        resvg::usvg::Tree::from_str(&svg, &resvg::usvg::Options::default()).unwrap();
    }

    #[test]
    fn a_gap_breaks_a_line() {
        let points = [(0.0, 0.0), (1.0, 1.0), (2.0, f64::NAN), (3.0, 1.0), (4.0, 1.0)];
        let svg = draw_svg((9.0, 9.0), "", |canvas| canvas.line(&points, INK, 1.0, Dash::Solid)).unwrap();
        assert_eq!(svg.matches("<polyline").count(), 2);
    }
}
