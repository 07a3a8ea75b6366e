"""Swagger UI signs in by the real code flow with PKCE, as the client `docs`, and its calls succeed afterwards."""

import pytest
from playwright.sync_api import expect
from watching import sign_in


@pytest.mark.parametrize("service", ["catalog", "billing"])
def test_authorizes_and_calls(person, services, service):
    page = person()
    page.goto(f"{services[service].url}/api/docs/")
    page.locator(".auth-wrapper .authorize").first.click()

    with page.expect_popup() as popup:
        page.locator(".auth-btn-wrapper .authorize").first.click()
    sign_in(popup.value, "alice")
    expect(page.locator(".auth-btn-wrapper")).to_contain_text("Logout")
    page.locator(".auth-btn-wrapper .btn-done").first.click()
    call(page, "/api/me/")

    expect(page.locator(".live-responses-table td.response-col_status:not(.col_header)").first).to_contain_text("200")
    expect(page.locator(".live-responses-table td.response-col_description:not(.col_header)").first).to_contain_text(
        '"client": "docs"'
    )


def test_says_which_scope_a_call_needs(person, services):
    page = person()

    page.goto(f"{services['catalog'].url}/api/docs/")
    block = page.locator(".opblock-post", has_text="/api/products/").first
    block.locator(".opblock-summary-control").click()

    expect(block).to_contain_text("catalog:write")
    expect(block).to_contain_text("catalog-editor")


def call(page, path: str) -> None:
    """Open an operation and send it."""
    block = page.locator(".opblock", has=page.locator(f"[data-path='{path}']")).first
    block.locator(".opblock-summary-control").click()
    block.locator("button.execute").click()
