from itertools import chain

from walking import walk


def test_a_search_finds_words_in_any_form(names, make_product):
    make_product(name="Brass lamps", description="Shines brightly.")
    make_product(name="Spade", description="Digs.")

    assert names("?q=lamp") == ["Brass lamps"]
    assert names("?q=shining") == ["Brass lamps"]
    assert names("?q=brass+spade") == []
    assert names('?q="brass lamps"') == ["Brass lamps"]
    assert names("?q=-lamp") == ["Spade"]


def test_a_search_shows_the_best_first(names, make_product):
    make_product(name="Oak lamp", description="A lamp for any lamp lover.")
    make_product(name="Lantern", description="Better than a lamp.")

    assert names("?q=lamp") == ["Oak lamp", "Lantern"]
    assert names("?q=lamp&ordering=name") == ["Lantern", "Oak lamp"]


def test_a_search_is_paged_by_rank(reader, make_product):
    for number in range(5):
        make_product(name=f"Lamp {number}", description="lamp " * (number % 3))

    pages = walk(reader, "/api/products/?q=lamp&limit=2", "next")

    assert [list(chain(*pages))] == walk(reader, "/api/products/?q=lamp", "next")
    assert len({id_ for page in pages for id_ in page}) == 5


def test_a_search_shows_no_drafts(names, draft):
    assert names("?q=secret") == []
