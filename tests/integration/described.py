"""What daemon/api/openapi.yaml says of the API, and whether answers and questions are so."""

import argparse
import datetime
import http.client
import json
import pathlib
import re
import shlex
import urllib.parse

import jsonschema
import yaml
from daemon import BROWSER

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = ROOT / "daemon" / "api" / "openapi.yaml"
API = ROOT / "daemon" / "api" / "API.md"
NDJSON = "application/x-ndjson"
METHODS = {"get", "put", "post", "delete", "patch"}

FORMATS = jsonschema.FormatChecker(formats=[])


@FORMATS.checks("date-time", raises=ValueError)
def is_time(text):
    if not isinstance(text, str):
        return True  # which is for `type` to say
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None


@FORMATS.checks("uri")
def is_uri(text):
    return not isinstance(text, str) or re.match(r"[a-z]+://", text) is not None


def resolved(node, document):
    """The node with what its references lead to in their places."""
    if isinstance(node, list):
        return [resolved(one, document) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = document
        for name in node["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        return resolved(target, document)
    return {name: resolved(value, document) for name, value in node.items()
            if name != "discriminator"}


def closed(schema):
    """The schema, and nothing beyond its properties: clients may ignore what they do not know, but
    what the daemon answers is to be described."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    own = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        own.setdefault("additionalProperties", False)
    return own


def faults(schema, value, formats=FORMATS):
    validator = jsonschema.Draft202012Validator(schema, format_checker=formats)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def content_faults(kind, schema, text):
    """What does not fit in a body; the schema of NDJSON is that of each line."""
    if kind == NDJSON:
        return [fault for line in text.splitlines() for fault in faults(schema, json.loads(line))]
    return faults(schema, json.loads(text) if kind.endswith("json") else text)


class Operation:
    def __init__(self, method, path, item, own):
        self.method, self.path, self.own = method, path, own
        self.parameters = own.get("parameters", [])
        if "servers" in item:
            self.public = "no"
        else:
            self.public = "with token" if own.get("security") else "yes"

    def __str__(self):
        return f"{self.method} {self.path}"

    def response(self, status):
        """What is described for a status; `default` is of refusals only."""
        responses = self.own["responses"]
        return responses.get(str(status)) or (responses.get("default") if status >= 400 else None)

    def answer_faults(self, answer):
        response = self.response(answer.status)
        if response is None:
            return [f"status {answer.status} is not described"]
        found = [f"header {name} is missing" for name in response.get("headers", {})
                 if name not in answer.headers]
        content = response.get("content", {})
        if not content:
            return found + (["a body that is not described"] if answer.body else [])
        kind = answer.headers.get_content_type()
        if kind not in content:
            return found + [f"Content-Type {kind} is not described"]
        schema = content[kind].get("schema")
        if schema is None:
            return found
        return found + content_faults(kind, closed(schema), answer.body.decode())

    def question_faults(self, query, body):
        known = {one["name"]: one for one in self.parameters if one["in"] == "query"}
        given = urllib.parse.parse_qs(query, keep_blank_values=True)
        found = [f"parameter {name} is not described" for name in given if name not in known]
        found += [f"parameter {name} is missing" for name, one in known.items()
                  if one.get("required") and name not in given]
        for name in given.keys() & known.keys():
            found += faults(known[name]["schema"], typed(known[name]["schema"], given[name]))
        content = self.own.get("requestBody", {}).get("content", {})
        if body and not content:
            found.append("a body that is not described")
        for kind in content.keys() & {"application/json", NDJSON} if body else ():
            found += content_faults(kind, content[kind]["schema"], body)
        return found


def typed(schema, texts):
    """The texts of a query as the value that they stand for."""
    if schema.get("type") == "array":
        return texts
    text = texts[0]
    is_number = schema.get("type") == "integer" or isinstance(schema.get("enum", [""])[0], int)
    return int(text) if is_number and re.fullmatch(r"-?\d+", text) else text


def edges(schema):
    """Values that just fit, and some that just do not."""
    fitting, others = list(schema.get("enum", [])), ["none"] if "enum" in schema else []
    if "minimum" in schema:
        fitting, others = [schema["minimum"]], [schema["minimum"] - 1, "none"]
    if "maximum" in schema:
        fitting, others = fitting + [schema["maximum"]], others + [schema["maximum"] + 1]
    if "maxLength" in schema:
        fitting, others = ["x" * schema["maxLength"]], ["x" * (schema["maxLength"] + 1)]
    if "pattern" in schema:
        others = ["none"]
    return fitting, others


def load():
    return yaml.safe_load(FILE.read_text("utf-8"))


def operations():
    document = load()
    for path, item in resolved(document["paths"], document).items():
        for method in METHODS & item.keys():
            yield Operation(method.upper(), path, item, item[method])


def schemas(node):
    """All schemas of a document, wherever they stand, that have a default or examples."""
    if isinstance(node, list):
        for one in node:
            yield from schemas(one)
    elif isinstance(node, dict):
        if "schema" in node and "example" in node:
            yield node["schema"], node["example"]
        for example in node.get("examples", []):
            yield node, example
        if "default" in node and not isinstance(node["default"], dict):
            yield node, node["default"]
        for one in node.values():
            yield from schemas(one)


class Curl:
    """A request as curl would send it; of several that are piped, the last one's. Its body is "@-"
    where it comes from what stands before it, `source`."""

    def __init__(self, command):
        self.source, _, last = command.rpartition("| curl ")
        words = shlex.split(f"curl {last}" if self.source else command)
        words = words[words.index("curl") + 1:]
        ends = [words.index(word) for word in ("|", "||", ">") if word in words]
        parser = argparse.ArgumentParser()
        for name in ("-A", "-X", "-d", "-o", "-w", "--data-binary"):
            parser.add_argument(name, dest=name.strip("-").replace("-", "_"))
        parser.add_argument("-H", action="append", default=[])
        for name in ("-s", "-i", "-N"):
            parser.add_argument(name, action="store_true")
        parser.add_argument("url")
        known = parser.parse_args(words[:min(ends, default=len(words))])
        self.with_header, self.with_body = known.i, known.o is None
        self.body = known.d or known.data_binary
        self.method = known.X or ("POST" if self.body else "GET")
        self.headers = {"User-Agent": known.A or BROWSER}
        self.headers.update(line.split(": ", 1) for line in known.H)
        url = urllib.parse.urlsplit(known.url)
        self.admin, self.path, self.query = url.port == 9228, url.path, url.query
        self.target = url.path + (f"?{url.query}" if url.query else "")

    def send(self, daemon):
        if self.path.endswith("/stream"):
            return Opening(daemon, self)
        return daemon.request(self.method, self.target, self.body, self.headers, self.admin)


class Opening:
    """The answer of a stream, as far as its first event."""

    def __init__(self, daemon, curl):
        port = daemon.admin_port if curl.admin else daemon.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request(curl.method, curl.target, headers=curl.headers)
        with connection.getresponse() as response:
            self.status, self.headers, self.body = response.status, response.headers, b""
            while b"data: " not in self.body:
                line = response.readline()
                assert line, "the stream ended before its first event"
                self.body += line
        connection.close()


def served(daemon, admin):
    """(method, path) of all routes of a listener, as its router tells them: each text of the
    sources that looks like a path, and each that is described, is asked for its methods."""
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "daemon").rglob("*.[ch]pp"))
    paths = set(re.findall(r'"(/[a-z][\w./-]*)"', sources)) | {one.path for one in operations()}
    routes = set()
    for path in paths:
        answer = daemon.request("NONE", path, admin=admin)
        assert answer.status in (404, 405), f"{path}: {answer.status}"
        allow = (answer.headers["Allow"] or "").split(", ") if answer.status == 405 else []
        routes |= {(method, path) for method in allow if method not in ("HEAD", "OPTIONS")}
    return routes


def access(daemon):
    """Of each route "yes", "with token" or "no", as its answers on the public listener are."""
    public = served(daemon, admin=False)
    assert public <= served(daemon, admin=True), "the admin listener has every route"
    told = {route: "no" for route in served(daemon, admin=True)}
    for method, path in public:
        is_private = daemon.request(method, path).status == 401
        told[method, path] = "with token" if is_private else "yes"
    return told


def table():
    """The same as API.md's first table says."""
    rows = re.findall(r"^\| (`[^|]*) \| ([^|]*) \| yes \|", API.read_text("utf-8"), re.M)
    return {tuple(route.split(" ")): public for routes, public in rows
            for route in re.findall(r"`([A-Z]+ /[^`]*)`", routes)}
