//! How many rows the dataset of a paper has, in every form that is known.

use crate::claim::published::Paper;
use crate::dataset::catalogue::{self, Edition};
use crate::text::thousands;

/// A number of rows that a dataset can have before it is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) rows: u64,
    /// `cicids2017/ml-csv as published`
    pub(super) origin: String,
}

/// Rows with NaN or infinity, by edition; from the traps of the catalogue.
const NON_FINITE: [(&str, u64); 2] = [("cicids2017/ml-csv", 2_867), ("cicids2017/labelled-flows", 2_867)];

/// The editions that a paper can mean: the stated one, else all of its dataset.
pub(super) fn of(paper: &Paper) -> Vec<&'static Edition> {
    match &paper.edition {
        Some(name) => catalogue::find(name).into_iter().collect(),
        None => {
            let all = catalogue::all().iter().copied();
            all.filter(|edition| letters(edition.dataset()) == letters(&paper.dataset)).collect()
        }
    }
}

/// Every number of rows that the dataset of a paper can have; the first form of each number.
pub(super) fn wholes(paper: &Paper) -> Vec<Whole> {
    let mut wholes: Vec<Whole> = Vec::new();
    for edition in of(paper) {
        let published = edition.rows.value;
        let mut forms = vec![Whole { rows: published, origin: format!("{} as published", edition.name) }];
        if let Some((_, dropped)) = NON_FINITE.iter().find(|(name, _)| *name == edition.name) {
            let origin =
                format!("{}, {} less {} with NaN or infinity", edition.name, thousands(published), thousands(dropped));
            forms.push(Whole { rows: published - dropped, origin });
        }
        let new: Vec<Whole> =
            forms.into_iter().filter(|form| wholes.iter().all(|known| known.rows != form.rows)).collect();
        wholes.extend(new);
    }
    wholes
}

/// `Bot-IoT` and `bot-iot` are one name.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::binary;
    use super::*;

    #[test]
    fn a_dataset_without_edition_means_any() {
        let paper = Paper { dataset: "CICIDS 2017".to_owned(), ..binary(&["a accuracy=1"]) };
        let rows: Vec<u64> = wholes(&paper).iter().map(|whole| whole.rows).collect();
        assert_eq!(rows, [2_830_743, 2_827_876, 2_100_814]);
        assert!(wholes(&binary(&["a accuracy=1"])).is_empty());
    }

    #[test]
    fn a_stated_edition_is_the_only_one() {
        let paper = Paper { edition: Some("bot-iot/5pct".to_owned()), ..binary(&["a accuracy=1"]) };
        assert_eq!(wholes(&paper), [Whole { rows: 3_668_522, origin: "bot-iot/5pct as published".to_owned() }]);
    }
}
