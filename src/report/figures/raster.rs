//! A figure as a bitmap: the SVG itself, rasterised with the bundled font.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::canvas::FONT;

/// Pixels of the bitmap per pixel of the figure.
const ZOOM: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Arc::new(fonts)
});

/// The figure as a PNG file, twice its nominal size.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, String> {
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let zoomed = size.scale_by(ZOOM).ok_or("the figure has no size")?;
    let mut pixels = Pixmap::new(zoomed.width(), zoomed.height()).ok_or("the figure is too large for a bitmap")?;
    resvg::render(&tree, Transform::from_scale(ZOOM, ZOOM), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figures::canvas::{Type, draw_svg};

    #[test]
    fn text_is_drawn_with_the_bundled_font() {
        let size = (60.0, 20.0);
        let blank = draw_svg(size, "", |_| Ok(())).unwrap();
        let label = draw_svg(size, "", |canvas| canvas.text("ROC", (30.0, 10.0), Type::size(12.0))).unwrap();
        let (blank, label) = (png(&blank).unwrap(), png(&label).unwrap());
        assert!(label.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(label.len() > blank.len() + 100, "{} {}", label.len(), blank.len());
    }
}
