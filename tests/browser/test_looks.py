"""Every page in light and dark, on a desk and on a phone: nothing that axe finds serious, nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from watching import visit

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("service", ["catalog", "billing"])
def test_every_page_looks_cared_for(person, services, shots, service, scheme, size):
    page = person(viewport=SIZES[size], color_scheme=scheme)
    foreign = []
    page.on("request", lambda request: foreign.append(request.url) if not is_ours(request.url) else None)
    where = services[service]
    faults = {}

    page.goto(f"{where.url}/api/docs/")
    page.screenshot(path=shots / f"{service}-docs-{scheme}-{size}.png", full_page=True)  # the markup is Swagger UI's
    for name, url in {"start": f"{where.url}/", "refused": where.me, "failed": f"{where.url}/oidc/callback/"}.items():
        page.goto(url)
        faults[name] = look(page, shots / f"{service}-{name}-{scheme}-{size}.png")
    visit(page, where.read, "alice")
    faults["list"] = look(page, shots / f"{service}-list-{scheme}-{size}.png")
    page.get_by_role("button", name="Sign out", exact=True).click()
    faults["signed-out"] = look(page, shots / f"{service}-signed-out-{scheme}-{size}.png")

    assert not any(faults.values()), faults
    assert not foreign


def look(page, path) -> list[str]:
    """Take a picture, and return what is wrong with the page."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=True)
    found = Axe().run(page).response["violations"]
    faults = [
        f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return faults + (["wider than the screen"] if wide else [])


def is_ours(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", None)
