"""The manifests of ops/k8s/: what the services are told there, and that they run as nobody special."""

import re
from typing import Any

import pytest
import yaml
from source import ROOT, class_fields

from stack.settings import SERVICES

FOLDER = ROOT / "ops" / "k8s"
ENVIRONMENT = ROOT / "coatcheck" / "src" / "coatcheck" / "service" / "environment.py"
README = (FOLDER / "README.md").read_text()


@pytest.fixture(params=SERVICES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def objects(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((FOLDER / f"{name}.yaml").read_text()))


@pytest.fixture
def pods(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each["spec"]["template"]["spec"] for each in objects if each["kind"] in ("Deployment", "Job")]


def test_a_service_is_told_what_it_must_know_and_nothing_it_does_not(name: str, objects: list[dict[str, Any]]) -> None:
    prefix = f"{name.upper()}_"
    data = next(each["data"] for each in objects if each["kind"] == "ConfigMap")
    secret = re.findall(r"^CATALOG_(\w+)=", README, re.MULTILINE)
    told = {each.removeprefix(prefix) for each in data if each.startswith(prefix)} | set(secret)

    known = class_fields(ENVIRONMENT, "Environment") | class_fields(ROOT / name / name / "settings.py", None)

    required = {field.upper() for field, has_default in known.items() if not has_default}
    assert required <= told <= {field.upper() for field in known}


def test_no_secret_stands_in_a_manifest(objects: list[dict[str, Any]]) -> None:
    assert "Secret" not in {each["kind"] for each in objects}
    assert not any("SECRET" in key for each in objects for key in each.get("data", {}))


def test_nothing_runs_as_root_or_writes_to_its_image(pods: list[dict[str, Any]]) -> None:
    assert len(pods) == 3
    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_the_probes_ask_by_a_name_the_service_answers_to(name: str, objects: list[dict[str, Any]]) -> None:
    hosts = next(each["data"] for each in objects if each["kind"] == "ConfigMap")[f"{name.upper()}_HOSTS"].split()
    served = next(each for each in objects if each["kind"] == "Deployment" and each["metadata"]["name"] == name)
    [container] = served["spec"]["template"]["spec"]["containers"]

    for probe, path in (("readinessProbe", "/readyz"), ("livenessProbe", "/livez")):
        asked = container[probe]["httpGet"]
        assert asked["path"] == path
        assert asked["httpHeaders"][0]["value"] in hosts


def test_images_have_the_version_of_the_project(name: str, pods: list[dict[str, Any]]) -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / name / "pyproject.toml").read_text(), re.MULTILINE)

    images = {container["image"].rpartition("/")[2] for pod in pods for container in pod["containers"]}

    assert version
    assert images == {f"coatcheck-{name}:{version[1]}"}
