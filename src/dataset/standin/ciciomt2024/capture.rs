//! A running capture: bursts of trains of packets, as the scene mixes them.

use super::super::traffic::between;
use super::meter::{COLUMNS, Meter};
use super::packet::{Connection, Packet};
use super::profiles::{Connections, Profile, Shape};
use super::scenes::{BACKGROUND, Part, Scene};
use crate::random::Stream;

/// Mean seconds of silence between bursts.
const PAUSE: f64 = 0.4;

/// A kind of traffic on the air.
#[derive(Debug)]
struct Talker {
    part: &'static Part,
    background: bool,
    /// Long-lived connections.
    kept: Vec<Connection>,
    /// Among the trains of this burst.
    weight: f64,
    /// The shape a steady tool keeps to in this burst.
    shape: usize,
}

/// Packets that come one after the other from one talker.
#[derive(Debug, Default)]
struct Train {
    talker: usize,
    left: u32,
    /// Which of the kept connections.
    kept: usize,
    connection: Connection,
    ttl: u8,
}

/// Makes the rows of one class, in the order of time.
#[derive(Debug)]
pub(super) struct Capture {
    scene: &'static Scene,
    talkers: Vec<Talker>,
    /// Seconds since the epoch.
    now: f64,
    burst_left: u32,
    train: Train,
}

impl Capture {
    /// A capture of `scene` that begins at `start`, seconds since the epoch.
    pub(super) fn new(scene: &'static Scene, start: f64) -> Self {
        let talker = |background| {
            move |part: &'static Part| {
                let kept = match part.profile.connections {
                    Connections::Kept(count) => vec![Connection::default(); usize::from(count)],
                    Connections::PerPacket | Connections::PerTrain => Vec::new(),
                };
                Talker { part, background, kept, weight: 0.0, shape: 0 }
            }
        };
        let talkers = scene.attack.iter().map(talker(false)).chain(BACKGROUND.iter().map(talker(true))).collect();
        Self { scene, talkers, now: start, burst_left: 0, train: Train::default() }
    }

    /// The next row; `meter` belongs to the file being written.
    pub(super) fn row(&mut self, stream: &mut Stream, meter: &mut Meter) -> [f64; COLUMNS] {
        for _ in 0..self.scene.window {
            self.packet(stream, meter);
        }
        meter.row()
    }

    fn packet(&mut self, stream: &mut Stream, meter: &mut Meter) {
        if self.burst_left == 0 {
            self.open_burst(stream);
        }
        if self.train.left == 0 {
            self.open_train(stream);
        }
        self.burst_left -= 1;
        self.train.left -= 1;
        let talker = &mut self.talkers[self.train.talker];
        let profile = talker.part.profile;
        self.now += profile.gap * 2.0 * stream.uniform();
        let (_, flags, low, high) = if profile.steady {
            profile.shapes[talker.shape]
        } else {
            profile.shapes[pick_shape(stream, profile.shapes)]
        };
        let size = if low == high { low } else { between(stream, u32::from(low), u32::from(high)) as u16 };
        let Profile { network, service, .. } = *profile;
        let time = (self.now / self.scene.clock_step).floor() * self.scene.clock_step;
        let packet = Packet { time, size, network, service, flags, ttl: self.train.ttl };
        let connection = match profile.connections {
            Connections::PerPacket => {
                self.train.connection = Connection::default();
                &mut self.train.connection
            }
            Connections::PerTrain => &mut self.train.connection,
            Connections::Kept(_) => &mut talker.kept[self.train.kept],
        };
        connection.push(&packet);
        meter.push(&packet, connection);
    }

    /// Draws who takes part in the next burst and how much.
    fn open_burst(&mut self, stream: &mut Stream) {
        self.burst_left = between(stream, self.scene.burst.0, self.scene.burst.1);
        self.train.left = 0;
        self.now += stream.exponential(PAUSE);
        let (background, none) = self.scene.background;
        let background = if stream.chance(none) { 0.0 } else { background };
        for talker in &mut self.talkers {
            let Part { profile, weight: (low, high), absent } = talker.part;
            let scale = if talker.background { background } else { 1.0 };
            talker.weight = if stream.chance(*absent) { 0.0 } else { scale * stream.range(*low, *high) };
            talker.shape = pick_shape(stream, profile.shapes);
        }
        if self.talkers.iter().all(|talker| talker.weight == 0.0) {
            // Nobody attacks and the background was left out: then it is only the background that is heard.
            for talker in self.talkers.iter_mut().filter(|talker| talker.background) {
                talker.weight = talker.part.weight.0;
            }
        }
    }

    fn open_train(&mut self, stream: &mut Stream) {
        let total: f64 = self.talkers.iter().map(|talker| talker.weight).sum();
        let mut left = stream.uniform() * total;
        let drawn = self.talkers.iter().position(|talker| {
            left -= talker.weight;
            left < 0.0
        });
        self.train.talker = drawn.unwrap_or_default();
        let profile = self.talkers[self.train.talker].part.profile;
        self.train.left = between(stream, profile.train.0, profile.train.1);
        self.train.connection = Connection::default();
        self.train.ttl = between(stream, u32::from(profile.ttl.0), u32::from(profile.ttl.1)) as u8;
        if let Connections::Kept(count) = profile.connections {
            self.train.kept = stream.below(u64::from(count)) as usize;
        }
    }
}

/// Index of a shape, drawn by weight; the weights sum to 1.
fn pick_shape(stream: &mut Stream, shapes: &[Shape]) -> usize {
    if shapes.len() == 1 {
        return 0;
    }
    let mut left = stream.uniform();
    shapes
        .iter()
        .position(|(weight, ..)| {
            left -= weight;
            left < 0.0
        })
        .unwrap_or(shapes.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::super::scenes::SCENES;
    use super::*;

    #[test]
    fn the_weights_of_all_shapes_sum_to_one() {
        for part in SCENES.iter().flat_map(|scene| scene.attack).chain(&BACKGROUND) {
            let total: f64 = part.profile.shapes.iter().map(|(weight, ..)| weight).sum();
            assert!((total - 1.0).abs() < 1e-9, "{:?}", part.profile);
        }
    }

    #[test]
    fn a_flood_sends_faster_than_devices_do() {
        let seconds = |class: &str| {
            let scene = SCENES.iter().find(|scene| scene.class == class).unwrap();
            let mut capture = Capture::new(scene, 1_694_000_000.0);
            let (mut stream, mut meter) = (Stream::new(0, &["test"]), Meter::new());
            let packets = 20_000;
            for _ in 0..packets / scene.window {
                capture.row(&mut stream, &mut meter);
            }
            capture.now - 1_694_000_000.0
        };
        assert!(seconds("TCP_IP-DDoS-SYN") * 20.0 < seconds("Benign"));
    }
}
