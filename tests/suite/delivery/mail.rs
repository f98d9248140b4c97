//! Mail where no push arrives: once, in the transaction that sees it, and with nothing in it that somebody on the way should read.

use chrono::TimeDelta;
use mail_parser::{MessageParser, MimeHeaders as _};
use uuid::Uuid;
use vigie_server::auth::notice;
use vigie_server::config::{Config, Secret};
use vigie_server::mail::Mailer;
use vigie_server::outbox::message::{AboutAlert, AboutCover, Counted, Facts, Gap, Summary};
use vigie_server::outbox::step;
use vigie_server::store::outbox::{self, NewMessage};
use vigie_server::store::preferences::{self, PreferenceRow};
use vigie_server::store::users;
use vigie_shared::delivery::{Channel, MessageKind};
use vigie_tests::certificate::Authority;
use vigie_tests::smtp::{Mood, Received, SmtpServer};
use vigie_tests::{TestApp, on_both, rows};

use super::scene::Scene;
use super::service::Behaviour::{ComeBackIn, Hang, Status};

const ADDRESS: &str = "camille.essai@example.org";
const FROM: &str = "vigie@vigie.example.org";

fn secret(text: &str) -> Option<Secret> {
    Some(Secret::new(text.to_owned()))
}

/// A scene with a mail server in the clear on this machine, at which the referent has an address.
pub async fn scene(app: TestApp, server: &SmtpServer) -> Scene {
    let scene = Scene::with(app, |config| by(config, &server.url("smtp", "none"), None)).await;
    scene.address(scene.referent, ADDRESS).await;
    scene
}

fn by(config: &mut Config, url: &str, authority: Option<&Authority>) {
    config.smtp_url = secret(url);
    config.smtp_ca = authority.and_then(|authority| secret(&authority.pem()));
    config.mail_from = Some(FROM.to_owned());
}

fn alert(severity: &str) -> Facts {
    let sector_name = Some("Zyzomys-Nord".to_owned());
    Facts::AlertRaised(AboutAlert {
        alert_id: Uuid::from_u128(7),
        severity: severity.to_owned(),
        sector_name,
        linked: true,
    })
}

/// Writes an alert for the referent down and sends what is due.
async fn raise(scene: &Scene, key: &str, severity: &str) {
    assert!(scene.enqueue(key, scene.referent, &alert(severity), TimeDelta::hours(12)).await);
    scene.drain().await;
}

/// What the referent says of pushes and mail.
async fn wish(scene: &Scene, version: i32, push: bool, mail: bool) {
    let row = PreferenceRow { version, push, mail, body: serde_json::json!({}) };
    let mut tx = scene.store().begin().await.expect("a transaction");
    assert!(preferences::save(&mut tx, scene.federation, scene.referent, &row, scene.now()).await.expect("saved"));
    tx.commit().await.expect("committed");
}

async fn state(scene: &Scene, key: &str) -> String {
    scene.standing(key).await.state
}

/// What a reader's mail program makes of it, by a parser that shares nothing with the writer.
struct Read {
    subject: String,
    plain: String,
    html: String,
}

fn read(letter: &Received) -> Read {
    let message = MessageParser::default().parse(letter.text.as_bytes()).expect("a MIME message");
    assert_eq!(message.text_body_count(), 1);
    assert_eq!(
        message.content_type().map(|kind| (kind.ctype().to_owned(), kind.subtype().map(str::to_owned))),
        Some(("multipart".to_owned(), Some("alternative".to_owned())))
    );
    Read {
        subject: message.subject().expect("a subject").to_owned(),
        plain: message.body_text(0).expect("a plain part").into_owned(),
        html: message.body_html(0).expect("an HTML part").into_owned(),
    }
}

on_both! {
    async fn who_has_no_browser_gets_one_letter(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        raise(&scene, "a", "high").await;
        assert_eq!((state(&scene, "a").await.as_str(), state(&scene, "a:mail").await.as_str()), ("retry", "delivered"));
        for _ in 0..4 {
            scene.later(TimeDelta::minutes(6));
            scene.drain().await;
        }
        let letters = server.received();
        assert_eq!(letters.len(), 1, "once");
        assert_eq!(state(&scene, "a").await, "merged", "it waits for no browser any more");
        assert_eq!((letters[0].from.as_str(), letters[0].to.as_slice()), (FROM, &[ADDRESS.to_owned()][..]));
    }

    async fn a_push_that_does_not_settle_in_ten_minutes_is_told_by_mail_too(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(503))).await;
        raise(&scene, "a", "critical").await;
        for _ in 0..18 {
            scene.later(TimeDelta::seconds(30));
            scene.drain().await;
        }
        assert!(!scene.is_enqueued("a:mail").await, "nine minutes are not ten");
        scene.later(TimeDelta::seconds(60));
        scene.drain().await;
        assert_eq!(state(&scene, "a:mail").await, "delivered");
        scene.service.endpoint("phone", Status(201));
        scene.later(TimeDelta::hours(1));
        scene.drain().await;
        assert_eq!((state(&scene, "a").await.as_str(), server.received().len()), ("delivered", 1));
    }

    async fn that_an_account_opens_otherwise_is_told_at_once_and_to_who_takes_no_mail(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        wish(&scene, 0, false, false).await;
        // Three in the night.
        scene.later(TimeDelta::hours(18));
        let mut tx = scene.store().begin().await.expect("a transaction");
        let owner = (scene.federation, scene.referent);
        for what in [notice::What::Password, notice::What::FactorAdded, notice::What::FactorsReset] {
            notice::tell(&mut tx, owner, what, scene.now()).await.expect("written down");
        }
        tx.commit().await.expect("committed");
        scene.drain().await;
        let mut subjects: Vec<String> = server.received().iter().map(|letter| read(letter).subject).collect();
        subjects.sort();
        assert_eq!(
            subjects,
            [
                "Vigie : La deuxième vérification de votre compte Vigie a été remise à zéro",
                "Vigie : Le mot de passe de votre compte Vigie a été changé",
                "Vigie : Une deuxième vérification a été ajoutée à votre compte Vigie",
            ]
        );
    }

    async fn patience_counts_from_the_first_try_and_not_from_the_fact(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(503))).await;
        assert!(scene.enqueue("a", scene.referent, &alert("high"), TimeDelta::hours(12)).await);
        // The worker was down for an hour.
        scene.later(TimeDelta::hours(1));
        scene.drain().await;
        assert!(!scene.is_enqueued("a:mail").await);
        scene.service.endpoint("phone", Status(201));
        scene.later(TimeDelta::minutes(1));
        scene.drain().await;
        assert_eq!((state(&scene, "a").await.as_str(), scene.is_enqueued("a:mail").await), ("delivered", false));
    }

    async fn a_service_that_asks_for_patience_is_not_called_sooner_because_mail_is_due(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        let phone = scene.service.endpoint("phone", ComeBackIn(3_000));
        scene.subscribe(scene.referent, &phone).await;
        raise(&scene, "a", "high").await;
        scene.later(TimeDelta::minutes(10));
        scene.drain().await;
        assert_eq!((scene.service.count("phone"), server.received().len()), (1, 1));
    }

    async fn what_was_refused_for_good_is_told_by_mail(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        for (name, behaviour) in [("refused", Status(403)), ("gone", Status(410))] {
            scene.subscribe(scene.referent, &scene.service.endpoint(name, behaviour)).await;
            raise(&scene, name, "high").await;
            assert_eq!(state(&scene, &format!("{name}:mail")).await, "delivered", "{name}");
        }
    }

    async fn what_arrives_or_matters_less_is_not_told_by_mail(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        raise(&scene, "moderate", "moderate").await;
        scene.enqueue("due", scene.referent, &Facts::FollowUpDue(Counted { count: 1, linked: true }), TimeDelta::hours(1)).await;
        scene.drain().await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(201))).await;
        raise(&scene, "high", "high").await;
        // No address, no letter.
        scene.enqueue("coordinator", scene.coordinator, &alert("critical"), TimeDelta::hours(1)).await;
        scene.drain().await;
        for key in ["moderate", "due", "high", "coordinator"] {
            assert!(!scene.is_enqueued(&format!("{key}:mail")).await, "{key}");
        }
        assert_eq!(server.received().len(), 0);
    }

    async fn every_important_kind_goes_by_mail(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        let gap = Gap { sector_id: scene.sector, sector_name: "Zyzomys".to_owned(), day: scene.now().date_naive() };
        let about = match alert("moderate") {
            Facts::AlertRaised(about) => about,
            _ => unreachable!("it is an alert"),
        };
        let digest = Summary { alerts: 3, follow_ups: 2, visits: 0, news: 1, linked: true };
        let important = [
            alert("high"),
            alert("critical"),
            Facts::Escalation(about),
            Facts::FollowUpOverdue(Counted { count: 2, linked: true }),
            Facts::CoverGap(gap),
            Facts::CoverBegins(AboutCover { cover_id: Uuid::from_u128(9) }),
        ];
        for (number, facts) in important.iter().enumerate() {
            scene.enqueue(&number.to_string(), scene.referent, facts, TimeDelta::hours(1)).await;
        }
        // A digest's figures are counted when its push leaves, and there is nothing here to count: its letter by itself.
        let body = Facts::Digest(digest).to_body();
        let (federation, user, kind) = (scene.federation, scene.referent, MessageKind::Digest);
        let expires_at = scene.now() + TimeDelta::hours(1);
        let new = NewMessage { federation, key: "digest:mail", user, kind, body: &body, expires_at };
        let mut tx = scene.store().begin().await.expect("a transaction");
        outbox::enqueue_on(&mut tx, Channel::Mail, &new, scene.now()).await.expect("enqueued");
        tx.commit().await.expect("committed");
        scene.drain().await;
        let letters = server.received();
        assert_eq!(letters.len(), important.len() + 1);
        for letter in &letters {
            let Read { subject, plain, html } = read(letter);
            for part in [&subject, &plain, &html] {
                assert!(!part.contains("Zyzomys") && !part.contains("Camille"), "{part}");
            }
            assert!(subject.starts_with("Vigie : ") && plain.contains(subject.trim_start_matches("Vigie : ")) || subject.contains("vous attendent"), "{subject} / {plain}");
            assert!(plain.contains("15, le 18 ou le 112"), "{plain}");
        }
        let digest = letters.iter().map(read).find(|read| read.subject.contains("3 alertes, 2 suivis et")).expect("the digest");
        let at = |path: &str| format!("{}{path}", scene.app.public_url.as_str().trim_end_matches('/'));
        assert!(digest.plain.contains(&format!("3 alertes\r\n{}\r\n", at("/alertes"))) || digest.plain.contains(&format!("3 alertes\n{}\n", at("/alertes"))), "{}", digest.plain);
        assert!(digest.html.contains(&format!("<a href=\"{}\">2 suivis</a>", at("/suivis"))), "{}", digest.html);
    }

    async fn a_letter_is_plain_and_html_and_says_that_no_one_need_answer(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        raise(&scene, "a", "critical").await;
        let letter = server.received().remove(0);
        let read = read(&letter);
        assert_eq!(read.subject, "Vigie : 1 alerte critique vous attend");
        let link = format!("{}alertes/{}", scene.app.public_url, Uuid::from_u128(7));
        assert!(read.plain.contains(&link) && read.html.contains(&format!("href=\"{link}\"")));
        assert!(read.html.contains("<html lang=\"fr\">"));
        for fetched in ["<img", "src=", "url(", "@import", "<script", "<link"] {
            assert!(!read.html.contains(fetched), "{fetched}");
        }
        let message = MessageParser::default().parse(letter.text.as_bytes()).expect("a message");
        assert_eq!(message.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert_eq!(message.message_id(), Some(format!("{}@vigie.example.org", scene.standing("a:mail").await.id).as_str()));
        assert_eq!(message.to().and_then(|to| to.first()).and_then(|to| to.address()), Some(ADDRESS));
        assert_eq!(message.parts.iter().filter(|part| part.is_text() || part.is_text_html()).count(), 2);
        assert!(letter.text.is_ascii() && letter.text.lines().all(|line| line.len() <= 998));
    }

    async fn a_crash_between_the_letter_and_its_settling_sends_the_same_letter(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        server.is(Mood::TakesAndDies);
        raise(&scene, "a", "high").await;
        assert_eq!(state(&scene, "a:mail").await, "retry");
        server.is(Mood::Takes);
        scene.later(TimeDelta::minutes(1));
        scene.drain().await;
        let letters = server.received();
        assert_eq!((letters.len(), state(&scene, "a:mail").await.as_str()), (2, "delivered"));
        assert_eq!(letters[0].text, letters[1].text, "octet by octet the same, so that mail programs show one");
    }

    async fn a_crash_between_seeing_and_sending_makes_one_letter_with_any_number_of_nodes(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        let other = scene.second_node().await;
        scene.enqueue("a", scene.referent, &alert("high"), TimeDelta::hours(12)).await;
        // The node that dies right after it saw that there is no browser: its push is settled, the letter is written down, unsent.
        step(&scene.app).await.expect("a round");
        assert_eq!((state(&scene, "a:mail").await.as_str(), server.received().len()), ("pending", 0));
        step(&other).await.expect("a round");
        scene.drain().await;
        assert_eq!((state(&scene, "a:mail").await.as_str(), server.received().len()), ("delivered", 1));
    }

    async fn whatever_a_mail_server_does_the_letter_ends_in_one_state(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        let moods = [
            ("greeting-4", Mood::Says("GREETING", 421), "retry"),
            ("greeting-5", Mood::Says("GREETING", 554), "retry"),
            ("auth", Mood::Says("AUTH", 535), "retry"),
            ("sender", Mood::Says("MAIL", 550), "retry"),
            ("receiver-4", Mood::Says("RCPT", 450), "retry"),
            ("receiver-5", Mood::Says("RCPT", 550), "dead"),
            ("data", Mood::Says("DATA", 554), "dead"),
            ("text-4", Mood::Says("TEXT", 451), "retry"),
            ("text-5", Mood::Says("TEXT", 554), "dead"),
            ("drops", Mood::DropsInTheMiddle, "retry"),
            ("hangs", Mood::Hangs, "retry"),
            ("drips", Mood::Drips, "retry"),
            ("babbles", Mood::Babbles, "retry"),
        ];
        for (key, mood, expected) in moods {
            server.is(mood);
            raise(&scene, key, "high").await;
            let standing = scene.standing(&format!("{key}:mail")).await;
            assert_eq!(standing.state, expected, "{key}: {:?}", standing.last_error);
            let why = standing.last_error.expect("a reason");
            assert!(!why.contains('@') && !why.contains("p@ss"), "{why}");
            // Out of the way of the next.
            let mut tx = scene.store().begin().await.expect("a transaction");
            outbox::retract(&mut tx, scene.federation, &format!("{key}:mail"), "seen", scene.now()).await.expect("retracted");
            tx.commit().await.expect("committed");
        }
        assert_eq!(server.received().len(), 0);
        server.is(Mood::Takes);
        raise(&scene, "well", "high").await;
        assert_eq!((state(&scene, "well:mail").await.as_str(), server.received().len()), ("delivered", 1));
    }

    async fn a_letter_that_nobody_takes_ends_with_its_message(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        server.is(Mood::Says("GREETING", 421));
        raise(&scene, "a", "high").await;
        scene.later(TimeDelta::hours(12));
        scene.drain().await;
        assert_eq!((state(&scene, "a:mail").await.as_str(), state(&scene, "a").await.as_str()), ("expired", "unreachable"));
    }

    async fn with_starttls_nobody_on_the_wire_reads_a_word(app: TestApp) {
        let authority = Authority::new();
        let server = SmtpServer::with_starttls(&authority).await;
        let scene = Scene::with(app, |config| by(config, &server.url("smtp", "required"), Some(&authority))).await;
        scene.address(scene.referent, ADDRESS).await;
        raise(&scene, "a", "high").await;
        assert!(server.received().iter().all(|letter| letter.tls) && server.received().len() == 1);
        let lines = server.read_on_the_wire();
        assert!(lines.iter().all(|line| line.starts_with("EHLO") || line.starts_with("STARTTLS")), "{lines:?}");
        // Somebody in between takes the word STARTTLS away: nothing is told.
        server.is(Mood::KnowsNoTls);
        raise(&scene, "b", "high").await;
        assert_eq!((state(&scene, "b:mail").await.as_str(), server.received().len()), ("retry", 1));
        assert!(!server.read_on_the_wire().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    }

    async fn tls_from_the_first_octet_works_and_a_stranger_gets_nothing(app: TestApp) {
        let authority = Authority::new();
        let server = SmtpServer::with_tls(&authority).await;
        let url = server.url("smtps", "required");
        let scene = Scene::with(app, |config| by(config, &url, Some(&authority))).await;
        scene.address(scene.referent, ADDRESS).await;
        raise(&scene, "a", "high").await;
        assert!(server.received()[0].tls);
        // The same server, but nobody vouches for it.
        let mut config = scene.app.config.clone();
        by(&mut config, &url, Some(&Authority::new()));
        let stranger = Mailer::open(&config, &scene.app.public_url).expect("a relay").expect("there");
        let why = stranger.greet().await.expect_err("a stranger");
        assert!(why.contains("TLS") || why.contains("tls") || why.contains("certificate"), "{why}");
        let known = scene.app.mail.as_ref().expect("mail");
        assert_eq!(known.greet().await, Ok(()));
    }

    async fn an_address_cannot_smuggle_a_line(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        // What could only have come past the parser, straight into the row.
        for email in ["a@b.org\r\nBcc: x@y.org", "a@b.org>\r\nRCPT TO:<x@y.org", "a@b.org,x@y.org", "A <a@b.org>"] {
            let id = rows::literal(scene.store(), scene.referent);
            let sql = format!("UPDATE users SET email = '{email}' WHERE id = {id}");
            assert_eq!(rows::change(scene.store(), &sql).await, 1);
            let mut tx = scene.store().read().await.expect("a transaction");
            assert_eq!(users::email_of(&mut tx, scene.federation, scene.referent).await.expect("read"), None, "{email:?}");
            drop(tx);
            raise(&scene, email, "high").await;
        }
        assert_eq!((server.received().len(), server.greeted()), (0, 0));
    }

    async fn who_wants_mail_and_no_pushes_gets_everything_by_mail(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(201))).await;
        wish(&scene, 0, false, true).await;
        raise(&scene, "moderate", "moderate").await;
        assert_eq!((scene.service.count("phone"), server.received().len()), (0, 1));
        wish(&scene, 1, false, false).await;
        raise(&scene, "neither", "moderate").await;
        // And who wants no mail gets none, whatever becomes of the push.
        wish(&scene, 2, true, false).await;
        scene.service.endpoint("phone", Status(403));
        raise(&scene, "push-only", "critical").await;
        assert_eq!((scene.service.count("phone"), server.received().len()), (1, 1));
    }

    async fn a_letter_that_waited_is_not_sent_when_its_push_got_through(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(503))).await;
        server.is(Mood::Says("GREETING", 421));
        raise(&scene, "a", "high").await;
        scene.later(TimeDelta::minutes(10));
        scene.drain().await;
        assert_eq!(state(&scene, "a:mail").await, "retry");
        // The push first, then the mail server.
        scene.service.endpoint("phone", Status(201));
        for _ in 0..10 {
            scene.later(TimeDelta::minutes(1));
            scene.drain().await;
        }
        assert_eq!(state(&scene, "a").await, "delivered");
        server.is(Mood::Takes);
        scene.later(TimeDelta::hours(1));
        scene.drain().await;
        assert_eq!((state(&scene, "a:mail").await.as_str(), server.received().len()), ("merged", 0));
    }

    async fn a_hanging_push_service_does_not_hold_up_the_letter(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = scene(app, &server).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Hang)).await;
        raise(&scene, "a", "critical").await;
        scene.later(TimeDelta::minutes(10));
        scene.drain().await;
        assert_eq!((state(&scene, "a").await.as_str(), state(&scene, "a:mail").await.as_str()), ("retry", "delivered"));
    }
}
