//! Which addresses we never call, asked of the address a name resolves to, at the moment of sending.
//!
//! [`GuardedResolver`] is the resolver of the HTTP client: what passes here is what the client connects to, there is no second
//! look-up in which a hostile name server could answer otherwise. Origins the operator lists do not come through here.
//!
//! The allow-list of hosts ([`super::endpoint`]) is the first wall; deny-lists are never complete.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// A name led to inner networks only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` resolves to no public address")]
pub struct NotPublic(String);

/// Networks that are nobody's push service, as address and prefix length (IANA special-purpose registries).
const DENIED_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What is not plain global unicast, or carries another address inside.
const DENIED_V6: &[(Ipv6Addr, u32)] = &[
    // ::, ::1 and the IPv4-compatible ones.
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0), 96),
    // IPv4-mapped.
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96),
    // NAT64, well-known and local.
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48),
    // Discard only.
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64),
    // Teredo and other protocol assignments.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // Segment routing.
    (Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0), 16),
    // Unique local, link local, site local, multicast.
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8),
];

/// Whether an address is one the server may call.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let within = |(net, length): &(Ipv4Addr, u32)| (v4.to_bits() ^ net.to_bits()) >> (32 - length) == 0;
            !DENIED_V4.iter().any(within)
        }
        IpAddr::V6(v6) => {
            let within = |(net, length): &(Ipv6Addr, u32)| (v6.to_bits() ^ net.to_bits()) >> (128 - length) == 0;
            !DENIED_V6.iter().any(within)
        }
    }
}

/// A resolver that hands on public addresses only.
#[derive(Clone)]
pub struct GuardedResolver(Arc<dyn Resolve>);

impl GuardedResolver {
    /// Over the system's resolver.
    pub fn system() -> Self {
        Self::over(SystemResolver)
    }

    /// Over another one.
    pub fn over(inner: impl Resolve + 'static) -> Self {
        Self(Arc::new(inner))
    }
}

impl std::fmt::Debug for GuardedResolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GuardedResolver")
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let text = name.as_str().to_owned();
        let looking = self.0.resolve(name);
        Box::pin(async move {
            let public: Vec<SocketAddr> = looking.await?.filter(|found| is_public(found.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic(text).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// The machine's own resolver.
#[derive(Debug, Clone, Copy)]
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // Port 0: the client puts the URL's port in.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn inner_addresses_are_refused_in_every_form() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ] {
            let address = IpAddr::from_str(text).expect("an address");
            assert!(!is_public(address), "{text} passed");
        }
    }

    #[test]
    fn public_addresses_pass() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.0.0.1",
            "128.0.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2a00:1450:4007::5e",
            "2600:1901::1",
            "2001:200::1",
        ] {
            let address = IpAddr::from_str(text).expect("an address");
            assert!(is_public(address), "{text} was refused");
        }
    }

    /// Answers with a fixed list.
    struct Fixed(Vec<&'static str>);

    impl Resolve for Fixed {
        fn resolve(&self, _: Name) -> Resolving {
            let found: Vec<SocketAddr> =
                self.0.iter().map(|ip| SocketAddr::new(ip.parse().expect("an address"), 0)).collect();
            Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
        }
    }

    async fn seen_through(answers: Vec<&'static str>) -> Result<Vec<String>, String> {
        let name = Name::from_str("fcm.googleapis.com").expect("a name");
        let found = GuardedResolver::over(Fixed(answers)).resolve(name).await.map_err(|error| error.to_string())?;
        Ok(found.map(|address| address.ip().to_string()).collect())
    }

    #[tokio::test]
    async fn only_public_answers_reach_the_client() {
        assert_eq!(seen_through(vec!["127.0.0.1", "142.250.1.1"]).await, Ok(vec!["142.250.1.1".to_owned()]));
        let refused = seen_through(vec!["127.0.0.1", "::1", "169.254.169.254"]).await.expect_err("inner only");
        assert!(refused.contains("fcm.googleapis.com"), "{refused}");
        assert!(seen_through(vec![]).await.is_err());
    }
}
