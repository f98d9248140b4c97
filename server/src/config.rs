//! Configuration: `VIGIE_*` environment variables over `vigie.toml`; the environment wins.
//!
//! To add a setting: a line in [`SETTINGS`], a field in [`Config`], its reading in [`Config::from_settings`], and a row in the
//! README's table.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use url::Url;

use crate::http::address::TrustedProxies;

/// Two thousand people with a live stream each, and as much again for everything else.
const CONNECTIONS: usize = 4_096;
/// An office behind one address; more come through a proxy, which is trusted or it is the only guest.
const CONNECTIONS_PER_ADDRESS: usize = 1_024;

/// Every setting, its name in `vigie.toml`; the environment variable is `VIGIE_` and the name in capitals. A secret may also be
/// read from a file named by the same variable with `_FILE` behind it.
pub const SETTINGS: &[&str] = &[
    "database_url",
    "data_dir",
    "listen",
    "public_url",
    "trusted_proxies",
    "connections",
    "connections_per_address",
    "push_origins",
    "push_contact",
    "vapid_private_key",
    "vapid_previous_keys",
    "token_key",
    "data_key",
    "smtp_url",
    "smtp_ca",
    "mail_from",
    "webhook_origins",
    "oidc_issuer",
    "oidc_client_id",
    "oidc_client_secret",
    "oidc_name",
    "oidc_login_claim",
    "oidc_second_factor",
    "log",
    "log_format",
];

/// Variables that steer Vigie without being settings of the file.
const NOT_SETTINGS: &[&str] = &["VIGIE_CONFIG"];

/// A text that never shows in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself; keep it out of messages.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite://…` or `postgres://…`. A PostgreSQL URL may hold a password.
    pub database_url: Secret,
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    /// Where browsers find Vigie; none: the address it listens on.
    pub public_url: Option<Url>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Connections of clients at one time.
    pub connections: usize,
    pub connections_per_address: usize,
    /// Origins allowed as push endpoints besides the known push services.
    pub push_origins: Vec<String>,
    /// Whom a push service may write to: `mailto:` or `https:`.
    pub push_contact: String,
    pub vapid_private_key: Option<Secret>,
    /// Keys that the configured one has replaced, newest first, for browsers that have not subscribed again since.
    pub vapid_previous_keys: Vec<Secret>,
    pub token_key: Option<Secret>,
    /// Keys that notes and secrets are sealed with, a line each, the one in use first; none: they are stored as they are.
    pub data_key: Option<Secret>,
    /// The mail server, such as `smtps://user:password@host`; none: no mail is sent.
    pub smtp_url: Option<Secret>,
    /// Certificates in PEM that the mail server's may be signed by, besides those the machine trusts.
    pub smtp_ca: Option<Secret>,
    /// Whom mail comes from.
    pub mail_from: Option<String>,
    /// Origins allowed for webhooks besides public addresses over https.
    pub webhook_origins: Vec<String>,
    /// The identity provider people may sign in through; none: with a password or a link alone.
    pub oidc_issuer: Option<String>,
    pub oidc_client_id: Option<String>,
    pub oidc_client_secret: Option<Secret>,
    /// What people call it.
    pub oidc_name: Option<String>,
    /// The claim that holds the login of an account here.
    pub oidc_login_claim: Option<String>,
    /// Values of `amr` or `acr` that stand for a second factor shown there.
    pub oidc_second_factor: Vec<String>,
    /// A filter such as `info` or `vigie_server=debug`.
    pub log: String,
    pub log_format: LogFormat,
}

/// A setting that cannot be used, and what to write instead.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{path}: {problem}")]
    File { path: String, problem: String },
    #[error("unknown setting `{name}` in {place}{suggestion}")]
    Unknown { name: String, place: String, suggestion: String },
    #[error("`{name}` is `{value}`: {wanted}")]
    Value { name: &'static str, value: String, wanted: &'static str },
}

impl Config {
    /// Reads the file (named by `VIGIE_CONFIG`, else `vigie.toml` if there is one) and the environment.
    pub fn load() -> Result<Self, ConfigError> {
        let environment: BTreeMap<String, String> =
            std::env::vars().filter(|(name, _)| name.starts_with("VIGIE_")).collect();
        let named = environment.get("VIGIE_CONFIG");
        let path = named.cloned().unwrap_or_else(|| "vigie.toml".to_owned());
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => String::new(),
            Err(error) => return Err(ConfigError::File { path, problem: error.to_string() }),
        };
        Self::from_parts(&path, &file, &environment)
    }

    /// The same from a file's text and a set of variables.
    pub fn from_parts(path: &str, file: &str, environment: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut settings = read_file(path, file)?;
        for (variable, value) in environment {
            if NOT_SETTINGS.contains(&variable.as_str()) {
                continue;
            }
            let name = variable.trim_start_matches("VIGIE_").to_ascii_lowercase();
            match name.strip_suffix("_file") {
                Some(secret) if SETTINGS.contains(&secret) => {
                    let text = std::fs::read_to_string(value)
                        .map_err(|error| ConfigError::File { path: value.clone(), problem: error.to_string() })?;
                    settings.insert(secret.to_owned(), text.trim().to_owned());
                }
                _ => {
                    // A variable of a newer version, or of a test bench around us, must not keep the server down.
                    if SETTINGS.contains(&name.as_str()) {
                        settings.insert(name, value.clone());
                    }
                }
            }
        }
        Self::from_settings(&settings)
    }

    fn from_settings(settings: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let get = |name: &str| settings.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let data_dir = PathBuf::from(get("data_dir").unwrap_or("./data"));
        let database_url = get("database_url")
            .map_or_else(|| format!("sqlite://{}", data_dir.join("vigie.db").display()), str::to_owned);
        let listen = get("listen").unwrap_or("127.0.0.1:8080");
        let listen = listen.parse().map_err(|_| ConfigError::Value {
            name: "listen",
            value: listen.to_owned(),
            wanted: "write an address and a port, such as 127.0.0.1:8080 or 0.0.0.0:8080",
        })?;
        let public_url = get("public_url").map(parse_public_url).transpose()?;
        let number = |name: &'static str, default: usize| match get(name) {
            Some(text) => text.parse().ok().filter(|number| *number > 0).ok_or_else(|| ConfigError::Value {
                name,
                value: text.to_owned(),
                wanted: "write a number of connections, at least 1",
            }),
            None => Ok(default),
        };
        let log_format = match get("log_format").unwrap_or("text") {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            other => {
                let wanted = "write text or json";
                return Err(ConfigError::Value { name: "log_format", value: other.to_owned(), wanted });
            }
        };
        Ok(Self {
            database_url: Secret::new(database_url),
            data_dir,
            listen,
            public_url,
            trusted_proxies: parse_proxies(get("trusted_proxies").unwrap_or(""))?,
            connections: number("connections", CONNECTIONS)?,
            connections_per_address: number("connections_per_address", CONNECTIONS_PER_ADDRESS)?,
            push_origins: list(get("push_origins").unwrap_or("")),
            push_contact: get("push_contact").unwrap_or("mailto:vigie@localhost").to_owned(),
            vapid_private_key: get("vapid_private_key").map(|text| Secret::new(text.to_owned())),
            vapid_previous_keys: list(get("vapid_previous_keys").unwrap_or("")).into_iter().map(Secret::new).collect(),
            token_key: get("token_key").map(|text| Secret::new(text.to_owned())),
            data_key: get("data_key").map(|text| Secret::new(text.to_owned())),
            smtp_url: get("smtp_url").map(|text| Secret::new(text.to_owned())),
            smtp_ca: get("smtp_ca").map(|text| Secret::new(text.to_owned())),
            mail_from: get("mail_from").map(str::to_owned),
            webhook_origins: list(get("webhook_origins").unwrap_or("")),
            oidc_issuer: get("oidc_issuer").map(str::to_owned),
            oidc_client_id: get("oidc_client_id").map(str::to_owned),
            oidc_client_secret: get("oidc_client_secret").map(|text| Secret::new(text.to_owned())),
            oidc_name: get("oidc_name").map(str::to_owned),
            oidc_login_claim: get("oidc_login_claim").map(str::to_owned),
            oidc_second_factor: list(get("oidc_second_factor").unwrap_or("")),
            log: get("log").unwrap_or("info").to_owned(),
            log_format,
        })
    }
}

fn read_file(path: &str, text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| ConfigError::File { path: path.to_owned(), problem: error.to_string() })?;
    let mut settings = BTreeMap::new();
    for (name, value) in table {
        if !SETTINGS.contains(&name.as_str()) {
            let suggestion = nearest(&name).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(ConfigError::Unknown { name, place: path.to_owned(), suggestion });
        }
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(items) => items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(","),
            other => other.to_string(),
        };
        settings.insert(name, value);
    }
    Ok(settings)
}

fn parse_public_url(text: &str) -> Result<Url, ConfigError> {
    let wanted = "write the address browsers use, such as https://vigie.example.org, with nothing behind it";
    let bad = || ConfigError::Value { name: "public_url", value: text.to_owned(), wanted };
    let url = Url::parse(text).map_err(|_| bad())?;
    let plain = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
    if plain && url.has_host() { Ok(url) } else { Err(bad()) }
}

fn parse_proxies(text: &str) -> Result<TrustedProxies, ConfigError> {
    let wanted = "write addresses or networks, comma-separated, such as 127.0.0.1, 10.0.0.0/8";
    TrustedProxies::parse(&list(text)).ok_or_else(|| ConfigError::Value {
        name: "trusted_proxies",
        value: text.to_owned(),
        wanted,
    })
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|item| item.trim().trim_end_matches('/').to_owned()).filter(|item| !item.is_empty()).collect()
}

/// The known setting that shares the longest beginning, if it is a likely slip of the pen.
fn nearest(name: &str) -> Option<&'static str> {
    let shared = |known: &str| known.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    SETTINGS.iter().copied().filter(|known| shared(known) >= 3).max_by_key(|known| shared(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from_parts("vigie.toml", file, &environment)
    }

    #[test]
    fn nothing_set_means_an_embedded_database_on_loopback() {
        let config = load("", &[]).expect("defaults");
        assert_eq!(config.database_url.expose(), "sqlite://./data/vigie.db");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = load(
            "listen = '127.0.0.1:1'\npush_origins = ['http://a:1', 'http://b:2/']",
            &[("VIGIE_LISTEN", "127.0.0.1:2")],
        );
        let config = config.expect("valid");
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.push_origins, ["http://a:1", "http://b:2"]);
    }

    #[test]
    fn an_unknown_setting_is_named_with_a_suggestion() {
        let error = load("database = 'x'", &[]).expect_err("unknown").to_string();
        assert!(error.contains("did you mean `database_url`"), "{error}");
    }

    #[test]
    fn a_wrong_value_says_what_to_write() {
        let error = load("", &[("VIGIE_PUBLIC_URL", "vigie.example.org")]).expect_err("no scheme").to_string();
        assert!(error.contains("https://vigie.example.org"), "{error}");
        assert!(load("", &[("VIGIE_LISTEN", "8080")]).is_err());
    }

    #[test]
    fn proxies_and_connections_are_read_or_refused() {
        let config = load("connections = 100", &[("VIGIE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")]).expect("valid");
        assert!(config.trusted_proxies.contain([10, 1, 2, 3].into()));
        assert_eq!(config.connections, 100);
        for bad in [("VIGIE_TRUSTED_PROXIES", "nginx"), ("VIGIE_CONNECTIONS", "0"), ("VIGIE_CONNECTIONS", "many")] {
            assert!(load("", &[bad]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        let config = load("", &[("VIGIE_DATABASE_URL", "postgres://u:hunter2@h/db")]).expect("valid");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
