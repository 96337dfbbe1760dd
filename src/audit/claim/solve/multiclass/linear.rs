//! One damped least-squares step for few equations and many unknowns.

/// The step s with J s ≈ −r of least length: s = −Jᵀ (J Jᵀ + damping × its mean diagonal)⁻¹ r; `columns` are those of J. `None` where the
/// system cannot be solved.
pub(super) fn damped_step(columns: &[Vec<f64>], residuals: &[f64], damping: f64) -> Option<Vec<f64>> {
    // Equations that hold and do not move have rows of 0; they take no part.
    let active: Vec<usize> = (0..residuals.len())
        .filter(|&i| residuals[i] != 0.0 || columns.iter().any(|column| column[i] != 0.0))
        .collect();
    let product = |i: usize, j: usize| columns.iter().map(|column| column[i] * column[j]).sum::<f64>();
    let mut system: Vec<Vec<f64>> =
        active.iter().map(|&i| active.iter().map(|&j| product(i, j)).chain([-residuals[i]]).collect()).collect();
    for (i, row) in system.iter_mut().enumerate() {
        // Relative to each equation, since their units differ.
        row[i] += damping * row[i] + 1e-12;
    }
    let solution = solve(system)?;
    let step = |column: &Vec<f64>| active.iter().zip(&solution).map(|(&i, x)| column[i] * x).sum();
    Some(columns.iter().map(step).collect())
}

/// Gaussian elimination with the largest pivot; the last column is the right side.
fn solve(mut system: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = system.len();
    for at in 0..size {
        let pivot = (at..size).max_by(|&i, &j| system[i][at].abs().total_cmp(&system[j][at].abs()))?;
        system.swap(at, pivot);
        let row = system[at].clone();
        if row[at] == 0.0 || !row[at].is_finite() {
            return None;
        }
        for (i, other) in system.iter_mut().enumerate() {
            if i != at {
                let factor = other[at] / row[at];
                other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            }
        }
    }
    Some((0..size).map(|i| system[i][size] / system[i][i]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        // x + 2 y = 5, 3 x + 4 y = 11
        let solution = solve(vec![vec![1.0, 2.0, 5.0], vec![3.0, 4.0, 11.0]]).unwrap();
        assert!((solution[0] - 1.0).abs() < 1e-12 && (solution[1] - 2.0).abs() < 1e-12);
        assert_eq!(solve(vec![vec![0.0, 1.0]]), None);
    }

    #[test]
    fn the_shortest_step_is_taken() {
        // One equation, x + y = 2 from 0: both move alike.
        let step = damped_step(&[vec![1.0], vec![1.0]], &[-2.0], 0.0).unwrap();
        assert!(step.iter().all(|x| (x - 1.0).abs() < 1e-9));
    }
}
