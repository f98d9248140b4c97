//! `vigie doctor` about mail and the identity provider: the real program asks real servers, and says what to mend.

use vigie_tests::command;
use vigie_tests::smtp::{Mood, SmtpServer};

use crate::api::session::provider::{Lie, OidcProvider};
use vigie_server::store::scope::everywhere;

/// What it prints with these settings.
async fn doctor(settings: &[(&str, &str)]) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut doctor = command(&["doctor"]);
    doctor.env("VIGIE_DATA_DIR", folder.path()).envs(settings.iter().copied());
    // It waits for the server, which lives on this runtime.
    let output = tokio::task::spawn_blocking(move || doctor.output().expect("vigie runs")).await.expect("done");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn line(text: &str, word: &str) -> String {
    let found = text.lines().position(|line| line.contains(word));
    let from = found.unwrap_or_else(|| panic!("nothing about {word}: {text}"));
    text.lines().skip(from).take(2).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_says_what_to_mend_for_mail() {
    everywhere(async {
        let server = SmtpServer::start().await;
        let (url, from) = (server.url("smtp", "none"), ("VIGIE_MAIL_FROM", "vigie@example.org"));
        let good = doctor(&[("VIGIE_SMTP_URL", &url), from]).await;
        assert!(line(&good, "mail server").starts_with("ok "), "{good}");
        assert!(!good.contains("p@ss") && !good.contains("p%40ss"), "{good}");
        assert!(line(&doctor(&[]).await, "VIGIE_SMTP_URL").starts_with("note "));
        let without = doctor(&[("VIGIE_SMTP_URL", &url)]).await;
        assert!(line(&without, "mail_from is not set").contains("mend: set VIGIE_SMTP_URL"), "{without}");
        server.is(Mood::Says("AUTH", 535));
        let refused = doctor(&[("VIGIE_SMTP_URL", &url), from]).await;
        let said = line(&refused, "mail server");
        assert!(
            said.starts_with("BAD ") && said.contains("user name and password") && said.contains("mend:"),
            "{refused}"
        );
        let open = doctor(&[("VIGIE_SMTP_URL", "smtp://u:p@mail.example.org?tls=none"), from]).await;
        assert!(line(&open, "cross the network").starts_with("BAD "), "{open}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_says_whether_the_identity_provider_answers() {
    everywhere(async {
        let provider = OidcProvider::start().await;
        let good = doctor(&provider.settings()).await;
        assert!(line(&good, "people may sign in through").starts_with("ok "), "{good}");
        assert!(!good.contains("s3cret"), "{good}");
        provider.lies(Lie::Error500);
        let bad = doctor(&provider.settings()).await;
        let said = line(&bad, provider.issuer());
        assert!(said.starts_with("BAD ") && said.contains("mend: check VIGIE_OIDC_ISSUER"), "{bad}");
        let half = doctor(&[("VIGIE_OIDC_CLIENT_ID", "vigie")]).await;
        assert!(line(&half, "oidc_issuer is not").starts_with("BAD "), "{half}");
    })
    .await;
}
