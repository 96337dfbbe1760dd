//! `attention.csv`: one line per attention layer and pair of steps, counted from 1.

use std::fmt::Write;
use std::path::Path;

use super::StoreError;
use crate::model::AttentionMap;

const HEADER: &str = "layer,step,attended_step,weight";

pub(super) fn to_csv(maps: &[AttentionMap]) -> String {
    let mut text = format!("{HEADER}\n");
    for map in maps {
        for (i, weight) in map.weights.iter().enumerate() {
            let _ = writeln!(text, "{},{},{},{weight}", map.layer, i / map.steps + 1, i % map.steps + 1);
        }
    }
    text
}

pub(super) fn from_csv(path: &Path, text: &str) -> Result<Vec<AttentionMap>, StoreError> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(StoreError::damaged(path, &format!("the first line is not `{HEADER}`")));
    }
    let mut maps: Vec<AttentionMap> = Vec::new();
    for (i, line) in lines.enumerate() {
        let not_a_cell = || StoreError::damaged(path, &format!("line {} is not a pair of steps", i + 2));
        let (layer, step, attended, weight) = parse_line(line).ok_or_else(not_a_cell)?;
        if maps.last().is_none_or(|map| map.layer != layer) {
            maps.push(AttentionMap { layer: layer.to_owned(), steps: 0, weights: Vec::new() });
        }
        let map = maps.last_mut().expect("one was just put there");
        // The first step's line tells how many steps it attends to.
        if step == 1 {
            map.steps += 1;
        }
        if step == 0 || attended == 0 || (step - 1) * map.steps + attended - 1 != map.weights.len() {
            return Err(not_a_cell());
        }
        map.weights.push(weight);
    }
    match maps.iter().find(|map| map.weights.len() != map.steps * map.steps) {
        Some(map) => Err(StoreError::damaged(path, &format!("the lines of {} do not fill a square", map.layer))),
        None => Ok(maps),
    }
}

fn parse_line(line: &str) -> Option<(&str, usize, usize, f64)> {
    let cells: Vec<&str> = line.split(',').collect();
    let [layer, step, attended, weight] = cells[..] else { return None };
    let weight: f64 = weight.parse().ok()?;
    (weight.is_finite()).then_some((layer, step.parse().ok()?, attended.parse().ok()?, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps() -> Vec<AttentionMap> {
        vec![
            AttentionMap {
                layer: "0.attention".to_owned(),
                steps: 2,
                weights: vec![0.1 + 0.2, 0.7, 1.0 / 3.0, 1e-300],
            },
            AttentionMap { layer: "1.residual.0.attention".to_owned(), steps: 1, weights: vec![1.0] },
        ]
    }

    #[test]
    fn maps_come_back_bit_for_bit() {
        assert_eq!(from_csv(Path::new("attention.csv"), &to_csv(&maps())).unwrap(), maps());
    }

    #[test]
    fn damage_is_named() {
        let text = to_csv(&maps());
        let lines: Vec<&str> = text.lines().collect();
        let error = |lines: &[&str]| from_csv(Path::new("attention.csv"), &lines.join("\n")).unwrap_err().to_string();
        assert!(error(&lines[1..]).contains("the first line is not"), "{}", error(&lines[1..]));
        assert!(error(&lines[..4]).contains("the lines of 0.attention do not fill"), "{}", error(&lines[..4]));
        for (damaged, named) in [("0.attention,2,1,x", 4), ("0.attention,2,2,0.5", 4), ("0.attention,0,1,0.5", 4)] {
            let mut lines = lines.clone();
            lines[3] = damaged;
            assert!(error(&lines).contains(&format!("line {named}")), "{}", error(&lines));
        }
    }
}
