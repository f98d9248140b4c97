//! `vigie doctor`: is everything as it should be, and if not, what to mend?

mod provider;
mod walls;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use url::Url;

use super::serve::open_store;
use super::verify;
use crate::clock::Clock;
use crate::config::Config;
use crate::mail::Mailer;
use crate::mail::relay::{Security, is_here};
use crate::push::{Push, vapid};
use crate::store::{Store, Tx, federations, keys, outbox, schema, subscriptions, vault, webhooks};
use crate::webhook::Webhooks;
use crate::webhook::target::Target;

/// Before this year the machine's clock is certainly wrong: Vigie did not exist.
const FIRST_YEAR: i32 = 2026;

/// A backup older than this is worth a word.
const BACKUP_EVERY: TimeDelta = TimeDelta::days(2);

/// One finding of the doctor.
enum Check {
    Good(String),
    /// Works, but somebody should know.
    Note(String),
    Bad {
        what: String,
        mend: String,
    },
}

pub async fn run(config: Config) -> anyhow::Result<()> {
    let mut checks = vec![clock(), addresses(&config)];
    checks.extend(proxy(&config));
    checks.extend(push(&config));
    checks.push(mail(&config).await);
    checks.extend(provider::look(&config).await);
    match open_store(&config).await {
        Ok(store) => checks.extend(database(&store, &config).await),
        Err(error) => checks.push(Check::Bad {
            what: format!("{error:#}"),
            mend:
                "check VIGIE_DATABASE_URL, that the database runs, and that this user may write to the data directory"
                    .to_owned(),
        }),
    }
    let mut failed = 0;
    for check in &checks {
        match check {
            Check::Good(what) => println!("ok    {what}"),
            Check::Note(what) => println!("note  {what}"),
            Check::Bad { what, mend } => {
                failed += 1;
                println!("BAD   {what}\n      mend: {mend}");
            }
        }
    }
    anyhow::ensure!(failed == 0, "{failed} of {} checks failed", checks.len());
    Ok(())
}

fn clock() -> Check {
    let now = Clock::system().now();
    if now.year() < FIRST_YEAR {
        let mend = "set the machine's clock; a time service (chrony, systemd-timesyncd) keeps it right".to_owned();
        return Check::Bad { what: format!("the clock says {}", now.with_timezone(&Utc)), mend };
    }
    Check::Good(format!("the clock says {}", now.format("%Y-%m-%d %H:%M UTC")))
}

fn addresses(config: &Config) -> Check {
    match &config.public_url {
        Some(url) if url.scheme() == "https" => Check::Good(format!("browsers find Vigie at {url}")),
        Some(url) => Check::Note(format!(
            "{url} is not https: phones will neither install the app nor get pushes, except on localhost"
        )),
        None => Check::Note(format!("VIGIE_PUBLIC_URL is not set; links will point to http://{}/", config.listen)),
    }
}

/// https on the outside and loopback inside: somebody stands in between, and every client has that one's address.
fn proxy(config: &Config) -> Option<Check> {
    let behind = config.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
    (behind && config.trusted_proxies.is_empty()).then(|| {
        Check::Note(
            "VIGIE_TRUSTED_PROXIES is not set: behind a reverse proxy all clients seem to have one address, and share the limits on \
             connections and on wrong passwords; set it to the proxy's address, such as 127.0.0.1"
                .to_owned(),
        )
    })
}

fn push(config: &Config) -> Vec<Check> {
    let mut checks = Vec::new();
    if config.push_contact.ends_with("@localhost") {
        let what =
            "VIGIE_PUSH_CONTACT is not set; push services want an address to write to, and Apple's refuses without"
                .to_owned();
        checks.push(Check::Note(what));
    }
    if let Some(key) = &config.vapid_private_key {
        checks.push(match vapid::Vapid::new(key.expose(), &config.push_contact) {
            Ok(vapid) => Check::Good(format!("the push key is good; its public half is {}", vapid.public_key())),
            Err(error) => {
                let mend = "make a key with `vigie keys new`; write the contact as mailto:… or https://…".to_owned();
                Check::Bad { what: format!("VIGIE_VAPID_PRIVATE_KEY, VIGIE_PUSH_CONTACT: {error}"), mend }
            }
        });
    }
    for key in &config.vapid_previous_keys {
        if let Err(error) = vapid::Vapid::new(key.expose(), &config.push_contact) {
            let mend = "write the earlier private keys as they were, separated by commas".to_owned();
            checks.push(Check::Bad { what: format!("VIGIE_VAPID_PREVIOUS_KEYS: {error}"), mend });
        }
    }
    if !config.push_origins.is_empty() {
        checks.push(Check::Note(format!("extra push origins are allowed: {}", config.push_origins.join(", "))));
    }
    checks
}

/// Greets the mail server as for a letter: a wrong password shows here and not in the night.
async fn mail(config: &Config) -> Check {
    let here = Url::parse(&format!("http://{}/", config.listen)).ok();
    let Some(public_url) = config.public_url.clone().or(here) else {
        return Check::Note("mail was not looked at: there is no address to greet from".to_owned());
    };
    let mailer = match Mailer::open(config, &public_url) {
        Ok(Some(mailer)) => mailer,
        Ok(None) => {
            let what = "VIGIE_SMTP_URL is not set: who cannot be pushed to is not told by mail either";
            return Check::Note(what.to_owned());
        }
        Err(error) => {
            let mend = "set VIGIE_SMTP_URL, such as smtps://user:password@host, and VIGIE_MAIL_FROM".to_owned();
            return Check::Bad { what: error.to_string(), mend };
        }
    };
    let (relay, from) = (mailer.relay(), mailer.from());
    let place = format!("{}:{}", relay.host, relay.port);
    match mailer.greet().await {
        Ok(()) if relay.security == Security::None && !is_here(&relay.host) => {
            Check::Note(format!("the mail server {place} answers, but mail crosses the network in the clear"))
        }
        Ok(()) => Check::Good(format!("the mail server {place} answers; mail comes from {from}")),
        Err(why) => {
            let mend = "check host, port and password in VIGIE_SMTP_URL; a private authority's certificate goes into VIGIE_SMTP_CA_FILE";
            Check::Bad { what: format!("the mail server {place}: {why}"), mend: mend.to_owned() }
        }
    }
}

/// What federations' webhooks lack.
async fn hooks(tx: &mut Tx, config: &Config) -> anyhow::Result<Vec<Check>> {
    let mut checks = Vec::new();
    if !config.webhook_origins.is_empty() {
        checks.push(Check::Note(format!("webhooks may also lead to {}", config.webhook_origins.join(", "))));
    }
    let known = match Webhooks::open(config) {
        Ok(known) => known,
        Err(error) => {
            let mend = "write VIGIE_WEBHOOK_ORIGINS as origins alone, such as https://sms.example.org".to_owned();
            checks.push(Check::Bad { what: error.to_string(), mend });
            return Ok(checks);
        }
    };
    for (federation, url, has_secret) in webhooks::enabled(tx).await? {
        let refused = url.as_deref().and_then(|url| Target::parse(url, known.origins()).err());
        checks.push(match refused {
            Some(why) => {
                let mend =
                    "an administrator mends it in the settings; an inner address goes into VIGIE_WEBHOOK_ORIGINS";
                Check::Bad { what: format!("the webhook of {federation}: {why}"), mend: mend.to_owned() }
            }
            None if url.is_some() && has_secret => Check::Good(format!("the webhook of {federation} is on")),
            None => Check::Bad {
                what: format!("the webhook of {federation} is on without an address or a secret"),
                mend: "an administrator sets both in the settings".to_owned(),
            },
        });
    }
    Ok(checks)
}

async fn database(store: &Store, config: &Config) -> Vec<Check> {
    let mut checks = vec![Check::Good(format!("the {} database answers", store.engine()))];
    if let Err(error) = schema::refuse_newer(store).await {
        let mend = "run the version of Vigie it was last served with, or a newer one".to_owned();
        checks.push(Check::Bad { what: error.to_string(), mend });
        return checks;
    }
    match schema::pending(store).await {
        Ok(0) => checks.push(Check::Good("the schema is up to date".to_owned())),
        Ok(pending) => {
            let mend = "run `vigie migrate` (or start `vigie serve`, which does)".to_owned();
            checks.push(Check::Bad { what: format!("the schema is {pending} migrations behind"), mend });
            return checks;
        }
        Err(_) => {
            let mend = "run `vigie migrate` (or start `vigie serve`, which does)".to_owned();
            checks.push(Check::Bad { what: "the database has no schema yet".to_owned(), mend });
            return checks;
        }
    }
    match contents(store, config).await {
        Ok(more) => checks.extend(more),
        Err(error) => {
            checks.push(Check::Bad { what: format!("{error:#}"), mend: "look into the server's log".to_owned() })
        }
    }
    checks
}

/// Whether the log of looks is as it was written.
async fn access_log(tx: &mut Tx, now: DateTime<Utc>) -> anyhow::Result<Vec<Check>> {
    let mut checks = Vec::new();
    for (federation, checked) in verify::of_all(tx, now).await? {
        let mistakes = verify::mistakes(&checked);
        if mistakes.is_empty() {
            checks.push(Check::Good(format!("the access log of {federation} is whole: {} lines", checked.lines)));
        }
        for mistake in mistakes {
            let mend = "find out who may write to the database; a backup says what stood there".to_owned();
            checks.push(Check::Bad { what: format!("the access log of {federation}: {mistake}"), mend });
        }
    }
    Ok(checks)
}

async fn contents(store: &Store, config: &Config) -> anyhow::Result<Vec<Check>> {
    let mut checks = Vec::new();
    let now = Clock::system().now();
    let mut tx = store.begin().await?;
    let federations = federations::all(&mut tx).await?;
    checks.push(if federations.is_empty() {
        Check::Note("there is no federation yet; add one with `vigie federation add`".to_owned())
    } else {
        Check::Good(format!("{} federation(s)", federations.len()))
    });
    if config.vapid_private_key.is_none() {
        checks.push(Check::Good(if keys::find(&mut tx, vapid::KEY_NAME).await?.is_some() {
            let push = Push::open(&mut tx, config, now).await?;
            format!("the push key is kept in the database; its public half is {}", push.public_key())
        } else {
            "a push key will be made at first start and kept in the database".to_owned()
        }));
    }
    checks.push(match vault::mark() {
        Some(_) => Check::Good("notes, texts of the alerts, contacts, second factors and keys are sealed (VIGIE_DATA_KEY_FILE)".to_owned()),
        None => Check::Note(
            "VIGIE_DATA_KEY_FILE is not set: notes and secrets lie in the database and its backups as they are; keep both on \
             encrypted disks"
                .to_owned(),
        ),
    });
    checks.extend(browsers(&mut tx, config, now).await?);
    checks.push(backups(&mut tx, store, now).await?);
    // One that is written for later waits for nothing yet.
    if let Some(oldest) = outbox::oldest_unsent(&mut tx).await?.filter(|oldest| *oldest <= now) {
        let minutes = (now - oldest).num_minutes();
        checks.push(Check::Note(format!("the oldest unsent message has waited {minutes} minutes")));
    }
    checks.extend(walls::look(&mut tx, config).await?);
    checks.extend(hooks(&mut tx, config).await?);
    checks.extend(access_log(&mut tx, now).await?);
    // Nothing the doctor looked at is kept.
    drop(tx);
    Ok(checks)
}

/// Which push keys browsers subscribed with.
async fn browsers(tx: &mut Tx, config: &Config, now: DateTime<Utc>) -> anyhow::Result<Vec<Check>> {
    let mut checks = Vec::new();
    // What is wrong with the keys themselves was said before.
    let Ok(push) = Push::open(tx, config, now).await else { return Ok(checks) };
    let (keyring, current) = (push.keyring(), push.public_key());
    let (mut earlier, mut lost) = (0, 0);
    for (key, count) in subscriptions::by_key(tx).await? {
        match keyring.of(key.as_deref()) {
            Some(cipher) if cipher.public_key() == current => {}
            Some(_) => earlier += count,
            None => lost += count,
        }
    }
    if earlier > 0 {
        let what =
            format!("{earlier} subscription(s) still use an earlier push key; each moves when its page is opened");
        checks.push(Check::Note(what));
    }
    if lost > 0 {
        let mend = "list the earlier key in VIGIE_VAPID_PREVIOUS_KEYS; otherwise these browsers get nothing until their page is opened".to_owned();
        checks.push(Check::Bad { what: format!("{lost} subscription(s) use a push key that is not here"), mend });
    }
    let stale = subscriptions::stale(tx).await?;
    if stale > 0 {
        let what = format!("push services refuse our key for {stale} subscription(s), which must subscribe again");
        checks.push(Check::Note(what));
    }
    Ok(checks)
}

/// When it was last copied, as far as Vigie itself knows.
async fn backups(tx: &mut Tx, store: &Store, now: DateTime<Utc>) -> anyhow::Result<Check> {
    if matches!(store, Store::Postgres(_)) {
        let what =
            "PostgreSQL makes its own backups (`pg_dump`, or your provider's); Vigie does not see them".to_owned();
        return Ok(Check::Note(what));
    }
    let last = keys::find(tx, super::backup::LAST).await?.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    let Some(last) = last else {
        return Ok(Check::Note("no backup was made with `vigie backup` yet".to_owned()));
    };
    let when = match (now - last).num_days() {
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    };
    let what = format!("the last backup was made {when}");
    Ok(if now - last > BACKUP_EVERY { Check::Note(what) } else { Check::Good(what) })
}
