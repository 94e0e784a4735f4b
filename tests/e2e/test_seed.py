"""The page that this project started from: a Sputnik report on a site that credits it, among menus and see-also links."""

import pytest

# Where the body begins and ends on the page; the credit stands within.
BODY_BEGINS, CREDIT, BODY_ENDS = "NATO will never cut-off", "Axar.az informs citing Sputnik.", "\n\nDate\n"


@pytest.fixture(scope="module")
def page(data):
    path = data / "seed/axar-281811.txt"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def articles(page):
    body = page[page.index(BODY_BEGINS):page.index(BODY_ENDS)].replace(CREDIT, "")
    wire = {"id": "wire", "text": body, "source": "sputniknews.com"}
    copy = {"id": "page", "text": page, "source": "en.axar.az"}
    return wire, copy


DATES = {"undated": (None, None), "dated": ("2018-06-07T11:00Z", "2018-06-07T11:44+04:00")}


@pytest.mark.parametrize("wire_first", [True, False])
@pytest.mark.parametrize("dates", DATES)
def test_the_page_is_syndicated_from_sputnik(connection, page, articles, dates, wire_first):
    wire, copy = ({**article, "published": date} for article, date in zip(articles, DATES[dates]))
    for article in (wire, copy) if wire_first else (copy, wire):
        answer = connection.call("add", **article)
    assert answer["verdict"] == "syndicated"
    assert answer["matches"][0]["id"] == ("wire" if wire_first else "page")
    assert answer["original"] == {"id": "wire", "reason": "credited"}
    found = connection.call("get", id="page")["answer"]
    assert found["original"]["id"] == "wire"
    (credit,) = found["attribution"]
    assert (credit["agency"], credit["cue"]) == ("Sputnik", "citing")
    start, end = credit["span"]
    assert page.encode()[start:end] == b"citing Sputnik"
    assert connection.call("story", id="page")["total"] == 2
