//! The capture: one block of attacks after the other, as `pkSeqID` runs through the published files.

use super::super::traffic::BurstClock;
use super::argus::Flow;
use super::attack::{self, Burst};
use super::window::Window;
use super::{benign, hosts};
use crate::random::Stream;

/// Classes in the order of their blocks, and what each block is like.
const BLOCKS: [(&str, Behaviour); 11] = [
    ("DoS/HTTP", Behaviour { gap: 0.05, pause: 90.0, burst: (40, 160), stray: 0.02, mixed: 0.3 }),
    ("DoS/TCP", Behaviour { gap: 0.002, pause: 120.0, burst: (300, 900), stray: 0.006, mixed: 0.15 }),
    ("DoS/UDP", Behaviour { gap: 0.001, pause: 120.0, burst: (300, 900), stray: 0.006, mixed: 0.15 }),
    ("DDoS/HTTP", Behaviour { gap: 0.03, pause: 90.0, burst: (40, 160), stray: 0.02, mixed: 0.3 }),
    ("DDoS/TCP", Behaviour { gap: 0.0008, pause: 120.0, burst: (400, 1200), stray: 0.006, mixed: 0.15 }),
    ("DDoS/UDP", Behaviour { gap: 0.0004, pause: 120.0, burst: (400, 1200), stray: 0.006, mixed: 0.15 }),
    ("Normal/Normal", Behaviour { gap: 0.6, pause: 40.0, burst: (10, 90), stray: 0.0, mixed: 0.2 }),
    ("Reconnaissance/OS_Fingerprint", Behaviour { gap: 0.01, pause: 30.0, burst: (60, 240), stray: 0.03, mixed: 0.6 }),
    ("Reconnaissance/Service_Scan", Behaviour { gap: 0.005, pause: 30.0, burst: (100, 400), stray: 0.03, mixed: 0.6 }),
    ("Theft/Keylogging", Behaviour { gap: 20.0, pause: 300.0, burst: (2, 8), stray: 0.06, mixed: 2.0 }),
    ("Theft/Data_Exfiltration", Behaviour { gap: 8.0, pause: 300.0, burst: (2, 8), stray: 0.06, mixed: 2.0 }),
];

/// Start of the capture, seconds since the epoch (May 2018).
const CAPTURE_START: f64 = 1_526_300_000.0;

/// Seconds from block to block.
const BLOCK_LENGTH: f64 = 86_400.0;

/// The rhythm of a block.
#[derive(Debug)]
struct Behaviour {
    /// Mean seconds between flows of a burst.
    gap: f64,
    /// Mean seconds between bursts.
    pause: f64,
    /// Flows of a burst.
    burst: (u32, u32),
    /// Part of the rows that are ordinary flows labelled as the attack, because they fell into its time.
    stray: f64,
    /// Ordinary connections on the link for each flow of the block; the counters see them, the files do not.
    mixed: f64,
}

/// Runs the whole capture: `rows[c]` flows of class `classes[c]`. `take` gets each flow with the window it ends.
pub(super) fn run<E>(
    stream: &mut Stream,
    classes: &[&str],
    rows: &[u64],
    mut take: impl FnMut(Flow, &Window) -> Result<(), E>,
) -> Result<(), E> {
    let mut window = Window::new();
    let mut block_start = CAPTURE_START;
    for (name, behaviour) in &BLOCKS {
        let class = classes.iter().position(|class| class == name).expect("every block is a class of the editions");
        let distributed = name.starts_with("DDoS");
        let mut clock = BurstClock::new(block_start, behaviour.gap, behaviour.pause, behaviour.burst);
        let mut burst = Burst::new(stream, distributed);
        let mut busy = hosts::local(stream);
        for _ in 0..rows[class] {
            let (start, opens) = clock.tick(stream);
            if opens {
                burst = Burst::new(stream, distributed);
                busy = hosts::local(stream);
            }
            let others = behaviour.mixed as u32 + u32::from(stream.chance(behaviour.mixed.fract()));
            for _ in 0..others {
                let other = benign::flow(stream, class as u8, start, busy);
                window.remember(&other);
            }
            let flow = if stream.chance(behaviour.stray) {
                benign::flow(stream, class as u8, start, busy)
            } else {
                attack_flow(stream, name, class as u8, start, &mut burst, busy)
            };
            window.remember(&flow);
            take(flow, &window)?;
        }
        block_start += BLOCK_LENGTH;
    }
    Ok(())
}

fn attack_flow(stream: &mut Stream, name: &str, class: u8, start: f64, burst: &mut Burst, busy: u8) -> Flow {
    match name {
        "DoS/HTTP" | "DDoS/HTTP" => attack::http_flood(stream, class, start, burst),
        "DoS/TCP" | "DDoS/TCP" => attack::tcp_flood(stream, class, start, burst),
        "DoS/UDP" | "DDoS/UDP" => attack::udp_flood(stream, class, start, burst),
        "Reconnaissance/OS_Fingerprint" => attack::os_scan(stream, class, start, burst),
        "Reconnaissance/Service_Scan" => attack::service_scan(stream, class, start, burst),
        "Theft/Keylogging" => attack::keylogging(stream, class, start, burst),
        "Theft/Data_Exfiltration" => attack::exfiltration(stream, class, start, burst),
        _ => benign::flow(stream, class, start, busy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floods_come_in_bursts() {
        let classes: Vec<&str> = BLOCKS.iter().map(|(name, _)| *name).collect();
        let mut rows = vec![0; classes.len()];
        rows[5] = 5_000;
        let mut starts = Vec::new();
        run(&mut Stream::new(0, &["test"]), &classes, &rows, |flow, _| {
            starts.push(flow.start);
            Ok::<(), std::convert::Infallible>(())
        })
        .unwrap();
        let gaps: Vec<f64> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let long = gaps.iter().filter(|gap| **gap > 5.0).count();
        let short = gaps.iter().filter(|gap| **gap < 0.01).count();
        assert!((3..30).contains(&long) && short > 4_900, "{long} pauses, {short} short gaps");
    }

    #[test]
    fn distributed_floods_have_more_sources_for_a_target() {
        let classes: Vec<&str> = BLOCKS.iter().map(|(name, _)| *name).collect();
        let sources = |class: usize| {
            let mut rows = vec![0; classes.len()];
            rows[class] = 3_000;
            let mut pairs = std::collections::BTreeSet::new();
            run(&mut Stream::new(1, &["test"]), &classes, &rows, |flow, _| {
                if flow.endpoints.target == hosts::FIRST_VICTIM {
                    pairs.insert(flow.endpoints.source);
                }
                Ok::<(), std::convert::Infallible>(())
            })
            .unwrap();
            pairs.into_iter().filter(|source| *source < hosts::FIRST_VICTIM).count()
        };
        assert_eq!((sources(2), sources(5)), (1, 4));
    }
}
