//! Where a request comes from: the peer of the connection, or what a proxy the operator trusts says in `X-Forwarded-For`.
//!
//! Anybody can write that header. It is read only when the connection comes from a trusted proxy, and from its end, where each proxy adds the
//! address it saw: the last one that is not a trusted proxy itself is the client.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;

/// The bits of an IPv6 address that one customer gets: whoever has one address of such a network has them all.
const IPV6_CUSTOMER: u8 = 64;

/// The proxies that are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// Addresses with the same first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl TrustedProxies {
    /// Reads addresses and networks such as `127.0.0.1` and `10.0.0.0/8`; none when one of them is neither.
    pub fn parse(items: &[String]) -> Option<Self> {
        items.iter().map(|item| Network::parse(item)).collect::<Option<_>>().map(Self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(address))
    }

    /// The client behind a connection from `peer`.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.contain(peer) {
            return peer;
        }
        let mut client = peer;
        for value in headers.get_all("x-forwarded-for").iter().rev() {
            for part in value.to_str().unwrap_or("").rsplit(',') {
                // Something that is no address was not written by a proxy of ours: what stands before it is not believed.
                let Some(address) = read(part.trim()) else { return client };
                client = address;
                if !self.contain(address) {
                    return client;
                }
            }
        }
        client
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { address, bits })
    }

    fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => {
                bits(self.address, self.bits) == bits(address, self.bits)
            }
            _ => false,
        }
    }
}

/// The first bits of an address, as a number.
fn bits(address: IpAddr, count: u8) -> u128 {
    let (number, width) = match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    number.checked_shr(width - u32::from(count)).unwrap_or(0)
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.parse().ok();
    let with_port = || text.parse().ok().map(|socket: std::net::SocketAddr| socket.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    bare.or_else(with_port).or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

/// What limits by address count as one: an IPv4 address, or the network of an IPv6 customer.
pub fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let low = 128 - u32::from(IPV6_CUSTOMER);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> low << low))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn trusted(items: &[&str]) -> TrustedProxies {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        TrustedProxies::parse(&items).expect("addresses")
    }

    fn headers(values: &[&'static str]) -> HeaderMap {
        values
            .iter()
            .map(|value| ("x-forwarded-for".parse().expect("a name"), value.parse().expect("a value")))
            .collect()
    }

    #[test]
    fn nobody_is_believed_unless_the_operator_says_so() {
        let client = TrustedProxies::default().client(ip("127.0.0.1"), &headers(&["9.9.9.9"]));
        assert_eq!(client, ip("127.0.0.1"));
        assert_eq!(trusted(&["10.0.0.0/8"]).client(ip("11.0.0.1"), &headers(&["9.9.9.9"])), ip("11.0.0.1"));
    }

    #[test]
    fn the_last_address_that_is_no_proxy_of_ours_is_the_client() {
        let proxies = trusted(&["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
        for (values, client) in [
            (&["1.2.3.4"][..], "1.2.3.4"),
            // What the client wrote itself stands first.
            (&["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4, 10.1.1.1"], "1.2.3.4"),
            (&["6.6.6.6", "1.2.3.4, 10.1.1.1", "fd00::7"], "1.2.3.4"),
            (&["1.2.3.4:5678"], "1.2.3.4"),
            (&["[2001:db8::1]:443"], "2001:db8::1"),
            (&["[2001:db8::1]"], "2001:db8::1"),
            (&["::ffff:1.2.3.4"], "1.2.3.4"),
            (&["10.9.9.9"], "10.9.9.9"),
            (&["6.6.6.6, unknown"], "127.0.0.1"),
            (&[""], "127.0.0.1"),
            (&[], "127.0.0.1"),
        ] {
            assert_eq!(proxies.client(ip("127.0.0.1"), &headers(values)), ip(client), "{values:?}");
        }
        assert_eq!(proxies.client(ip("::ffff:127.0.0.1"), &headers(&["1.2.3.4"])), ip("1.2.3.4"));
    }

    #[test]
    fn networks_are_read_or_refused() {
        assert!(trusted(&["0.0.0.0/0"]).contain(ip("8.8.8.8")));
        assert!(!trusted(&["0.0.0.0/0"]).contain(ip("2001:db8::1")));
        assert!(trusted(&["192.168.4.0/22"]).contain(ip("192.168.7.255")));
        assert!(!trusted(&["192.168.4.0/22"]).contain(ip("192.168.8.0")));
        for bad in ["", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129"] {
            assert!(TrustedProxies::parse(&[bad.to_owned()]).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_ipv6_customer_counts_as_one() {
        assert_eq!(group(ip("2001:db8:1:2:3:4:5:6")), group(ip("2001:db8:1:2:ffff::1")));
        assert_ne!(group(ip("2001:db8:1:2::1")), group(ip("2001:db8:1:3::1")));
        assert_eq!(group(ip("::ffff:1.2.3.4")), ip("1.2.3.4"));
    }
}
