//! Somebody without a phone, and the mail server that takes what they are written.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_server::app::App;
use vigie_server::store::{Store, users};

use super::outcome::tag_of;
use crate::faults::history::{Fact, Seen};
use crate::smtp::SmtpServer;
use crate::{World, rows};

const ADDRESS: &str = "nora@example.org";
const FROM: &str = "vigie@example.org";

/// A coordinator of the north who has no browser and a mail address.
pub async fn somebody_without_a_phone(office: &App, world: &World) -> Uuid {
    let nora = world.another_user(office, "coordinator", "Nora Sansphone", &[world.north]).await;
    let mut tx = office.store.begin().await.expect("a transaction");
    let address = ADDRESS.parse().expect("an address");
    users::set_email(&mut tx, world.federation, nora.id, Some(&address)).await.expect("set");
    tx.commit().await.expect("committed");
    nora.id
}

/// The mail server, and what it got.
#[derive(Debug)]
pub struct PostOffice {
    server: SmtpServer,
    read: usize,
    /// As if they were pushes: with the id of the push for which they stand.
    pub letters: Vec<Seen>,
}

impl PostOffice {
    pub async fn open() -> Self {
        Self { server: SmtpServer::start().await, read: 0, letters: Vec::new() }
    }

    /// What a node needs to know.
    pub fn environment(&self) -> [(String, String); 2] {
        let url = ("VIGIE_SMTP_URL".to_owned(), self.server.url("smtp", "none"));
        [url, ("VIGIE_MAIL_FROM".to_owned(), FROM.to_owned())]
    }

    /// Reads what came since the last time, at this moment. A letter names its message; the message’s key names its fact.
    pub async fn collect(&mut self, store: &Store, receiver: Uuid, now: DateTime<Utc>) {
        for letter in self.server.received().split_off(self.read) {
            self.read += 1;
            assert_eq!(letter.to, [ADDRESS], "nobody else is written to");
            let id = letter
                .text
                .lines()
                .find_map(|line| line.strip_prefix("Message-ID: <"))
                .and_then(|id| id.split('@').next());
            let id: Uuid = id.and_then(|id| id.parse().ok()).expect("a letter has the id of its message");
            let key = format!("SELECT key FROM outbox WHERE id = {}", rows::literal(store, id));
            let key = rows::texts(store, &key).await.remove(0);
            let push = key.strip_suffix(":mail").expect("it stands for a push");
            let of_push = format!("SELECT id FROM outbox WHERE key = '{push}'");
            let of_push = rows::ids(store, &of_push).await.remove(0);
            let tag = tag_of(&push.split(':').collect::<Vec<_>>());
            self.letters.push(Seen { fact: Fact { receiver, tag }, id: of_push, at: now });
        }
    }
}
