"""deploy/containers and deploy/kubernetes: what can be told without an engine that runs them."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

import jsonschema
import pytest
import yaml
from daemon import READCOUNTD, clean_environment
from documents import ROOT

HERE = ROOT / "tests" / "integration"
CONTAINERS = ROOT / "deploy" / "containers"
CONTAINERFILE = (CONTAINERS / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((CONTAINERS / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
KUBERNETES = [each for file in ("readcount.yaml", "servicemonitor.yaml")
              for each in yaml.safe_load_all((ROOT / "deploy/kubernetes" / file).read_text("utf-8"))]
USER = 8228
STOP_SECONDS = 5 + 10  # to drain, and to apply what is left: daemon/README.md


def manifest(kind):
    return next(each for each in KUBERNETES if each["kind"] == kind)


POD = manifest("StatefulSet")["spec"]["template"]["spec"]
CONTAINER, = POD["containers"]


def node(script, text):
    done = subprocess.run(["node", str(HERE / script)], input=text, capture_output=True, text=True,
                          check=False, timeout=280)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout


def complaint(path, **environment):
    """What the daemon says of settings that are not right."""
    done = subprocess.run([str(READCOUNTD), "--config", str(path), "--check"],
                          env={**clean_environment(), **environment}, capture_output=True,
                          text=True, check=False, timeout=30)
    assert done.returncode == (2 if done.stderr else 0)
    return done.stderr


# The image


def test_a_linter_finds_nothing_in_the_containerfile():
    assert node("check_containerfile.mjs", CONTAINERFILE) == (0, "")
    assert node("check_containerfile.mjs", CONTAINERFILE.replace("STOPSIGNAL", "STOPSIG"))[0] == 1


def test_the_packages_of_the_build_have_one_source():
    first, last = CONTAINERFILE.split("\nFROM ${DEBIAN}\n")
    assert "source deploy/packages.sh" in first and "install_missing" in first
    assert not re.search(r"apt-get install(?! [^\n]*/tmp/readcount\.deb)", first + last)


def test_the_image_has_no_root_and_says_how_it_is():
    assert f"\nUSER {USER}:{USER}\n" in CONTAINERFILE
    # Else the package gives the group a number of its own.
    assert CONTAINERFILE.index("groupadd --gid") < CONTAINERFILE.index("/tmp/readcount.deb \\")
    assert CONTAINERFILE.index("\nUSER") < CONTAINERFILE.index("\nENTRYPOINT")
    assert 'CMD ["readcount", "ready"]' in CONTAINERFILE
    # Who logs in nowhere: what may be written is the volume.
    assert "VOLUME /var/lib/readcount\n" in CONTAINERFILE


def test_what_git_does_not_keep_does_not_go_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".git", "build", "**/node_modules"} <= set(ignored)


# Compose


def test_compose_is_what_its_specification_says():
    schema = json.loads(
        (HERE / "node_modules/dclint/schemas/compose.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(COMPOSE)] == []
    broken = {**COMPOSE, "services": {"redis": {**SERVICES["redis"], "helthcheck": {}}}}
    assert list(validator.iter_errors(broken))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_shut_in_and_checked(name):
    service = SERVICES[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) != 0
    assert name == "readcountd" or "healthcheck" in service  # whose image brings it
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), port


def test_every_volume_is_used_and_every_mounted_file_is_there():
    used = set()
    for service in SERVICES.values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (CONTAINERS / source).exists() and volume.endswith(":ro"), volume
            else:
                used.add(source)
    assert used == set(COMPOSE["volumes"])


def test_redis_keeps_what_it_is_given():
    command = SERVICES["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_settings_fit_the_network_that_compose_makes():
    path = CONTAINERS / "settings" / "readcountd.toml"
    assert "./settings:/etc/readcount:ro" in SERVICES["readcountd"]["volumes"]
    assert complaint(path) == ""
    settings = path.read_text("utf-8")
    network, = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert f'trusted-proxy = ["{network["gateway"]}"]' in settings
    assert 'redis = "redis://redis:6379/0"' in settings
    assert SERVICES["readcountd"]["stop_grace_period"] == "30s" and STOP_SECONDS < 30


def test_prometheus_scrapes_the_daemon_and_has_the_alerts(tmp_path):
    (tmp_path / "rules").symlink_to(ROOT / "grafana" / "rules")
    text = (CONTAINERS / "prometheus.yml").read_text("utf-8")
    (tmp_path / "prometheus.yml").write_text(text)
    done = subprocess.run(["promtool", "check", "config", str(tmp_path / "prometheus.yml")],
                          capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    assert "../../grafana/rules:/etc/prometheus/rules:ro" in SERVICES["prometheus"]["volumes"]
    job, = yaml.safe_load(text)["scrape_configs"]
    assert job["job_name"] == "readcountd"
    assert job["static_configs"] == [{"targets": ["readcountd:9228"]}]


def test_nobody_can_sign_in_to_grafana():
    settings = SERVICES["grafana"]["environment"]
    assert settings["GF_AUTH_DISABLE_LOGIN_FORM"] == "true"
    assert settings["GF_AUTH_BASIC_ENABLED"] == "false"
    assert settings["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert "GF_AUTH_ANONYMOUS_ORG_ROLE" not in settings  # who looks is a viewer


def test_grafanas_data_source_is_the_other_one_at_another_address():
    ours, usual = (yaml.safe_load(path.read_text("utf-8"))["datasources"][0] for path in
                   (CONTAINERS / "datasource.yml", ROOT / "grafana/datasources/readcount.yml"))
    assert ours.pop("url") == "http://prometheus:9090"
    assert usual.pop("url") == "http://localhost:9090"
    assert ours == usual


# Kubernetes


# Each in a manifest of its own: of one only the first is told.
MISTAKES = {"readOnlyRootFilesystem": "readOnlyRootFileSystem", "jobLabel": "jobLabels",
            "clusterIP": "clusterIp"}


@pytest.fixture(scope="module")
def found():
    """What is wrong with the manifests as they are, and with others; the compiler takes its time."""
    right = json.dumps(KUBERNETES)
    wrong = right
    for name, mistake in MISTAKES.items():
        assert f'"{name}"' in wrong
        wrong = wrong.replace(f'"{name}"', f'"{mistake}"')
    return json.loads(node("check_manifests.mjs", f'{{"right": {right}, "wrong": {wrong}}}')[1])


def test_kubernetes_knows_every_field(found):
    assert found["right"] == []


def test_kubernetes_would_find_a_mistake(found):
    text = "\n".join(found["wrong"])
    assert [mistake for mistake in MISTAKES.values() if mistake not in text] == []


def test_the_pod_may_do_next_to_nothing():
    pod, container = POD["securityContext"], CONTAINER["securityContext"]
    assert pod["runAsNonRoot"] and pod["runAsUser"] == pod["fsGroup"] == USER
    assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                         "capabilities": {"drop": ["ALL"]}}
    assert POD["automountServiceAccountToken"] is False


def test_the_pod_is_given_the_time_to_end():
    pause = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["terminationGracePeriodSeconds"] > pause + STOP_SECONDS
    start = CONTAINER["startupProbe"]
    assert start["periodSeconds"] * start["failureThreshold"] == 300  # the unit's TimeoutStartSec


def test_services_policy_and_monitor_lead_to_the_pod():
    labels = manifest("StatefulSet")["spec"]["template"]["metadata"]["labels"]
    ports = {port["name"] for port in CONTAINER["ports"]}
    services = [each for each in KUBERNETES if each["kind"] == "Service"]
    for service in services:
        assert service["spec"]["selector"] == labels
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
    policy = manifest("NetworkPolicy")["spec"]
    assert policy["podSelector"] == {"matchLabels": labels}
    assert {port["port"] for rule in policy["ingress"] for port in rule["ports"]} == ports
    monitor = manifest("ServiceMonitor")["spec"]
    chosen = [each for each in services
              if monitor["selector"]["matchLabels"].items() <= each["metadata"]["labels"].items()]
    assert [each["metadata"]["name"] for each in chosen] == ["readcountd"]
    assert chosen[0]["metadata"]["labels"][monitor["jobLabel"]] == "readcountd"
    assert monitor["endpoints"][0]["port"] in {port["name"] for port in chosen[0]["spec"]["ports"]}


def test_the_manifests_do_not_start_before_they_are_changed(tmp_path):
    """A token that is known, or a network of proxies that is not the cluster's, would do harm."""
    token, path = tmp_path / "token", tmp_path / "readcountd.toml"
    settings = manifest("ConfigMap")["data"]["readcountd.toml"]
    mounted = "/run/secrets/readcount/token"
    assert mounted in settings
    settings = settings.replace(mounted, str(token))
    secret = manifest("Secret")["stringData"]

    def complains(text, holds):
        path.write_text(text)
        token.write_text(holds)
        return complaint(path, READCOUNT_REDIS=secret["redis"])

    changed = settings.replace("the ingress controller's", "10.244.0.0/16")
    assert "trusted-proxy" in complains(settings, "0" * 64)
    assert "fill it with" in complains(changed, secret["token"])
    assert complains(changed, "0" * 64) == ""
    top = (ROOT / "deploy/kubernetes/readcount.yaml").read_text("utf-8").split("apiVersion")[0]
    for name in ("site", "trusted-proxy", "token", "redis", "image"):
        assert re.search(rf"^#   {name} ", top, re.M), name


@pytest.fixture
def volume():
    """As Kubernetes lays it out; not in pytest's directories, which are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="rc-", dir="/tmp") as directory:
        pathlib.Path(directory).chmod(0o755)
        path = pathlib.Path(directory) / "volume"
        path.mkdir()
        (path / "lost+found").mkdir(mode=0o700)
        os.chown(path, 0, USER)
        path.chmod(0o2775)
        yield path


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to give a directory away")
def test_a_volume_as_kubernetes_lays_it_out_is_taken(volume, new_daemon):
    daemon = new_daemon(state_dir=volume)
    daemon.arguments = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups",
                        "--no-new-privs", "--bounding-set=-all", *daemon.arguments]
    daemon.start()
    assert daemon.ping("http://localhost/a").json()["views"] == 1
    assert (volume / "journal").stat().st_uid == USER
