//! What the demo's coordinators promise and keep: follow-ups, watches, persons in reinforced follow-up, through the endpoints
//! themselves.

use axum::extract::State;
use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;
use vigie_shared::follow_up::{FollowUpKind, FollowUpResult};
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;
use vigie_shared::watch::Cadence;

use super::cast::Cast;
use super::live::{caller, failed};
use crate::app::Ctx;
use crate::caseload::endpoints::enter::{NewCase, enter};
use crate::follow_ups::endpoints::create::{NewPromise, on_person};
use crate::follow_ups::endpoints::done::{Done, done};
use crate::http::extract::Desk;
use crate::http::{As, Body, Id, Reader};
use crate::store::{follow_ups, watches};
use crate::watch::endpoints::create::{NewWatch, create};

/// Something a coordinator does about a person, apart from alerts.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Due so many days later.
    Promise(i64, FollowUpKind, &'static str),
    Watch(Cadence, &'static str),
    /// Keeps the look the person's watch waits for.
    Look(FollowUpResult, &'static str),
    Close(&'static str),
}

/// Person, days ago, step; oldest first. Open today: two late, two due, others this week and the next.
const STEPS: &[(usize, i64, Step)] = &[
    (5, 45, Step::Close("Vit seul depuis l'hiver, trois hospitalisations en un an.")),
    (22, 30, Step::Close("Deux chutes et une fille qui s'épuise.")),
    (4, 29, Step::Watch(Cadence::Weekly, "Semaine difficile : on garde le contact.")),
    (43, 26, Step::Close("Retour à domicile après une longue absence.")),
    (4, 22, Step::Look(FollowUpResult::Better, "Il mange mieux, sa voisine passe.")),
    (3, 15, Step::Watch(Cadence::Monthly, "Vérifier que le passage du soir suffit.")),
    (4, 15, Step::Look(FollowUpResult::Same, "")),
    (3, 14, Step::Close("Suivi médical à coordonner pendant un mois.")),
    (24, 9, Step::Promise(7, FollowUpKind::Call, "Reparler de la consultation avec elle.")),
    (4, 8, Step::Look(FollowUpResult::Same, "")),
    (7, 6, Step::Promise(3, FollowUpKind::Check, "Le barreau d'appui est-il posé ?")),
    (22, 3, Step::Promise(3, FollowUpKind::Visit, "Passer voir avec la fille.")),
    (9, 2, Step::Promise(2, FollowUpKind::Call, "Confirmer les nouveaux horaires.")),
    (42, 1, Step::Promise(3, FollowUpKind::Call, "La fille a-t-elle pu venir ?")),
    (5, 1, Step::Promise(6, FollowUpKind::Visit, "Visite du mois.")),
    (26, 0, Step::Promise(8, FollowUpKind::Check, "Le portage des repas est-il régulier ?")),
];

/// Takes the steps of a day.
pub async fn of_day(app: &Ctx, cast: &Cast, day: NaiveDate, days_ago: i64) -> anyhow::Result<()> {
    for (person, _, step) in STEPS.iter().filter(|(_, ago, _)| *ago == days_ago) {
        let who = cast.coordinators[usize::from(Cast::sector_of(*person) > 1)];
        let by = As::new(caller(cast, who, Role::Coordinator));
        take(app, by, cast.federation, cast.persons[*person].id, day, *step).await?;
    }
    Ok(())
}

async fn take(
    app: &Ctx,
    by: As<Desk>,
    federation: Uuid,
    person: Uuid,
    day: NaiveDate,
    step: Step,
) -> anyhow::Result<()> {
    let (state, id, lang) = (State(app.clone()), Id(person), Reader(Lang::Fr));
    match step {
        Step::Promise(days, kind, text) => {
            let body = NewPromise {
                id: None,
                due_on: Some(day + TimeDelta::days(days)),
                due_at: None,
                preset: None,
                kind: Some(kind),
                text: Some(text.to_owned()),
                owner_id: None,
            };
            on_person(state, by, id, Body(body)).await.map(drop).map_err(failed)?;
        }
        Step::Watch(cadence, why) => {
            let body = NewWatch { id: None, cadence, why: why.to_owned(), owner_id: None, first_on: None };
            create(state, by, id, lang, Body(body)).await.map(drop).map_err(failed)?;
        }
        Step::Look(result, text) => {
            let mut tx = app.store.read().await?;
            let watch = watches::open_of(&mut tx, federation, person).await?;
            let looks =
                follow_ups::of_watches(&mut tx, federation, &[watch.map_or(Uuid::nil(), |watch| watch.id)]).await?;
            drop(tx);
            let Some(next) = looks.into_iter().find(|look| look.state == "open") else {
                anyhow::bail!("the demo's watch waits for no look");
            };
            let body = Done { version: next.version, result, text: Some(text.to_owned()), again: None };
            done(state, by, Id(next.id), Body(body)).await.map(drop).map_err(failed)?;
        }
        Step::Close(why) => {
            let body = NewCase { why: why.to_owned(), coordinator_id: None };
            enter(state, by, id, lang, Body(body)).await.map(drop).map_err(failed)?;
        }
    }
    Ok(())
}
