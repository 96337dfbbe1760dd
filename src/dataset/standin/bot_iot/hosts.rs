//! The testbed's hosts: four bots, four victims, a gateway, smart things, and peers outside.

use super::super::traffic::{between, pick};
use crate::random::Stream;

/// Addresses by host number. The inside is the testbed's plan as published (Koroniotis et al. 2019); the peers outside are
/// documentation addresses (RFC 5737, RFC 3849).
pub(super) const ADDRESSES: [&str; 24] = [
    "192.168.100.147",
    "192.168.100.148",
    "192.168.100.149",
    "192.168.100.150",
    "192.168.100.3",
    "192.168.100.5",
    "192.168.100.6",
    "192.168.100.7",
    "192.168.100.1",
    "192.168.100.46",
    "192.168.100.27",
    "192.168.100.55",
    "192.168.100.4",
    "192.168.217.2",
    "198.51.100.53",
    "198.51.100.123",
    "203.0.113.10",
    "203.0.113.44",
    "203.0.113.87",
    "203.0.113.200",
    "224.0.0.251",
    "192.168.100.255",
    "fe80::20c:29ff:fe00:10",
    "ff02::2",
];

/// Victim number 0: the one the distributed attacks aim at.
pub(super) const FIRST_VICTIM: u8 = 4;
/// The gateway.
pub(super) const GATEWAY: u8 = 8;
/// The local resolver.
pub(super) const RESOLVER: u8 = 13;
/// The peer that answers NTP.
pub(super) const TIME_SERVER: u8 = 15;
/// Where mDNS goes.
pub(super) const MULTICAST: u8 = 20;
/// The local network's broadcast address.
pub(super) const BROADCAST: u8 = 21;
/// A link-local IPv6 address.
pub(super) const LINK_LOCAL: u8 = 22;
/// All IPv6 routers.
pub(super) const ALL_ROUTERS: u8 = 23;

/// The bot of that number, modulo four.
pub(super) fn bot(number: u32) -> u8 {
    (number % 4) as u8
}

/// A bot at random.
pub(super) fn any_bot(stream: &mut Stream) -> u8 {
    between(stream, 0, 3) as u8
}

/// The victim of that number, modulo four.
pub(super) fn victim(number: u32) -> u8 {
    FIRST_VICTIM + (number % 4) as u8
}

/// A victim at random.
pub(super) fn any_victim(stream: &mut Stream) -> u8 {
    victim(between(stream, 0, 3))
}

/// A host of the local network that does something ordinary; bots have ordinary traffic too.
pub(super) fn local(stream: &mut Stream) -> u8 {
    match *pick(stream, &[(0.35, 0u8), (0.3, 1), (0.35, 2)]) {
        0 => any_bot(stream),
        1 => any_victim(stream),
        _ => between(stream, 9, 12) as u8,
    }
}

/// A service outside.
pub(super) fn outside(stream: &mut Stream) -> u8 {
    between(stream, 16, 19) as u8
}
