"""RTF 1.9: its paragraphs and tables, and the HTML that mail programs hide in it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from engine.documents.building import MAX_TABLE_COLUMNS, Budget, PageBuilder, Rows
from engine.documents.text.html import add_html
from engine.types import UnreadableDocument

NESTED = "The RTF has groups inside groups that go too deep."

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<byte>[0-9A-Fa-f]{2})"
    rb"|\\(?P<sign>[^A-Za-z])"
    rb"|(?P<group>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_MAX_NESTING = 2_000
_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "par": "\n",
    "sect": "\n",
    "page": "\n",
    "column": "\n",
    "nestcell": "\t",
    "nestrow": "\n",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
_SIGNS = {b"~": "\xa0", b"_": "-", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
_UNSEEN = frozenset(
    [
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "fldinst", "listtable"),
        *("listoverridetable", "rsidtbl", "generator", "themedata", "colorschememapping", "xe"),
        *("datastore", "latentstyles", "xmlnstbl", "shprslt", "sp", "nonshppict", "ftnsep", "tc"),
        *("ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "filetbl", "revtbl", "atnid"),
        *(
            "atnauthor",
            "annotation",
            "nonesttables",
            "mmathPr",
            "bkmkstart",
            "bkmkend",
            "atrfstart",
        ),
    ]
)
_SEEN_THOUGH_OPTIONAL = frozenset(["htmltag", "shpinst", "nesttableprops", "pnseclvl"])
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


def read_rtf(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The document as one page.

    Raises:
        UnreadableDocument: groups are nested too deep.
    """
    page = PageBuilder(budget)
    add_rtf(data, page)
    return [page]


def add_rtf(data: bytes, page: PageBuilder) -> None:
    """Add what a word processor, or of a mail's HTML a browser, shows of an RTF.

    Raises:
        UnreadableDocument: groups are nested too deep.
    """
    reader = _Reader(page, is_html=b"\\fromhtml" in data[:1_000])
    reader.read(data)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits, and loses at its end."""

    is_optional: bool = False
    """The group is for programs that know its first word."""
    is_unseen: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    is_instead_of_html: bool = False
    codec: str = "cp1252"
    fallback: int = 1
    """So many characters follow each Unicode one, for programs that don't know it."""


@dataclass(slots=True)
class _Cell:
    """What a row says of one of its cells: whether it goes on from the left or from above."""

    goes_on_left: bool = False
    goes_on_above: bool = False


@dataclass(slots=True)
class _Reader:
    page: PageBuilder
    is_html: bool
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    """Bytes of the current code page, of which two may be one character."""
    fallback_left: int = 0
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    code_page: str = "cp1252"
    parts: list[str] = field(default_factory=list)
    characters: int = 0
    in_row: bool = False
    cells: list[_Cell] = field(default_factory=list)
    cell: _Cell = field(default_factory=_Cell)
    texts: list[str] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)

    def read(self, data: bytes) -> None:
        at = 0
        while token := _TOKEN.search(data, at):
            at = token.end()
            if token["text"] is not None:
                self._add_bytes(token["text"])
            elif token["byte"] is not None:
                self._add_bytes(bytes.fromhex(token["byte"].decode()))
            elif token["word"] == b"bin":
                at += max(int(token["number"] or 0), 0)
            else:
                self._flush()
                self._control(token)
        self._flush()
        if self.is_html:
            add_html(self._taken(), self.page)
            return
        if self.texts:
            self._end_row()
        self._end_table()
        self._end_text()

    def _control(self, token: re.Match[bytes]) -> None:
        if token["word"] is not None:
            number = token["number"]
            self._word(token["word"].decode(), None if number is None else int(number))
            return
        self.fallback_left = 0
        mark = token["group"] or token["sign"]
        if mark == b"{" and token["group"]:
            if len(self.stack) >= _MAX_NESTING:
                raise UnreadableDocument(NESTED)
            self.stack.append(self.state)
        elif mark == b"}" and token["group"]:
            self.state = self.stack.pop() if self.stack else self.state
        elif mark == b"*":
            self.state = replace(self.state, is_optional=True)
        else:
            self._add(_SIGNS.get(mark, ""))

    def _word(self, word: str, number: int | None) -> None:
        if word in _UNSEEN or (self.state.is_optional and word not in _SEEN_THOUGH_OPTIONAL):
            self.state = replace(self.state, is_unseen=True)
        self.state = replace(self.state, is_optional=False)
        if word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in _TABLE:
            self._table_word(word)
        elif word in _SETTINGS:
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        match word:
            case "u":
                self._add(chr((number or 0) & 0xFFFF))
                self.fallback_left = self.state.fallback
            case "uc":
                self.state = replace(self.state, fallback=max(number or 0, 0))
            case "f":
                self.font = number or 0
                self.state = replace(self.state, codec=self.fonts.get(self.font, self.code_page))
            case "fcharset":
                self.fonts[self.font] = _CHARSETS.get(number or 0, self.code_page)
            case "ansicpg":
                self._set_code_page(f"cp{number}")
            case "v":
                self.state = replace(self.state, is_hidden=number != 0)
            case "deleted":
                self.state = replace(self.state, is_deleted=number != 0)
            case "htmlrtf":
                self.state = replace(self.state, is_instead_of_html=number != 0)
            case _:
                self.state = replace(self.state, is_hidden=False, is_deleted=False)

    def _set_code_page(self, name: str) -> None:
        try:
            codecs.lookup(name)
        except LookupError:
            return
        self.code_page = name
        self.state = replace(self.state, codec=name)

    def _table_word(self, word: str) -> None:
        if self.state.is_unseen:
            return
        match word:
            case "intbl":
                self._begin_row()
            case "trowd":
                self._begin_row()
                self.cells, self.cell = [], _Cell()
            case "clmrg":
                self.cell.goes_on_left = True
            case "clvmrg":
                self.cell.goes_on_above = True
            case "cellx":
                self.cells.append(self.cell)
                self.cell = _Cell()
            case "cell":
                self.texts.append(self._taken().strip())
            case _:
                self._end_row()

    def _begin_row(self) -> None:
        if not self.in_row:
            self._end_text()
        self.in_row = True

    def _end_row(self) -> None:
        self.in_row = False
        self.rows.start()
        for index, text in enumerate(self.texts[:MAX_TABLE_COLUMNS]):
            described = self.cells[index] if index < len(self.cells) else _Cell()
            if described.goes_on_above and not text:
                self.rows.repeat()
            else:
                self.rows.add("" if described.goes_on_left else text)
        self.texts = []

    def _add_bytes(self, data: bytes) -> None:
        dropped = min(self.fallback_left, len(data))
        self.fallback_left -= dropped
        self.raw += data[dropped:]

    def _flush(self) -> None:
        if self.raw:
            text = self.raw.decode(self.state.codec, errors="replace")
            self.raw.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        state = self.state
        if state.is_unseen or state.is_hidden or state.is_deleted or state.is_instead_of_html:
            return
        self.characters += len(text)
        self.page.budget.check_characters(self.characters)
        if not self.in_row and text.strip():
            self._end_table()
        self.parts.append(text)

    def _taken(self) -> str:
        # characters beyond the first plane come in two halves
        text = "".join(self.parts).encode("utf-16-le", "surrogatepass")
        self.parts = []
        return text.decode("utf-16-le", "replace")

    def _end_text(self) -> None:
        if self.parts:
            self._end_table()
            self.page.add_text(self._taken().removesuffix("\n"))

    def _end_table(self) -> None:
        if rows := self.rows.taken():
            self.page.add_table(rows)


_TABLE = frozenset(["intbl", "trowd", "clmrg", "clvmrg", "cellx", "cell", "row"])
_SETTINGS = frozenset(["u", "uc", "f", "fcharset", "ansicpg", "v", "deleted", "htmlrtf", "plain"])
