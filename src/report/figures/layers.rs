//! The layers of a network, from the input down: name, output shape, learned numbers.

use plotters::style::RGBColor;

use crate::nn::LayerSummary;
use crate::report::format::count;
use crate::spec::{Activation, Layer, Padding, Recurrent};

use super::axes::LABEL_SIZE;
use super::canvas::{Canvas, Dash, Drawn, FAINT, INK, Point, Type, shorten, text_width};
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
        let rows = self.rows();
        sheet.draw(top + rows.len() as f64 * (BOX_HEIGHT + ARROW), alt, |canvas| {
            let small = Type::size(10.5).colour(FAINT);
            canvas.text("Output shape", (OUTPUT_END, head), small.right())?;
            canvas.text("Parameters", (PARAMETERS_END, head), small.right())?;
            for (i, row) in rows.iter().enumerate() {
                let y = top + i as f64 * (BOX_HEIGHT + ARROW);
                if i > 0 {
                    draw_arrow(canvas, (WIDTH / 2.0, y - ARROW))?;
                }
                row.draw(canvas, y)?;
            }
            Ok(())
        })
    }

    fn rows(&self) -> Vec<Row> {
        let [steps, channels] = self.input;
        let input = format!("{steps} × {channels}");
        let mut rows = vec![Row {
            name: "Input".to_owned(),
            output: input,
            parameters: String::new(),
            fill: PLAIN,
            bypasses: Vec::new(),
        }];
        self.push_rows(self.layers, self.summaries, &[], &mut rows);
        rows
    }

    /// A row per layer; those of a residual, then one for its sum, stand beside the bypass.
    fn push_rows(&self, layers: &[Layer], summaries: &[LayerSummary], bypasses: &[Bypass], rows: &mut Vec<Row>) {
        for (layer, summary) in layers.iter().zip(summaries) {
            let mut row = Row {
                name: layer_title(layer, self.outputs),
                output: summary.output.dimensions(),
                parameters: if summary.parameters > 0 { count(summary.parameters) } else { String::new() },
                fill: tint(layer),
                bypasses: bypasses.to_vec(),
            };
            if let Layer::Residual(layers) = layer {
                let first = rows.len();
                let with = |bypass| bypasses.iter().copied().chain([bypass]).collect::<Vec<_>>();
                self.push_rows(layers, &summary.inner, &with(Bypass::Beside), rows);
                if let Some(first) = rows.get_mut(first) {
                    first.bypasses[bypasses.len()] = Bypass::Starts;
                }
                row.name = "Sum with the bypass".to_owned();
                row.parameters.clear();
                row.bypasses = with(Bypass::Ends);
            }
            rows.push(row);
        }
    }
}

const OUTPUT_END: f64 = 400.0;
const PARAMETERS_END: f64 = WIDTH - LEFT - 14.0;
const PLAIN: RGBColor = RGBColor(244, 244, 244);
/// From one bypass to the box or bypass within.
const INDENT: f64 = 16.0;

/// The part of a residual's bypass beside a row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bypass {
    /// Leaves above it.
    Starts,
    /// Passes.
    Beside,
    /// Arrives at it.
    Ends,
}

struct Row {
    name: String,
    output: String,
    parameters: String,
    fill: RGBColor,
    /// From the outermost.
    bypasses: Vec<Bypass>,
}

impl Row {
    fn draw(&self, canvas: &Canvas<'_>, y: f64) -> Drawn {
        let left = LEFT + INDENT * self.bypasses.len() as f64;
        let size = (WIDTH - LEFT - left, BOX_HEIGHT);
        canvas.fill((left, y), size, self.fill)?;
        canvas.frame((left, y), size, FAINT, 1.0)?;
        let middle = y + BOX_HEIGHT / 2.0;
        for (depth, bypass) in self.bypasses.iter().enumerate() {
            let x = LEFT + INDENT * depth as f64 + 4.0;
            let (above, below) = (y - ARROW, y + BOX_HEIGHT);
            match bypass {
                Bypass::Starts => {
                    let start = y - ARROW / 2.0;
                    canvas.line(&[(WIDTH / 2.0, start), (x, start), (x, below)], INK, 1.2, Dash::Solid)?;
                }
                Bypass::Beside => canvas.line(&[(x, above), (x, below)], INK, 1.2, Dash::Solid)?,
                Bypass::Ends => {
                    canvas.line(&[(x, above), (x, middle), (left - 5.0, middle)], INK, 1.2, Dash::Solid)?;
                    canvas.area(&[(left - 6.0, middle - 4.0), (left - 6.0, middle + 4.0), (left, middle)], INK, 1.0)?;
                }
            }
        }
        let label = Type::size(LABEL_SIZE);
        let name =
            shorten(&self.name, LABEL_SIZE, OUTPUT_END - left - 14.0 - text_width(&self.output, LABEL_SIZE) - 10.0);
        canvas.text(&name, (left + 14.0, middle), label.left())?;
        canvas.text(&self.output, (OUTPUT_END, middle), label.right())?;
        canvas.text(&self.parameters, (PARAMETERS_END, middle), label.right())
    }
}

fn draw_arrow(canvas: &Canvas<'_>, (x, y): Point) -> Drawn {
    canvas.line(&[(x, y + 1.0), (x, y + ARROW - 6.0)], INK, 1.2, Dash::Solid)?;
    canvas.area(&[(x - 4.0, y + ARROW - 7.0), (x + 4.0, y + ARROW - 7.0), (x, y + ARROW - 1.0)], INK, 1.0)
}

fn tint(layer: &Layer) -> RGBColor {
    match layer {
        Layer::Conv1d { .. } => RGBColor(214, 232, 245),
        Layer::MaxPool1d(_) | Layer::GlobalMaxPool | Layer::GlobalAveragePool => RGBColor(226, 240, 249),
        Layer::Lstm { .. } | Layer::Gru { .. } | Layer::Bidirectional(_) => RGBColor(214, 240, 231),
        Layer::Attention { .. } => RGBColor(236, 226, 246),
        Layer::Dense { .. } => RGBColor(252, 232, 210),
        Layer::Output => RGBColor(247, 220, 205),
        Layer::Flatten | Layer::Dropout(_) | Layer::BatchNorm | Layer::LayerNorm | Layer::Residual(_) => PLAIN,
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
        Layer::GlobalMaxPool => "Global maximum".to_owned(),
        Layer::GlobalAveragePool => "Global average".to_owned(),
        Layer::Flatten => "Flatten".to_owned(),
        &Layer::Lstm { units, sequence } => recurrent_title(Recurrent::Lstm { units, sequence }),
        &Layer::Gru { units, sequence } => recurrent_title(Recurrent::Gru { units, sequence }),
        Layer::Bidirectional(one) => format!("Bidirectional {}", recurrent_title(*one)),
        Layer::Attention { heads, key } => format!("Self-attention, {heads} × {key}"),
        Layer::Dropout(share) => format!("Dropout {share}"),
        Layer::Dense { units, activation } => format!("Dense {units}{}", activation_title(*activation)),
        Layer::BatchNorm => "Batch normalisation".to_owned(),
        Layer::LayerNorm => "Layer normalisation".to_owned(),
        Layer::Residual(layers) => {
            let within: Vec<String> = layers.iter().map(|layer| layer_title(layer, outputs)).collect();
            format!("Residual ({})", within.join(" → "))
        }
        Layer::Output => format!("Dense {outputs}, {}", if outputs == 1 { "sigmoid" } else { "softmax" }),
    }
}

fn recurrent_title(layer: Recurrent) -> String {
    let sequence = if layer.sequence() { ", whole sequence" } else { "" };
    format!("{} {}{sequence}", layer.name().to_uppercase(), layer.units())
}

fn activation_title(activation: Activation) -> &'static str {
    match activation {
        Activation::Linear => "",
        Activation::Relu => ", ReLU",
        Activation::Sigmoid => ", sigmoid",
        Activation::Tanh => ", tanh",
    }
}
