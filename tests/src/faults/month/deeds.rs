//! What people do in the month beside entering needs: aides rate, coordinators promise and keep, one of them goes away.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone as _, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Month;
use super::fates::Cover;
use super::hours::{ZONE, day, is_working_day};
use crate::faults::Report;
use crate::{Lots, bulk, rows};

/// Ratings that open an alert, and whether it is a critical one.
const LOW: [&str; 3] = ["a score of one", "a fall", "a drop"];

impl Month<'_> {
    /// An aide rates somebody so that an alert is opened.
    pub(super) async fn rate(&mut self, lots: &mut Lots, now: DateTime<Utc>, report: &mut Report) {
        let world = &self.site.world;
        let person = world.another_person(&self.office, "Personne appréciée", world.north).await;
        let what = LOW[usize::try_from(lots.below(3)).expect("small")];
        let at = |days: i64| now - TimeDelta::days(days);
        let ratings: Vec<Value> = match what {
            "a score of one" => vec![world.rating(&person, now, [Some(1), Some(4), Some(4)])],
            "a fall" => {
                let mut rating = world.rating(&person, now, [None, None, None]);
                rating["signs"] = json!(["fall"]);
                vec![rating]
            }
            // Well for weeks, and then low on one axis twice running.
            _ => {
                let well = (20..40).step_by(2).map(|days| world.rating(&person, at(days), [Some(5), Some(5), Some(5)]));
                let low = [1, 0].map(|days| world.rating(&person, at(days), [Some(2), Some(5), Some(5)]));
                well.chain(low).collect()
            }
        };
        let aide = world.aide.clone();
        let answer = self.call(&aide, "/api/ratings", &json!({ "ratings": ratings })).await;
        let stored = answer.is_some_and(|answer| {
            let results = answer["results"].as_array().cloned().unwrap_or_default();
            results.len() == ratings.len() && results.iter().all(|one| one["outcome"] != "refused")
        });
        report.demand(stored, || format!("{what} was not stored"));
        let id = rows::literal(&self.store, person.id);
        let opened = rows::ids(&self.store, &format!("SELECT id FROM alerts WHERE person_id = {id}")).await;
        report.demand(opened.len() == 1, || format!("{what} opened {} alerts", opened.len()));
        for alert in opened {
            self.fates.alert(alert, what == "a score of one", now);
        }
        report.count("rated", 1);
    }

    /// Promises that nobody keeps: one long due, one due on the second day, one on the third.
    pub(super) async fn forgotten_promises(&mut self, first: NaiveDate, now: DateTime<Utc>, report: &mut Report) {
        let long_ago = first - TimeDelta::days(4);
        bulk::promises(&self.store, &self.site.world, 1, long_ago).await;
        self.fates.promises.made(Uuid::nil(), long_ago, long_ago - TimeDelta::days(9));
        for days in [1, 2] {
            self.promise_for(first + TimeDelta::days(days), now, report).await;
        }
        self.promised.clear();
    }

    /// Somebody promises something, and somebody keeps something.
    pub(super) async fn promise(&mut self, lots: &mut Lots, now: DateTime<Utc>, report: &mut Report) {
        if lots.below(4) == 0 {
            let ahead = TimeDelta::days(1 + i64::try_from(lots.below(3)).expect("small"));
            self.promise_for(day(now) + ahead, now, report).await;
        }
        if lots.below(6) == 0
            && let Some((id, version)) = self.promised.pop()
        {
            let holder = self.site.world.second_coordinator.clone();
            let body = json!({ "version": version, "result": "better" });
            let kept = self.call(&holder, &format!("/api/follow-ups/{id}/done"), &body).await;
            report.demand(kept.is_some(), || format!("promise {id} could not be kept"));
            report.count("promises_kept", 1);
            self.fates.promises.kept(id);
        }
    }

    async fn promise_for(&mut self, due: NaiveDate, now: DateTime<Utc>, report: &mut Report) {
        let holder = self.site.world.second_coordinator.clone();
        let path = format!("/api/persons/{}/follow-ups", self.site.world.person.id);
        let made = self.call(&holder, &path, &json!({ "due_on": due })).await;
        let id = made.as_ref().and_then(|made| made["id"].as_str()?.parse::<Uuid>().ok());
        report.demand(id.is_some(), || format!("nothing could be promised for {due}"));
        if let (Some(id), Some(made)) = (id, made) {
            self.promised.push((id, made["version"].clone()));
            self.fates.promises.made(id, due, day(now));
            report.count("promises", 1);
        }
    }

    /// The first coordinator leaves for a working day or two, and somebody of the south stands in.
    pub(super) async fn goes_away(&mut self, now: DateTime<Utc>, lots: &mut Lots, report: &mut Report) {
        let world = self.site.world.clone();
        let (absent, cover) = (world.coordinator.id, world.south_coordinator.id);
        if !self.fates.away(absent).iter().all(|(_, to)| *to < now) {
            return;
        }
        self.site.clock.stand_at(now);
        self.office.clock.set(now);
        let mut days = day(now).iter_days().skip(1).filter(|day| is_working_day(*day));
        let back = days.nth(usize::try_from(lots.below(2)).expect("small")).expect("a day");
        let ten =
            back.and_hms_opt(10, 0, 0).and_then(|ten| ZONE.from_local_datetime(&ten).single()).expect("ten o’clock");
        let cover = Cover { absent, cover, from: now, to: ten.to_utc() };
        let body = json!({
            "kind": "replace", "absent_id": absent, "cover_id": cover.cover, "from": cover.from, "to": cover.to,
        });
        let declared = self.call(&world.administrator, "/api/covers", &body).await;
        let id = declared.as_ref().and_then(|declared| declared["id"].as_str()?.parse::<Uuid>().ok());
        report.demand(id.is_some(), || "nobody could be sent away".to_owned());
        report.count("covers", 1);
        self.fates.covered(cover, id.unwrap_or_default(), now);
    }
}
