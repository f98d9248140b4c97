//! `vigie keys new`, `vigie keys rotate`: keys for installations that keep them outside the database, and a new push key beside the
//! one in use.

use clap::Subcommand;

use super::serve::open_store;
use crate::auth::random_token;
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::push::{Push, vapid};
use crate::store::{keys, subscriptions, vault, vault_rows};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a push key and a token key, and print the settings that hold them
    New,
    /// Make a new push key; browsers move to it when their page is opened, the old one serves the others until then
    Rotate,
    /// Make a key that notes and secrets are sealed with, as a line for the file that VIGIE_DATA_KEY_FILE names
    Data,
    /// Seal what was stored before there was a key, or under an earlier one; stop and begin again as you like
    Seal,
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
        Command::Data => {
            println!("{}", vault::fresh_key()?);
            eprintln!("Put this line first into a file that only the server reads, and keep a copy of it elsewhere:");
            eprintln!(
                "without it nobody reads what it sealed. Earlier keys stay below it until `vigie keys seal` has run."
            );
            Ok(())
        }
        Command::Seal => seal(config).await,
    }
}

/// Everything that is not sealed with the key in use, a batch after the other.
async fn seal(config: &Config) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    anyhow::ensure!(vault::is_on(), "VIGIE_DATA_KEY_FILE is not set; `vigie keys data` makes a key");
    store.migrate().await?;
    let mut tx = store.begin().await?;
    keys::reseal(&mut tx, Clock::system().now()).await?;
    tx.commit().await?;
    let (mut place, mut sealed) = (vault_rows::Place::default(), 0);
    loop {
        let mut tx = store.begin().await?;
        let Some((next, more)) = vault_rows::seal_some(&mut tx, place).await? else { break };
        tx.commit().await?;
        (place, sealed) = (next, sealed + more);
    }
    store.compact().await?;
    println!("{sealed}");
    eprintln!("{sealed} values were sealed; everything is sealed with the first key of the file now.");
    Ok(())
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
