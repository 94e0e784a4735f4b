"""Each error of each method: the name, what the message says, and that the connection goes on."""

import pytest

from rpc import request
from words import article, text

LONG = "x" * 4097
FAULTS = [
    ("hello", {"protocol": 2}, "bad_value", "params.protocol: version 2"),
    ("hello", {"protocol": "1"}, "wrong_type", "params.protocol: a whole number is wanted, not a string"),
    ("ping", {"a": 1}, "unknown_key", '"a" is no key here'),
    ("add", {"text": "a"}, "missing_key", "params.id is missing"),
    ("add", {"id": "a"}, "missing_key", "params.text is missing"),
    ("add", {"id": "", "text": "a"}, "missing_key", "id: missing or empty"),
    ("add", {"id": "a", "text": ""}, "empty_text", "no words"),
    ("add", {"id": "a", "text": "?! ... -- '"}, "empty_text", "no words"),
    ("add", {"id": "a", "text": 7}, "wrong_type", "params.text: a string is wanted, not a number"),
    ("add", {"id": 7, "text": "a"}, "wrong_type", "params.id: a string is wanted, not a number"),
    ("add", {"id": "a", "text": b"a"}, "wrong_type", "params.text: a string is wanted, not binary"),
    ("add", {"id": "a", "text": None}, "wrong_type", "params.text: a string is wanted, not nil"),
    ("add", {"id": "a", "text": "a", "source": ["x"]}, "wrong_type", "params.source: a string is wanted, not an array"),
    ("add", {"id": "a", "text": "a", "replace": 1}, "wrong_type", "params.replace: true or false"),
    ("add", {"id": "a", "text": "a", "body": "a"}, "unknown_key", '"body" is no key here: id, text, source'),
    ("add", {"id": "a", "text": "a", "published": "4 March"}, "bad_value", '"4 March" is no date'),
    ("add", {"id": "x" * 513, "text": "a"}, "limit_exceeded", "id: 513 bytes are more than the limit of 512"),
    ("add", {"id": "a", "text": "a " * 2097153}, "limit_exceeded", "text: 4194306 bytes are more than the limit of 4194304"),
    ("add", {"id": "a", "text": "a", "same_story_as": "x" * 513}, "limit_exceeded", "same_story_as: 513 bytes are more than the limit of 512"),
    *(("add", {"id": "a", "text": "a", key: LONG}, "limit_exceeded", f"{key}: 4097 bytes")
      for key in ("source", "published", "url", "title", "lang")),
    ("add", {"id": "there", "text": "another"}, "exists", 'id "there" is taken'),
    ("add_many", {}, "missing_key", "params.articles is missing"),
    ("add_many", {"articles": []}, "limit_exceeded", '"add_many"'),
    ("add_many", {"articles": [{}] * 513}, "limit_exceeded", '"add_many", are wanted, not 513'),
    ("add_many", {"articles": {}}, "wrong_type", "params.articles: an array is wanted, not a map"),
    ("check", {"id": "a"}, "missing_key", "params.text is missing"),
    ("check", {"text": "a", "replace": True}, "unknown_key", '"replace" is no key here'),
    ("check", {"text": "..."}, "empty_text", "no words"),
    ("get", {}, "missing_key", "params.id is missing"),
    ("get", {"id": "none"}, "not_found", '"none"'),
    ("get", {"id": ["none"]}, "wrong_type", "params.id"),
    ("story", {"id": "none"}, "not_found", '"none"'),
    ("story", {"id": "there", "after": -1}, "bad_value", "params.after: a number in 0 .. 18446744073709551615"),
    ("story", {"id": "there", "after": 1.5}, "wrong_type", "params.after: a whole number"),
    ("remove", {"id": "none"}, "not_found", '"none"'),
    ("remove", {"key": "there"}, "unknown_key", '"key" is no key here: id'),
    ("fingerprint", {"text": "."}, "empty_text", "no words"),
    ("fingerprint", {"text": "a " * 2097153}, "limit_exceeded", "4194304"),
    ("compare", {"new": "there"}, "missing_key", "params.old is missing"),
    ("compare", {"new": "there", "old": "none"}, "not_found", '"none"'),
    ("compare", {"new": "none", "old": "there"}, "not_found", '"none"'),
    ("stats", {"all": True}, "unknown_key", '"all" is no key here'),
    ("watch", {"verdicts": ["copied"]}, "bad_value", "params.verdicts[0]"),
    ("watch", {"verdicts": ["near", 3]}, "bad_value", "params.verdicts[1]"),
    ("watch", {"verdicts": "near"}, "wrong_type", "params.verdicts: an array is wanted, not a string"),
    ("watch", {"source": LONG}, "limit_exceeded", "params.source: 4097 bytes"),
    ("adds", {}, "unknown_method", '"adds"'),
    ("", {}, "unknown_method", '""'),
]


def test_errors(connection):
    connection.call("add", id="there", text=text(1))
    for method, params, name, message in FAULTS:
        fault = connection.fault(method, params)
        assert fault.name == name and message in fault.message, (method, str(params)[:100], fault)
        assert connection.ask("ping") == {}
    assert connection.ask("stats")["articles"] == 1


@pytest.mark.parametrize("params, message", [
    ([[]], "params: a map is wanted, not an array"),
    ([5], "params: a map is wanted, not a number"),
    ([{}, {}], "params: an array of one map is wanted"),
    ([{7: "a"}], "params: a key is a number; keys are strings"),
    ([{b"id": "a"}], "params: a key is binary; keys are strings"),
])
def test_params_that_are_not_one_map(connection, params, message):
    fault = connection.fault("add", *params)
    assert fault.name == "wrong_type" and fault.message == message


# 0x82 is a map of two pairs, 0xa1 a string of one byte.
@pytest.mark.parametrize("params, name, message", [
    (b"\x83\xa2id\xa1a\xa2id\xa1b\xa4text\xa1x", "repeated_key", "params.id is given twice"),
    (b"\x82\xa2id\xa1a\xa4text\xa5one \xff", "invalid_utf8", "byte 4"),
    (b"\x82\xa2id\xa2a\xff\xa4text\xa1x", "invalid_utf8", "id"),
    (b"\x83\xa2id\xa1a\xa4text\xa1x\xa6source\xa3xy\xc3", "invalid_utf8", "source"),
    (b"\x82\xa2id\xa1a\xa4text\xa4\xf4\x90\x80\x80", "invalid_utf8", "byte 0"),
])
def test_bytes_that_no_library_packs(connection, params, name, message):
    connection.send(b"\x94\x00\x01\xa3add\x91" + params)
    number, error = connection.read()[1:3]
    assert number == 1 and error[1] == name and message in error[2], error
    assert connection.ask("stats")["articles"] == 0


def test_full_corpus(start):
    with start("--max-articles", 2).connect() as connection:
        connection.call("add", **article(1))
        connection.call("add", **article(2))
        fault = connection.fault("add", article(3))
        assert fault.name == "limit_exceeded" and "--max-articles" in fault.message
        connection.call("remove", id="a1")
        assert connection.call("add", **article(3))["seq"] == 3


def test_id_of_a_request_may_be_any(connection):
    for number in (0, 127, 128, 255, 65535, 65536, 4294967295):
        connection.send(request(number, "ping"))
        assert connection.read() == [1, number, None, {}]
