"""Export and import: everything there is, once, over breaks and repetitions."""

import json
import subprocess

import pytest
from daemon import BROWSER, READCOUNT, clean_environment, wait_for

SITE = "news.example"
QUESTIONS = [
    ("top", {"period": period, "metric": metric})
    for period in ("24h", "7d", "all") for metric in ("views", "reads", "engaged")
] + [
    ("trending", {}), ("trending", {"section": "Politics"}),
    ("top", {"section": "Politics"}), ("top", {"author": "Jane Döe"}),
    ("series", {"period": "24h", "step": "hour"}), ("series", {"period": "2d", "step": "day"}),
    ("series", {"period": "24h", "step": "hour", "url": f"https://{SITE}/1"}),
    ("sources", {"by": "referrer"}), ("sources", {"by": "event"}),
    ("sources", {"by": "class"}),
    ("sources", {"by": "channel", "url": f"https://{SITE}/1"}),
    ("engagement", {}), ("engagement", {"url": f"https://{SITE}/1"}),
    ("engagement", {"period": "2d"}),
]


def fill(daemon, articles=30):
    for number in range(articles):
        url = f"https://{SITE}/{number}"
        for reader in range(1 + number % 3):
            headers = {"User-Agent": f"{BROWSER} {reader}"}
            view = f"{number}-{reader}"
            daemon.ping(url, headers, view=view, title=f"Title {number}", author="Jane Döe",
                        section=["Politics", "Sport/Other"][number % 2],
                        referrer="https://www.google.com/")
            engage = {"type": "engage", "url": url, "view": view, "engaged": 2, "scroll": 50}
            daemon.request("POST", "/v1/ping", json.dumps(engage), headers)
            event = {"type": "event", "url": url, "view": view, "name": "share"}
            daemon.request("POST", "/v1/ping", json.dumps(event), headers)
    for headers in ({"User-Agent": "examplebot/1.0"}, {"Sec-Purpose": "prefetch"}):
        daemon.ping(f"https://{SITE}/0", headers)
    daemon.wait_until_applied()


def export(daemon, query=""):
    answer = daemon.get("/v1/export" + query, admin=True)
    assert answer.status == 200, answer.body
    return answer.body.decode()


def post(daemon, text, query=""):
    return daemon.request("POST", "/v1/import" + query, text.encode(), admin=True)


def contents(text):
    """What an export says, whatever its order and the way its lines are cut."""
    found = {}
    for line in text.splitlines()[1:-1]:
        line = json.loads(line)
        values = line.pop("values")
        if line["kind"] == "trend":  # a decimal fraction is read to its last bit but one
            values = {path: round(weight, 6) for path, weight in values.items()}
        found.setdefault(json.dumps(line, sort_keys=True), {}).update(values)
    return found


def answers(daemon):
    """Without the times of the question, and with trends rounded: they go on falling."""
    every = []
    for route, parameters in QUESTIONS:
        answer = daemon.ask(route, **parameters)
        answer.pop("to", None)
        for row in answer.get("rows", []):
            if route == "trending":
                row["value"] = round(row["value"])
        every.append((route, parameters, answer))
    return every


def cli(daemon, *arguments):
    server = f"http://127.0.0.1:{daemon.admin_port}"
    return subprocess.run([str(READCOUNT), "--server", server, *map(str, arguments)],
                          env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False, timeout=60)


@pytest.fixture
def two(new_daemon, tmp_path):
    """A daemon that has counted, and an empty one."""
    full = new_daemon("--site", SITE, "--read-seconds", "1", state_dir=tmp_path / "full").start()
    empty = new_daemon("--site", SITE, "--read-seconds", "1", state_dir=tmp_path / "empty").start()
    fill(full)
    return full, empty


def test_an_import_into_an_empty_store_restores_all_answers_once(two):
    full, empty = two
    text = export(full)
    dry = post(empty, text, "?dry_run=1").json()
    assert dry["new"] == dry["lines"] == len(text.splitlines()) - 2 and dry["dry_run"] is True
    assert empty.redis_cli("KEYS", "rc:{*") == ""

    assert post(empty, text).json()["new"] == dry["lines"]
    assert contents(export(empty)) == contents(text)
    assert answers(empty) == answers(full)
    assert post(empty, text).json()["new"] == 0
    assert contents(export(empty)) == contents(text)

    # Another file of the same counts is another import: what it has is added.
    assert post(empty, export(full)).json()["new"] == dry["lines"]
    wait_for(lambda: empty.views(f"https://{SITE}/2") == 6, "the sum")


def test_a_broken_line_is_named_and_nothing_is_applied(two):
    full, empty = two
    lines = export(full).splitlines(keepends=True)
    lines[20] = lines[20].replace('"kind"', '"kin"')
    answer = post(empty, "".join(lines))
    assert answer.status == 400 and answer.json()["code"] == "bad-line"
    assert answer.json()["detail"].startswith("line 21: ")
    assert empty.redis_cli("KEYS", "rc:{*") == ""


def test_parts_in_any_cut_count_once_and_a_gap_is_told(two):
    full, empty = two
    text = export(full)
    lines = text.splitlines(keepends=True)
    file_id = json.loads(lines[0])["id"]

    def send(first, last):
        query = f"?first={first}&id={file_id}"
        return post(empty, "".join(lines[first - 1:last]), query)

    gap = send(11, 30)
    assert gap.status == 409 and gap.json()["code"] == "out-of-order"
    assert "from 1 on" in gap.json()["detail"]
    assert send(1, 10).status == 200
    assert "from 11 on" in send(12, 20).json()["detail"]
    for first, last in ((5, 25), (1, 40), (26, len(lines)), (1, len(lines)), (3, 9)):
        assert send(first, last).status == 200, (first, last)
    assert contents(export(empty)) == contents(text)


def test_what_expires_does_so_after_an_import(two):
    full, empty = two
    assert post(empty, export(full)).status == 200
    keys = full.redis_cli("KEYS", "rc:{*").splitlines()
    for key in keys:
        kind = key.split("}:")[1][0]
        if kind in "htweo" and not key.endswith(":applied"):
            assert empty.redis_cli("EXPIRETIME", key) == full.redis_cli("EXPIRETIME", key), key


def test_an_export_of_one_site(new_daemon):
    daemon = new_daemon("--site", SITE, "--site", "localhost").start()
    daemon.ping(f"https://{SITE}/a")
    daemon.ping("http://localhost/b")
    daemon.wait_until_applied()
    sites = {json.loads(line)["site"] for line in export(daemon).splitlines()[1:-1]}
    assert sites == {SITE, "localhost"}
    only = export(daemon, f"?site=www.{SITE}")
    assert {json.loads(line)["site"] for line in only.splitlines()[1:-1]} == {SITE}
    assert daemon.get("/v1/export?site=other.example", admin=True).status == 403
    assert daemon.get("/v1/export").status == 401


def test_the_command_line_exports_and_imports(two, tmp_path):
    full, empty = two
    exported = cli(full, "export")
    assert exported.returncode == 0 and exported.stderr == ""
    file = tmp_path / "counts.ndjson"
    file.write_text(exported.stdout)
    lines = len(exported.stdout.splitlines()) - 2

    dry = cli(empty, "--output", "json", "import", file, "--dry-run")
    assert dry.returncode == 0 and json.loads(dry.stdout)["new"] == lines
    assert empty.redis_cli("KEYS", "rc:{*") == ""
    assert cli(empty, "--output", "plain", "import", file).stdout == f"{lines}\n"
    assert cli(empty, "--output", "plain", "import", file).stdout == "0\n"
    assert contents(export(empty)) == contents(exported.stdout)

    file.write_text(exported.stdout[:len(exported.stdout) // 2])
    cut = cli(empty, "import", file)
    assert cut.returncode == 1 and "not a whole export" in cut.stderr


def test_a_file_of_many_parts_with_a_broken_line_near_its_end(new_daemon, redis, tmp_path):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    lines = ['{"readcount":"export","format":1,"id":"' + "5" * 32 + '","site":"","time":""}']
    lines += [json.dumps({"site": SITE, "subject": f"/{number}", "kind": "totals",
                          "values": {"v": 1, "l": 2}}) for number in range(30_000)]
    lines.append(json.dumps({"end": len(lines) + 1}))
    file = tmp_path / "many.ndjson"
    broken = [*lines]
    broken[29_000] = broken[29_000].replace("totals", "total")
    file.write_text("\n".join(broken) + "\n")
    assert file.stat().st_size > 2 << 20
    refused = cli(daemon, "import", file)
    assert refused.returncode == 1 and "line 29001: " in refused.stderr
    assert redis.cli("KEYS", "rc:{*") == ""

    # A part is in, then the daemon dies: the import is repeated as a whole.
    file.write_text("\n".join(lines) + "\n")
    assert post(daemon, "\n".join(lines[:8000]) + "\n").json()["new"] == 7999
    daemon.kill()
    daemon.start()
    assert cli(daemon, "--output", "plain", "import", file).stdout == "22001\n"
    after = contents(export(daemon))
    assert len(after) == 30_000 and all(values == {"v": 1, "l": 2} for values in after.values())
    assert daemon.views(f"https://{SITE}/29999") == 1
    assert cli(daemon, "--output", "plain", "import", file).stdout == "0\n"
