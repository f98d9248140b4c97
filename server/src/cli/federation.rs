//! `vigie federation add`: a federation with its sectors, its rule set and its jobs.

use clap::Subcommand;

use super::serve::open_store;
use crate::clock::Clock;
use crate::config::Config;
use crate::ids;
use crate::rulebook;
use crate::store::federations::{self, Federation, Sector, Settings};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add a federation; prints its id
    Add {
        /// Its name, such as "Fédération de la Drôme"
        #[arg(long)]
        name: String,
        /// Its time zone
        #[arg(long, default_value = "Europe/Paris", value_parser = zone)]
        time_zone: chrono_tz::Tz,
        /// A sector; may be given several times
        #[arg(long = "sector")]
        sectors: Vec<String>,
    },
    /// List federations and their sectors
    List,
}

pub(super) fn zone(text: &str) -> Result<chrono_tz::Tz, String> {
    text.parse()
        .map_err(|_| "write a zone's name, such as Europe/Paris, Indian/Reunion or America/Martinique".to_owned())
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let store = open_store(&config).await?;
    store.migrate().await?;
    match command {
        Command::Add { name, time_zone, sectors } => {
            let now = Clock::system().now();
            let mut tx = store.begin().await?;
            let federation = Federation {
                federation_id: ids::fresh(),
                name,
                time_zone: time_zone.name().to_owned(),
                settings: Settings::default(),
            };
            federations::insert(&mut tx, &federation, now).await?;
            for name in sectors {
                let sector = Sector { id: ids::fresh(), name };
                federations::insert_sector(&mut tx, federation.federation_id, &sector).await?;
            }
            rulebook::install_default(&mut tx, federation.federation_id, now).await?;
            tx.commit().await?;
            println!("{}", federation.federation_id);
        }
        Command::List => {
            let mut tx = store.read().await?;
            for federation in federations::all(&mut tx).await? {
                println!("{}\t{}\t{}", federation.federation_id, federation.name, federation.time_zone);
                for sector in federations::sectors(&mut tx, federation.federation_id).await? {
                    println!("\t{}\t{}", sector.id, sector.name);
                }
            }
        }
    }
    Ok(())
}
