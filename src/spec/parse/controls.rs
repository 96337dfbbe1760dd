//! `controls`: names, or names with the models and protocols they are for.

use crate::spec::yaml::{At, Keys, Node};
use crate::spec::{Control, ControlKind, suggest};

/// The names that a control may use.
pub(super) struct Scope<'a> {
    pub(super) models: Vec<&'a str>,
    /// Models that take their weights from a file.
    pub(super) untrained: Vec<&'a str>,
    pub(super) protocols: Vec<&'a str>,
    /// Protocols whose samples are windows.
    pub(super) windowed: Vec<&'a str>,
}

pub(super) fn read(at: &At<'_>, scope: &Scope<'_>) -> Option<Vec<Control>> {
    let mut seen: Vec<ControlKind> = Vec::new();
    let controls: Vec<Option<Control>> = at
        .items()?
        .iter()
        .map(|item| {
            let control = control(item, scope)?;
            if seen.contains(&control.control) {
                return item
                    .fail(format!("`{}` stands twice", control.control.name()), "remove one of them".to_owned());
            }
            seen.push(control.control);
            Some(control)
        })
        .collect();
    controls.into_iter().collect()
}

fn control(at: &At<'_>, scope: &Scope<'_>) -> Option<Control> {
    match at.node() {
        Node::Text(name) => Some(everywhere(kind(at, name, scope)?, scope)),
        Node::Map(entries) if entries.len() == 1 => {
            let (name, at) = at.entries()?.into_iter().next()?;
            let kind = kind(&at, name, scope)?;
            let keys = at.keys(&["models", "protocols", "columns"])?;
            scoped(&keys, everywhere(kind, scope), scope)
        }
        Node::Map(_) => at.fail("one control is one item of the list", "begin each control with `-`".to_owned()),
        other => at.fail(format!("expected a control, not {}", other.describe()), suggest::hint("", &names())),
    }
}

fn names() -> [&'static str; ControlKind::ALL.len()] {
    ControlKind::ALL.map(ControlKind::name)
}

fn kind(at: &At<'_>, name: &str, scope: &Scope<'_>) -> Option<ControlKind> {
    let Some(kind) = ControlKind::from_name(name) else {
        return at.fail(format!("`{name}` is no control"), suggest::hint(name, &names()));
    };
    if kind.needs_windows() && scope.windowed.is_empty() {
        let hint = "give a protocol `view: { window: 10 }`, or remove the control".to_owned();
        return at.fail("no protocol has windows of rows whose order could be taken away", hint);
    }
    Some(kind)
}

/// The control where the file names neither models nor protocols.
fn everywhere(control: ControlKind, scope: &Scope<'_>) -> Control {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    if control.is_model() {
        Control { control, models: Vec::new(), protocols: owned(&scope.protocols), columns: Vec::new() }
    } else {
        let protocols =
            if control.needs_windows() { &scope.windowed } else { &scope.protocols[..scope.protocols.len().min(1)] };
        Control { control, models: owned(&scope.trained()), protocols: owned(protocols), columns: Vec::new() }
    }
}

impl<'a> Scope<'a> {
    fn trained(&self) -> Vec<&'a str> {
        self.models.iter().filter(|name| !self.untrained.contains(name)).copied().collect()
    }
}

/// Reports models whose training a control cannot spoil.
fn all_trained(at: &At<'_>, scope: &Scope<'_>) {
    let Node::List(_) = at.node() else { return };
    for item in at.items().into_iter().flatten() {
        if matches!(item.node(), Node::Text(name) if scope.untrained.contains(&name.as_str())) {
            let message = "takes its weights from a file: nothing is trained that the control could spoil";
            item.report(message, "remove it here".to_owned());
        }
    }
}

fn scoped(keys: &Keys<'_>, default: Control, scope: &Scope<'_>) -> Option<Control> {
    let known = |at: &At<'_>, what, names: &[&str]| {
        at.filled_set(|at| at.one_of(what, names)).map(|names| names.into_iter().map(str::to_owned).collect())
    };
    let models = if default.control.is_model() {
        keys.refuse("models", "is not for a control that is a model itself", "remove it");
        Some(default.models)
    } else {
        keys.or("models", default.models, |at| {
            all_trained(at, scope);
            known(at, "model of this file", &scope.models)
        })
    };
    let (what, names) = if default.control.needs_windows() {
        ("protocol of this file with windows", &scope.windowed)
    } else {
        ("protocol of this file", &scope.protocols)
    };
    let protocols = keys.or("protocols", default.protocols, |at| known(at, what, names));
    let columns = if default.control.takes_columns() {
        keys.or("columns", Vec::new(), |at| at.filled_set(At::string))
    } else {
        keys.refuse("columns", "is for without_shortcuts and shortcuts_only", "remove it");
        Some(Vec::new())
    };
    Some(Control { control: default.control, models: models?, protocols: protocols?, columns: columns? })
}
