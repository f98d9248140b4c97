//! `vigie backup`: a consistent copy of the embedded database while the server runs, checked before it gets its name.

use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use clap::Args as ClapArgs;
use serde_json::json;
use url::Url;

use crate::clock::Clock;
use crate::config::Config;
use crate::store::copy::{self, Looked};
use crate::store::{Store, keys};

/// Names, notes and keys are in it: its owner's alone.
const MODE: u32 = 0o600;
/// Where the installation notes when it was last copied.
pub const LAST: &str = "last_backup";

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The copy; must not be there yet
    file: PathBuf,
}

pub async fn run(args: Args, config: Config) -> anyhow::Result<()> {
    let url = config.database_url.expose();
    let file = args.file;
    if !url.starts_with("sqlite:") {
        bail!("this database is PostgreSQL, which makes its own copies; run\n\n  {}\n", dump(url, &file)?);
    }
    ensure!(!file.exists(), "{} is there already; a backup never overwrites", file.display());
    let began = Instant::now();
    let partial = beside(&file)?;
    // Somebody else's half of a copy is not ours to remove: this fails before anything is.
    let opened = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&partial);
    opened.with_context(|| format!("cannot write {} (is another backup running?)", partial.display()))?;
    let made = make(url, &partial, &file).await;
    if made.is_err() {
        // Nothing half done stays; if it cannot be removed, its name says what it is.
        let _ = std::fs::remove_file(&partial);
    }
    let looked = made?;
    if let Err(error) = note(url).await {
        // The copy is whole all the same.
        eprintln!("vigie: the database could not note that it was copied: {error:#}");
    }
    let bytes = std::fs::metadata(&file)?.len();
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{} is a whole copy: {} ratings, checked.", file.display(), looked.ratings);
    let said = json!({
        "file": file.display().to_string(), "bytes": bytes, "schema": looked.schema, "ratings": looked.ratings,
        "seconds": (seconds * 1000.0).round() / 1000.0,
    });
    println!("{said}");
    Ok(())
}

/// Notes in the database that was copied when that was, for `vigie doctor`.
async fn note(url: &str) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let store = Store::open(url).await?;
    let mut tx = store.begin().await?;
    keys::put(&mut tx, LAST, &now.to_rfc3339(), now).await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}

/// The name it has until it is known to be whole.
fn beside(file: &Path) -> anyhow::Result<PathBuf> {
    let name = file.file_name().with_context(|| format!("{} names no file", file.display()))?;
    let mut partial = name.to_owned();
    partial.push(".partial");
    Ok(file.with_file_name(partial))
}

async fn make(url: &str, partial: &Path, file: &Path) -> anyhow::Result<Looked> {
    copy::write(url, partial).await.context("the database cannot be copied")?;
    std::fs::set_permissions(partial, Permissions::from_mode(MODE))?;
    File::open(partial)?.sync_all()?;
    let looked = copy::look(partial).await.context("the copy cannot be read")?;
    ensure!(looked.integrity == "ok", "the copy is broken: {}", looked.integrity);
    ensure!(looked.dangling == 0, "{} rows of the copy refer to nothing", looked.dangling);
    // Unlike a rename, a second name is refused where there is a file already.
    std::fs::hard_link(partial, file).with_context(|| format!("{} cannot get its name", file.display()))?;
    std::fs::remove_file(partial)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(looked)
}

/// The command that copies a PostgreSQL database, without its password.
fn dump(url: &str, file: &Path) -> anyhow::Result<String> {
    let mut url = Url::parse(url).context("the database's URL cannot be read")?;
    // A URL without a user has no password to take out.
    let _ = url.set_password(None);
    // Tables stand behind walls (store/scope.rs): whoever is no superuser says that all rows are meant, and means the walls to stand.
    let seeing = "PGOPTIONS='-c vigie.federation=*' pg_dump --enable-row-security";
    Ok(format!("{seeing} --format=custom --file='{}' --dbname='{url}'", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_does_not_show_in_the_command() {
        let said = dump("postgres://vigie:hunter2@db.example:5433/vigie?sslmode=verify-full", Path::new("a.dump"))
            .expect("a command");
        let expected = "PGOPTIONS='-c vigie.federation=*' pg_dump --enable-row-security --format=custom --file='a.dump' \
            --dbname='postgres://vigie@db.example:5433/vigie?sslmode=verify-full'";
        assert_eq!(said, expected);
    }

    #[test]
    fn until_it_is_whole_it_has_another_name() {
        assert_eq!(beside(Path::new("/x/vigie.bak")).ok(), Some(PathBuf::from("/x/vigie.bak.partial")));
        assert!(beside(Path::new("/")).is_err());
    }
}
