"""What is wrong is refused by name, counted, and changes nothing."""

import json
import socket
import urllib.parse

import pytest

ARTICLE = "https://news.example/a"
ENGAGE = {"type": "engage", "url": ARTICLE, "view": "v1", "engaged": 10}


def view(**fields):
    return json.dumps({"type": "view", "url": ARTICLE, **fields})


def engage(**fields):
    return json.dumps({**ENGAGE, **fields})


BODIES = {
    "body over 4 KiB": (b"x" * 4097, 413, "body-too-large"),
    "not JSON": ("hello", 400, "bad-json"),
    "an empty body": ("", 400, "bad-json"),
    "an array": ("[]", 400, "bad-json"),
    "JSON nested deeper than the body allows": ('{"a":' * 600, 400, "bad-json"),
    "a duplicate key": (f'{{"type":"view","url":"{ARTICLE}","url":"{ARTICLE}"}}', 400,
                        "duplicate-key"),
    "a number for a string": ('{"type":"view","url":7}', 400, "wrong-type"),
    "invalid UTF-8": (b'{"type":"view","url":"https://news.example/\xff"}', 400, "bad-utf8"),
    "a NUL": (view(title="a\0b"), 400, "control-character"),
    "a control character": (view(referrer="a\x1bb"), 400, "control-character"),
    "a newline in the title": (view(title="a\nb"), 400, "control-character"),
    "another site": (view(url="https://elsewhere.example/a"), 403, "unknown-site"),
    "no host": (view(url="/a"), 400, "bad-url"),
    "an empty host": (view(url="https:///a"), 400, "bad-url"),
    "data:": (view(url="data:text/html,hi"), 400, "bad-url"),
    "javascript:": (view(url="javascript:alert(1)"), 400, "bad-url"),
    "3 000 bytes": (view(url=ARTICLE + "a" * 3000), 400, "url-too-long"),
    "a path of 600 bytes": (view(url=ARTICLE + "a" * 600), 400, "url-too-long"),
    "credentials": (view(url="https://me:secret@news.example/a"), 400, "bad-url"),
    "a port": (view(url="https://news.example:8443/a"), 400, "bad-url"),
    "an unknown type": (view(type="view2"), 400, "unknown-type"),
    "no type": (json.dumps({"url": ARTICLE}), 400, "unknown-type"),
    "no url": ('{"type":"view"}', 400, "missing-url"),
    "negative engaged time": (engage(engaged=-1), 400, "bad-parameter"),
    "more than a day of it": (engage(engaged=86401), 400, "bad-parameter"),
    "half a second of it": (engage(engaged=0.5), 400, "bad-parameter"),
    "a string for a number": (engage(engaged="10"), 400, "wrong-type"),
    "scroll 250": (engage(scroll=250), 400, "bad-parameter"),
    "more reported than engaged": (engage(reported=11), 400, "bad-parameter"),
    "an engage without a view": (engage(view=""), 400, "missing-parameter"),
    "a view's id of 65 bytes": (engage(view="v" * 65), 400, "bad-parameter"),
    "an event without a name": (json.dumps({"type": "event", "url": ARTICLE}), 400,
                                "missing-parameter"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_ping_is_refused_by_name(daemon, name):
    body, status, code = BODIES[name]
    if isinstance(body, str):
        body = body.encode()
    answer = daemon.request("POST", "/v1/ping", body)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["detail"]
    metrics = daemon.metrics()
    assert metrics[f'readcount_refusals_total{{reason="{code}"}}'] == 1
    assert metrics["readcount_journal_unapplied_records"] == 0
    assert daemon.views(ARTICLE) == 0


def test_json_nested_100_000_deep_is_refused_at_once(daemon):
    for route, limit in (("/v1/ping", 413), ("/v1/counts", 400)):
        answer = daemon.request("POST", route, "[" * 100_000)
        assert answer.status == limit, route
    assert daemon.get("/healthz").status == 200


def test_an_unknown_origin_is_refused(daemon):
    answer = daemon.ping(ARTICLE, {"Origin": "https://elsewhere.example"})
    assert (answer.status, answer.json()["code"]) == (403, "unknown-origin")
    assert daemon.ping(ARTICLE, {"Origin": "https://www.news.example"}).status == 200


def test_a_method_that_the_route_does_not_have_names_those_it_has(daemon):
    answer = daemon.request("DELETE", "/v1/counts")
    assert (answer.status, answer.json()["code"]) == (405, "method-not-allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))
    assert daemon.get("/v1/nothing").json()["code"] == "not-found"


def test_too_many_urls_are_refused(daemon):
    query = "&".join(f"url=https://news.example/{i}" for i in range(200))
    answer = daemon.get(f"/v1/counts?{query}")
    assert (answer.status, answer.json()["code"]) == (400, "too-many-urls")
    answer = daemon.request("POST", "/v1/counts", json.dumps([ARTICLE] * 1001))
    assert (answer.status, answer.json()["code"]) == (400, "too-many-urls")


@pytest.mark.parametrize("query, code", [
    ("", "missing-parameter"),
    ("url=", "bad-url"),
    ("url=%zz", "bad-parameter"),
    ("url=https://elsewhere.example/", "unknown-site"),
])
def test_a_bad_question_is_refused_by_name(daemon, query, code):
    answer = daemon.get(f"/v1/count?{query}")
    assert answer.json()["code"] == code
    assert daemon.metric(f'readcount_refusals_total{{reason="{code}"}}') == 1


def test_one_bad_link_does_not_empty_a_list(daemon):
    daemon.ping(ARTICLE)
    urls = ["https://elsewhere.example/", ARTICLE]
    query = urllib.parse.urlencode([("url", url) for url in urls])
    for answer in (daemon.get(f"/v1/counts?{query}"),
                   daemon.request("POST", "/v1/counts", json.dumps(urls))):
        bad, good = answer.json()["counts"]
        assert (bad["url"], bad["code"]) == (urls[0], "unknown-site")
        assert (good["url"], good["views"]) == (ARTICLE, 1)


def exchange(daemon, raw):
    """Sends bytes as they are and reads until the daemon closes or has answered."""
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_the_connection_stays_open_after_a_bad_ping(daemon):
    def request(body):
        return (f"POST /v1/ping HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
                f"{body}").encode()

    answer = exchange(daemon, request("nonsense") + request(view()))
    assert answer.count(b"HTTP/1.1 400 ") == 1
    assert answer.count(b"HTTP/1.1 200 ") == 1


def test_an_ambiguous_request_closes_the_connection(daemon):
    smuggled = (b"POST /v1/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = exchange(daemon, smuggled)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
