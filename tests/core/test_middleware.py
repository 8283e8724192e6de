"""What travels: compressed words, padded so that their length tells nothing."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.middleware import CompressText

WORDS = "ພົນລະເມືອງລາວຢູ່ຕ່າງປະເທດ " * 40


def answer(response, accepts="gzip, br"):
    return CompressText(lambda _request: response)(
        RequestFactory().get("/", headers={"accept-encoding": accepts})
    )


def test_words_arrive_compressed_and_whole():
    sent = answer(HttpResponse(WORDS, headers={"ETag": '"a"'}))
    assert gzip.decompress(sent.content).decode() == WORDS
    assert len(sent.content) < len(WORDS)
    assert sent.headers["Content-Length"] == str(len(sent.content))
    assert sent.headers["Vary"] == "Accept-Encoding"
    assert sent.headers["ETag"] == 'W/"a"'


def test_the_same_words_do_not_always_weigh_the_same():
    assert len({len(answer(HttpResponse(WORDS)).content) for _ in range(40)}) > 5


@pytest.mark.parametrize(
    ("response", "accepts"),
    [
        (HttpResponse(WORDS), ""),
        (HttpResponse("short"), "gzip"),
        (HttpResponse(WORDS, content_type="application/pdf"), "gzip"),
        (HttpResponse(WORDS, headers={"Content-Encoding": "br"}), "gzip"),
        (StreamingHttpResponse([WORDS]), "gzip"),
    ],
)
def test_what_is_better_left_alone(response, accepts):
    before = response.headers.get("Content-Encoding")
    assert answer(response, accepts).headers.get("Content-Encoding") == before
