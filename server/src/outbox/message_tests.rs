//! What messages say, and what they do not.

use super::*;

fn every() -> Vec<Facts> {
    let about = |severity: &str, linked| AboutAlert {
        alert_id: Uuid::from_u128(7),
        severity: severity.to_owned(),
        sector_name: Some("Nord".to_owned()),
        linked,
    };
    vec![
        Facts::AlertRaised(about("moderate", true)),
        Facts::AlertRaised(about("high", true)),
        Facts::AlertRaised(about("critical", true)),
        Facts::Escalation(about("critical", true)),
        Facts::Escalation(about("critical", false)),
        Facts::Feedback(Feedback { alert_id: Uuid::from_u128(8) }),
        Facts::UnratedVisit(UnratedVisit { visit_id: Uuid::from_u128(9) }),
        Facts::AideReply(AboutReply { alert_id: Uuid::from_u128(10) }),
        Facts::CoverBegins(AboutCover { cover_id: Uuid::from_u128(11) }),
        Facts::CaseMoved,
        Facts::Quarantine,
        Facts::FollowUpDue(Counted { count: 1, linked: true }),
        Facts::FollowUpDue(Counted { count: 3, linked: true }),
        Facts::FollowUpOverdue(Counted { count: 2, linked: false }),
        Facts::Caseload(CaseloadNews { what: "contact".to_owned(), count: 2, linked: true }),
        Facts::Caseload(CaseloadNews { what: "warning".to_owned(), count: 1, linked: true }),
        Facts::Caseload(CaseloadNews { what: "full".to_owned(), count: 1, linked: true }),
        Facts::Caseload(CaseloadNews { what: "request".to_owned(), count: 1, linked: false }),
        Facts::Digest(Summary { alerts: 1, ..Summary::default() }),
        Facts::Digest(Summary { alerts: 3, follow_ups: 2, visits: 1, news: 12, linked: true }),
        Facts::Test,
    ]
}

fn notification(facts: &Facts, lang: Lang) -> Value {
    let public = Url::parse("https://vigie.example.org").expect("a URL");
    let payload = facts.payload(Uuid::from_u128(1), "receipt", lang, &public);
    let read: Value = serde_json::from_str(&payload).expect("JSON");
    assert_eq!((&read["web_push"], &read["id"]), (&json!(8030), &json!(Uuid::from_u128(1))));
    assert_eq!((&read["mutable"], &read["receipt"]), (&json!(true), &json!("receipt")));
    read["notification"].clone()
}

#[test]
fn facts_read_back_from_their_row() {
    for facts in every() {
        assert_eq!(Facts::read(facts.kind().as_str(), &facts.to_body()).expect("readable"), facts);
    }
    assert!(Facts::read("alert_raised", &json!({})).is_err());
    assert!(Facts::read("gossip", &json!({})).is_err());
}

#[test]
fn every_kind_has_words_in_both_languages_and_a_place_to_go() {
    for facts in every() {
        for lang in [Lang::Fr, Lang::En] {
            let shown = notification(&facts, lang);
            let body = shown["body"].as_str().expect("a text");
            // A key without words would come back as itself.
            assert!(body.contains(' ') && !body.contains('{'), "{body}");
            assert_eq!(
                (&shown["title"], &shown["lang"], &shown["silent"]),
                (&json!("Vigie"), &json!(lang.as_str()), &json!(false))
            );
            assert!(shown["navigate"].as_str().is_some_and(|url| url.starts_with("https://vigie.example.org/")));
        }
    }
}

#[test]
fn an_alert_is_told_in_words_that_count_and_lead_to_it() {
    let shown = notification(&every()[1], Lang::Fr);
    assert_eq!(shown["body"], "1 alerte élevée, secteur Nord");
    assert_eq!(shown["navigate"], format!("https://vigie.example.org/alertes/{}", Uuid::from_u128(7)));
    assert_eq!(notification(&every()[5], Lang::Fr)["body"], "Du nouveau sur un de vos signalements");
    assert_eq!(notification(&every()[6], Lang::Fr)["body"], "1 visite à noter");
}

#[test]
fn a_digest_counts_what_there_is_and_leads_to_it() {
    let told = |digest: Summary, lang| {
        let shown = notification(&Facts::Digest(digest), lang);
        let path = shown["navigate"].as_str().expect("a URL").replace("https://vigie.example.org", "");
        (shown["body"].as_str().expect("a text").to_owned(), path)
    };
    let desk = Summary { alerts: 3, follow_ups: 2, linked: true, ..Summary::default() };
    let pair = |text: &str, path: &str| (text.to_owned(), path.to_owned());
    assert_eq!(told(desk, Lang::Fr), pair("3 alertes et 2 suivis vous attendent", "/alertes"));
    assert_eq!(told(Summary { alerts: 0, ..desk }, Lang::En), pair("2 follow-ups await you", "/suivis"));
    assert_eq!(told(Summary { linked: false, ..desk }, Lang::Fr).1, "/");
    let aide = Summary { visits: 1, news: 1, ..Summary::default() };
    assert_eq!(told(aide, Lang::Fr), pair("1 visite à noter et 1 autre nouvelle vous attendent", "/"));
    assert_eq!(told(Summary { news: 0, ..aide }, Lang::Fr), pair("1 visite à noter vous attend", "/"));
    let all = Summary { news: 2, visits: 1, ..desk };
    assert_eq!(told(all, Lang::En).0, "3 alerts, 2 follow-ups, 1 visit to rate and 2 other pieces of news await you");
    assert!(Summary { linked: true, ..Summary::default() }.is_empty());
}

#[test]
fn an_administrator_gets_no_link_to_a_file() {
    assert_eq!(notification(&every()[4], Lang::Fr)["navigate"], "https://vigie.example.org/");
}

#[test]
fn a_topic_fits_the_standard_and_shows_no_id() {
    let user = Uuid::from_u128(3);
    for facts in every() {
        let topic = facts.topic(user);
        assert!(
            topic.len() <= 32 && topic.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
            "{topic}"
        );
        assert!(!topic.contains("0000"), "{topic}");
        assert_eq!(topic, facts.topic(user));
        assert_ne!(topic, facts.topic(Uuid::from_u128(4)));
    }
}
