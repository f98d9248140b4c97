//! F12: bodies, parameters and paths no app of ours would send, to every operation of the OpenAPI document, by somebody it admits. Each
//! gets a problem document; none is an error of ours, and nobody waits for it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;
use vigie_shared::wire::ProblemCode;
use vigie_tests::{Actor, Client, TestApp, on_both};

use super::places::{Place, Where};
use super::table::{ROUTES, Route, Who};

/// Half of what is sent is answered within this, in a debug build on a busy machine.
const QUICKLY: Duration = Duration::from_millis(50);

/// No operation takes as much, but imports of whole files.
const LARGE: usize = 1_024 * 1_024;

/// What JSON cannot hold, or nobody should read: each must be refused.
fn unreadable() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).into_bytes();
    vec![
        ("nothing", Vec::new()),
        ("two mebibytes", format!("{{\"a\":\"{}\"}}", "x".repeat(2 * 1_024 * 1_024)).into_bytes()),
        ("a million elements", format!("[{}0]", "0,".repeat(999_999)).into_bytes()),
        ("invalid UTF-8", b"{\"a\":\"\xff\xfe\"}".to_vec()),
        ("a lone surrogate", br#"{"a":"\ud800"}"#.to_vec()),
        ("a raw NUL", b"{\"a\":\"\0\"}".to_vec()),
        ("a byte order mark", "\u{feff}{}".as_bytes().to_vec()),
        ("ten thousand levels", deep(10_000)),
        ("a number beyond all numbers", br#"{"a":1e400}"#.to_vec()),
        ("two documents", b"{}{}".to_vec()),
        ("a list", b"[]".to_vec()),
        ("a text", b"\"a\"".to_vec()),
        ("form fields", b"a=1&b=2".to_vec()),
    ]
}

/// Values in the place of a field's own, as JSON is written. Some fields take some of them.
const VALUES: &[&str] = &[
    "\"a\\u0000b\"",
    "\"\\ud800\"",
    "1e400",
    "-0",
    "18446744073709551616",
    "-9223372036854775809",
    "[[[[]]]]",
    "\"\u{202e}\u{200b}\u{2066}evil\u{fffd}\"",
    "null",
];

/// The same in a query.
const PARAMETERS: &[&str] =
    &["%00", "%ff%fe", "18446744073709551616", "1e400", "%e2%80%ae%e2%80%8b", "-1", "", "..%2f"];

/// One operation with its part of the document, and who calls it.
struct Target<'a> {
    route: &'a Route,
    operation: &'a Value,
    method: Method,
    path: String,
    client: Client,
}

fn caller<'a>(app: &'a TestApp, route: &Route) -> Option<&'a Actor> {
    let Who::Roles(roles) = route.who else { return None };
    let world = &app.world;
    let known = [&world.coordinator, &world.referent, &world.administrator, &world.aide];
    known.into_iter().find(|actor| roles.contains(&actor.role))
}

async fn targets<'a>(app: &TestApp, document: &'a Value, place: &Place) -> Vec<Target<'a>> {
    let mut found = Vec::new();
    for route in ROUTES.iter().filter(|route| route.path != "/api/alerts/stream") {
        let operation = &document["paths"][route.path][route.method];
        assert!(operation.is_object(), "{} {}", route.method, route.path);
        let id = route.thing.id(place).unwrap_or(place.person).to_string();
        let path = ["{id}", "{absence_id}", "{contact_id}", "{session_id}"]
            .iter()
            .fold(route.path.to_owned(), |path, name| path.replace(name, &id));
        let client = match caller(app, route) {
            // A session of its own: some of these end it.
            Some(actor) => app.client(actor).await,
            None => app.anonymous(),
        };
        let method = route.method.to_uppercase().parse().expect("a method");
        found.push(Target { route, operation, method, path, client });
    }
    found
}

impl Target<'_> {
    /// The names of the fields its body may have.
    fn fields(&self, document: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let content = &self.operation["requestBody"]["content"]["application/json"]["schema"];
        gather(document, content, &mut found, 0);
        found
    }

    fn parameters(&self) -> Vec<&str> {
        let all = self.operation["parameters"].as_array().into_iter().flatten();
        all.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str()).collect()
    }

    /// The status; none where the connection was closed before a body that is too large was there.
    async fn send_large(&self, body: Vec<u8>, what: &str, seen: &mut Seen) -> Option<u16> {
        let request = self.client.request(self.method.clone(), &self.path).header("content-type", "application/json");
        // A connection that is closed after this must be nobody else's.
        let answer = request.header("connection", "close").body(body).send().await.ok()?;
        let status = answer.status().as_u16();
        assert!(matches!(status, 400 | 401 | 413), "{} {} with {what}: {status}", self.method, self.route.path);
        seen.refused += 1;
        Some(status)
    }

    async fn send(&self, path: &str, body: Option<Vec<u8>>, what: &str, seen: &mut Seen) -> u16 {
        let mut request = self.client.request(self.method.clone(), path);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let begun = Instant::now();
        let answer = Client::answer(request).await;
        seen.times.push(begun.elapsed());
        let what = format!("{} {} with {what}: {}", self.method, self.route.path, answer.status);
        assert!(answer.status.as_u16() < 500, "{what} {}", answer.text);
        if answer.status.as_u16() >= 400 {
            let code = answer.problem(answer.status.as_u16());
            assert!(code.parse::<ProblemCode>().is_ok(), "{what} {code}");
        }
        answer.status.as_u16()
    }
}

/// Follows references, alternatives and lists; what an object's own fields hold is the field's business.
fn gather(document: &Value, schema: &Value, found: &mut BTreeSet<String>, depth: usize) {
    if depth > 6 {
        return;
    }
    let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    if let Some(inner) = target.and_then(|target| document.pointer(target)) {
        gather(document, inner, found, depth + 1);
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        for inner in schema[several].as_array().into_iter().flatten() {
            gather(document, inner, found, depth + 1);
        }
    }
    found.extend(schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys().cloned()));
}

/// What was measured.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    /// Bodies that were too large, and an answer that said so.
    refused: usize,
}

impl Seen {
    fn median(&mut self) -> Duration {
        self.times.sort();
        self.times[self.times.len() / 2]
    }
}

/// The body of the table, with one field written by hand.
fn with_raw(body: &Value, field: &str, raw: &str) -> Vec<u8> {
    let mut rest: Vec<String> = vec![format!("{}:{raw}", Value::from(field))];
    for (name, value) in body.as_object().into_iter().flatten().filter(|(name, _)| *name != field) {
        rest.push(format!("{}:{value}", Value::from(name.as_str())));
    }
    format!("{{{}}}", rest.join(",")).into_bytes()
}

on_both! {
    async fn no_body_is_an_error_of_ours(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        let place = Place::all(&app).await.into_iter().find(|place| place.place == Where::North).expect("a place");
        let (mut seen, mut taking) = (Seen::default(), 0);
        for target in targets(&app, &document, &place).await {
            if !target.operation["requestBody"].is_object() {
                continue;
            }
            taking += 1;
            let may_be_left_out = target.operation["requestBody"]["required"] != true;
            for (what, body) in unreadable() {
                if body.len() > LARGE {
                    target.send_large(body, what, &mut seen).await;
                    continue;
                }
                let status = target.send(&target.path, Some(body), what, &mut seen).await;
                assert!(status >= 400 || (what == "nothing" && may_be_left_out), "{} {what}: {status}", target.route.path);
            }
        }
        assert!(taking > 50, "{taking}");
        // A client that goes on writing may find the connection closed before it reads why.
        assert!(seen.refused > taking / 2, "{} of {taking}", seen.refused);
        let median = seen.median();
        assert!(median < QUICKLY, "{median:?}");
        assert_eq!(app.anonymous().get("/readyz").await.status, 200);
    }

    async fn no_value_of_a_field_is_an_error_of_ours(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        let place = Place::all(&app).await.into_iter().find(|place| place.place == Where::North).expect("a place");
        let (mut seen, mut fields) = (Seen::default(), 0);
        for target in targets(&app, &document, &place).await {
            let body = (target.route.body)(&place);
            for field in target.fields(&document) {
                fields += 1;
                for value in VALUES {
                    target.send(&target.path, Some(with_raw(&body, &field, value)), &format!("{field}: {value}"), &mut seen).await;
                }
                let again = body.get(&field).cloned().unwrap_or(Value::Null).to_string();
                let twice = with_raw(&body, &field, &format!("{again},{}:{again}", Value::from(field.as_str())));
                target.send(&target.path, Some(twice), &format!("{field} twice"), &mut seen).await;
            }
        }
        assert!(fields > 150, "{fields}");
        let median = seen.median();
        assert!(median < QUICKLY, "{median:?}");
    }

    async fn no_operation_takes_a_field_it_does_not_know(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        let place = Place::all(&app).await.into_iter().find(|place| place.place == Where::North).expect("a place");
        let mut seen = Seen::default();
        let mut open = Vec::new();
        for target in targets(&app, &document, &place).await {
            let body = (target.route.body)(&place);
            // A job's name stands for nothing here.
            let named = target.route.path.contains("{name}");
            if named || !target.operation["requestBody"].is_object() || !(body.is_object() || body.is_null()) {
                continue;
            }
            let more = with_raw(&body, "federation_id", "\"018f0000-0000-7000-8000-000000000000\"");
            let status = target.send(&target.path, Some(more), "a field of another's", &mut seen).await;
            if status != 400 && !(target.route.who == Who::Open && status == 401) {
                open.push(format!("{} {}: {status}", target.route.method, target.route.path));
            }
        }
        assert_eq!(open, Vec::<String>::new());
    }

    async fn no_parameter_and_no_path_is_an_error_of_ours(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        let place = Place::all(&app).await.into_iter().find(|place| place.place == Where::North).expect("a place");
        let (mut seen, mut parameters) = (Seen::default(), 0);
        for target in targets(&app, &document, &place).await {
            let body = (target.route.body)(&place);
            let body = (!body.is_null()).then(|| body.to_string().into_bytes());
            for name in target.parameters() {
                parameters += 1;
                for value in PARAMETERS {
                    let path = format!("{}?{name}={value}", target.path);
                    target.send(&path, body.clone(), &format!("{name}={value}"), &mut seen).await;
                }
            }
            if target.route.path.contains("{id}") {
                for id in ["%00", "%ff", "-1", "..%2f..", "00000000000000000000000000000000x", "%e2%80%ae"] {
                    let path = target.route.path.replace("{id}", id).replace(['{', '}'], "");
                    let status = target.send(&path, body.clone(), id, &mut seen).await;
                    assert!(status >= 400, "{path}: {status}");
                }
            }
        }
        assert!(parameters > 40, "{parameters}");
    }
}
