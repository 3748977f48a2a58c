"""Files of three studies in every shape, and what is read of them."""

import gzip
import io
import zipfile

import orjson

from harvester.record import Record
from harvester.sources.files import read_paths
from harvester.sources.streams import parsed
from tests.sources.documents import make_study

STUDIES = [make_study(number) for number in (1, 2, 3)]
IDS = ["NCT00000001", "NCT00000002", "NCT00000003"]
PAGE = {"totalCount": 3, "studies": STUDIES, "nextPageToken": "abc"}


def read(*paths):
    return list(parsed(read_paths(paths)))


def ids_of(items):
    return [
        item.study["protocolSection"]["identificationModule"]["nctId"]
        for item in items
        if isinstance(item, Record)
    ]


def kinds_of(items):
    return [type(item).__name__ for item in items]


def lines(*values):
    return b"\n".join(map(orjson.dumps, values))


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, payload in members.items():
            archive.writestr(name, payload)
    return buffer.getvalue()


SHAPES = {
    "page": orjson.dumps(PAGE),
    "page, indented": orjson.dumps(PAGE, option=orjson.OPT_INDENT_2),
    "page, one study a line": b'{"studies":['
    + b",\n".join(map(orjson.dumps, STUDIES))
    + b'],"nextPageToken":"a"}',
    "array": orjson.dumps(STUDIES),
    "lines": lines(*STUDIES),
    "lines of pages": lines({"studies": STUDIES[:2]}, {"studies": STUDIES[2:]}),
    "lines with blanks and CRLF": b"\r\n\r\n".join(map(orjson.dumps, STUDIES)) + b"\r\n",
    "byte order mark": b"\xef\xbb\xbf" + orjson.dumps(PAGE),
    "UTF-16 of a Windows shell": orjson.dumps(PAGE).decode().encode("utf-16"),
    "gzip": gzip.compress(orjson.dumps(PAGE)),
    "gzip of lines": gzip.compress(lines(*STUDIES)),
    "zip of studies": zipped(
        {f"{id}.json": orjson.dumps(study) for id, study in zip(IDS, STUDIES, strict=True)}
    ),
    "zip of a page": zipped({"folder/page.json": orjson.dumps(PAGE)}),
    "zip of a gzip": zipped({"page.json.gz": gzip.compress(orjson.dumps(PAGE))}),
    "zip of a zip": zipped({"inner.zip": zipped({"page.json": orjson.dumps(PAGE)}, zipfile.ZIP_STORED)}),
    "gzip of a zip": gzip.compress(zipped({"page.json": orjson.dumps(PAGE)})),
    "zip by LZMA": zipped({"page.json": orjson.dumps(PAGE)}, zipfile.ZIP_LZMA),
}
