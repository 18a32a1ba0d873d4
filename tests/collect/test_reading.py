"""What goes in is what comes out plus what was refused, for every kind of file and every way to break it."""

import csv
import gzip
import io
import json
import time
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.collect import Source, guess, read_listings
from lycaon.collect import bounded as bounded_module
from lycaon.errors import FormatError
from lycaon.values.listing import Listing, Rejected

ROWS = [
    {
        "id": "1",
        "title": "Griechische Landschildkröte",
        "description": "zwei Nachzuchten, 120 €",
        "preis": "120 €",
    },
    {"id": "2", "title": "слоновая кость", "description": "старинная", "preis": ""},
    {"id": "3", "title": "🐘 box", "description": 'line one\nline two; with, marks "quoted"', "preis": "£40"},
]


def write_jsonl(path: Path) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return path


def write_csv(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(ROWS[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [list(ROWS[0]), *[list(row.values()) for row in ROWS]]:
        sheet.append(row)
    book.save(path)
    return path


def write_parquet(path: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(ROWS), path)
    return path


def write_array(path: Path) -> Path:
    path.write_text(json.dumps(ROWS, indent=2), encoding="utf-8")
    return path


def write_gzip(path: Path) -> Path:
    path.write_bytes(gzip.compress(write_jsonl(path.with_suffix(".plain")).read_bytes()))
    return path


def read(path: Path, **options: object) -> list[Listing | Rejected]:
    return list(read_listings(Source(path, **options)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.jsonl", write_jsonl),
        ("a.json", write_array),
        ("a.jsonl.gz", write_gzip),
        ("a.csv", write_csv),
        ("semicolon.csv", lambda path: write_csv(path, delimiter=";")),
        ("a.tsv", lambda path: write_csv(path, delimiter="\t")),
        ("bom.csv", lambda path: write_csv(path, encoding="utf-8-sig")),
        ("utf16.csv", lambda path: write_csv(path, encoding="utf-16")),
        ("a.xlsx", write_xlsx),
        ("a.parquet", write_parquet),
    ],
)
def test_every_kind_of_table_gives_the_same_listings(tmp_path: Path, name: str, write: object) -> None:
    found = read(write(tmp_path / name))  # type: ignore[operator]
    assert [(one.title, one.text, one.price) for one in found if isinstance(one, Listing)] == [
        (row["title"], row["description"], row["preis"]) for row in ROWS
    ]
    assert len(found) == len(ROWS)


PAGE = """<html lang="de"><head><title>Markt</title>{head}</head><body><nav>Start</nav><h1>Königspython 0.1</h1>
<p>Verkaufe eine weibliche Königspython, Nachzucht 2024, nur Abholung in Kassel.</p></body></html>"""
JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","sku":"77","name":"Königspython 0.1",
"description":"Nachzucht 2024","offers":{"@type":"Offer","price":"80.00","priceCurrency":"EUR","seller":{"@type":"Person","name":"echse77"}}}</script>"""
MICRODATA = """<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Königspython 0.1</b>
<span itemprop="description">Nachzucht 2024</span><meta itemprop="price" content="80.00"><meta itemprop="priceCurrency" content="EUR"></div>"""
OPEN_GRAPH = """<meta property="og:type" content="product"><meta property="og:title" content="Königspython 0.1">
<meta property="og:description" content="Nachzucht 2024"><meta property="product:price:amount" content="80.00">
<meta property="product:price:currency" content="EUR">"""


@pytest.mark.parametrize(
    ("head", "price"),
    [
        (JSON_LD, "80.00 EUR"),
        (MICRODATA, "80.00 EUR"),
        (OPEN_GRAPH, "80.00 EUR"),
        ("", ""),
        (JSON_LD.replace('"77"', '"77",,'), ""),
    ],
    ids=["json-ld", "microdata", "opengraph", "main text", "broken json-ld falls back"],
)
def test_pages_are_read_by_the_best_that_they_offer(tmp_path: Path, head: str, price: str) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(head=head), encoding="utf-8")
    [found] = read(tmp_path)
    assert isinstance(found, Listing)
    assert found.title == "Königspython 0.1"
    assert "Nachzucht 2024" in found.text
    assert found.price == price
    assert found.language == "de"


def test_a_folder_keeps_a_page_without_an_offer_as_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(head=JSON_LD), encoding="utf-8")
    (tmp_path / "b.html").write_text("<html><body></body></html>", encoding="utf-8")
    found = read(tmp_path)
    assert [one.code for one in found if isinstance(one, Rejected)] == ["no_offer"]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("name", "content", "listings", "codes"),
    [
        ("not json", b'{"title":"a"}\n{"title":\n{"title":"b"}\n', 2, ["bad_json"]),
        ("not an object", b'{"title":"a"}\n17\n', 1, ["not_a_record"]),
        ("no words", b'{"title":"a"}\n{"title":"  ","text":""}\n', 1, ["no_text"]),
        ("no end of line", b'{"title":"a"}\n{"title":"b"}', 2, []),
        (
            "one byte of another encoding",
            b'{"title":"a \xc3\xa4"}\n{"title":"b \xe4"}\n',
            1,
            ["bad_encoding"],
        ),
        (
            "an old encoding throughout",
            '{"title":"Schildkröte für größere Gärten und schöne Vögel"}\n'.encode("cp1252"),
            1,
            [],
        ),
        ("half a surrogate pair", b'{"title":"a \\ud83d b"}\n', 1, []),
        ("a null character", b'{"title":"a\\u0000b"}\n', 1, []),
        ("nested without end", b'{"title":' + b"[" * 100_000 + b"}\n", 0, ["bad_json"]),
        ("not a number", b'{"title":"a","price":NaN}\n', 1, []),
        ("blank lines", b'\n\n{"title":"a"}\n\n', 1, []),
        ("empty", b"", 0, []),
        ("an answer", b'{"total":2,"listings":[{"title":"a"},{"title":"b"}]}', 2, []),
        ("an answer, laid out", b'{\n  "listings": [\n    {"title":"a"},\n    {"title":"b"}\n  ]\n}\n', 2, []),
        ("an answer within an answer", b'{"status":"ok","data":{"page":1,"items":[{"title":"a"}]}}', 1, []),
        ("one answer a line", b'{"ads":[{"title":"a"}]}\n{"ads":[{"title":"b"},{"title":"c"}]}\n', 3, []),
        ("an answer with odd entries", b'{"ads":[{"title":"a"},{"title":""}]}', 1, ["no_text"]),
        ("one listing, laid out", b'{\n  "title": "a",\n  "text": "b"\n}\n', 1, []),
        ("photos are no listings", b'{"title":"a","photos":[{"url":"p.jpg"},{"url":"q.jpg"}]}', 1, []),
        ("cut short, then sound", b'{"title":"a",\n{"title":"b"}\n', 1, ["bad_json"]),
        ("a field without end", b'{"title":"' + b"x" * (2 * 1024 * 1024) + b'"}\n', 0, ["too_large"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_odd_json_lines(tmp_path: Path, name: str, content: bytes, listings: int, codes: list[str]) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    found = read(path)
    assert [one.code for one in found if isinstance(one, Rejected)] == codes
    assert sum(isinstance(one, Listing) for one in found) == listings


def test_a_line_without_end_is_refused_without_being_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_module, "LONGEST_LINE", 1_000_000)
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"title":"a"}\n{"title":"' + b"x" * 5_000_000 + b'"}\n{"title":"b"}\n')
    found = read(path)
    assert [one.title if isinstance(one, Listing) else one.code for one in found] == ["a", "too_large", "b"]
    assert all(len(one.raw) <= 64 * 1024 for one in found if isinstance(one, Rejected))


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_gzip_file_that_was_cut_gives_what_came_before(tmp_path: Path, kept: float) -> None:
    lines = b"".join(json.dumps({"title": f"tusk {n}", "text": str(n * 7919)}).encode() + b"\n" for n in range(3000))
    packed = gzip.compress(lines)
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(packed[: int(len(packed) * kept)])
    found = read(path)
    assert isinstance(found[-1], Rejected)
    assert found[-1].code == "truncated"
    titles = [one.title for one in found if isinstance(one, Listing)]
    assert titles == [f"tusk {n}" for n in range(len(titles))]
    assert len(titles) < 3000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", b"PAR1 and then nothing"),
        ("a.xlsx", b"PK\x03\x04 nothing"),
        ("a.wacz", b"PK nothing"),
        ("a.csv", b""),
        ("a.unknown", b"\x00\x01"),
    ],
)
def test_a_file_that_is_not_what_it_claims_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"a\."):
        read(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('title,text\n"a bow,b\nc,d\ne,f\n', ["open_quote", "c", "e"]),
        ('title,text\n"a bow,b\n' + "c,d\n" * 2500, ["open_quote", *["c"] * 2500]),
        ('title,text\na,"b\n"\nc,"d\n\n', ["a", "open_quote"]),
        ('title,text\na,"one\ntwo\n"', ["a"]),
        ("sep=;\ntitle;text\na, b;c\n", ["a, b"]),
        ("title;text\ra;b\rc;d", ["a", "c"]),
        ("\n\ntitle,text\na,b\n", ["a"]),
        ('title,text\na,"b\rc"\n', ["a"]),
    ],
)
def test_tables_as_people_save_them(tmp_path: Path, content: str, expected: list[str]) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content.encode())
    assert [one.title if isinstance(one, Listing) else one.code for one in read(path)] == expected


def test_a_small_table_that_was_cut_gives_what_came_before(tmp_path: Path) -> None:
    table = "title,text\n" + "".join(f"tusk {n},{n * 7919 % 1009}\n" for n in range(3000))
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(table.encode())[:-2000])
    *before, last = read(path)
    assert isinstance(last, Rejected)
    assert last.code == "truncated"
    assert len(before) > 500


def test_a_folder_without_pages_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    with pytest.raises(FormatError, match="no saved page"):
        read(tmp_path)


def test_a_row_with_too_many_cells_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("title,text\na,b\nc,d,e,f\ng,h\n", encoding="utf-8")
    found = read(path)
    assert [one.title if isinstance(one, Listing) else one.code for one in found] == ["a", "ragged_row", "g"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["Titel", "Beschreibung", "Preis"], {"title": "Titel", "text": "Beschreibung", "price": "Preis"}),
        (["Titre", "Descripción", "Цена"], {"title": "Titre", "text": "Descripción", "price": "Цена"}),
        (["标题", "描述", "价格"], {"title": "标题", "text": "描述", "price": "价格"}),
        (["tweet", "user"], {"text": "tweet", "seller": "user"}),
        (["name", "title"], {"title": "title"}),
        (["title", "price_amount", "posted_on"], {"title": "title", "price": "price_amount", "posted": "posted_on"}),
        (["foo"], {}),
    ],
)
def test_columns_are_guessed_from_their_names(columns: list[str], expected: dict[str, str]) -> None:
    assert guess(columns) == expected


def test_a_mapping_that_was_asked_for_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,ware\nx,Elfenbein\n", encoding="utf-8")
    [found] = read(path, asked={"title": "ware"})
    assert isinstance(found, Listing)
    assert found.title == "Elfenbein"


@pytest.mark.parametrize(
    ("asked", "word"), [({"titel": "title"}, "there is no field"), ({"title": "ware"}, "there is no column")]
)
def test_a_mapping_to_nothing_is_an_error_with_the_choices(tmp_path: Path, asked: dict[str, str], word: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title\nx\n", encoding="utf-8")
    with pytest.raises(FormatError, match=word):
        read(path, asked=asked)


def test_the_same_record_gets_the_same_id(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"title":"a","url":"https://x.example/1"}\n' * 2)
    first, second = read(path)
    assert isinstance(first, Listing)
    assert isinstance(second, Listing)
    assert first.id == second.id


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=200),
            st.text(max_size=200).map(lambda text: json.dumps({"title": text}).encode()),
        ),
        max_size=12,
    )
)
def test_no_bytes_are_lost_or_fatal(lines: list[bytes]) -> None:
    found = list(read_listings(Source(None), io.BytesIO(b"\n".join(lines))))
    written = [json.loads(line)["title"] for line in lines if line.startswith(b'{"title"')]
    titles = [one.title for one in found if isinstance(one, Listing)]
    # Every title with words in it comes back, unless a neighbour of random bytes changed the file's encoding.
    if all(line.startswith(b'{"title"') for line in lines):
        assert titles == [title.encode("utf-8", "replace").decode() for title in written if title.strip()]
    assert all(isinstance(one, Listing | Rejected) for one in found)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_survive_as_a_page(page: bytes) -> None:
    from lycaon.collect.pages import read_page

    found = read_page(b"<html>" + page, "https://x.example/")
    assert found is None or found["url"] == "https://x.example/"


def test_dead_letters_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"title":\n{"id":"7","title":"tusk"}\n17\n')
    refused = [one for one in read(path) if isinstance(one, Rejected)]
    mended = [refused[0].raw + '"mended"}', refused[1].raw]
    letters = tmp_path / "rejected.jsonl"
    letters.write_text(
        "\n".join(
            json.dumps({"where": "in", "code": "bad_json", "reason": "r", "hint": "h", "raw": raw}) for raw in mended
        )
    )
    first, second = read(letters, kind="rejected")
    assert isinstance(first, Listing)
    assert first.title == "mended"
    assert isinstance(second, Rejected)
    assert second.raw == "17"


def test_a_page_of_fifty_thousand_open_elements_is_no_offer_and_takes_no_time() -> None:
    from lycaon.collect.pages import read_page

    assert read_page(b"<html><h1>tusk</h1>" + b"<div>" * 50_000 + b"ivory " * 20, "https://x.example/") is None


@pytest.mark.parametrize(
    "repeated",
    [
        b"<script type=ld+json>",
        b"<scriptld+json",
        b"<script ld+json>{",
        b" ",
        b"\n ",
        b"\xc2\xa0",
        b"<!--",
        b"charset=",
        b"&amp",
    ],
)
@pytest.mark.parametrize("before", [b"<html><h1>tusk</h1><p>x", b"<script type=application/ld+json>"])
def test_a_page_that_repeats_itself_takes_time_in_proportion(before: bytes, repeated: bytes) -> None:
    """A megabyte of each took hours where something looked back over what it had seen."""
    from lycaon.collect.pages import read_account, read_page

    begun = time.process_time()
    page = before + repeated * (1_000_000 // len(repeated)) + b" ivory" * 20
    read_page(page, "https://x.example/")
    read_account(page)
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    "name", ["undefined", "idna", "punycode", "utf-7", "unicode_escape", "rot13", "zlib", "aliases", "x"]
)
def test_an_encoding_that_no_page_is_written_in_is_not_believed(name: str) -> None:
    from lycaon.collect.pages import decode

    assert decode(b"+2AA- \\ud800 xn--a", name) == "+2AA- \\ud800 xn--a"


def test_scripts_are_found_however_they_are_written() -> None:
    from lycaon.collect.pages import read_page

    words = b'{"@type":"Product","name":"Tusk"}'
    for page in (
        b"<p>ld+json</p><SCRIPT id=a TYPE='application/LD+JSON'>%s</SCRIPT>",
        b"<script>var a = 'ld+json'</script><script type=application/ld+json>{}</script><script ld+json>%s</script x>",
    ):
        found = read_page(page % words, "https://x.example/")
        assert found is not None
        assert found["title"] == "Tusk"
    assert read_page(b"<script type=application/ld+json>" + words, "https://x.example/") is None
