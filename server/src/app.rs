//! What the running server holds, and how it starts and stops.

use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::alerts::stream::Hub;
use crate::auth::factors::passkey::Passkeys;
use crate::auth::jwt::Keys;
use crate::auth::limit::Limiter;
use crate::auth::oidc::Provider;
use crate::auth::random_token;
use crate::auth::token::Known;
use crate::calendars::Calendars;
use crate::capture::queue::Queue;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::turns::Turns;
use crate::mail::Mailer;
use crate::outbox;
use crate::push::Push;
use crate::push::receipt::Receipts;
use crate::rulebook::RuleBook;
use crate::store::scope::everywhere;
use crate::store::{Store, keys, vault};
use crate::webhook::Webhooks;

/// The running server, shared by every request and every background task.
pub type Ctx = Arc<App>;

/// Everything a handler or a task may need.
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub config: Config,
    /// Where browsers find us; links in messages start with it.
    pub public_url: Url,
    pub tokens: Keys,
    pub known_tokens: Known,
    pub passkeys: Passkeys,
    /// None: nobody signs in through an identity provider.
    pub provider: Option<Provider>,
    pub limiter: Limiter,
    /// How many requests of each kind are worked on at one time.
    pub turns: Turns,
    /// Ratings on their way into the database.
    pub queue: Queue,
    pub rules: RuleBook,
    pub push: Push,
    /// What browsers send back when a push is there.
    pub receipts: Receipts,
    /// None: the operator set up no mail server.
    pub mail: Option<Mailer>,
    pub webhooks: Webhooks,
    /// Gets calendars of other software.
    pub calendars: Calendars,
    /// Rung after a commit that put something into the outbox: the worker looks sooner.
    pub outbox_bell: Arc<Notify>,
    /// Tells live streams that there is something new.
    pub hub: Hub,
    /// Cancelled when the server is to stop: loops end, streams close, requests in flight finish.
    pub stop: CancellationToken,
}

impl App {
    /// Opens the database, brings it up to date if asked, and reads or makes the keys.
    pub async fn open(config: Config, clock: Clock, public_url: Url, migrate: bool) -> anyhow::Result<Ctx> {
        if config.database_url.expose().starts_with("sqlite:") {
            std::fs::create_dir_all(&config.data_dir)
                .with_context(|| format!("cannot make the data directory {}", config.data_dir.display()))?;
        }
        let store = Store::open(config.database_url.expose()).await.context("cannot open the database")?;
        install_vault(&config)?;
        if migrate {
            store.migrate().await.context("cannot bring the database up to date")?;
        }
        Self::with_store(config, clock, public_url, store).await
    }

    /// The same on a database that is open and up to date.
    pub async fn with_store(config: Config, clock: Clock, public_url: Url, store: Store) -> anyhow::Result<Ctx> {
        let now = clock.now();
        let mut tx = store.begin().await?;
        keys::check_vault(&mut tx, now).await?;
        let token_key = match &config.token_key {
            Some(key) => key.expose().to_owned(),
            None => keys::keep_first(&mut tx, "token_key", &random_token()?, now).await?,
        };
        let push = Push::open(&mut tx, &config, now).await?;
        let mail = Mailer::open(&config, &public_url)?;
        let webhooks = Webhooks::open(&config)?;
        tx.commit().await?;
        Ok(Arc::new(Self {
            tokens: Keys::new(&token_key),
            known_tokens: Known::default(),
            passkeys: Passkeys::new(&public_url),
            provider: Provider::open(&config, &public_url, &clock)?,
            limiter: Limiter::default(),
            turns: Turns::default(),
            queue: Queue::default(),
            rules: RuleBook::default(),
            push,
            receipts: Receipts::new(&token_key),
            mail,
            webhooks,
            calendars: Calendars::open().context("the client for calendars could not be made")?,
            outbox_bell: Arc::new(Notify::new()),
            hub: Hub::default(),
            stop: CancellationToken::new(),
            store,
            clock,
            config,
            public_url,
        }))
    }

    /// To be called after a commit that changed alerts or filled the outbox: what looks by itself looks now.
    pub fn ring(&self) {
        self.outbox_bell.notify_one();
        self.hub.ring();
    }
}

/// Gives the process the keys that notes and secrets are sealed with, if there are any.
pub fn install_vault(config: &Config) -> anyhow::Result<()> {
    if let Some(text) = &config.data_key {
        vault::install(vault::Vault::parse(text.expose()).context("VIGIE_DATA_KEY_FILE")?);
    }
    Ok(())
}

/// The background tasks of a server, until it is told to stop.
pub fn spawn_tasks(app: &Ctx) -> tokio::task::JoinSet<()> {
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(everywhere(outbox::run(app.clone(), app.stop.clone())));
    tasks.spawn(everywhere(crate::scheduler::run(app.clone(), app.stop.clone())));
    tasks.spawn(everywhere(crate::calendars::round::run(app.clone(), app.stop.clone())));
    tasks.spawn(everywhere(crate::push::keyring::watch(app.clone())));
    tasks.spawn(everywhere(crate::alerts::stream::watch(app.clone())));
    tasks
}
