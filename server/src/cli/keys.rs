//! `vigie keys new`, `vigie keys rotate`: keys for installations that keep them outside the database, and a new push key beside the
//! one in use.

use clap::Subcommand;

use super::serve::open_store;
use crate::auth::random_token;
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::push::{Push, vapid};
use crate::store::{keys, subscriptions};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a push key and a token key, and print the settings that hold them
    New,
    /// Make a new push key; browsers move to it when their page is opened, the old one serves the others until then
    Rotate,
}

pub async fn run(command: &Command, config: &Config) -> anyhow::Result<()> {
    match command {
        Command::New => {
            println!("VIGIE_VAPID_PRIVATE_KEY={}", vapid::fresh_key());
            println!("VIGIE_TOKEN_KEY={}", random_token()?);
            eprintln!(
                "Keep these secret: set them as variables or, better, put each into a file and name it with …_FILE."
            );
            eprintln!(
                "In place of a push key that is in use, see `vigie keys rotate`; a new token key signs everybody out."
            );
            Ok(())
        }
        Command::Rotate => match &config.vapid_private_key {
            Some(key) => {
                rotate_settings(key, &config.vapid_previous_keys);
                Ok(())
            }
            None => rotate_stored(config).await,
        },
    }
}

/// The key is configured: what to write there.
fn rotate_settings(key: &Secret, previous: &[Secret]) {
    let earlier: Vec<&str> = std::iter::once(key).chain(previous).map(Secret::expose).collect();
    println!("VIGIE_VAPID_PRIVATE_KEY={}", vapid::fresh_key());
    println!("VIGIE_VAPID_PREVIOUS_KEYS={}", earlier.join(","));
    eprintln!("The push key comes from the configuration: put both of these there, on every server, and restart it.");
    eprintln!("`vigie doctor` says when no browser uses an earlier key any more.");
}

/// The key is in the database: the new one goes beside it.
async fn rotate_stored(config: &Config) -> anyhow::Result<()> {
    let (store, now) = (open_store(config).await?, Clock::system().now());
    store.migrate().await?;
    let mut tx = store.begin().await?;
    // If there was none yet, the first server to start would make one; so does this.
    let before = Push::open(&mut tx, config, now).await?;
    let added = keys::add(&mut tx, vapid::KEY_NAME, &vapid::fresh_key(), now).await?;
    anyhow::ensure!(added, "somebody else is making a new push key just now");
    before.reload(&mut tx, now).await?;
    let browsers: i64 = subscriptions::by_key(&mut tx).await?.iter().map(|(_, count)| count).sum();
    tx.commit().await?;
    println!("{}", before.public_key());
    eprintln!("This is the public half of the new push key. Running servers notice within a minute.");
    eprintln!(
        "{browsers} browser(s) keep the key they have until their page is opened again; nothing is lost meanwhile."
    );
    Ok(())
}
