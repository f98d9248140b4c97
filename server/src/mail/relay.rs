//! The operator's mail server, from its URL.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use url::{Host, Url};

/// Where mail servers take mail with TLS from the first octet (RFC 8314).
const TLS_PORT: u16 = 465;
/// Where they take it and turn to TLS when asked (RFC 6409).
const STARTTLS_PORT: u16 = 587;

/// How the connection is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// From the first octet.
    Tls,
    /// From `STARTTLS` on; a server that does not know it gets nothing.
    StartTls,
    /// Not at all: for a server on this machine.
    None,
}

/// Why a mail server's URL cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayProblem {
    #[error("write smtps://user:password@host, or smtp://user:password@host?tls=required")]
    NotAUrl,
    #[error("`tls={0}` is not known; write tls=required, or tls=none for a server on this machine")]
    Tls(String),
    #[error("a password would cross the network for all to read; write tls=required")]
    OpenPassword,
    #[error("a user name or password cannot be read; write special characters as %40 for @, %3A for :, %2F for /")]
    Credentials,
    #[error("the authorities of smtp_ca cannot be read; it takes certificates in PEM")]
    Authorities,
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

/// A mail server with everything needed to talk to it.
#[derive(Clone)]
pub struct Relay {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub(super) tls: Option<TlsParameters>,
    pub(super) credentials: Option<Credentials>,
    pub(super) hello: ClientId,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Relay {
    /// Reads the URL. `authorities` are certificates in PEM that are trusted besides the machine's own; `public_url` says by what name we
    /// greet.
    pub fn parse(text: &str, authorities: Option<&str>, public_url: &Url) -> Result<Self, RelayProblem> {
        let url = Url::parse(text).map_err(|_| RelayProblem::NotAUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(RelayProblem::NotAUrl)?.to_owned();
        let security = security(&url)?;
        let usual = if security == Security::Tls { TLS_PORT } else { STARTTLS_PORT };
        let credentials = credentials(&url)?;
        if security == Security::None && credentials.is_some() && !is_here(&host) {
            return Err(RelayProblem::OpenPassword);
        }
        let tls = match security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(parameters(&host, authorities)?),
        };
        // `smtp` is no scheme the URL standard knows, so a host in brackets or capitals stays as it was written.
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(usual), security, tls, credentials, hello: hello(public_url) })
    }
}

fn security(url: &Url) -> Result<Security, RelayProblem> {
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None | Some("required")) => Ok(Security::Tls),
        ("smtp", None | Some("required")) => Ok(Security::StartTls),
        ("smtp", Some("none")) => Ok(Security::None),
        ("smtp" | "smtps", Some(other)) => Err(RelayProblem::Tls(other.to_owned())),
        _ => Err(RelayProblem::NotAUrl),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, RelayProblem> {
    let Some(password) = url.password() else { return Ok(None) };
    let plain = |text: &str| {
        // A form's value is decoded like a part of a URL, but for the plus sign.
        let pair = format!("x={}", text.replace('+', "%2B"));
        let decoded = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned());
        decoded.filter(|text| !text.contains('\u{fffd}')).ok_or(RelayProblem::Credentials)
    };
    Ok(Some(Credentials::new(plain(url.username())?, plain(password)?)))
}

fn parameters(host: &str, authorities: Option<&str>) -> Result<TlsParameters, RelayProblem> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authorities {
        if !pem.contains("-----BEGIN CERTIFICATE-----") {
            return Err(RelayProblem::Authorities);
        }
        let read = Certificate::from_pem(pem.as_bytes()).map_err(|_| RelayProblem::Authorities)?;
        builder = builder.add_root_certificate(read);
    }
    builder.build().map_err(|error| RelayProblem::Setup(error.to_string()))
}

/// Whether a host is this machine.
pub fn is_here(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

/// By what name we greet: where browsers find us.
fn hello(public_url: &Url) -> ClientId {
    match public_url.host() {
        Some(Host::Domain(name)) => ClientId::Domain(name.to_owned()),
        Some(Host::Ipv4(address)) => ClientId::Ipv4(address),
        Some(Host::Ipv6(address)) => ClientId::Ipv6(address),
        None => ClientId::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Relay, RelayProblem> {
        Relay::parse(text, None, &Url::parse("https://vigie.example.org/").expect("a URL"))
    }

    #[test]
    fn mail_is_not_read_on_its_way_unless_the_server_is_here_or_somebody_wrote_so() {
        let kinds = |text: &str| parse(text).map(|relay| (relay.security, relay.port));
        assert_eq!(kinds("smtps://u:p@mail.example.org"), Ok((Security::Tls, 465)));
        assert_eq!(kinds("smtp://u:p@mail.example.org"), Ok((Security::StartTls, 587)));
        assert_eq!(kinds("smtp://mail.example.org:25?tls=required"), Ok((Security::StartTls, 25)));
        assert_eq!(kinds("smtp://u:p@127.0.0.1:2525?tls=none"), Ok((Security::None, 2525)));
        assert_eq!(kinds("smtp://mail.example.org:25?tls=none"), Ok((Security::None, 25)));
        assert_eq!(kinds("smtp://u:p@mail.example.org?tls=none"), Err(RelayProblem::OpenPassword));
        assert_eq!(
            kinds("smtp://mail.example.org?tls=opportunistic"),
            Err(RelayProblem::Tls("opportunistic".to_owned()))
        );
        for text in ["mail.example.org", "https://mail.example.org", "smtp://", "smtp:mail"] {
            assert_eq!(kinds(text), Err(RelayProblem::NotAUrl), "{text}");
        }
    }

    #[test]
    fn a_password_may_hold_any_character() {
        let relay = parse("smtps://a%40b.org:p%3A%2F+%40@mail.example.org").expect("a relay");
        assert_eq!(relay.credentials, Some(Credentials::new("a@b.org".to_owned(), "p:/+@".to_owned())));
        assert_eq!(parse("smtps://a:%ff@mail.example.org").err(), Some(RelayProblem::Credentials));
        assert!(!format!("{relay:?}").contains("b.org"), "{relay:?}");
    }

    #[test]
    fn authorities_are_certificates() {
        let public = Url::parse("https://vigie.example.org/").expect("a URL");
        let read = Relay::parse("smtps://mail.example.org", Some("nothing"), &public);
        assert_eq!(read.err(), Some(RelayProblem::Authorities));
    }
}
