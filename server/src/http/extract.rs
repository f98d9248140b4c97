//! What handlers take: the caller with a policy, a JSON body, the reader's language.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use hyper::body::Body as _;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::problem::{Problem, language};
use super::serve::is_too_slow;
use super::turns::Later;
use crate::app::Ctx;
use crate::auth::token;
use crate::mutant::mutant;
use crate::store::persons::Viewer;

/// Who is calling, from a checked access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    pub federation: Uuid,
    pub user: Uuid,
    pub role: Role,
    pub session: Uuid,
}

impl Caller {
    /// The eyes a query looks through at a moment.
    pub fn viewer(&self, now: DateTime<Utc>) -> Viewer<'static> {
        Viewer { federation: self.federation, user: self.user, role: self.role.as_str(), now }
    }
}

/// Which roles a route is for. A handler takes [`As`] with one of these; a role that is not meant learns no more than that there
/// is nothing here.
pub trait Policy: Send + Sync {
    fn admits(role: Role) -> bool;
}

/// A caller whom policy `P` admits.
#[derive(Debug, Clone, Copy)]
pub struct As<P>(pub Caller, pub PhantomData<P>);

impl<P: Policy> As<P> {
    /// A caller whom this program itself vouches for (the demo's cast).
    pub fn new(caller: Caller) -> Self {
        Self(caller, PhantomData)
    }
}

macro_rules! policies {
    ($($(#[$doc:meta])* $name:ident => $($role:ident)|+;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Policy for $name {
            fn admits(role: Role) -> bool {
                matches!(role, $(Role::$role)|+)
            }
        }
    )+};
}

policies! {
    /// Everybody who is signed in.
    Anyone => Aide | Coordinator | SectorReferent | Administrator;
    /// Those who rate.
    Aide => Aide;
    /// Those who work alerts.
    Desk => Coordinator | SectorReferent;
    /// Those who work alerts, and who sets the federation up.
    Office => Coordinator | SectorReferent | Administrator;
    /// Those who answer for what was done.
    Overview => SectorReferent | Administrator;
    /// Those who decide how much a coordinator bears.
    Decider => SectorReferent | Administrator;
    /// Those who keep accounts: all of them, or those of their aides.
    Keeper => SectorReferent | Administrator;
    /// Those who see visits.
    Field => Aide | SectorReferent;
    /// Those who look persons up.
    Lookup => Aide | Coordinator | SectorReferent;
    /// Those who set the federation up.
    Admin => Administrator;
}

impl<P: Policy> FromRequestParts<Ctx> for As<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self, Problem> {
        let caller = token::caller(parts, app).await?;
        let admitted = mutant!("policy_row_removed", true, P::admits(caller.role));
        if admitted { Ok(Self(caller, PhantomData)) } else { Err(Problem::not_found()) }
    }
}

/// A JSON object as a body, with mistakes told as problem documents.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequest<Ctx> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Ctx) -> Result<Self, Problem> {
        read_json(request, app).await.map(|Object(value)| Self(value))
    }
}

/// A JSON object that may be left out, or be `null`.
#[derive(Debug)]
pub struct Optional<T>(pub Option<T>);

impl<T: DeserializeOwned + Send> FromRequest<Ctx> for Optional<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Ctx) -> Result<Self, Problem> {
        if request.body().is_end_stream() {
            return Ok(Self(None));
        }
        let read: Option<Object<T>> = read_json(request, app).await?;
        Ok(Self(read.map(|Object(value)| value)))
    }
}

/// What was written with its names. A derived reader would also take a list and fill the fields by place.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnlyMap(PhantomData)).map(Self)
    }
}

struct OnlyMap<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyMap<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

async fn read_json<T: DeserializeOwned>(request: Request, app: &Ctx) -> Result<T, Problem> {
    let turn = request.extensions().get::<Later>().cloned();
    let read = Json::<T>::from_request(request, app).await;
    if let Some(turn) = turn {
        turn.take().await?;
    }
    match read {
        Ok(Json(value)) => Ok(value),
        Err(JsonRejection::JsonDataError(_)) => Err(Problem::new(ProblemCode::InvalidRequest)),
        Err(JsonRejection::BytesRejection(error)) if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Problem::new(ProblemCode::PayloadTooLarge))
        }
        Err(JsonRejection::BytesRejection(error)) if is_too_slow(&error) => Err(Problem::new(ProblemCode::TooSlow)),
        Err(JsonRejection::MissingJsonContentType(_)) => Err(Problem::new(ProblemCode::InvalidRequest)),
        Err(_) => Err(Problem::new(ProblemCode::InvalidJson)),
    }
}

/// Query parameters, with mistakes told as problem documents.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Ctx> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self, Problem> {
        let read: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, app).await;
        read.map(|Query(value)| Self(value)).map_err(|_| Problem::new(ProblemCode::InvalidRequest))
    }
}

/// The id in the path. What is not an id names nothing that exists.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub Uuid);

impl FromRequestParts<Ctx> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self, Problem> {
        let read: Result<Path<Uuid>, _> = Path::from_request_parts(parts, app).await;
        read.map(|Path(id)| Self(id)).map_err(|_| Problem::not_found())
    }
}

/// The reader's language, from `Accept-Language`.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Lang);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(language(&parts.headers)))
    }
}
