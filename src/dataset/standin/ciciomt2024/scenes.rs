//! What is on the air while a class is captured: the attack, and always some of what devices do by themselves.

use super::profiles::{self as kind, Profile};

/// One kind of traffic in a scene. Its weight is drawn anew for every burst.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) profile: &'static Profile,
    /// Smallest and largest weight among the trains of a burst.
    pub(super) weight: (f64, f64),
    /// Part of the bursts in which it is missing.
    pub(super) absent: f64,
}

const fn part(profile: &'static Profile, low: f64, high: f64, absent: f64) -> Part {
    Part { profile, weight: (low, high), absent }
}

/// How a class was captured.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) class: &'static str,
    /// Packets that a row averages.
    pub(super) window: u32,
    /// The capturing card stamps packets in steps of this many seconds: coarse under a flood.
    pub(super) clock_step: f64,
    /// Fewest and most packets of a burst.
    pub(super) burst: (u32, u32),
    pub(super) attack: &'static [Part],
    /// Weight of the background's trains in a burst that has both, and the part of the bursts without any.
    pub(super) background: (f64, f64),
}

/// What devices do by themselves.
pub(super) static BACKGROUND: [Part; 12] = [
    part(&kind::TELEMETRY, 1.0, 4.0, 0.2),
    part(&kind::KEEP_ALIVE, 0.5, 3.0, 0.3),
    part(&kind::CLOUD, 0.3, 2.0, 0.35),
    part(&kind::DOWNLOAD, 0.2, 1.2, 0.7),
    part(&kind::CAMERA, 0.2, 1.5, 0.65),
    part(&kind::LOOKUP, 0.1, 0.6, 0.5),
    part(&kind::ANNOUNCEMENT, 0.1, 0.8, 0.5),
    part(&kind::RESOLUTION, 0.1, 0.8, 0.5),
    part(&kind::MEMBERSHIP, 0.02, 0.2, 0.8),
    part(&kind::LEASE, 0.02, 0.2, 0.9),
    part(&kind::SHELL, 0.1, 0.8, 0.85),
    part(&kind::HEALTH_CHECK, 0.1, 1.0, 0.8),
];

const fn slow(class: &'static str, attack: &'static [Part], background: (f64, f64)) -> Scene {
    Scene { class, window: 10, clock_step: 1e-6, burst: (40, 400), attack, background }
}

const fn mqtt_flood(class: &'static str, attack: &'static [Part]) -> Scene {
    Scene { class, window: 100, clock_step: 1e-6, burst: (3_000, 9_000), attack, background: (0.01, 0.6) }
}

const fn flood(class: &'static str, clock_step: f64, attack: &'static [Part]) -> Scene {
    Scene { class, window: 100, clock_step, burst: (4_000, 16_000), attack, background: (0.004, 0.85) }
}

/// One scene for each class.
pub(super) static SCENES: [Scene; 19] = [
    slow("Benign", &[], (1.0, 0.0)),
    slow("ARP_Spoofing", &[part(&kind::SPOOF, 0.4, 1.6, 0.1), part(&kind::CAMERA, 0.4, 1.6, 0.25)], (0.35, 0.25)),
    mqtt_flood("MQTT-DDoS-Connect_Flood", &[part(&kind::CONNECT_FLOOD_DISTRIBUTED, 1.0, 1.0, 0.004)]),
    mqtt_flood("MQTT-DDoS-Publish_Flood", &[part(&kind::PUBLISH_FLOOD_DISTRIBUTED, 1.0, 1.0, 0.01)]),
    mqtt_flood("MQTT-DoS-Connect_Flood", &[part(&kind::CONNECT_FLOOD, 1.0, 1.0, 0.01)]),
    mqtt_flood("MQTT-DoS-Publish_Flood", &[part(&kind::PUBLISH_FLOOD, 1.0, 1.0, 0.01)]),
    slow("MQTT-Malformed_Data", &[part(&kind::MALFORMED, 1.0, 2.0, 0.06)], (0.12, 0.5)),
    slow(
        "Recon-OS_Scan",
        &[
            part(&kind::OS_PROBE, 0.5, 1.5, 0.1),
            part(&kind::BLIND_SCAN, 0.1, 0.5, 0.4),
            part(&kind::PING, 0.1, 0.4, 0.6),
        ],
        (0.08, 0.6),
    ),
    slow(
        "Recon-Ping_Sweep",
        &[part(&kind::ADDRESS_SWEEP, 0.4, 1.2, 0.2), part(&kind::PING, 0.2, 0.8, 0.25)],
        (0.15, 0.45),
    ),
    slow(
        "Recon-Port_Scan",
        &[part(&kind::PORT_SCAN, 0.5, 1.5, 0.08), part(&kind::BLIND_SCAN, 0.1, 0.5, 0.35)],
        (0.07, 0.6),
    ),
    slow(
        "Recon-VulScan",
        &[
            part(&kind::WEB_PROBE, 0.4, 1.4, 0.2),
            part(&kind::PORT_SCAN, 0.2, 0.9, 0.35),
            part(&kind::CAMERA, 0.1, 0.4, 0.6),
        ],
        (0.15, 0.5),
    ),
    flood(
        "TCP_IP-DDoS-ICMP",
        0.05,
        &[part(&kind::ICMP_FLOOD_DISTRIBUTED, 1.0, 1.0, 0.002), part(&kind::ICMP_ANSWER, 0.02, 0.3, 0.85)],
    ),
    flood(
        "TCP_IP-DDoS-SYN",
        0.025,
        &[part(&kind::SYN_FLOOD_DISTRIBUTED, 1.0, 1.0, 0.002), part(&kind::REFUSAL, 0.02, 0.4, 0.55)],
    ),
    flood(
        "TCP_IP-DDoS-TCP",
        0.03,
        &[part(&kind::TCP_FLOOD_DISTRIBUTED, 1.0, 1.0, 0.002), part(&kind::REFUSAL, 0.02, 0.4, 0.65)],
    ),
    flood(
        "TCP_IP-DDoS-UDP",
        0.01,
        &[part(&kind::UDP_FLOOD_DISTRIBUTED, 1.0, 1.0, 0.002), part(&kind::ICMP_ANSWER, 0.01, 0.1, 0.7)],
    ),
    flood(
        "TCP_IP-DoS-ICMP",
        0.05,
        &[part(&kind::ICMP_FLOOD, 1.0, 1.0, 0.004), part(&kind::ICMP_ANSWER, 0.05, 0.5, 0.6)],
    ),
    flood("TCP_IP-DoS-SYN", 0.04, &[part(&kind::SYN_FLOOD, 1.0, 1.0, 0.004), part(&kind::REFUSAL, 0.05, 0.6, 0.5)]),
    flood("TCP_IP-DoS-TCP", 0.05, &[part(&kind::TCP_FLOOD, 1.0, 1.0, 0.004), part(&kind::REFUSAL, 0.05, 0.6, 0.5)]),
    flood("TCP_IP-DoS-UDP", 0.01, &[part(&kind::UDP_FLOOD, 1.0, 1.0, 0.004), part(&kind::ICMP_ANSWER, 0.02, 0.2, 0.6)]),
];
