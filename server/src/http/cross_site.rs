//! A page of another site may not have a browser change anything here, whatever cookies the browser would send along (ASVS 3.5.1).
//! Browsers say
//! themselves where a request comes from, and no script can make them say something else; programs that are no browsers say nothing.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use vigie_shared::wire::ProblemCode;

use super::problem::Problem;

/// What a browser says of a request of our own page, or of one its user typed or clicked outside any page.
const OURS: [&[u8]; 2] = [b"same-origin", b"none"];

/// Refuses what another site, or another host of the same one, would change.
pub async fn refuse(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let said = request.headers().get_all("sec-fetch-site");
    if !reads && !said.iter().all(|site| OURS.contains(&site.as_bytes())) {
        return Problem::new(ProblemCode::CrossSite).into_response();
    }
    next.run(request).await
}
