"""Going through a list by its pages' own links."""


def walk(client, url, link):
    """Return the pages from this one on, by following its links."""
    pages = []
    while url:
        page = client.get(url).json()
        pages.append([row["id"] for row in page["results"]])
        url = page[link]
    return pages
