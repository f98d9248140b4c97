//! `vigie serve`: the real thing. SIGTERM or Ctrl-C stops it: requests in flight finish, leases are handed back.

use std::net::SocketAddr;

use anyhow::Context as _;
use clap::Args as ClapArgs;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::app::{App, Ctx, install_vault, spawn_tasks};
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{router, serve};
use crate::store::scope::everywhere;
use crate::store::{Store, StoreError, keys, schema};

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Do not touch the schema; refuse to start when it is not up to date
    #[arg(long)]
    no_migrate: bool,
}

pub async fn run(args: Args, config: Config) -> anyhow::Result<()> {
    let running = start(config, Clock::system(), !args.no_migrate).await?;
    eprintln!("Vigie listens on {} and is found at {}", running.address, running.app.public_url);
    wait_for_stop_signal().await;
    eprintln!("Vigie stops.");
    running.stop().await;
    Ok(())
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    pub app: Ctx,
    pub address: SocketAddr,
    door: JoinHandle<()>,
    tasks: tokio::task::JoinSet<()>,
}

impl Running {
    /// Lets everything in flight finish, then closes the database.
    pub async fn stop(mut self) {
        self.app.stop.cancel();
        if let Err(error) = self.door.await {
            tracing::warn!(%error, "the door did not close cleanly");
        }
        while self.tasks.join_next().await.is_some() {}
        self.app.store.close().await;
    }

    /// A signal that ends with the server.
    pub fn stopping(&self) -> CancellationToken {
        self.app.stop.clone()
    }
}

/// Opens the database and the door, and starts the background tasks.
pub async fn start(config: Config, clock: Clock, migrate: bool) -> anyhow::Result<Running> {
    let (listener, address, public_url) = listen(&config).await?;
    let app = App::open(config, clock, public_url, migrate).await?;
    schema::refuse_newer(&app.store).await?;
    let pending = schema::pending(&app.store).await.context("the database has no schema yet; run `vigie migrate`")?;
    anyhow::ensure!(pending == 0, "the schema is {pending} migrations behind; run `vigie migrate`");
    crate::scheduler::tick::complete_rows(&app).await?;
    Ok(open_door(app, listener, address, Background::Everything))
}

/// What runs beside the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    Everything,
    /// Only what live streams need: tests call the worker's and the scheduler's steps themselves.
    StreamsOnly,
}

/// Binds the address; without a public URL browsers are sent there.
pub async fn listen(config: &Config) -> anyhow::Result<(TcpListener, SocketAddr, Url)> {
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!("cannot listen on {}; is another server running there? Set VIGIE_LISTEN to another port", config.listen)
    })?;
    let address = listener.local_addr()?;
    let public_url = match &config.public_url {
        Some(url) => url.clone(),
        None => Url::parse(&format!("http://{address}/"))?,
    };
    Ok((listener, address, public_url))
}

/// Starts serving an application.
pub fn open_door(app: Ctx, listener: TcpListener, address: SocketAddr, background: Background) -> Running {
    let router = router::router(app.clone());
    let edges = serve::Edges::of(&app.config);
    let door = tokio::spawn(serve::serve(listener, router, edges, app.stop.clone()));
    let tasks = match background {
        Background::Everything => spawn_tasks(&app),
        Background::StreamsOnly => {
            let mut tasks = tokio::task::JoinSet::new();
            tasks.spawn(everywhere(crate::alerts::stream::watch(app.clone())));
            tasks
        }
    };
    Running { app, address, door, tasks }
}

/// Opens the database named by the configuration.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    if config.database_url.expose().starts_with("sqlite:") {
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("cannot make the data directory {}", config.data_dir.display()))?;
    }
    install_vault(config)?;
    let store = Store::open(config.database_url.expose())
        .await
        .context("cannot open the database; check VIGIE_DATABASE_URL")?;
    // A database without a schema has nothing sealed in it.
    if schema::pending(&store).await.is_ok() {
        let mut tx = store.begin().await?;
        if let Err(error @ StoreError::Vault) = keys::check_vault(&mut tx, Clock::system().now()).await {
            return Err(error.into());
        }
        tx.commit().await?;
    }
    Ok(store)
}

/// Waits for SIGTERM or Ctrl-C.
pub async fn wait_for_stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(error) => {
            tracing::warn!(%error, "only Ctrl-C stops this server");
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
