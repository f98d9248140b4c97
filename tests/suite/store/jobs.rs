//! `jobs` and the queries by which jobs find their work; `planning`; `rebases`.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::alerts::{self, AlertRow};
use vigie_server::store::job_runs::{self, JobRun};
use vigie_server::store::jobs::{Claim, JobRow, Ran};
use vigie_server::store::rebases::Rebase;
use vigie_server::store::{jobs, persons, planning, purge, ratings, rebases, retention};
use vigie_tests::{TestApp, on_both};

use super::{begin, rating_row};

fn job(app: &TestApp, name: &str, minutes: i64) -> JobRow {
    JobRow {
        federation_id: app.world.federation,
        name: name.to_owned(),
        cron: "0 * * * * *".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        enabled: true,
        next_at: app.now() + TimeDelta::minutes(minutes),
        ..JobRow::default()
    }
}

/// A critical alert of a person, as it is stored.
async fn critical(app: &TestApp, person: &persons::Person) -> AlertRow {
    let rating = app.world.rating(person, app.now(), [Some(1), None, None]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    let mut tx = begin(app).await;
    alerts::open_of(&mut tx, app.world.federation, person.id).await.expect("a look").expect("an alert")
}

on_both! {
    async fn an_occurrence_is_claimed_once_and_a_failed_one_put_off(app: TestApp) {
        let (due, later) = (job(&app, "due", -5), job(&app, "later", 5));
        let mut tx = begin(&app).await;
        for row in [&due, &later] {
            jobs::ensure(&mut tx, row).await.expect("added");
        }
        let mut changed = due.clone();
        changed.cron = "other".to_owned();
        jobs::ensure(&mut tx, &changed).await.expect("kept as it was");
        assert_eq!(jobs::due(&mut tx, app.now(), 9).await.expect("a list"), std::slice::from_ref(&due));
        assert_eq!(jobs::of_federation(&mut tx, app.world.federation).await.expect("a list"), [due.clone(), later]);
        let most_late = jobs::next_of_each(&mut tx).await.expect("a list");
        assert_eq!(most_late[0], ("due".to_owned(), due.next_at));
        let next = app.now() + TimeDelta::minutes(1);
        assert_eq!(jobs::claim(&mut tx, &due, next).await.expect("a try"), Claim::Ours);
        assert_eq!(jobs::claim(&mut tx, &due, next).await.expect("a try"), Claim::Lost);
        let ran = Ran { outcome: "done", started_at: app.now(), finished_at: app.now(), duration_ms: 7 };
        jobs::finish(&mut tx, &due, ran).await.expect("noted");
        let row = jobs::of_federation(&mut tx, app.world.federation).await.expect("a list").remove(0);
        assert_eq!((row.next_at, row.last_occurrence, row.last_outcome.as_deref()), (next, Some(due.next_at), Some("done")));
        assert_eq!((row.last_started_at, row.last_duration_ms, row.failures), (Some(app.now()), Some(7), 0));
        let retry = app.now() + TimeDelta::minutes(2);
        let failed = Ran { outcome: "failed", ..ran };
        assert_eq!(jobs::put_off(&mut tx, &due, retry, failed).await.expect("a try"), Claim::Lost);
        assert_eq!(jobs::put_off(&mut tx, &row, retry, failed).await.expect("a try"), Claim::Ours);
        assert!(jobs::due(&mut tx, next, 9).await.expect("a list").is_empty());

        jobs::fail_by_hand(&mut tx, &row, failed).await.expect("noted");
        jobs::claim_by_hand(&mut tx, &row, app.now()).await.expect("claimed");
        jobs::change(&mut tx, row.federation_id, &row.name, false, "0 0 7 * * *", next).await.expect("changed");
        let row = jobs::find(&mut tx, row.federation_id, &row.name).await.expect("a look").expect("a job");
        assert_eq!((row.failures, row.last_occurrence, row.last_outcome.as_deref()), (2, Some(app.now()), Some("failed")));
        assert_eq!((row.enabled, row.cron.as_str(), row.next_at), (false, "0 0 7 * * *", next));
        let seen = JobRow { enabled: true, cron: "0 * * * * *".to_owned(), ..row };
        assert_eq!(jobs::claim(&mut tx, &seen, next).await.expect("a try"), Claim::Lost, "the schedule is another one now");
    }

    async fn the_newest_runs_of_a_job_are_kept(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        for name in ["one", "other"] {
            jobs::ensure(&mut tx, &job(&app, name, 1)).await.expect("added");
        }
        let run = |name: &str, minutes: i64| JobRun {
            name: name.to_owned(),
            id: ids::fresh(),
            at: app.now() + TimeDelta::minutes(minutes),
            occurrence: app.now(),
            by_hand: false,
            outcome: None,
            error: Some("é".to_owned()),
            duration_ms: minutes,
        };
        let runs: Vec<JobRun> = (0..4).map(|minutes| run("one", minutes)).collect();
        let other = run("other", 9);
        for one in runs.iter().chain([&other]) {
            assert!(job_runs::insert(&mut tx, federation, one).await.expect("stored"));
            assert!(!job_runs::insert(&mut tx, federation, one).await.expect("a try"), "it is there");
        }
        assert_eq!(job_runs::keep_newest(&mut tx, federation, "one", 2).await.expect("kept"), 2);
        let done = JobRun { outcome: Some("done".to_owned()), error: None, duration_ms: 5, ..runs[3].clone() };
        job_runs::complete(&mut tx, federation, &done).await.expect("completed");
        let left = [done, runs[2].clone()];
        assert_eq!(job_runs::of_job(&mut tx, federation, "one").await.expect("a list"), left);
        assert_eq!(job_runs::of_federation(&mut tx, federation).await.expect("a list"), [left.to_vec(), vec![other]].concat());
        assert!(job_runs::of_federation(&mut tx, app.elsewhere.federation).await.expect("a list").is_empty());
    }

    async fn jobs_find_what_waits_rests_and_idles(app: TestApp) {
        let federation = app.world.federation;
        let mut row = critical(&app, &app.world.person).await;
        let mut tx = begin(&app).await;
        let before = app.now() - TimeDelta::seconds(1);
        let waits = async |tx: &mut vigie_server::store::Tx, since: chrono::DateTime<chrono::Utc>| {
            jobs::waiting_alerts(tx, federation, [since; 3], app.now(), 9).await.expect("a list")
        };
        assert!(waits(&mut tx, before).await.is_empty());
        let waiting = waits(&mut tx, app.now()).await;
        assert_eq!((waiting[0].alert_id, waiting[0].sector_name.as_str()), (row.id, "Nord"));
        assert_eq!((waiting[0].person_id, waiting[0].escalation_step), (app.world.person.id, 0));
        assert!(jobs::mark_escalated(&mut tx, federation, row.id, (0, 2), app.now()).await.expect("a try"));
        assert!(!jobs::mark_escalated(&mut tx, federation, row.id, (0, 2), app.now()).await.expect("a try"), "once");
        assert!(waits(&mut tx, before).await.is_empty(), "the next step waits as well");
        assert_eq!(waits(&mut tx, app.now()).await[0].escalation_step, 2);
        assert!(jobs::mark_escalated(&mut tx, federation, row.id, (2, 3), app.now()).await.expect("a try"));
        assert!(waits(&mut tx, app.now()).await.is_empty(), "it is at the top");
        let high = alerts::AlertRow { id: ids::fresh(), severity: 2, person_id: app.world.second_person.id, ..row.clone() };
        alerts::insert(&mut tx, federation, &high).await.expect("an alert");
        assert!(waits(&mut tx, app.now()).await.is_empty(), "its target has not passed");
        let late = jobs::waiting_alerts(&mut tx, federation, [app.now(); 3], high.due_at, 9).await.expect("a list");
        assert_eq!(late.iter().map(|alert| alert.alert_id).collect::<Vec<_>>(), [high.id]);
        alerts::mark_acted(&mut tx, federation, high.id, app.now()).await.expect("noted");
        let acted = alerts::find(&mut tx, federation, high.id).await.expect("a look").expect("there");
        assert_eq!((acted.acted_at, acted.act_due_at), (Some(app.now()), None));

        row = alerts::find(&mut tx, federation, row.id).await.expect("a look").expect("there");
        let read_at = row.version;
        (row.version, row.state, row.snoozed_until) = (read_at + 1, "snoozed".to_owned(), Some(app.now()));
        assert!(alerts::update(&mut tx, federation, &row, read_at).await.expect("a try"));
        assert!(jobs::rests_over(&mut tx, federation, before, 9).await.expect("a list").is_empty());
        assert_eq!(jobs::rests_over(&mut tx, federation, app.now(), 9).await.expect("a list"), [row.id]);

        (row.version, row.state, row.snoozed_until) = (read_at + 2, "taken".to_owned(), None);
        row.owner_id = Some(app.world.coordinator.id);
        assert!(alerts::update(&mut tx, federation, &row, read_at + 1).await.expect("a try"));
        let idle = jobs::idle_claims(&mut tx, federation, app.now(), before, app.now(), 9).await.expect("a list");
        assert_eq!(idle, [row.id], "a critical one has its own measure");
        assert!(jobs::idle_claims(&mut tx, federation, before, app.now(), app.now(), 9).await.expect("a list").is_empty());
    }

    async fn done_visits_without_a_rating_are_found_once_they_ended(app: TestApp) {
        let (world, now) = (&app.world, app.now());
        let visit = world.visit(app.app(), &world.person, &world.aide, now, "done").await;
        world.visit(app.app(), &world.person, &world.aide, now, "planned").await;
        let rated = world.visit(app.app(), &world.person, &world.aide, now, "done").await;
        let mut row = rating_row(&app, &world.person, now);
        row.visit_id = Some(rated.id);
        let mut tx = begin(&app).await;
        assert!(ratings::append(&mut tx, world.federation, &row).await.expect("stored"));
        let (early, end) = (now - TimeDelta::days(1), visit.ends_at);
        let found = jobs::unrated_visits(&mut tx, world.federation, early, end, 9).await.expect("a list");
        assert_eq!(found.iter().map(|one| (one.visit_id, one.aide_id)).collect::<Vec<_>>(), [(visit.id, world.aide.id)]);
        let just_before = end - TimeDelta::microseconds(1);
        assert!(jobs::unrated_visits(&mut tx, world.federation, early, just_before, 9).await.expect("a list").is_empty());
    }

    async fn the_planning_is_read_with_what_was_rated_of_it(app: TestApp) {
        let (world, now) = (&app.world, app.now());
        let visit = world.visit(app.app(), &world.person, &world.aide, now, "done").await;
        let mut rows = [rating_row(&app, &world.person, now), rating_row(&app, &world.person, now)];
        rows[0].visit_id = Some(visit.id);
        rows[1].visit_id = Some(ids::fresh());
        let mut tx = begin(&app).await;
        for row in &rows {
            assert!(ratings::append(&mut tx, world.federation, row).await.expect("stored"));
        }
        let visits = planning::visits(&mut tx, world.federation, now).await.expect("visits");
        assert_eq!(visits.iter().map(|visit| (visit.id, visit.rated_at)).collect::<Vec<_>>(), [(visit.id, Some(now))]);
        let unplanned = planning::unplanned(&mut tx, world.federation, now).await.expect("ratings");
        assert_eq!(unplanned.iter().map(|one| (one.person_id, one.visited_at)).collect::<Vec<_>>(), [(world.person.id, now)]);
        let (one, nobody) = (world.person.id, world.second_person.id);
        assert_eq!(planning::visits_of(&mut tx, world.federation, one).await.expect("visits"), visits);
        assert_eq!(planning::unplanned_of(&mut tx, world.federation, one).await.expect("ratings"), unplanned);
        assert!(planning::visits_of(&mut tx, world.federation, nobody).await.expect("visits").is_empty());
        assert!(planning::unplanned_of(&mut tx, world.federation, nobody).await.expect("ratings").is_empty());
        let after = now + TimeDelta::microseconds(1);
        assert!(planning::visits(&mut tx, world.federation, after).await.expect("visits").is_empty());
        assert!(planning::unplanned(&mut tx, world.federation, after).await.expect("ratings").is_empty());
    }

    async fn a_rebase_counts_until_its_closing_is_undone(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let row = critical(&app, &app.world.person).await;
        let rebase = |minutes: i64| Rebase {
            id: ids::fresh(),
            person_id: person,
            alert_id: row.id,
            at: app.now() + TimeDelta::minutes(minutes),
        };
        let (first, second) = (rebase(1), rebase(2));
        let mut tx = begin(&app).await;
        for one in [&second, &first] {
            rebases::insert(&mut tx, federation, one).await.expect("stored");
        }
        assert_eq!(rebases::of_alert(&mut tx, federation, row.id).await.expect("a look"), Some(second));
        assert_eq!(rebases::after(&mut tx, federation, person, None).await.expect("a list"), [first, second]);
        let position = Some((first.at, first.id));
        assert_eq!(rebases::after(&mut tx, federation, person, position).await.expect("a list"), [second]);
        rebases::remove(&mut tx, federation, second.id, app.now()).await.expect("removed");
        assert_eq!(rebases::of_alert(&mut tx, federation, row.id).await.expect("a look"), Some(first));
        assert_eq!(rebases::after(&mut tx, federation, person, None).await.expect("a list"), [first]);
        let locked = persons::lock(&mut tx, federation, person).await.expect("a look");
        assert_eq!(locked.map(|found| found.id), Some(person));
        let elsewhere = persons::lock(&mut tx, app.elsewhere.federation, person).await.expect("a look");
        assert!(elsewhere.is_none());
    }

    async fn what_is_over_is_purged_statement_by_statement(app: TestApp) {
        let (federation, after) = (app.world.federation, app.now() + TimeDelta::days(400));
        app.client(&app.world.aide).await;
        let mut tx = begin(&app).await;
        jobs::ensure(&mut tx, &job(&app, "one", 1)).await.expect("added");
        let run = JobRun {
            name: "one".to_owned(),
            id: ids::fresh(),
            at: app.now(),
            occurrence: app.now(),
            by_hand: true,
            outcome: Some("done".to_owned()),
            error: None,
            duration_ms: 1,
        };
        job_runs::insert(&mut tx, federation, &run).await.expect("stored");
        assert_eq!(purge::runs(&mut tx, federation, app.now()).await.expect("purged"), 0);
        assert_eq!(purge::runs(&mut tx, federation, after).await.expect("purged"), 1);
        assert_eq!(purge::sessions(&mut tx, federation, after).await.expect("purged"), 0, "a token is left");
        assert!(purge::refresh_tokens(&mut tx, federation, after).await.expect("purged") >= 1);
        assert!(purge::sessions(&mut tx, federation, after).await.expect("purged") >= 1);
        assert_eq!(purge::enrolments(&mut tx, federation, app.now()).await.expect("purged"), 0);
        assert_eq!(purge::presence(&mut tx, federation, after).await.expect("purged"), 0);
        assert_eq!(purge::messages(&mut tx, federation, after, 9).await.expect("purged"), 0);
        assert_eq!(retention::forget_looks(&mut tx, federation, after, 9).await.expect("forgotten"), 0);
        assert!(retention::archived_before(&mut tx, federation, after, after, 9).await.expect("a list").is_empty());
        assert!(retention::rest(&mut tx, federation, app.now(), app.now(), 9).await.expect("nobody").is_empty());
        retention::pseudonymise(&mut tx, federation, app.world.person.id, "P-1", app.now()).await.expect("done");
        let nameless = persons::find(&mut tx, federation, app.world.person.id).await.expect("a look").expect("there");
        assert_eq!(nameless.name, "P-1");
    }
}
