"""What Schemathesis must know of Vigie: how one signs in, and what JSON's numbers are to it."""

import os
import time

import requests
import schemathesis

# A token is good for ten minutes.
RENEW_AFTER = 8 * 60
# Who signs in from here is not slowed down by the wrong passwords that the cases try: each of those comes from an address of its own.
HOME = {"X-Forwarded-For": "192.0.2.1"}


class Token:
    text = None
    since = 0.0


def renew(base):
    credentials = {"login": os.environ["VIGIE_LOGIN"], "secret": os.environ["VIGIE_SECRET"]}
    answer = requests.post(f"{base}/api/session", json=credentials, headers=HOME, timeout=30)
    answer.raise_for_status()
    Token.text, Token.since = answer.json()["access_token"], time.monotonic()


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    def get(self, case, context):
        if Token.text is None or time.monotonic() - Token.since > RENEW_AFTER:
            renew(os.environ["VIGIE_URL"])
        return Token.text

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


calls = 0


@schemathesis.hook
def before_call(context, case, kwargs):
    global calls
    calls += 1
    case.headers = case.headers or {}
    case.headers["X-Forwarded-For"] = f"198.18.{calls // 250 % 250}.{calls % 250}"


@schemathesis.hook
def after_call(context, case, response):
    # The cases end sessions, this one too.
    if response.status_code == 401:
        Token.text = None


# Beyond it a float and an integer are no longer the same number.
EXACT = 2.0**53


def whole(value):
    """JSON Schema takes 2.0 for an integer. Vigie, like most programs, wants it written as one."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    return value


@schemathesis.hook
def map_body(context, body):
    return whole(body)
