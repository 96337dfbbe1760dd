//! `layers`: a network from its input on.

use crate::spec::yaml::{At, Node, quoted};
use crate::spec::{Activation, Layer, Padding, Recurrent, shapes, suggest};

const MOST_UNITS: u32 = 65_536;
const LONGEST_KERNEL: u32 = 10_000;
const MOST_HEADS: u32 = 1_024;
const ATTENTION_FORM: &str = "attention: { heads: 2, key: 16 }";
const BIDIRECTIONAL_FORM: &str = "bidirectional: { lstm: 64 }";
const RESIDUAL_FORM: &str = "residual: [ conv1d: { filters: 32, kernel: 3, padding: same } ]";

/// Reads the layers and checks that each may stand where it stands, for every window in use.
pub(super) fn read(at: &At<'_>, windows: &[(String, u32)]) -> Option<Vec<Layer>> {
    let items = at.items()?;
    let layers: Vec<Option<Layer>> = items.iter().map(layer).collect();
    let layers: Vec<Layer> = layers.into_iter().collect::<Option<_>>()?;
    one_output_at_the_end(at, &items, &layers)?;
    if let Err(misplaced) = shapes::check(&layers, None) {
        return layer_at(&items, &misplaced.place).fail(misplaced.message, misplaced.hint);
    }
    for (protocol, steps) in windows {
        if let Err(misplaced) = shapes::check(&layers, Some(*steps)) {
            let message = format!("{} (window {steps} of protocol `{protocol}`)", misplaced.message);
            return layer_at(&items, &misplaced.place).fail(message, misplaced.hint);
        }
    }
    Some(layers)
}

/// Reports every one of `layers` that the reference engine has no version of.
pub(super) fn in_reference(at: &At<'_>, layers: &[Layer]) -> Option<()> {
    let missing = |(at, layer): (&At<'_>, &Layer)| {
        let layer = layer.without_reference()?;
        at.report(
            format!("`{}` has no version in the reference engine", layer.name()),
            format!("set `engine: native`; the reference engine has {}", Layer::IN_REFERENCE.join(", ")),
        );
        Some(())
    };
    let found = at.items()?.iter().zip(layers).filter_map(missing).count();
    (found == 0).then_some(())
}

/// The layer at `place`: its index, then, for one within a residual, its index there, and so on.
fn layer_at<'a>(items: &[At<'a>], place: &[usize]) -> At<'a> {
    let (first, within) = place.split_first().expect("a misplaced layer has a place");
    let item = &items[*first];
    match item.child("residual").and_then(|list| list.items()) {
        Some(items) if !within.is_empty() => layer_at(&items, within),
        _ => item.clone(),
    }
}

fn one_output_at_the_end(at: &At<'_>, items: &[At<'_>], layers: &[Layer]) -> Option<()> {
    let Some((last, before)) = layers.split_last() else {
        return at.fail("is empty", "the shortest network is `[flatten, output]`".to_owned());
    };
    let mut good = true;
    for (item, _) in items.iter().zip(before).filter(|(_, layer)| **layer == Layer::Output) {
        item.report("`output` must be the last layer", "remove it here".to_owned());
        good = false;
    }
    if *last != Layer::Output {
        let hint = "end the list with `output`: it has one unit per class and the activation that the task needs";
        items[items.len() - 1]
            .report(format!("`{}` is the last layer, but that must be `output`", last.name()), hint.to_owned());
        good = false;
    }
    good.then_some(())
}

/// One item: `flatten`, `lstm: 64` or `lstm: {units: 64, sequence: true}`.
fn layer(at: &At<'_>) -> Option<Layer> {
    match at.node() {
        Node::Text(name) => bare(at, name),
        Node::Map(entries) if entries.len() == 1 => {
            let (name, at) = at.entries()?.into_iter().next()?;
            set(&at, name)
        }
        Node::Map(_) => at.fail("one layer is one item of the list", "begin each layer with `-`".to_owned()),
        other => at.fail(format!("expected a layer, not {}", other.describe()), suggest::hint("", &Layer::NAMES)),
    }
}

fn bare(at: &At<'_>, name: &str) -> Option<Layer> {
    let needs = |what: &str, form: &str| at.fail(format!("`{name}` needs {what}"), format!("write `{form}`"));
    match name {
        "flatten" => Some(Layer::Flatten),
        "global_max_pool" => Some(Layer::GlobalMaxPool),
        "global_average_pool" => Some(Layer::GlobalAveragePool),
        "batch_norm" => Some(Layer::BatchNorm),
        "layer_norm" => Some(Layer::LayerNorm),
        "output" => Some(Layer::Output),
        "max_pool1d" | "lstm" | "gru" | "dropout" | "dense" => needs("a number", &format!("{name}: NUMBER")),
        "conv1d" => needs("`filters` and `kernel`", "conv1d: { filters: 32, kernel: 3 }"),
        "attention" => needs("`heads` and `key`", ATTENTION_FORM),
        "bidirectional" => needs("a recurrent layer", BIDIRECTIONAL_FORM),
        "residual" => needs("a list of layers", RESIDUAL_FORM),
        _ => unknown(at, name),
    }
}

fn set(at: &At<'_>, name: &str) -> Option<Layer> {
    match name {
        "conv1d" => conv1d(at),
        "max_pool1d" => at.count(1, LONGEST_KERNEL).map(Layer::MaxPool1d),
        "lstm" => units_and_sequence(at).map(|(units, sequence)| Layer::Lstm { units, sequence }),
        "gru" => units_and_sequence(at).map(|(units, sequence)| Layer::Gru { units, sequence }),
        "bidirectional" => bidirectional(at),
        "attention" => attention(at),
        "dropout" => at.number("from 0 to below 1", |share| (0.0..1.0).contains(&share)).map(Layer::Dropout),
        "dense" if is_map(at) => dense(at),
        "dense" => units(at).map(|units| Layer::Dense { units, activation: Activation::Linear }),
        "residual" => residual(at),
        "flatten" | "global_max_pool" | "global_average_pool" | "batch_norm" | "layer_norm" | "output" => {
            at.fail(format!("`{name}` has no settings"), format!("write `{name}` alone, without `:`"))
        }
        _ => unknown(at, name),
    }
}

fn is_map(at: &At<'_>) -> bool {
    matches!(at.node(), Node::Map(_))
}

fn unknown<T>(at: &At<'_>, name: &str) -> Option<T> {
    at.fail(format!("{} is no layer", quoted(name)), suggest::hint(name, &Layer::NAMES))
}

fn units(at: &At<'_>) -> Option<u32> {
    at.count(1, MOST_UNITS)
}

fn conv1d(at: &At<'_>) -> Option<Layer> {
    let keys = at.keys(&["filters", "kernel", "activation", "padding"])?;
    let filters = keys.required("filters", units);
    let kernel = keys.required("kernel", |at| at.count(1, LONGEST_KERNEL));
    let activation = keys.or("activation", Activation::Linear, At::choice);
    let padding = keys.or("padding", Padding::Valid, At::choice);
    Some(Layer::Conv1d { filters: filters?, kernel: kernel?, activation: activation?, padding: padding? })
}

/// `64` or `{ units: 64, sequence: true }`
fn units_and_sequence(at: &At<'_>) -> Option<(u32, bool)> {
    if !is_map(at) {
        return Some((units(at)?, false));
    }
    let keys = at.keys(&["units", "sequence"])?;
    let units = keys.required("units", units);
    let sequence = keys.or("sequence", false, At::flag);
    Some((units?, sequence?))
}

fn bidirectional(at: &At<'_>) -> Option<Layer> {
    let (name, at) = match at.node() {
        Node::Map(entries) if entries.len() == 1 => at.entries()?.into_iter().next()?,
        Node::Text(name) if Recurrent::NAMES.contains(&name.as_str()) => {
            return at.fail(format!("`{name}` needs a number"), format!("write `bidirectional: {{ {name}: NUMBER }}`"));
        }
        _ => return at.fail("expected one recurrent layer", format!("write `{BIDIRECTIONAL_FORM}`")),
    };
    let recurrent: fn(u32, bool) -> Recurrent = match name {
        "lstm" => |units, sequence| Recurrent::Lstm { units, sequence },
        "gru" => |units, sequence| Recurrent::Gru { units, sequence },
        _ => {
            let hint = suggest::hint(name, &Recurrent::NAMES);
            return at.fail(format!("{} is no recurrent layer", quoted(name)), hint);
        }
    };
    units_and_sequence(&at).map(|(units, sequence)| Layer::Bidirectional(recurrent(units, sequence)))
}

fn attention(at: &At<'_>) -> Option<Layer> {
    if !is_map(at) {
        return at.fail("`attention` needs `heads` and `key`", format!("write `{ATTENTION_FORM}`"));
    }
    let keys = at.keys(&["heads", "key"])?;
    let heads = keys.required("heads", |at| at.count(1, MOST_HEADS));
    let key = keys.required("key", units);
    Some(Layer::Attention { heads: heads?, key: key? })
}

fn residual(at: &At<'_>) -> Option<Layer> {
    if !matches!(at.node(), Node::List(_)) {
        return at.fail("`residual` needs a list of layers", format!("write `{RESIDUAL_FORM}`"));
    }
    let items = at.items()?;
    if items.is_empty() {
        return at.fail("is empty", format!("write `{RESIDUAL_FORM}`"));
    }
    let layers: Vec<Option<Layer>> = items.iter().map(layer).collect();
    let mut good = true;
    for (item, _) in items.iter().zip(&layers).filter(|(_, layer)| **layer == Some(Layer::Output)) {
        item.report("`output` has no place within a residual", "put it at the end of the network".to_owned());
        good = false;
    }
    layers.into_iter().collect::<Option<_>>().filter(|_| good).map(Layer::Residual)
}

fn dense(at: &At<'_>) -> Option<Layer> {
    let keys = at.keys(&["units", "activation"])?;
    let units = keys.required("units", units);
    let activation = keys.or("activation", Activation::Linear, At::choice);
    Some(Layer::Dense { units: units?, activation: activation? })
}
