//! The OpenAPI document: what every operation has in common is said here, once, rather than beside each handler.
//!
//! A handler names what is its own (what it answers, which conflict it can meet). [`finish`] gives every operation a name and the refusals
//! that come from the door, the extractors and the policies, whatever the handler does. To add one: an
//! entry in [`REFUSALS`].

use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// What problem documents travel as.
const PROBLEM: &str = "application/problem+json";
const PROBLEM_SCHEMA: &str = "ProblemDocument";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Vigie", description = "Alerts for home-help networks.", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    components(schemas(super::problem::ProblemDocument)),
    modifiers(&Bearer),
    security(("bearer" = [])),
    tags(
        (name = "session", description = "Signing in and out"),
        (name = "field", description = "Aides and their visits"),
        (name = "alerts", description = "The queue"),
        (name = "follow-ups", description = "Promises, watches, the caseload"),
        (name = "persons", description = "The persons helped"),
        (name = "partners", description = "The directory of partners"),
        (name = "cover", description = "Who stands in for whom"),
        (name = "push", description = "Web Push"),
        (name = "administration", description = "Rules and jobs"),
    )
)]
pub struct Document;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// Completes the document that the handlers' annotations make.
pub fn finish(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let place: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != "api").collect();
        let place = place.join("_").replace(['{', '}'], "").replace('-', "_");
        let methods =
            [("get", &mut item.get), ("put", &mut item.put), ("post", &mut item.post), ("delete", &mut item.delete)];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                // Handlers may share a name; method and path are one's own.
                operation.operation_id = Some(format!("{method}_{place}"));
                describe_problems(operation);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for Refusal { name, why, .. } in REFUSALS {
        let content = Content::new(Some(Ref::from_schema_name(PROBLEM_SCHEMA)));
        let response = ResponseBuilder::new().description(*why).content(PROBLEM, content).build();
        components.responses.insert((*name).to_owned(), RefOr::T(response));
    }
    document
}

/// Says of each refusal what it travels as, and adds those that any operation of this shape may meet.
fn describe_problems(operation: &mut Operation) {
    let meets: Vec<&Refusal> = REFUSALS.iter().filter(|refusal| (refusal.meets)(operation)).collect();
    let responses = &mut operation.responses.responses;
    for response in responses.values_mut() {
        if let RefOr::T(response) = response {
            as_problem(response);
        }
    }
    for refusal in meets {
        let shared = || RefOr::Ref(Ref::from_response_name(refusal.name));
        responses.entry(refusal.status.to_owned()).or_insert_with(shared);
    }
}

/// A handler's annotation says which document; what it travels as is the same for all.
fn as_problem(response: &mut Response) {
    let told = |content: &RefOr<Content>| match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(target)), .. }) => target.ref_location.ends_with(PROBLEM_SCHEMA),
        _ => false,
    };
    if response.content.get("application/json").is_some_and(told)
        && let Some(content) = response.content.shift_remove("application/json")
    {
        response.content.insert(PROBLEM.to_owned(), content);
    }
}

/// A refusal that comes with an operation's shape.
struct Refusal {
    status: &'static str,
    name: &'static str,
    why: &'static str,
    meets: fn(&Operation) -> bool,
}

const REFUSALS: &[Refusal] = &[
    Refusal {
        status: "400",
        name: "Unreadable",
        why: "A parameter or the body cannot be read",
        meets: |operation| has_body(operation) || takes(operation, &ParameterIn::Query),
    },
    Refusal { status: "401", name: "Unauthenticated", why: "No valid access token", meets: needs_token },
    Refusal {
        status: "403",
        name: "SecondFactorNeeded",
        why: "The federation requires a second factor that this account has yet to set up",
        meets: needs_token,
    },
    Refusal {
        status: "404",
        name: "NotFound",
        why: "Not there, or not for this caller: which of the two is not told",
        meets: needs_token,
    },
    Refusal { status: "408", name: "TooSlow", why: "The body came too slowly", meets: has_body },
    Refusal { status: "413", name: "TooLarge", why: "The body is too large", meets: has_body },
    Refusal { status: "422", name: "Refused", why: "Fields are wrong: `errors` says which and why", meets: has_body },
    Refusal {
        status: "429",
        name: "TooMany",
        why: "Too many tries; `Retry-After` says how long to wait",
        meets: |_| true,
    },
    Refusal {
        status: "503",
        name: "ComeBack",
        why: "Busy, or the database is away; `Retry-After` says how long to wait",
        meets: |_| true,
    },
];

fn needs_token(operation: &Operation) -> bool {
    let open = [SecurityRequirement::default()];
    operation.security.as_deref().is_none_or(|all| all != open)
}

fn has_body(operation: &Operation) -> bool {
    operation.request_body.is_some()
}

fn takes(operation: &Operation, place: &ParameterIn) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.parameter_in == *place,
        RefOr::Ref(_) => false,
    })
}
