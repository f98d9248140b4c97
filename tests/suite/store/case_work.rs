//! `actions`, `dac`, `partners`, `contacts`, and single settings of `federations`.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::actions::NewAction;
use vigie_server::store::contacts::{ContactRow, CoordinatorRow};
use vigie_server::store::dac::DacCase;
use vigie_server::store::events::NewEvent;
use vigie_server::store::partners::{Partner, PartnerFilter};
use vigie_server::store::persons::Details;
use vigie_server::store::timeline::Past;
use vigie_server::store::{
    StoreError, actions, contacts, dac, events, federations, findings, partners, persons, timeline,
};
use vigie_tests::on_both;

use super::begin;

fn partner(name: &str, reference: Option<&str>) -> Partner {
    Partner {
        id: ids::fresh(),
        reference: reference.map(str::to_owned),
        kind: "nurse".to_owned(),
        name: name.to_owned(),
        area: Some("Vallée".to_owned()),
        contact_name: Some("Mme Modèle".to_owned()),
        phone: Some("01".to_owned()),
        email: None,
        availability: Some("le matin".to_owned()),
        note: None,
        version: 1,
        archived_at: None,
    }
}

on_both! {
    async fn partners_are_found_by_name_area_kind_and_sector(app: TestApp) {
        let (federation, mut tx) = (app.world.federation, begin(&app).await);
        let (everywhere, north) = (partner("Élan 100%", Some("P1")), partner("Soins du Nord", None));
        for one in [&everywhere, &north] {
            partners::insert(&mut tx, federation, one, app.now()).await.expect("stored");
        }
        partners::set_sectors(&mut tx, federation, north.id, &[app.world.south, app.world.north]).await.expect("set");
        partners::set_sectors(&mut tx, federation, north.id, &[app.world.north]).await.expect("set anew");
        assert_eq!(partners::find(&mut tx, federation, everywhere.id).await.expect("a look"), Some(everywhere.clone()));
        assert_eq!(partners::find(&mut tx, app.elsewhere.federation, everywhere.id).await.expect("a look"), None);
        assert_eq!(partners::imported(&mut tx, federation).await.expect("a list"), vec![everywhere.clone()]);
        assert_eq!(partners::sectors(&mut tx, federation, None).await.expect("sectors"), [(north.id, app.world.north)]);
        assert!(partners::sectors(&mut tx, federation, Some(everywhere.id)).await.expect("sectors").is_empty());
        let all = PartnerFilter::default();
        let filters = [
            (all.clone(), vec![everywhere.id, north.id]),
            (PartnerFilter { query: "elan 100%".to_owned(), ..all.clone() }, vec![everywhere.id]),
            (PartnerFilter { query: "VALLEE".to_owned(), ..all.clone() }, vec![everywhere.id, north.id]),
            (PartnerFilter { query: "_".to_owned(), ..all.clone() }, vec![]),
            (PartnerFilter { kind: Some("doctor".to_owned()), ..all.clone() }, vec![]),
            (PartnerFilter { sector: Some(app.world.north), ..all.clone() }, vec![everywhere.id, north.id]),
            (PartnerFilter { sector: Some(app.world.south), ..all.clone() }, vec![everywhere.id]),
            (PartnerFilter { archived: true, ..all.clone() }, vec![]),
        ];
        for (filter, expected) in filters {
            let found: Vec<Uuid> =
                partners::list(&mut tx, federation, &filter).await.expect("a list").into_iter().map(|one| one.id).collect();
            assert_eq!(found, expected, "{filter:?}");
        }
        let changed = Partner { kind: "doctor".to_owned(), version: 2, archived_at: Some(app.now()), ..north.clone() };
        assert!(!partners::update(&mut tx, federation, &changed, 9, app.now()).await.expect("a try"));
        assert!(partners::update(&mut tx, federation, &changed, 1, app.now()).await.expect("a try"));
        let archived = PartnerFilter { archived: true, ..all };
        assert_eq!(partners::list(&mut tx, federation, &archived).await.expect("a list"), vec![changed]);
        assert_eq!(partners::kinds(&mut tx, federation).await.expect("kinds"), ["doctor", "nurse"]);
        let again = partners::insert(&mut tx, federation, &partner("Autre", Some("P1")), app.now()).await;
        assert!(matches!(again, Err(StoreError::Taken)), "{again:?}");
    }

    async fn a_partner_whom_no_action_names_can_be_taken_away(app: TestApp) {
        let (federation, mut tx) = (app.world.federation, begin(&app).await);
        let (gone, kept) = (partner("A", Some("P1")), partner("B", None));
        for one in [&gone, &kept] {
            partners::insert(&mut tx, federation, one, app.now()).await.expect("stored");
        }
        partners::set_sectors(&mut tx, federation, gone.id, &[app.world.north]).await.expect("set");
        assert!(partners::by_ids(&mut tx, app.elsewhere.federation, &[gone.id]).await.expect("found").is_empty());
        assert_eq!(partners::by_ids(&mut tx, federation, &[gone.id, kept.id]).await.expect("found").len(), 2);
        assert!(!partners::remove(&mut tx, app.elsewhere.federation, gone.id).await.expect("a try"), "another federation's");
        assert!(partners::remove(&mut tx, federation, gone.id).await.expect("a try"));
        assert!(!partners::remove(&mut tx, federation, gone.id).await.expect("a try"));
        assert_eq!(partners::by_ids(&mut tx, federation, &[gone.id, kept.id]).await.expect("found"), [kept]);
    }

    async fn actions_read_back_with_their_words_and_partners_and_are_counted(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let mut tx = begin(&app).await;
        let (chosen, other) = (partner("B", None), partner("A", None));
        for one in [&chosen, &other] {
            partners::insert(&mut tx, federation, one, app.now()).await.expect("stored");
        }
        let alert = ids::fresh();
        let line = NewEvent { alert_id: alert, kind: "action", actor_id: None, text: Some("é".to_owned()), data: json!({}) };
        let seq = events::append(&mut tx, federation, &[line], app.now()).await.expect("appended");
        let action = NewAction {
            alert_id: alert,
            person_id: person,
            actor_id: app.world.coordinator.id,
            kind: "respite".to_owned(),
            contact: "visit",
            agreement: "family",
            agreed_by: Some("son frère".to_owned()),
            agreed_on: NaiveDate::from_ymd_opt(2026, 2, 28),
            partner: Some(chosen.id),
            proposed: vec![other.id, chosen.id],
        };
        actions::insert(&mut tx, federation, seq, &action, app.now()).await.expect("stored");
        let read = actions::of_alert(&mut tx, federation, alert).await.expect("actions").remove(0);
        assert_eq!((read.seq, read.at, read.actor_name.as_str()), (seq, app.now(), "Dana Essai"));
        assert_eq!((read.kind.as_str(), read.contact.as_str(), read.agreement.as_str()), ("respite", "visit", "family"));
        assert_eq!((read.agreed_on.as_deref(), read.text.as_deref()), (Some("2026-02-28"), Some("é")));
        let named: Vec<_> = actions::partners_of(&mut tx, federation, alert).await.expect("partners");
        assert_eq!(named.iter().map(|one| (one.name.as_str(), one.chosen)).collect::<Vec<_>>(), [("A", false), ("B", true)]);
        assert!(!partners::remove(&mut tx, federation, other.id).await.expect("a try"), "an action names it");
        assert_eq!(actions::kinds(&mut tx, federation).await.expect("kinds"), ["respite"]);
        assert_eq!(actions::count_of_person(&mut tx, federation, person).await.expect("a number"), 1);
        let (from, to) = (app.now(), app.now() + TimeDelta::seconds(1));
        let shares = actions::shares(&mut tx, federation, "administrator", from, to).await.expect("shares");
        let counted: Vec<_> = shares.iter().map(|one| (one.name.as_str(), one.proposed, one.chosen)).collect();
        assert_eq!(counted, [("B", 1, 1), ("A", 1, 0)]);
        assert!(actions::shares(&mut tx, federation, "administrator", to, to).await.expect("shares").is_empty());
        actions::retract(&mut tx, federation, seq, to).await.expect("taken back");
        assert_eq!(actions::count_of_person(&mut tx, federation, person).await.expect("a number"), 0);
        assert!(actions::shares(&mut tx, federation, "coordinator", from, to).await.expect("shares").is_empty());
    }

    async fn a_case_at_the_support_scheme_moves_on_from_where_it_was_seen(app: TestApp) {
        let (federation, mut tx) = (app.world.federation, begin(&app).await);
        let case = |state: &str| DacCase {
            person_id: app.world.person.id,
            alert_id: app.world.north,
            state: state.to_owned(),
            since: app.now(),
            text: Some("é".to_owned()),
        };
        assert!(dac::step(&mut tx, federation, &case("handed_over"), "").await.expect("a step"));
        assert!(!dac::step(&mut tx, federation, &case("returned"), "accepted").await.expect("a step"));
        assert!(dac::step(&mut tx, federation, &case("accepted"), "handed_over").await.expect("a step"));
        let read = dac::of_person(&mut tx, federation, app.world.person.id).await.expect("a look");
        assert_eq!(read, Some(case("accepted")));
        for (seen, gone) in [("returned", false), ("accepted", true), ("accepted", false)] {
            assert_eq!(dac::forget(&mut tx, federation, app.world.person.id, seen).await.expect("done"), gone);
        }
        assert_eq!(dac::of_person(&mut tx, federation, app.world.second_person.id).await.expect("a look"), None);
    }

    async fn contacts_and_coordinators_are_those_of_one_person(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let mut tx = begin(&app).await;
        let mut contact = ContactRow {
            id: ids::fresh(),
            name: "Léa Pommier".to_owned(),
            relation: "fille".to_owned(),
            phone: Some("06".to_owned()),
            email: None,
            carer: true,
            guardian: false,
            note: Some("le soir".to_owned()),
        };
        contacts::insert(&mut tx, federation, person, &contact, app.now()).await.expect("stored");
        contact.guardian = true;
        assert!(contacts::update(&mut tx, federation, person, &contact).await.expect("a try"));
        assert!(!contacts::update(&mut tx, federation, app.world.second_person.id, &contact).await.expect("a try"));
        assert_eq!(contacts::of_person(&mut tx, federation, person).await.expect("a list"), vec![contact.clone()]);
        assert!(!contacts::remove(&mut tx, federation, app.world.second_person.id, contact.id).await.expect("a try"));
        assert!(contacts::remove(&mut tx, federation, person, contact.id).await.expect("a try"));
        assert!(contacts::of_person(&mut tx, federation, person).await.expect("a list").is_empty());
        let one = |kind: &str, name: &str| CoordinatorRow { kind: kind.to_owned(), name: name.to_owned(), phone: None };
        let both = [one("nursing", "SSIAD"), one("dac", "DAC")];
        contacts::set_coordinators(&mut tx, federation, person, &both).await.expect("set");
        assert_eq!(contacts::coordinators_of(&mut tx, federation, person).await.expect("a list"), both);
        contacts::set_coordinators(&mut tx, federation, person, &both[1..]).await.expect("set anew");
        assert_eq!(contacts::coordinators_of(&mut tx, federation, person).await.expect("a list"), both[1..]);
    }

    async fn one_setting_changes_and_the_others_stay(app: TestApp) {
        let (federation, mut tx) = (app.world.federation, begin(&app).await);
        let before = federations::find(&mut tx, federation).await.expect("a look").expect("there").settings;
        federations::set_setting(&mut tx, federation, "catalogue", &json!({ "é": [1] })).await.expect("set");
        federations::set_setting(&mut tx, federation, "catalogue", &json!({ "é": [2] })).await.expect("set again");
        let after = federations::find(&mut tx, federation).await.expect("a look").expect("there").settings;
        assert_eq!(after.catalogue, Some(json!({ "é": [2] })));
        assert_eq!((after.emergency, after.signs), (before.emergency, before.signs));
    }

    async fn a_person_has_details_consents_and_a_past(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let mut tx = begin(&app).await;
        assert_eq!(persons::details(&mut tx, federation, person).await.expect("a look"), Details::default());
        persons::set_details(&mut tx, federation, person, Some("06"), None).await.expect("set");
        let details = Details { phone: Some("06".to_owned()), address: None };
        assert_eq!(persons::details(&mut tx, federation, person).await.expect("a look"), details);
        let consents = persons::consents(&mut tx, federation, person).await.expect("a list");
        assert_eq!(consents.iter().map(|one| (one.given_as.as_str(), one.recorder.as_deref())).collect::<Vec<_>>(), [("person", None)]);
        let past = Past { federation, person, role: "coordinator", until: app.now(), limit: 10 };
        let rated = timeline::ratings_of(&mut tx, past).await.expect("ratings");
        assert_eq!((rated[0].health, rated[0].actor_name.as_str()), (Some(1), "Alix Essai"));
        let lines = timeline::alert_lines_of(&mut tx, past).await.expect("lines");
        assert_eq!(lines.iter().map(|line| (line.kind.as_str(), line.severity)).collect::<Vec<_>>(), [("opened", 3)]);
        assert_eq!(timeline::consents_of(&mut tx, past).await.expect("consents").len(), 1);
        assert!(timeline::retractions_of(&mut tx, federation, person).await.expect("lines").is_empty());
        assert!(timeline::absences_of(&mut tx, past).await.expect("absences").is_empty());
        assert!(timeline::needs_of(&mut tx, past).await.expect("needs").is_empty());
        let earlier = Past { until: app.now() - TimeDelta::seconds(1), ..past };
        assert!(timeline::alert_lines_of(&mut tx, earlier).await.expect("lines").is_empty());
        let finding = findings::of_alerts(&mut tx, federation, &[lines[0].alert_id]).await.expect("findings").remove(0);
        let found = findings::by_key(&mut tx, federation, person, &finding.key).await.expect("a look");
        assert_eq!(found, Some(finding));
        assert_eq!(findings::by_key(&mut tx, federation, person, "need/x").await.expect("a look"), None);
    }
}
