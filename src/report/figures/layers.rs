//! The layers of a network, from the input down: name, output shape, learned numbers.

use plotters::style::RGBColor;

use crate::nn::LayerSummary;
use crate::report::format::count;
use crate::spec::{Activation, Layer, Padding};

use super::axes::LABEL_SIZE;
use super::canvas::{Canvas, Dash, Drawn, FAINT, INK, Point, Type};
use super::sheet::Sheet;

/// Width of the sheet.
pub(crate) const WIDTH: f64 = 560.0;
const BOX_HEIGHT: f64 = 34.0;
const ARROW: f64 = 16.0;
const LEFT: f64 = 24.0;

/// A diagram of boxes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LayerPlot<'a> {
    /// The layers, in order.
    pub(crate) layers: &'a [Layer],
    /// What goes out of each, and what it learns.
    pub(crate) summaries: &'a [LayerSummary],
    /// Steps × channels.
    pub(crate) input: [u64; 2],
    /// Values at the end.
    pub(crate) outputs: u64,
}

impl LayerPlot<'_> {
    /// Learned numbers of all layers.
    pub(crate) fn parameters(&self) -> u64 {
        self.summaries.iter().map(|layer| layer.parameters).sum()
    }

    /// As SVG.
    pub(crate) fn svg(&self, sheet: &Sheet, alt: &str) -> Result<String, String> {
        let head = sheet.top() + 10.0;
        let top = head + 14.0;
        let rows = self.layers.len() as f64 + 1.0;
        let height = top + rows * (BOX_HEIGHT + ARROW);
        sheet.draw(height, alt, |canvas| {
            let small = Type::size(10.5).colour(FAINT);
            canvas.text("Output shape", (OUTPUT_END, head), small.right())?;
            canvas.text("Parameters", (PARAMETERS_END, head), small.right())?;
            let [steps, channels] = self.input;
            let input = Row { name: "Input", output: &format!("{steps} × {channels}"), parameters: "", fill: PLAIN };
            input.draw(canvas, top)?;
            for (i, (layer, summary)) in self.layers.iter().zip(self.summaries).enumerate() {
                let y = top + (i as f64 + 1.0) * (BOX_HEIGHT + ARROW);
                draw_arrow(canvas, (WIDTH / 2.0, y - ARROW))?;
                let parameters = if summary.parameters > 0 { count(summary.parameters) } else { String::new() };
                let name = layer_title(layer, self.outputs);
                Row { name: &name, output: &summary.output.dimensions(), parameters: &parameters, fill: tint(layer) }
                    .draw(canvas, y)?;
            }
            Ok(())
        })
    }
}

const OUTPUT_END: f64 = 400.0;
const PARAMETERS_END: f64 = WIDTH - LEFT - 14.0;
const PLAIN: RGBColor = RGBColor(244, 244, 244);

struct Row<'a> {
    name: &'a str,
    output: &'a str,
    parameters: &'a str,
    fill: RGBColor,
}

impl Row<'_> {
    fn draw(&self, canvas: &Canvas<'_>, y: f64) -> Drawn {
        let size = (WIDTH - 2.0 * LEFT, BOX_HEIGHT);
        canvas.fill((LEFT, y), size, self.fill)?;
        canvas.frame((LEFT, y), size, FAINT, 1.0)?;
        let middle = y + BOX_HEIGHT / 2.0;
        let label = Type::size(LABEL_SIZE);
        canvas.text(self.name, (LEFT + 14.0, middle), label.left())?;
        canvas.text(self.output, (OUTPUT_END, middle), label.right())?;
        canvas.text(self.parameters, (PARAMETERS_END, middle), label.right())
    }
}

fn draw_arrow(canvas: &Canvas<'_>, (x, y): Point) -> Drawn {
    canvas.line(&[(x, y + 1.0), (x, y + ARROW - 6.0)], INK, 1.2, Dash::Solid)?;
    canvas.area(&[(x - 4.0, y + ARROW - 7.0), (x + 4.0, y + ARROW - 7.0), (x, y + ARROW - 1.0)], INK, 1.0)
}

fn tint(layer: &Layer) -> RGBColor {
    match layer {
        Layer::Conv1d { .. } => RGBColor(214, 232, 245),
        Layer::MaxPool1d(_) => RGBColor(226, 240, 249),
        Layer::Lstm { .. } => RGBColor(214, 240, 231),
        Layer::Dense { .. } => RGBColor(252, 232, 210),
        Layer::Output => RGBColor(247, 220, 205),
        Layer::Flatten | Layer::Dropout(_) | Layer::BatchNorm => PLAIN,
    }
}

/// `Conv1D 32 × 3, ReLU`
pub(crate) fn layer_title(layer: &Layer, outputs: u64) -> String {
    match layer {
        Layer::Conv1d { filters, kernel, activation, padding } => {
            let padding = if *padding == Padding::Same { ", same" } else { "" };
            format!("Conv1D {filters} × {kernel}{}{padding}", activation_title(*activation))
        }
        Layer::MaxPool1d(size) => format!("MaxPool1D {size}"),
        Layer::Flatten => "Flatten".to_owned(),
        Layer::Lstm { units, sequence: true } => format!("LSTM {units}, whole sequence"),
        Layer::Lstm { units, sequence: false } => format!("LSTM {units}"),
        Layer::Dropout(share) => format!("Dropout {share}"),
        Layer::Dense { units, activation } => format!("Dense {units}{}", activation_title(*activation)),
        Layer::BatchNorm => "Batch normalisation".to_owned(),
        Layer::Output => format!("Dense {outputs}, {}", if outputs == 1 { "sigmoid" } else { "softmax" }),
    }
}

fn activation_title(activation: Activation) -> &'static str {
    match activation {
        Activation::Linear => "",
        Activation::Relu => ", ReLU",
        Activation::Sigmoid => ", sigmoid",
        Activation::Tanh => ", tanh",
    }
}
