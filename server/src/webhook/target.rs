//! The address of a federation's webhook, parsed and admitted.
//!
//! https and a host name, at whatever port; which machine the name leads to is looked at when it is called
//! ([`crate::push::guard`]). A number instead of a name would not be looked up, and so not be looked at: none is admitted. The
//! operator may list origins (`VIGIE_WEBHOOK_ORIGINS`) and thereby vouch for them, inner ones and plain http included.

use url::{Host, Url};

use crate::push::endpoint::{MAX_LENGTH, Origins};

/// Why an address is not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetRefused {
    #[error("the webhook's address is not a plain absolute URL")]
    NotPlain,
    #[error("the webhook's address carries a user name, a password or a fragment")]
    Extras,
    #[error("the webhook's address is not https")]
    NotHttps,
    #[error("the webhook's address has no host name")]
    NoName,
}

/// An admitted address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
    origin: String,
    listed: bool,
}

impl Target {
    pub fn parse(text: &str, origins: &Origins) -> Result<Self, TargetRefused> {
        // URL parsers drop tabs and line breaks and read a backslash as a slash.
        let graphic = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !graphic || text.len() > MAX_LENGTH {
            return Err(TargetRefused::NotPlain);
        }
        let url = Url::parse(text).map_err(|_| TargetRefused::NotPlain)?;
        let origin = url.origin().ascii_serialization();
        let authority = text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
        let authority = authority.filter(|authority| !authority.is_empty()).ok_or(TargetRefused::NotPlain)?;
        if url.fragment().is_some() || authority.contains('@') {
            return Err(TargetRefused::Extras);
        }
        let listed = origins.lists(&origin);
        if !listed && url.scheme() != "https" {
            return Err(TargetRefused::NotHttps);
        }
        if !listed && !matches!(url.host(), Some(Host::Domain(_))) {
            return Err(TargetRefused::NoName);
        }
        Ok(Self { url, origin, listed })
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Scheme, host and port, for limits.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn operator_listed(&self) -> bool {
        self.listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Target, TargetRefused> {
        let listed = Origins::parse(&["http://127.0.0.1:9000", "https://10.0.0.7:8443"]).expect("origins");
        Target::parse(text, &listed)
    }

    #[test]
    fn a_name_over_https_is_admitted_at_any_port() {
        for text in ["https://sms.example.org/vigie?k=1", "https://sms.example.org:8443/", "HTTPS://SMS.example.org"] {
            assert!(parse(text).is_ok_and(|target| !target.operator_listed()), "{text}");
        }
    }

    #[test]
    fn numbers_and_what_is_not_plain_are_not() {
        for (text, why) in [
            ("http://sms.example.org/", TargetRefused::NotHttps),
            ("ftp://sms.example.org/", TargetRefused::NotHttps),
            ("https://93.184.216.34/", TargetRefused::NoName),
            ("https://2130706433/", TargetRefused::NoName),
            ("https://0x7f.1/", TargetRefused::NoName),
            ("https://[::1]/", TargetRefused::NoName),
            ("https://[::ffff:127.0.0.1]/", TargetRefused::NoName),
            ("https://u:p@sms.example.org/", TargetRefused::Extras),
            ("https://@sms.example.org/", TargetRefused::Extras),
            ("https://sms.example.org/#x", TargetRefused::Extras),
            ("https:///sms.example.org/", TargetRefused::NotPlain),
            ("https://sms.example.org\\@evil/", TargetRefused::NotPlain),
            ("https://sms.exam\nple.org/", TargetRefused::NotPlain),
            ("sms.example.org", TargetRefused::NotPlain),
            ("", TargetRefused::NotPlain),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn what_the_operator_lists_is_admitted_whatever_it_is() {
        assert!(parse("http://127.0.0.1:9000/hook").is_ok_and(|target| target.operator_listed()));
        assert!(parse("https://10.0.0.7:8443/hook").is_ok_and(|target| target.operator_listed()));
        assert_eq!(parse("http://127.0.0.1:9001/hook"), Err(TargetRefused::NotHttps));
    }
}
