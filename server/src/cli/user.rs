//! `vigie user add`: an account, with a one-time enrolment link on stdout.

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};
use uuid::Uuid;
use vigie_shared::mail_address::MailAddress;

use super::serve::open_store;
use crate::auth::enrolment;
use crate::clock::Clock;
use crate::config::Config;
use crate::ids;
use crate::store::federations::{self, Sector};
use crate::store::users::{self, User};
use crate::store::{StoreError, Tx, sectors};

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum RoleArg {
    Aide,
    Coordinator,
    SectorReferent,
    Administrator,
}

impl RoleArg {
    fn as_str(self) -> &'static str {
        match self {
            Self::Aide => "aide",
            Self::Coordinator => "coordinator",
            Self::SectorReferent => "sector_referent",
            Self::Administrator => "administrator",
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an account; prints a link that opens it once, within 24 hours
    Add {
        #[arg(long)]
        role: RoleArg,
        /// What the person signs in with, unique in this installation
        #[arg(long)]
        login: String,
        /// The person's name; the login without it
        #[arg(long)]
        name: Option<String>,
        /// A sector by name or id; may be given several times
        #[arg(long = "sector")]
        sectors: Vec<String>,
        /// The federation by name or id; not needed when there is only one
        #[arg(long)]
        federation: Option<String>,
        /// Where mail to this person goes
        #[arg(long)]
        email: Option<MailAddress>,
    },
    /// Print a new link for an account
    Invite {
        #[arg(long)]
        login: String,
    },
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let store = open_store(&config).await?;
    store.migrate().await?;
    let public_url = public_url(&config)?;
    let now = Clock::system().now();
    let mut tx = store.begin().await?;
    let (federation, id) = match command {
        Command::Add { role, login, name, sectors, federation, email } => {
            let federation = find_federation(&mut tx, federation.as_deref()).await?;
            let login = login.trim().to_lowercase();
            let name = name.unwrap_or_else(|| login.clone());
            let id = ids::fresh();
            let user = User {
                federation_id: federation,
                id,
                role: role.as_str().to_owned(),
                login: login.clone(),
                name,
                locale: "fr".to_owned(),
                reference: None,
                password_hash: None,
                disabled_at: None,
            };
            match users::insert(&mut tx, &user, now).await {
                Err(StoreError::Taken) => anyhow::bail!("the login `{login}` is taken; choose another one"),
                inserted => inserted?,
            }
            for sector in find_sectors(&mut tx, federation, &sectors).await? {
                users::add_sector(&mut tx, federation, id, sector).await?;
            }
            if email.is_some() {
                users::set_email(&mut tx, federation, id, email.as_ref()).await?;
            }
            (federation, id)
        }
        Command::Invite { login } => {
            let login = login.trim().to_lowercase();
            let user =
                users::by_login(&mut tx, &login).await?.with_context(|| format!("there is no account `{login}`"))?;
            (user.federation_id, user.id)
        }
    };
    let token = enrolment::invite(&mut tx, federation, id, now).await?;
    tx.commit().await?;
    println!("{}", enrolment::link(&public_url, &token));
    Ok(())
}

/// Where links lead.
pub(super) fn public_url(config: &Config) -> anyhow::Result<url::Url> {
    match &config.public_url {
        Some(url) => Ok(url.clone()),
        None => Ok(url::Url::parse(&format!("http://{}/", config.listen))?),
    }
}

pub(super) async fn find_federation(tx: &mut Tx, wanted: Option<&str>) -> anyhow::Result<Uuid> {
    let all = federations::all(tx).await?;
    match (wanted, all.as_slice()) {
        (None, [only]) => Ok(only.federation_id),
        (None, []) => anyhow::bail!("there is no federation yet; add one with `vigie federation add --name …`"),
        (None, _) => {
            anyhow::bail!("there are several federations; name one with --federation (see `vigie federation list`)")
        }
        (Some(wanted), all) => all
            .iter()
            .find(|known| known.name == wanted || known.federation_id.to_string() == wanted)
            .map(|known| known.federation_id)
            .with_context(|| format!("there is no federation `{wanted}`; see `vigie federation list`")),
    }
}

async fn find_sectors(tx: &mut Tx, federation: Uuid, wanted: &[String]) -> anyhow::Result<Vec<Uuid>> {
    let all = sectors::in_use(tx, federation).await?;
    let find = |name: &String| {
        let known = |sector: &&Sector| sector.name == *name || sector.id.to_string() == *name;
        all.iter().find(known).map(|sector| sector.id).with_context(|| {
            let names: Vec<&str> = all.iter().map(|sector| sector.name.as_str()).collect();
            format!("there is no sector `{name}`; there are: {}", names.join(", "))
        })
    };
    wanted.iter().map(find).collect()
}
