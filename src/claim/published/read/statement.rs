//! What is said in words.

use super::Names;
use super::number::{beyond, is_no_share};
use crate::claim::published::{METRICS, Operand, Predicate, Property, Statement, format};
use crate::spec::suggest;
use crate::spec::yaml::{At, quoted};

pub(super) fn statement(at: &At<'_>, names: &Names<'_>) -> Option<Statement> {
    let keys = at.keys(&format::STATEMENT.names())?;
    let predicate = keys.required("claim", |at| predicate(at, names));
    let place = keys.required("place", At::string);
    let says = keys.optional("says", At::string);
    let predicate = predicate?;
    let model = if predicate.names_its_models() {
        keys.refuse("model", "is given, but the claim names its models itself", "remove it");
        Some(None)
    } else {
        keys.required("model", |at| names.model(at)).map(Some)
    };
    Some(Statement { predicate, model: model?, place: place?, says: says? })
}

fn predicate(at: &At<'_>, names: &Names<'_>) -> Option<Predicate> {
    let text = at.text()?;
    let Some(predicate) = Predicate::parse(text) else {
        let hint =
            "such as `a.accuracy > b.accuracy`, `lowest recall: CLASS`, `largest confusion: CLASS → CLASS`, or one of ";
        let properties = Property::ALL.map(Property::name).join(", ");
        return at.fail(format!("{} is no claim", quoted(text)), format!("{hint}{properties}"));
    };
    let mut good = true;
    let mut check = |what: &str, name: &str, allowed: &[&str]| {
        if !allowed.contains(&name) {
            at.report(format!("`{name}` is no {what}"), suggest::hint(name, allowed));
            good = false;
        }
    };
    for quantity in predicate.quantities() {
        check("model of a table", &quantity.model, &names.models);
    }
    for metric in predicate.metrics() {
        check("metric", metric, &METRICS);
    }
    for class in predicate.classes() {
        check("class of `classes`", class, names.classes.as_deref().unwrap_or(&[class]));
    }
    if let Predicate::Comparison { left, right: Operand::Number(number), .. } = &predicate
        && is_no_share(*number, &left.metric)
    {
        let hint = format!("write `{number}%` if it is in per cent");
        return at.fail(beyond(&quoted(&number.to_string()), &left.metric), hint);
    }
    good.then_some(predicate)
}
