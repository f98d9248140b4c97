//! The address of a push service, parsed and admitted.
//!
//! A value of [`Endpoint`] is safe to keep: it names a known push service over https on port 443, or an origin that the operator
//! lists in `VIGIE_PUSH_ORIGINS`. It is made again from the stored text before each sending, so that a list that became shorter
//! counts at once. Which machine the name leads to is looked at by [`super::guard`], at the moment of sending.

use url::{Host, Url};

/// RFC 8030 sets no bound; real endpoints stay below 1,000 characters.
pub const MAX_LENGTH: usize = 2_048;

/// How a service is recognised by the host of its endpoints, once parsed. Never a pattern over the whole URL.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Exact(&'static str),
    /// The host ends with this, and there is something before it.
    Suffix(&'static str),
}

/// A push service, with the name people know.
#[derive(Debug, Clone, Copy)]
struct Service {
    rule: Rule,
    label: &'static str,
}

/// The push services of the browsers.
const SERVICES: &[Service] = &[
    // Chrome, Edge on Android, Opera, Samsung Internet.
    Service { rule: Rule::Exact("fcm.googleapis.com"), label: "Google" },
    // Firefox.
    Service { rule: Rule::Exact("updates.push.services.mozilla.com"), label: "Mozilla" },
    // Safari: Apple asks servers to admit any subdomain; web.push.apple.com is the one seen.
    Service { rule: Rule::Suffix(".push.apple.com"), label: "Apple" },
    // Edge on Windows: one host a region.
    Service { rule: Rule::Suffix(".notify.windows.com"), label: "Microsoft" },
];

impl Rule {
    fn admits(self, host: &str) -> bool {
        match self {
            Self::Exact(name) => host == name,
            Self::Suffix(suffix) => host.strip_suffix(suffix).is_some_and(|before| !before.is_empty()),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Exact(name) | Self::Suffix(name) => name,
        }
    }
}

/// Why an endpoint is not admitted. The texts are for the log; the client learns only that it was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointRefused {
    #[error("the endpoint is longer than {MAX_LENGTH} characters")]
    TooLong,
    #[error("the endpoint is not a plain absolute URL")]
    NotPlain,
    #[error("the endpoint carries a user name, a password or a fragment")]
    Extras,
    #[error("the endpoint is not https on port 443")]
    NotHttps,
    #[error("the endpoint's host is not a known push service")]
    UnknownService,
}

/// An entry of `VIGIE_PUSH_ORIGINS` that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an origin: write scheme, host and port alone, such as https://push.example.org or http://127.0.0.1:9000"
)]
pub struct NotAnOrigin(String);

/// The origins an operator admits besides the known services.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    pub fn parse<S: AsRef<str>>(listed: &[S]) -> Result<Self, NotAnOrigin> {
        let one = |text: &S| {
            let bad = || NotAnOrigin(text.as_ref().to_owned());
            let url = Url::parse(text.as_ref()).map_err(|_| bad())?;
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
            let known = matches!(url.scheme(), "http" | "https");
            if bare && plain && known { Ok(url.origin().ascii_serialization()) } else { Err(bad()) }
        };
        listed.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an origin is one of them.
    pub fn lists(&self, origin: &str) -> bool {
        self.0.iter().any(|listed| listed == origin)
    }
}

/// An admitted endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    origin: String,
    /// The service's name in the list: how many hosts there are to count is bounded by the list, not by browsers.
    service: String,
    label: String,
    listed: bool,
}

impl Endpoint {
    /// Admits `text`, or says why not. What is kept and called is the parsed URL, never the text.
    pub fn parse(text: &str, origins: &Origins) -> Result<Self, EndpointRefused> {
        if text.len() > MAX_LENGTH {
            return Err(EndpointRefused::TooLong);
        }
        // URL parsers drop tabs and line breaks and read a backslash as a slash: no real endpoint has any of them.
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(EndpointRefused::NotPlain);
        }
        let url = Url::parse(text).map_err(|_| EndpointRefused::NotPlain)?;
        let origin = url.origin().ascii_serialization();
        let listed = origins.0.contains(&origin);
        // As written: parsing mends `https:///host` and drops the empty user name of `https://@host`.
        let authority = authority(text).filter(|authority| !authority.is_empty()).ok_or(EndpointRefused::NotPlain)?;
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() || authority.contains('@')
        {
            return Err(EndpointRefused::Extras);
        }
        if listed {
            let label = url.host_str().unwrap_or_default().to_owned();
            return Ok(Self { service: origin.clone(), label, url, origin, listed });
        }
        if url.scheme() != "https" || url.port_or_known_default() != Some(443) {
            return Err(EndpointRefused::NotHttps);
        }
        let Some(Host::Domain(host)) = url.host() else {
            return Err(EndpointRefused::UnknownService);
        };
        let known = SERVICES.iter().find(|service| service.rule.admits(host));
        let Service { rule, label } = known.ok_or(EndpointRefused::UnknownService)?;
        Ok(Self { service: rule.name().to_owned(), label: (*label).to_owned(), url, origin, listed })
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Scheme, host and port (when it is not the usual one): the audience of a VAPID token.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Which push service this is, for limits and figures.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The service's name as people know it; the host for one that only the operator knows.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the operator lists this origin, and thereby vouches for its address.
    pub fn operator_listed(&self) -> bool {
        self.listed
    }
}

/// What stands between `http(s)://` and the path.
fn authority(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let http = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if http { rest.split(['/', '?', '#']).next() } else { None }
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
