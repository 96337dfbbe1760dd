//! Which columns name a flow or its hosts, and how many test rows share them with training rows.

use crate::audit::ceiling::hashed;
use crate::audit::data::column::Cells;
use crate::audit::data::counts::{by_class, largest};
use crate::dataset::Column;
use crate::prepare::SplitSide;

/// Names of columns, letters and digits only.
const FLOW: &[&str] = &[
    "flowid",
    "flowkey",
    "flowuid",
    "uid",
    "sessionid",
    "connectionid",
    "connid",
    "conversationid",
    "streamid",
    "tcpstream",
];
const SOURCE: &[&str] = &[
    "saddr",
    "srcip",
    "sourceip",
    "srcaddr",
    "sourceaddress",
    "srcaddress",
    "srcipaddr",
    "sourceipaddress",
    "ipv4srcaddr",
    "ipv6srcaddr",
    "ipsrc",
    "ipsrchost",
    "srchost",
    "sourcehost",
    "idorigh",
    "sip",
];
const DESTINATION: &[&str] = &[
    "daddr",
    "dstip",
    "destinationip",
    "destip",
    "dstaddr",
    "destinationaddress",
    "dstaddress",
    "dstipaddr",
    "destinationipaddress",
    "ipv4dstaddr",
    "ipv6dstaddr",
    "ipdst",
    "ipdsthost",
    "dsthost",
    "destinationhost",
    "idresph",
    "dip",
];
const PORT: &[&str] = &[
    "sport",
    "dport",
    "srcport",
    "dstport",
    "sourceport",
    "destinationport",
    "destport",
    "l4srcport",
    "l4dstport",
    "idorigp",
    "idrespp",
];
const DEVICE: &[&str] = &["host", "hostid", "hostname", "device", "deviceid", "devicename", "deviceip", "ipaddress"];

/// Columns that together name a group of rows.
#[derive(Debug)]
pub(super) struct Grouping<'a> {
    columns: Vec<&'a Column>,
    /// A row has a group where one column of each of these holds a cell: an address of version 4 or 6 at either end, both ports.
    needed: Vec<Vec<&'a Column>>,
    is_flow: bool,
}

impl Grouping<'_> {
    /// Whether each of `rows` rows has a group: rows of which nothing is known have nothing in common.
    fn named(&self, rows: usize) -> Vec<bool> {
        let mut named = vec![true; rows];
        for columns in &self.needed {
            let missing: Vec<Vec<bool>> = columns.iter().map(|column| Cells::of(column).missing()).collect();
            for (row, named) in named.iter_mut().enumerate() {
                *named &= missing.iter().any(|missing| !missing[row]);
            }
        }
        named
    }

    pub(super) fn is_flow(&self) -> bool {
        self.is_flow
    }

    pub(super) fn what(&self) -> &'static str {
        if self.is_flow { "flows" } else { "hosts" }
    }

    pub(super) fn one(&self) -> &'static str {
        if self.is_flow { "the flow" } else { "the hosts" }
    }

    pub(super) fn statistic(&self) -> &'static str {
        if self.is_flow {
            "share of test rows whose flow has training rows"
        } else {
            "share of test rows whose hosts have training rows"
        }
    }

    /// `saddr, daddr`
    pub(super) fn columns(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Flows, then hosts, as far as there are columns for them.
pub(super) fn groupings(columns: &[Column]) -> Vec<Grouping<'_>> {
    let called = |names: &[&str]| -> Vec<&Column> {
        columns.iter().filter(|column| names.contains(&plain(&column.name).as_str())).collect()
    };
    let [flow, source, destination, port, device] = [FLOW, SOURCE, DESTINATION, PORT, DEVICE].map(called);
    let hosts: Vec<&Column> = [&source[..], &destination].concat();
    let ends: Vec<&Column> = [&hosts[..], &port].concat();
    let mut groupings = Vec::new();
    if let Some(&flow) = flow.first() {
        groupings.push(Grouping { columns: vec![flow], needed: vec![vec![flow]], is_flow: true });
    } else if !source.is_empty() && !destination.is_empty() && port.len() >= 2 {
        let ports = port.iter().map(|&port| vec![port]);
        let needed = [source, destination].into_iter().chain(ports).collect();
        groupings.push(Grouping { columns: ends, needed, is_flow: true });
    }
    let hosts = if hosts.is_empty() { device } else { hosts };
    if !hosts.is_empty() {
        groupings.push(Grouping { needed: vec![hosts.clone()], columns: hosts, is_flow: false });
    }
    groupings
}

/// `Src IP` is `srcip`.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Groups on both sides.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) test: u64,
    pub(super) groups: u64,
    /// Test rows whose group has training rows.
    pub(super) in_train: u64,
    /// Test rows that the largest class of their group's training rows is right of; without such rows, the largest class of train.
    pub(super) by_table: u64,
    /// Test rows of the largest class of train.
    pub(super) by_majority: u64,
}

impl Shared {
    /// None without rows on both sides, or with fewer than two groups.
    pub(super) fn count(grouping: &Grouping<'_>, classes: &[u32], sides: &[Option<SplitSide>]) -> Option<Self> {
        let named = grouping.named(sides.len());
        let tag = |(row, side): (usize, &Option<SplitSide>)| side.filter(|_| named[row]).map(|_| row as u32);
        let tags: Vec<Option<u32>> = sides.iter().enumerate().map(tag).collect();
        let rows = hashed(&grouping.columns, &tags);
        let on = |side| (0..sides.len()).filter(move |&row| sides[row] == Some(side)).map(|row| classes[row]);
        let of = classes.iter().max().map_or(0, |&class| class as usize + 1);
        on(SplitSide::Train).next()?;
        let majority = largest(&by_class(on(SplitSide::Train), of));
        let is_nameless = |&row: &usize| sides[row] == Some(SplitSide::Test) && !named[row];
        let mut shared = Self {
            test: on(SplitSide::Test).count() as u64,
            groups: 0,
            in_train: 0,
            by_table: (0..sides.len()).filter(is_nameless).filter(|&row| classes[row] == majority).count() as u64,
            by_majority: on(SplitSide::Test).filter(|&class| class == majority).count() as u64,
        };
        for group in rows.chunk_by(|a, b| a.0 == b.0) {
            let of_side = |side| {
                let rows = group.iter().map(|&(_, row)| row as usize);
                rows.filter(move |&row| sides[row] == Some(side)).map(|row| classes[row])
            };
            let is_known = of_side(SplitSide::Train).next().is_some();
            let answer = if is_known { largest(&by_class(of_side(SplitSide::Train), of)) } else { majority };
            shared.groups += 1;
            shared.in_train += if is_known { of_side(SplitSide::Test).count() as u64 } else { 0 };
            shared.by_table += of_side(SplitSide::Test).filter(|&class| class == answer).count() as u64;
        }
        (shared.test > 0 && shared.groups > 1).then_some(shared)
    }

    /// What the table gains, over what the largest class leaves.
    pub(super) fn gain(&self) -> f64 {
        let left = self.test - self.by_majority;
        if left == 0 { 0.0 } else { (self.by_table as f64 - self.by_majority as f64) / left as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ColumnData;

    fn column(name: &str, values: &[f64]) -> Column {
        Column { name: name.into(), data: ColumnData::Numeric(values.to_vec().into()) }
    }

    #[test]
    fn names_of_many_tools_are_known() {
        let columns = ["Src IP", "dst_ip", "Src Port", "Dst Port", "Flow Duration"].map(|name| column(name, &[]));
        let found: Vec<(bool, String)> =
            groupings(&columns).iter().map(|grouping| (grouping.is_flow(), grouping.columns())).collect();
        assert_eq!(
            found,
            [(true, "Src IP, dst_ip, Src Port, Dst Port".to_owned()), (false, "Src IP, dst_ip".to_owned())]
        );
        let columns = ["Flow ID", "id.orig_h", "id.resp_h"].map(|name| column(name, &[]));
        assert_eq!(groupings(&columns)[0].columns(), "Flow ID");
        assert!(groupings(&["Destination Port", "Protocol"].map(|name| column(name, &[]))).is_empty());
    }

    #[test]
    fn test_rows_of_known_hosts_are_counted() {
        let hosts = column("saddr", &[1.0, 1.0, 1.0, 2.0, 3.0, 2.0]);
        let [train, test] = [SplitSide::Train, SplitSide::Test].map(Some);
        let sides = [train, train, test, test, test, train];
        let columns = [hosts];
        let grouping = &groupings(&columns)[0];
        let shared = Shared::count(grouping, &[0, 0, 1, 1, 0, 1], &sides).unwrap();
        assert_eq!(shared, Shared { test: 3, groups: 3, in_train: 2, by_table: 2, by_majority: 1 });
        assert_eq!(shared.gain(), 0.5);
        assert_eq!(Shared::count(grouping, &[0; 6], &[train; 6]), None);
    }

    #[test]
    fn rows_without_an_identifier_are_of_no_group() {
        let columns = [column("Flow ID", &[1.0, f64::NAN, 1.0, f64::NAN, 2.0, f64::NAN])];
        let [train, test] = [SplitSide::Train, SplitSide::Test].map(Some);
        let sides = [train, train, test, test, train, test];
        let shared = Shared::count(&groupings(&columns)[0], &[0, 0, 0, 0, 1, 1], &sides).unwrap();
        assert_eq!(shared, Shared { test: 3, groups: 2, in_train: 1, by_table: 2, by_majority: 2 });
    }

    #[test]
    fn a_host_is_known_by_either_address() {
        let nan = f64::NAN;
        let columns = [column("ipv4_src_addr", &[1.0, nan, nan]), column("ipv6_src_addr", &[nan, 2.0, nan])];
        assert_eq!(groupings(&columns)[0].named(3), [true, true, false]);
    }
}
