//! Accuracy and loss over the epochs, training and validation, mean over seeds.

use crate::model::EpochRecord;
use crate::report::ReportError;
use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::document::Figure;
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;

use super::WIDTH;
use super::canvas::Dash;
use super::lines::{Line, LinePlot};
use super::scale::Scale;
use super::sheet::Sheet;

type Quantity = fn(&EpochRecord) -> Option<f64>;

struct Kind {
    id: &'static str,
    title: &'static str,
    train: Quantity,
    validation: Quantity,
}

const KINDS: [Kind; 2] = [
    Kind { id: "history_accuracy", title: "Accuracy", train: |e| e.accuracy, validation: |e| e.val_accuracy },
    Kind { id: "history_loss", title: "Loss", train: |e| Some(e.loss), validation: |e| e.val_loss },
];

/// Two figures where models train by epochs, none otherwise.
pub(crate) fn draw(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Result<Vec<Figure>, ReportError> {
    let mut figures = Vec::new();
    for kind in &KINDS {
        let lines = lines(kind, context, protocol);
        if !lines.is_empty() {
            figures.push(draw_kind(kind, lines, context, protocol, names)?);
        }
    }
    Ok(figures)
}

fn draw_kind(
    kind: &Kind,
    lines: Vec<Line>,
    context: &Context<'_>,
    protocol: &str,
    names: &mut FileNames,
) -> Result<Figure, ReportError> {
    let title = context.under(&format!("{} over the epochs", kind.title), protocol);
    let last = lines.iter().flat_map(|line| &line.points).map(|point| point.0 as u32).max().unwrap_or(1);
    let ends = |line: &Line| line.band.iter().flat_map(|&(_, low, high)| [low, high]).collect::<Vec<_>>();
    let values = lines.iter().flat_map(|line| line.points.iter().map(|point| point.1).chain(ends(line)));
    let has_band = lines.iter().any(|line| !line.band.is_empty());
    let plot = LinePlot {
        x_title: "Epoch".to_owned(),
        y_title: kind.title.to_owned(),
        x: Scale::epochs(last),
        y: Scale::around(values, 5),
        reference: None,
        aspect: 0.52,
        lines,
    };
    let alt = format!("{title}, up to epoch {last}: {}", labels(&plot.lines));
    let sheet = Sheet::new(WIDTH, &title, &context.stamp);
    let id = names.make(&[kind.id, protocol]);
    let seeds = if has_band {
        " Lines are means over the seeds that reached the epoch, bands one standard deviation of validation, or of training where nothing was validated."
    } else {
        ""
    };
    let caption = format!(
        "{title}. Solid: training, as the mean over the epoch's batches; dashed: validation, after the epoch.{seeds}"
    );
    super::figure(context, id, caption, WIDTH, plot.svg(&sheet, &alt), alt.clone())
}

fn labels(lines: &[Line]) -> String {
    lines.iter().map(|line| line.label.as_str()).collect::<Vec<_>>().join("; ")
}

fn lines(kind: &Kind, context: &Context<'_>, protocol: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let with_epochs = context.models().map(|model| (model, context.units(protocol, model)));
    for (colour, (model, units)) in
        with_epochs.filter(|(_, units)| units.iter().any(|unit| !unit.history.is_empty())).enumerate()
    {
        let title = context.titles.model(model);
        let first = lines.len();
        for (side, dash, quantity) in
            [("training", Dash::Solid, kind.train), ("validation", Dash::Dashed, kind.validation)]
        {
            lines.extend(line(format!("{title}, {side}"), colour, dash, &units, quantity));
        }
        // Two bands of one colour cannot be told apart; validation is what is judged.
        if let [.., training, validation] = &mut lines[first..]
            && !validation.band.is_empty()
        {
            training.band.clear();
        }
    }
    lines
}

fn line(label: String, colour: usize, dash: Dash, units: &[&ReportUnit], quantity: Quantity) -> Option<Line> {
    let epochs = units.iter().map(|unit| unit.history.len()).max().unwrap_or(0);
    let (mut points, mut band) = (Vec::new(), Vec::new());
    for i in 0..epochs {
        let x = (i + 1) as f64;
        let values = units.iter().filter_map(|unit| unit.history.get(i).and_then(quantity));
        let spread = MeanSd::of(values);
        points.push((x, spread.map_or(f64::NAN, |spread| spread.mean)));
        let ends = spread.and_then(|spread| spread.band(f64::NEG_INFINITY, f64::INFINITY));
        band.extend(ends.map(|(low, high)| (x, low, high)));
    }
    let defined = points.iter().any(|point| point.1.is_finite());
    defined.then_some(Line { label, colour, dash, points, band, marked: true })
}
