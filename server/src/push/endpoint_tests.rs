//! Endpoints that real browsers give, and the ones an attacker would.

use super::*;

fn admit(text: &str) -> Result<Endpoint, EndpointRefused> {
    Endpoint::parse(text, &Origins::default())
}

#[test]
fn the_endpoints_of_real_browsers_are_admitted() {
    for (text, service) in [
        ("https://fcm.googleapis.com/fcm/send/dXyz:APA91bH_x-Y", "fcm.googleapis.com"),
        ("https://fcm.googleapis.com:443/wp/dXyz:APA91bH", "fcm.googleapis.com"),
        ("https://FCM.googleapis.com/wp/a", "fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl", "updates.push.services.mozilla.com"),
        ("https://web.push.apple.com/QGuQyavXutnMH", ".push.apple.com"),
        ("https://wns2-par02p.notify.windows.com/w/?token=BQYAAACq%2f3", ".notify.windows.com"),
    ] {
        let endpoint = admit(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(endpoint.service(), service);
        assert!(!endpoint.operator_listed());
    }
}

#[test]
fn the_audience_leaves_out_the_usual_port_and_keeps_any_other() {
    assert_eq!(admit("https://fcm.googleapis.com:443/a").expect("admitted").origin(), "https://fcm.googleapis.com");
    let origins = Origins::parse(&["http://127.0.0.1:9000"]).expect("an origin");
    let endpoint = Endpoint::parse("http://127.0.0.1:9000/push/1", &origins).expect("listed");
    assert_eq!((endpoint.origin(), endpoint.operator_listed()), ("http://127.0.0.1:9000", true));
}

/// What must never be called: inner networks in every spelling, names that only look right, other schemes and ports.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "/",
    "fcm.googleapis.com/fcm/send/a",
    "//fcm.googleapis.com/fcm/send/a",
    "https:fcm.googleapis.com/a",
    "https:/fcm.googleapis.com/a",
    "https:///fcm.googleapis.com/a",
    "https://",
    "https://?",
    "https://:443/a",
    "http://fcm.googleapis.com/a",
    "http://fcm.googleapis.com:443/a",
    "ftp://fcm.googleapis.com/a",
    "file:///etc/passwd",
    "data:text/plain,a",
    "javascript:alert(1)",
    "gopher://fcm.googleapis.com:443/_a",
    "ws://fcm.googleapis.com/a",
    "blob:https://fcm.googleapis.com/a",
    "https://fcm.googleapis.com:80/a",
    "https://fcm.googleapis.com:8443/a",
    "https://fcm.googleapis.com:0/a",
    "https://fcm.googleapis.com:65536/a",
    "https://fcm.googleapis.com./a",
    "https://.fcm.googleapis.com/a",
    "https://fcm.googleapis.com.evil.example/a",
    "https://evilfcm.googleapis.com/a",
    "https://evil.example/fcm.googleapis.com",
    "https://evil.example/?https://fcm.googleapis.com/",
    "https://evil.example#fcm.googleapis.com",
    "https://evil.example\\@fcm.googleapis.com/a",
    "https://fcm.googleapis.com\\@evil.example/a",
    "https://fcm.googleapis.com@evil.example/a",
    "https://user:secret@fcm.googleapis.com/a",
    "https://user@fcm.googleapis.com/a",
    "https://@fcm.googleapis.com/a",
    "https://fcm.googleapis.com%2eevil.example/a",
    "https://fcm.googleapis.com%00.evil.example/a",
    "https://fcm.googleapis.com/a#fragment",
    "https://fcm.googleapis.com\t.evil.example/a",
    "https://fcm.google\napis.com/a",
    "https://fcm.googleapis.com/a\r\nHost: evil.example",
    " https://fcm.googleapis.com/a",
    "https://fcm.googleapis.com/a ",
    "https://fcm\u{3002}googleapis\u{3002}com/a",
    "https://fcm.g\u{043e}\u{043e}gleapis.com/a",
    "https://xn--fcm-5cd.googleapis.com/a",
    "https://notify.windows.com/a",
    "https://.notify.windows.com/a",
    "https://evilnotify.windows.com/a",
    "https://a.notify.windows.com.evil.example/a",
    "https://push.apple.com/a",
    "https://evilpush.apple.com/a",
    "https://web.push.apple.com.evil.example/a",
    "https://push.services.mozilla.com/a",
    "https://updates.push.services.mozilla.com.evil.example/a",
    "https://localhost/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0177.0.0.1/a",
    "https://0/a",
    "https://10.0.0.8/a",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::]/a",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://[64:ff9b::7f00:1]/a",
    "https://[fe80::1%25eth0]/a",
    "https://metadata.google.internal/computeMetadata/v1/",
    "http://127.0.0.1:9001/push/1",
    "https://127.0.0.1:9000/push/1",
    "http://127.0.0.1:9000@evil.example/push/1",
    "http://u@127.0.0.1:9000/push/1",
    "http://localhost:9000/push/1",
];

#[test]
fn no_hostile_endpoint_is_admitted_even_beside_a_listed_origin() {
    let origins = Origins::parse(&["http://127.0.0.1:9000"]).expect("an origin");
    for text in HOSTILE {
        let verdict = Endpoint::parse(text, &origins);
        assert!(verdict.is_err(), "{text:?} was admitted as {verdict:?}");
    }
    assert!(HOSTILE.len() >= 60);
}

#[test]
fn an_endpoint_may_be_long_but_not_endless() {
    let start = "https://fcm.googleapis.com/fcm/send/";
    let longest = format!("{start}{}", "a".repeat(MAX_LENGTH - start.len()));
    assert!(admit(&longest).is_ok());
    assert_eq!(admit(&format!("{longest}a")), Err(EndpointRefused::TooLong));
}

#[test]
fn a_listed_origin_is_an_origin_and_nothing_else() {
    for good in ["http://127.0.0.1:9000", "https://push.example.org", "https://push.example.org/", "http://[::1]:9000"]
    {
        assert!(Origins::parse(&[good]).is_ok(), "{good}");
    }
    for bad in
        ["", "127.0.0.1:9000", "http://127.0.0.1:9000/push", "ftp://a", "http://u@a", "http://a?b", "http://a#b", "*"]
    {
        assert_eq!(Origins::parse(&[bad]).err(), Some(NotAnOrigin(bad.to_owned())), "{bad}");
    }
}
