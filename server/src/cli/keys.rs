//! `vigie keys new`: keys for installations that keep them outside the database.

use clap::Subcommand;

use crate::auth::random_token;
use crate::push::vapid;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a push key and a token key, and print the settings that hold them
    New,
}

pub fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::New => {
            println!("VIGIE_VAPID_PRIVATE_KEY={}", vapid::fresh_key());
            println!("VIGIE_TOKEN_KEY={}", random_token()?);
            eprintln!(
                "Keep these secret: set them as variables or, better, put each into a file and name it with …_FILE."
            );
            eprintln!("A new push key makes every browser subscribe again; a new token key signs everybody out.");
            Ok(())
        }
    }
}
