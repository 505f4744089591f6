"""daemon/api/openapi.yaml is valid, complete, and true of the daemon that runs."""

import json
import pathlib
import re
import subprocess
import urllib.parse

import jsonschema
import pytest
from described import (API, FILE, NDJSON, Curl, Opening, access, closed, content_faults, edges,
                       faults, load, operations, resolved, schemas, table)
from test_docs import as_json, blocks, examples, run

VALIDATE = pathlib.Path(__file__).parent / "node_modules" / ".bin" / "validate-api"
SITE = "news.example"
ARTICLE = f"https://{SITE}/politics/x"
OPERATIONS = {(one.method, one.path): one for one in operations()}

HOW_TO_ADD = """
Each route of the daemon stands in daemon/api/openapi.yaml under `paths:`, with operationId, tags,
summary, parameters or requestBody, each 2xx answer, `default` and the other refusals of
components/responses (the schema of application/x-ndjson is that of each line); with `security:
[{token: []}]` where the public listener asks for the token, with `servers:` of the admin listener
where only that has it. And it has a row in the first table of daemon/api/API.md, and an example
there that is answered with 2xx."""


def test_the_file_is_valid_openapi():
    assert VALIDATE.exists(), "run `npm ci` in tests/integration, as tests/run.sh does"
    result = subprocess.run(["node", str(VALIDATE), str(FILE)], capture_output=True, text=True,
                            check=False, timeout=30)
    assert json.loads(result.stdout) == {"valid": True}, result.stdout
    assert load()["openapi"].startswith("3.1.")


def test_its_schemas_are_valid_and_its_examples_fit_them():
    document = load()
    for name, schema in resolved(document["components"]["schemas"], document).items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema, name
    found = list(schemas(resolved(document, document)))
    assert len(found) > 10
    for schema, example in found:
        assert faults(schema, example) == []


def test_a_difference_would_be_found():
    count = OPERATIONS["GET", "/v1/count"]
    assert count.question_faults("url=https://a.example/", None) == []
    assert count.question_faults("", None) == ["parameter url is missing"]
    assert count.question_faults("url=a&limit=3", "{}") != []
    assert OPERATIONS["GET", "/v1/top"].question_faults("limit=0", None) != []
    ping = OPERATIONS["POST", "/v1/ping"]
    assert ping.question_faults("", '{"type":"view","url":"https://a.example/"}') == []
    assert ping.question_faults("", '{"type":"view","url":7}') != []
    lines = '{"a":1}\n{"a":"1"}\n'
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    assert content_faults(NDJSON, schema, lines) == ["$.a: '1' is not of type 'integer'"]


def test_a_request_is_told_from_its_command():
    curl = Curl("printf 'x\\n' | curl --data-binary @- 'http://localhost:9228/v1/x?a=1' | sed 1p")
    assert (curl.method, curl.path, curl.query, curl.admin) == ("POST", "/v1/x", "a=1", True)
    assert (curl.body, curl.source) == ("@-", "printf 'x\\n' ")
    curl = Curl("curl -A me -H 'A: b' -X PUT http://localhost:8228/v1/y -d '{}' > file")
    assert (curl.method, curl.path, curl.body, curl.admin) == ("PUT", "/v1/y", "{}", False)
    assert curl.headers == {"User-Agent": "me", "A": "b"}


@pytest.mark.parametrize("name", ["daemon/api/openapi.yaml", "daemon/api/API.md"])
def test_the_routes_of_both_listeners_are_those_of_the_daemon(new_daemon, name):
    told = (table() if name.endswith(".md") else
            {route: one.public for route, one in OPERATIONS.items()})
    real = access(new_daemon("--site", SITE).start())
    assert len(real) > 15

    def named(routes):
        return sorted(f"{method} {path}" for method, path in routes)

    assert not real.keys() - told.keys(), (
        f"{name} lacks {named(real.keys() - told.keys())}.{HOW_TO_ADD}")
    assert not told.keys() - real.keys(), f"{name} tells of routes that are not served"
    assert told == real, f"{name} is wrong about who may ask{HOW_TO_ADD}"


@pytest.mark.parametrize("one", OPERATIONS.values(), ids=str)
def test_every_route_tells_how_it_refuses(one):
    responses = one.own["responses"]
    assert responses["default"]["content"].keys() == {"application/problem+json"}
    assert one.own["operationId"] and one.own["summary"] and one.own["tags"]
    assert ("401" in responses) == (one.public == "with token")
    takes = [parameter for parameter in one.parameters if parameter["in"] == "query"]
    assert ("400" in responses) == bool(takes or "requestBody" in one.own)


def test_the_codes_are_those_of_the_refusals():
    section = API.read_text("utf-8").split("## Refusals")[1]
    documented = re.findall(r"^\| `([a-z0-9-]+)` \| \d+ \|", section, re.M)
    assert load()["components"]["schemas"]["Code"]["enum"] == documented


def documented_answer(curl, output):
    """The JSON that an example prints, if that is what it prints."""
    body = output.split("\n\n", 1)[-1] if curl.with_header else output
    return as_json(body) if curl.with_body else None


def test_the_examples_of_the_documentation_and_their_answers_fit(new_daemon, tmp_path):
    daemon = new_daemon("--site", SITE).start()
    answered = set()
    for command, output in examples(API):
        curl = Curl(command)
        if curl.body == "@-":
            curl.body = run(curl.source, daemon, tmp_path)
        one = OPERATIONS.get((curl.method, curl.path))
        answer = curl.send(daemon)
        if one is None:
            assert answer.status in (404, 405), f"{command}\n{HOW_TO_ADD}"
            continue
        assert one.answer_faults(answer) == [], f"{command}\n{answer.body}"
        documented = documented_answer(curl, output)
        if documented is not None:
            schema = one.response(answer.status)["content"][answer.headers.get_content_type()]
            assert faults(schema["schema"], documented, formats=None) == [], command
        if answer.status < 400:
            assert one.question_faults(curl.query, curl.body) == [], command
            answered.add((one.method, one.path))
    lacking = [str(one) for route, one in OPERATIONS.items()
               if route not in answered and one.path.startswith("/v1/")]
    assert not lacking, f"API.md has no example that works of {lacking}"


def test_the_rows_that_are_documented_fit():
    document = load()
    known = resolved(document["components"]["schemas"], document)
    found = [json.loads(block) for block in blocks(API, "json")]
    assert found
    for row in found:
        assert any(faults(closed(schema), row) == [] for schema in known.values()), row


def populate(daemon):
    daemon.ping(ARTICLE, view="v", title="A title", section="Politics", author="Jane Doe",
                published=daemon.ask("series", period="1d")["rows"][0]["time"],
                referrer="https://www.google.com/")
    for fields in ({"type": "engage", "engaged": 2, "scroll": 100},
                   {"type": "event", "name": "share"}):
        body = json.dumps({"url": ARTICLE, "view": "v", **fields})
        assert daemon.request("POST", "/v1/ping", body).status == 204
    daemon.wait_until_applied()


@pytest.fixture(name="read")
def fixture_read(new_daemon):
    """A daemon with one article that was read."""
    daemon = new_daemon("--site", SITE, "--read-seconds", "1").start()
    populate(daemon)
    return daemon


ROWS = [("top", {}, "rows"), ("top", {"metric": "engaged", "section": "Politics"}, "rows"),
        ("trending", {"author": "Jane Doe"}, "rows"), ("series", {"url": ARTICLE}, "rows"),
        ("series", {"section": "Politics", "step": "minute", "period": "30m"}, "rows"),
        ("sources", {"url": ARTICLE}, "rows"), ("sources", {"by": "event"}, "rows"),
        ("engagement", {"url": ARTICLE}, "age"), ("live", {}, "rows")]


def test_answers_with_rows_fit(read):
    for route, parameters, rows in ROWS:
        one = OPERATIONS["GET", f"/v1/{route}"]
        query = urllib.parse.urlencode(parameters)
        assert one.question_faults(query, None) == []
        answer = read.get(f"/v1/{route}?{query}", admin=True)
        assert answer.json()[rows], f"{one}?{query}: {answer.body}"
        assert one.answer_faults(answer) == []
    stream = Opening(read, Curl("curl http://localhost:9228/v1/live/stream"))
    event = json.loads(stream.body.split(b"data: ")[1])
    document = load()
    assert event["rows"]
    assert faults(resolved(document["components"]["schemas"]["Live"], document), event) == []


def plain_question(one):
    """A question with the parameters that it needs."""
    needed = {parameter["name"]: ARTICLE for parameter in one.parameters
              if parameter.get("required")}
    return {**needed, **({"url": ARTICLE} if one.path == "/v1/ping.gif" else {})}


def ask(daemon, one, parameters, status=200):
    """The answer, which has this status and is as described."""
    target = f"{one.path}?{urllib.parse.urlencode(parameters)}"
    if one.path.endswith("/stream") and status == 200:
        answer = Opening(daemon, Curl(f"curl 'http://localhost:9228{target}'"))
    else:
        answer = daemon.get(target, admin=True)
    assert answer.status == status, f"{target}: {answer.body}"
    assert one.answer_faults(answer) == [], target


def test_every_get_is_answered_as_described(read):
    for one in OPERATIONS.values():
        if one.method == "GET":
            ask(read, one, plain_question(one))
    for path in ("/readcount.js", "/demo"):
        tag = read.get(path).headers["ETag"]
        again = read.get(path, headers={"If-None-Match": tag})
        assert (again.status, OPERATIONS["GET", path].answer_faults(again)) == (304, [])


# Values that make sense only beside others; what does not fit is refused all the same.
BESIDE_OTHERS = {("/v1/ping.gif", "type"), ("/v1/ping.gif", "reported")}


def test_the_values_of_parameters_are_those_of_the_daemon(read):
    tried = 0
    for one in OPERATIONS.values():
        for parameter in one.parameters if one.method == "GET" else []:
            if parameter["in"] != "query":
                continue
            name = parameter["name"]
            fitting, others = edges(parameter["schema"])
            for value in [] if (one.path, name) in BESIDE_OTHERS else fitting:
                ask(read, one, {**plain_question(one), name: value})
            for value in others:
                ask(read, one, {**plain_question(one), name: value}, 400)
            tried += len(fitting) + len(others)
    assert tried > 80
