//! `vigie demo`: a fictional federation to look around in.

use clap::Args as ClapArgs;
use serde_json::json;

use super::serve::{Background, listen, open_door, wait_for_stop_signal};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::demo::{self, Account};

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Begin anew, whatever is there
    #[arg(long)]
    fresh: bool,
    /// Print one line of JSON once ready
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args, mut config: Config) -> anyhow::Result<()> {
    // A database of its own: the demo never touches a real one, whatever is configured.
    let file = config.data_dir.join("demo.db");
    config.database_url = Secret::new(format!("sqlite://{}", file.display()));
    std::fs::create_dir_all(&config.data_dir)?;
    let clock = Clock::system();
    let (listener, address, public_url) = listen(&config).await?;
    if args.fresh || !demo::is_current(&file, clock.now()).await {
        demo::remove(&file)?;
        eprintln!("Making a fictional federation with eight weeks of history …");
    }
    let app = App::open(config, clock.clone(), public_url, true).await?;
    let accounts = demo::seed_once(&app).await?;
    crate::scheduler::tick::complete_rows(&app).await?;
    let running = open_door(app, listener, address, Background::Everything);
    let url = running.app.public_url.to_string();
    let url = url.trim_end_matches('/');
    if args.json {
        println!("{}", json!({ "url": url, "accounts": accounts }));
    } else {
        println!("{}", welcome(url, &accounts));
    }
    wait_for_stop_signal().await;
    running.stop().await;
    Ok(())
}

/// What a visitor reads first: where to click, and what happens then.
fn welcome(url: &str, accounts: &[Account]) -> String {
    let mut text = format!(
        "\n  Vigie is ready: open {url}\n\n  Everybody here is invented. Sign in as one of them:\n\n  {:<32} {:<18} {}\n",
        "who", "login", "password"
    );
    for account in accounts {
        text.push_str(&format!("  {:<32} {:<18} {}\n", account.who, account.login, account.secret));
    }
    text.push_str(
        "\n  To see the whole story, open two windows (one of them private):\n\
         \n  1. As the aide, rate a visit: health 1, then Enregistrer. It works without network, too.\
         \n  2. As the coordinator, watch the alert arrive. Take it, note what was agreed, close it with a word for the aide.\
         \n  3. As the aide, open Mes signalements and read what came of it.\n\
         \n  Ctrl-C stops the demo; `vigie demo --fresh` begins anew.\n",
    );
    text
}
