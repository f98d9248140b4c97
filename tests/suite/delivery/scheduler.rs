//! Occurrences: each once, on any number of nodes, after any downtime.

use chrono::{DateTime, TimeDelta, Utc};
use vigie_server::app::Ctx;
use vigie_server::scheduler::jobs::Job;
use vigie_server::scheduler::schedule::Schedule;
use vigie_server::scheduler::{TickOutcome, ensure_rows, tick};
use vigie_server::store::job_runs;
use vigie_server::store::jobs::{self, JobRow};

use super::scene::Scene;
use vigie_tests::on_both;

async fn rows(scene: &Scene) -> Vec<JobRow> {
    let mut tx = scene.store().read().await.expect("a transaction");
    jobs::of_federation(&mut tx, scene.federation).await.expect("read")
}

async fn row(scene: &Scene, job: Job) -> JobRow {
    rows(scene).await.into_iter().find(|row| row.name == job.name()).expect("the job has a row")
}

async fn with_jobs(scene: &Scene) {
    let mut tx = scene.store().begin().await.expect("a transaction");
    ensure_rows(&mut tx, scene.federation, "Europe/Paris", scene.now()).await.expect("rows");
    tx.commit().await.expect("committed");
}

/// A row no version of Vigie wrote.
async fn foreign_row(scene: &Scene, name: &str, cron: &str) {
    let row = JobRow {
        federation_id: scene.federation,
        name: name.to_owned(),
        cron: cron.to_owned(),
        time_zone: "UTC".to_owned(),
        enabled: true,
        next_at: scene.now(),
        ..JobRow::default()
    };
    let mut tx = scene.store().begin().await.expect("a transaction");
    jobs::ensure(&mut tx, &row).await.expect("a row");
    tx.commit().await.expect("committed");
}

/// A job at half past two on the clock of a zone.
async fn zoned_row(scene: &Scene, job: Job, zone: &str) {
    let cron = "0 30 2 * * *";
    let next_at = Schedule::parse(cron, zone).expect("a schedule").next_after(scene.now()).expect("a time");
    let row = JobRow {
        federation_id: scene.federation,
        name: job.name().to_owned(),
        cron: cron.to_owned(),
        time_zone: zone.to_owned(),
        enabled: true,
        next_at,
        ..JobRow::default()
    };
    let mut tx = scene.store().begin().await.expect("a transaction");
    jobs::ensure(&mut tx, &row).await.expect("a row");
    jobs::change(&mut tx, scene.federation, job.name(), true, cron, next_at).await.expect("changed");
    tx.commit().await.expect("committed");
}

/// A job there is no code for, and one whose schedule makes no sense.
const BROKEN: [&str; 2] = ["gardening", "escalation"];

/// How many jobs are due now.
async fn due(scene: &Scene) -> usize {
    rows(scene).await.iter().filter(|row| row.enabled && row.next_at <= scene.now()).count()
}

on_both! {
    async fn a_federation_gets_every_job_once_and_keeps_its_schedule(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let first = rows(&scene).await;
        assert_eq!(first.len(), Job::ALL.len());
        assert!(first.iter().all(|row| row.enabled && row.next_at > scene.now()));
        scene.later(TimeDelta::days(3));
        with_jobs(&scene).await;
        assert_eq!(rows(&scene).await, first);
    }

    async fn nodes_that_tick_together_run_each_occurrence_once(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let nodes: Vec<Ctx> = vec![scene.app.clone(), scene.second_node().await, scene.second_node().await];
        let mut occurrences: Vec<DateTime<Utc>> = Vec::new();
        for _ in 0..20 {
            scene.later(TimeDelta::minutes(1));
            let due = due(&scene).await;
            assert!(due > 0, "some jobs run every minute");
            let (a, b, c) = tokio::join!(tick(&nodes[0]), tick(&nodes[1]), tick(&nodes[2]));
            let done = [a, b, c].map(|round| round.expect("a round"));
            let ran: usize = done.iter().map(|round| round.ran).sum();
            assert_eq!(ran, due, "{done:?}");
            assert!(done.iter().all(|round| round.failed == 0));
            occurrences.extend(row(&scene, Job::Escalation).await.last_occurrence);
        }
        assert!(occurrences.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::minutes(1)), "{occurrences:?}");
    }

    async fn a_downtime_is_caught_up_with_one_run(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        // Past the hour of the morning's jobs, too.
        scene.later(TimeDelta::days(30) + TimeDelta::hours(12));
        let done = tick(&scene.app).await.expect("a round");
        assert_eq!(done, TickOutcome { ran: Job::ALL.len(), lost: 0, failed: 0 });
        assert_eq!(tick(&scene.app).await.expect("a round"), TickOutcome::default());
        let row = row(&scene, Job::Escalation).await;
        assert_eq!(row.next_at, scene.now() + TimeDelta::minutes(1));
        assert_eq!((row.last_finished_at, row.last_outcome.as_deref()), (Some(scene.now()), Some("escalated: 0")));
    }

    async fn a_clock_set_back_repeats_nothing(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        scene.later(TimeDelta::hours(25));
        assert_eq!(tick(&scene.app).await.expect("a round").ran, Job::ALL.len());
        scene.later(TimeDelta::minutes(-30));
        assert_eq!(tick(&scene.app).await.expect("a round"), TickOutcome::default());
    }

    async fn a_job_that_fails_is_shown_put_off_and_stops_no_other(app: TestApp) {
        let scene = Scene::on(app).await;
        foreign_row(&scene, BROKEN[0], "0 0 * * * *").await;
        foreign_row(&scene, BROKEN[1], "once upon a time").await;
        with_jobs(&scene).await;
        scene.later(TimeDelta::minutes(5));
        let good = due(&scene).await - BROKEN.len();
        let done = tick(&scene.app).await.expect("a round");
        assert!(good > 0);
        assert_eq!((done.ran, done.failed), (good, BROKEN.len()), "the others ran beside two broken rows");
        for broken in rows(&scene).await.into_iter().filter(|row| BROKEN.contains(&row.name.as_str())) {
            let why = broken.last_outcome.unwrap_or_default();
            assert!(why.starts_with("failed: "), "{why}");
            assert_eq!((broken.next_at, broken.last_occurrence), (scene.now() + TimeDelta::minutes(1), None));
        }
        assert_eq!(tick(&scene.app).await.expect("a round"), TickOutcome::default(), "not in a loop");
    }

    async fn a_lost_race_changes_nothing(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        scene.later(TimeDelta::hours(1));
        let seen = row(&scene, Job::Escalation).await;
        let next_at = scene.now() + TimeDelta::minutes(1);
        for expected in [jobs::Claim::Ours, jobs::Claim::Lost] {
            let mut tx = scene.store().begin().await.expect("a transaction");
            assert_eq!(jobs::claim(&mut tx, &seen, next_at).await.expect("asked"), expected);
            tx.commit().await.expect("committed");
        }
        assert_eq!(row(&scene, Job::Escalation).await.last_occurrence, Some(seen.next_at));
    }

    async fn each_civil_day_has_one_run_through_both_clock_changes_and_a_leap_day(app: TestApp) {
        let scene = Scene::on(app).await;
        let zones = [
            (Job::Purge, "Europe/Paris"),
            (Job::Silence, "Indian/Reunion"),
            (Job::CoverGaps, "America/Martinique"),
            (Job::Watch, "Pacific/Noumea"),
        ];
        // 02:30 is missing in Paris on 2026-03-29 and comes twice on 2026-10-25; 2028 has a 29th of February.
        for start in ["2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z", "2028-02-27T12:00:00Z"] {
            let begin: DateTime<Utc> = start.parse().expect("a time");
            scene.test.clock.set(begin);
            for (job, zone) in zones {
                zoned_row(&scene, job, zone).await;
            }
            for step in 0..4 * 48 {
                scene.later(TimeDelta::minutes(30));
                if step % 40 == 39 {
                    // A clock that is set back and forth again repeats nothing.
                    scene.later(TimeDelta::hours(-2));
                    tick(&scene.app).await.expect("a round");
                    scene.later(TimeDelta::hours(2));
                }
                tick(&scene.app).await.expect("a round");
            }
            let mut tx = scene.store().read().await.expect("a transaction");
            for (job, zone) in zones {
                let zone: chrono_tz::Tz = zone.parse().expect("a zone");
                let runs = job_runs::of_job(&mut tx, scene.federation, job.name()).await.expect("runs");
                let recent = runs.iter().rev().filter(|run| run.at > begin);
                let days: Vec<_> = recent.map(|run| run.occurrence.with_timezone(&zone).date_naive()).collect();
                assert_eq!(days.len(), 4, "{zone} from {start}: {days:?}");
                assert!(days.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])), "{zone}: {days:?}");
            }
        }
    }

    async fn a_job_that_missed_month_ends_catches_up_once(app: TestApp) {
        let scene = Scene::on(app).await;
        zoned_row(&scene, Job::Purge, "Europe/Paris").await;
        let mut tx = scene.store().begin().await.expect("a transaction");
        let end = "2026-03-31T05:00:00Z".parse().expect("a time");
        jobs::change(&mut tx, scene.federation, Job::Purge.name(), true, "0 0 7 31 * *", end).await.expect("changed");
        tx.commit().await.expect("committed");
        scene.test.clock.set("2026-08-01T00:00:00Z".parse().expect("a time"));
        assert_eq!(tick(&scene.app).await.expect("a round").ran, 1, "March, May and July in one run");
        assert_eq!(tick(&scene.app).await.expect("a round").ran, 0);
        let row = row(&scene, Job::Purge).await;
        assert_eq!((row.last_occurrence, row.next_at.to_rfc3339().as_str()), (Some(end), "2026-08-31T05:00:00+00:00"));
    }
}
