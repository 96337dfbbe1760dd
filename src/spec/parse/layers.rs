//! `layers`: a network from its input on.

use crate::spec::yaml::{At, Node, quoted};
use crate::spec::{Activation, Layer, Padding, shapes, suggest};

const MOST_UNITS: u32 = 65_536;
const LONGEST_KERNEL: u32 = 10_000;

/// Reads the layers and checks that each may stand where it stands, for every window in use.
pub(super) fn read(at: &At<'_>, windows: &[(String, u32)]) -> Option<Vec<Layer>> {
    let items = at.items()?;
    let layers: Vec<Option<Layer>> = items.iter().map(layer).collect();
    let layers: Vec<Layer> = layers.into_iter().collect::<Option<_>>()?;
    one_output_at_the_end(at, &items, &layers)?;
    if let Err(misplaced) = shapes::check(&layers, None) {
        return items[misplaced.layer].fail(misplaced.message, misplaced.hint);
    }
    for (protocol, steps) in windows {
        if let Err(misplaced) = shapes::check(&layers, Some(*steps)) {
            let message = format!("{} (window {steps} of protocol `{protocol}`)", misplaced.message);
            return items[misplaced.layer].fail(message, misplaced.hint);
        }
    }
    Some(layers)
}

/// Reports every one of `layers` that the reference engine has no version of.
pub(super) fn in_reference(at: &At<'_>, layers: &[Layer]) -> Option<()> {
    let missing = |(at, layer): (&At<'_>, &Layer)| {
        at.report(
            format!("`{}` has no version in the reference engine", layer.name()),
            format!("set `engine: native`; the reference engine has {}", Layer::IN_REFERENCE.join(", ")),
        );
    };
    let items = at.items()?;
    let found = items.iter().zip(layers).filter(|(_, layer)| !layer.has_reference()).map(missing).count();
    (found == 0).then_some(())
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
    match name {
        "flatten" => Some(Layer::Flatten),
        "batch_norm" => Some(Layer::BatchNorm),
        "output" => Some(Layer::Output),
        "max_pool1d" | "lstm" | "dropout" | "dense" => {
            at.fail(format!("`{name}` needs a number"), format!("write `{name}: NUMBER`"))
        }
        "conv1d" => {
            at.fail("`conv1d` needs `filters` and `kernel`", "write `conv1d: { filters: 32, kernel: 3 }`".to_owned())
        }
        _ => unknown(at, name),
    }
}

fn set(at: &At<'_>, name: &str) -> Option<Layer> {
    let has_keys = matches!(at.node(), Node::Map(_));
    match name {
        "conv1d" => conv1d(at),
        "max_pool1d" => at.count(1, LONGEST_KERNEL).map(Layer::MaxPool1d),
        "lstm" if has_keys => lstm(at),
        "lstm" => units(at).map(|units| Layer::Lstm { units, sequence: false }),
        "dropout" => at.number("from 0 to below 1", |share| (0.0..1.0).contains(&share)).map(Layer::Dropout),
        "dense" if has_keys => dense(at),
        "dense" => units(at).map(|units| Layer::Dense { units, activation: Activation::Linear }),
        "flatten" | "batch_norm" | "output" => {
            at.fail(format!("`{name}` has no settings"), format!("write `{name}` alone, without `:`"))
        }
        _ => unknown(at, name),
    }
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

fn lstm(at: &At<'_>) -> Option<Layer> {
    let keys = at.keys(&["units", "sequence"])?;
    let units = keys.required("units", units);
    let sequence = keys.or("sequence", false, At::flag);
    Some(Layer::Lstm { units: units?, sequence: sequence? })
}

fn dense(at: &At<'_>) -> Option<Layer> {
    let keys = at.keys(&["units", "activation"])?;
    let units = keys.required("units", units);
    let activation = keys.or("activation", Activation::Linear, At::choice);
    Some(Layer::Dense { units: units?, activation: activation? })
}
