//! How PostgreSQL is reached, as far as the database's URL says: what `vigie doctor` looks at, and why a connection was refused.

use std::path::Path;
use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The way to PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub host: String,
    /// A socket of this machine.
    pub is_socket: bool,
    /// Whether a certificate is asked for and held against an authority.
    pub is_checked: bool,
}

impl Link {
    /// None: the URL is not PostgreSQL's, or cannot be read.
    pub fn of(url: &str) -> Option<Self> {
        if !url.starts_with("postgres") {
            return None;
        }
        let options = PgConnectOptions::from_str(url).ok()?;
        let host = options.get_host().to_owned();
        Some(Self {
            is_socket: options.get_socket().is_some() || Path::new(&host).is_absolute(),
            is_checked: matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull),
            host,
        })
    }
}

/// Whether the other side showed a certificate that does not hold, and what is wrong with it.
pub(super) fn bad_certificate(error: &sqlx::Error) -> Option<String> {
    let inner = match error {
        sqlx::Error::Io(error) => error.get_ref()?.to_string(),
        sqlx::Error::Tls(error) => error.to_string(),
        _ => return None,
    };
    // The TLS library's word for whatever is wrong with a certificate; its types are not ours to name.
    inner.to_lowercase().contains("certificate").then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_and_how() {
        let link = |url| Link::of(url).expect("PostgreSQL's");
        let far = link("postgres://vigie@db.example:5433/vigie?sslmode=verify-full");
        assert_eq!(far, Link { host: "db.example".to_owned(), is_socket: false, is_checked: true });
        assert!(!link("postgresql://vigie@db.example/vigie?sslmode=require").is_checked);
        assert!(!link("postgres://vigie@db.example/vigie").is_checked);
        assert!(link("postgres:///vigie?host=/var/run/postgresql").is_socket);
        assert_eq!(Link::of("sqlite://x.db"), None);
    }
}
