//! What PostgreSQL is asked: whether its walls between federations stand, and whether anybody can listen on the way there.

use std::net::IpAddr;

use super::Check;
use crate::config::Config;
use crate::mail::relay::is_here;
use crate::store::link::Link;
use crate::store::walls::{self, Walls};
use crate::store::{StoreResult, Tx};

/// Nothing to say about the embedded database.
pub async fn look(tx: &mut Tx, config: &Config) -> StoreResult<Vec<Check>> {
    let Some(walls) = walls::look(tx).await? else { return Ok(Vec::new()) };
    let mut checks = vec![between_federations(&walls)];
    checks.extend(Link::of(config.database_url.expose()).and_then(|link| on_the_way(&link, walls.encrypted)));
    Ok(checks)
}

fn between_federations(walls: &Walls) -> Check {
    if !walls.lacking.is_empty() {
        return Check::Bad {
            what: format!("these tables have no wall between federations: {}", walls.lacking.join(", ")),
            mend: "run `SELECT raise_wall('name')` for each as the owner of the tables; a backup read back without its policies lacks them all"
                .to_owned(),
        };
    }
    if walls.passed {
        let what = "this role is a superuser or has BYPASSRLS: PostgreSQL's walls between federations do not hold it; connect as a role that \
                    only owns the database";
        return Check::Note(what.to_owned());
    }
    Check::Good("PostgreSQL keeps the federations apart, too".to_owned())
}

/// Nothing to say where nothing leaves the machine.
fn on_the_way(link: &Link, encrypted: bool) -> Option<Check> {
    let host = &link.host;
    // An address of IPv6 stands here without the brackets it has in a URL.
    let is_loopback = host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    if link.is_socket || is_loopback || is_here(host) {
        return None;
    }
    Some(match (encrypted, link.is_checked) {
        (true, true) => {
            Check::Good(format!("the way to PostgreSQL on {host} is encrypted, and its certificate is checked"))
        }
        (true, false) => Check::Note(format!(
            "the way to PostgreSQL on {host} is encrypted, but anybody could stand there: add sslmode=verify-full and sslrootcert=FILE to \
             VIGIE_DATABASE_URL"
        )),
        (false, _) => Check::Note(format!(
            "names and notes go to PostgreSQL on {host} in the clear: switch on ssl there and add sslmode=verify-full and \
             sslrootcert=FILE to VIGIE_DATABASE_URL"
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(check: Option<Check>) -> Option<(&'static str, String)> {
        check.map(|check| match check {
            Check::Good(what) => ("ok", what),
            Check::Note(what) => ("note", what),
            Check::Bad { what, .. } => ("bad", what),
        })
    }

    #[test]
    fn who_could_listen_is_told_and_nobody_listens_on_one_machine() {
        let link =
            |host: &str, is_checked| Link { host: host.to_owned(), is_socket: host.starts_with('/'), is_checked };
        for here in ["127.0.0.1", "localhost", "::1", "/var/run/postgresql"] {
            assert!(said(on_the_way(&link(here, false), false)).is_none(), "{here}");
        }
        let of = |is_checked, encrypted| said(on_the_way(&link("db.example", is_checked), encrypted)).expect("a word");
        assert_eq!(of(true, true).0, "ok");
        assert!(of(false, true).1.contains("anybody could stand there"));
        let open = of(false, false);
        assert!(open.0 == "note" && open.1.contains("in the clear"), "{}", open.1);
    }

    #[test]
    fn a_wall_that_is_missing_or_passed_is_told() {
        let of = |walls| said(Some(between_federations(&walls))).expect("a word");
        assert_eq!(of(Walls::default()).0, "ok");
        assert_eq!(of(Walls { passed: true, ..Walls::default() }).0, "note");
        let lacking = of(Walls { lacking: vec!["visits".to_owned()], ..Walls::default() });
        assert!(lacking.0 == "bad" && lacking.1.contains("visits"));
    }
}
