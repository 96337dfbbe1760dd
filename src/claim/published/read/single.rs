//! Numbers that stand alone: counts of rows, figures in text and plots, spreads, improvements.

use super::number::{figure, rows, single_score};
use super::{Names, stated};
use crate::claim::published::{Declared, Improvement, METRICS, SingleFigure, Spread, format};
use crate::spec::yaml::At;

pub(super) fn declared(at: &At<'_>, names: &Names<'_>) -> Option<Declared> {
    let keys = at.keys(&format::DECLARED.names())?;
    let part = keys.required("of", At::choice);
    let class = keys.optional("class", |at| names.class(at));
    let rows = keys.required("rows", rows);
    let place = keys.required("place", At::string);
    Some(Declared { part: part?, class: class?, rows: rows?, place: place? })
}

pub(super) fn single_figure(at: &At<'_>, names: &Names<'_>) -> Option<SingleFigure> {
    let keys = at.keys(&format::FIGURE.names())?;
    let model = keys.required("model", |at| names.model(at));
    let metric = keys.required("metric", metric);
    let place = keys.required("place", At::string);
    let of = metric.as_deref().unwrap_or_default();
    let figure = keys.required("value", |at| single_score(at, place.as_deref().unwrap_or_default(), of));
    let note = keys.optional("note", At::string);
    place.as_ref()?;
    Some(SingleFigure { model: model?, metric: metric?, figure: figure?, note: note? })
}

pub(super) fn spread(at: &At<'_>, names: &Names<'_>) -> Option<Spread> {
    let keys = at.keys(&format::SPREAD.names())?;
    let model = keys.required("model", |at| names.model(at));
    let metric = keys.required("metric", metric);
    let place = keys.required("place", At::string);
    let printed_at = place.as_deref().unwrap_or_default();
    let of = metric.as_deref().unwrap_or_default();
    let mean = keys.required("mean", |at| single_score(at, printed_at, of));
    let sd = keys.required("sd", |at| figure(at, printed_at));
    let runs = stated(&keys, "runs", |at| at.whole(1, format::MOST_ROWS));
    place.as_ref()?;
    let (mean, sd) = (mean?, sd?);
    let at = keys.get("sd")?;
    if sd.value.mantissa() < 0 {
        return at.fail("is below 0", "a standard deviation never is".to_owned());
    }
    if mean.value.is_percent() != sd.value.is_percent() {
        return at.fail("is not in the unit of `mean`", "give both with `%`, or neither".to_owned());
    }
    Some(Spread { model: model?, metric: metric?, mean, sd, runs: runs? })
}

pub(super) fn improvement(at: &At<'_>, names: &Names<'_>) -> Option<Improvement> {
    let keys = at.keys(&format::IMPROVEMENT.names())?;
    let model = keys.required("model", |at| names.model(at));
    let over = keys.required("over", |at| names.model(at));
    let metric = keys.required("metric", metric);
    let place = keys.required("place", At::string);
    let figure = keys.required("value", |at| figure(at, place.as_deref().unwrap_or_default()));
    let kind = stated(&keys, "kind", At::choice);
    place.as_ref()?;
    let (model, over) = (model?, over?);
    if model == over {
        return keys.get("over")?.fail("is the model itself", "name the model it is compared with".to_owned());
    }
    Some(Improvement { model, over, metric: metric?, figure: figure?, kind: kind? })
}

fn metric(at: &At<'_>) -> Option<String> {
    at.one_of("metric", &METRICS).map(str::to_owned)
}
