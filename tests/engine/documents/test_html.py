"""HTML: what a browser would show."""

from __future__ import annotations

import pytest

from tests.engine.documents.files import lines, read, sample


def shown(tmp_path, body: str) -> list[str]:
    return lines(read(tmp_path, f"<!doctype html><html><body>{body}</body></html>".encode()))


def test_blocks_are_set_apart_and_breaks_end_lines(tmp_path):
    assert shown(
        tmp_path, "<h1>Bill</h1><p>one <b>bold</b>\n  word<br>two</p><div>three</div>"
    ) == [
        "Bill",
        "",
        "one bold word",
        "two",
        "",
        "three",
    ]


def test_entities_are_the_characters_they_stand_for(tmp_path):
    assert shown(tmp_path, "<p>Total&nbsp;&euro;&#49;2 &amp; M&uuml;ller &lt;x&gt;</p>") == [
        "Total €12 & Müller <x>"
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>total = 99</script>",
        "<style>p { color: red }</style>",
        '<p style="display: none">99</p>',
        '<span style="color:red;VISIBILITY:hidden">99</span>',
        "<div hidden>99</div>",
        '<div style="max-height:0;overflow:hidden">99</div>',
        '<div style="font-size: 0px">99</div>',
        '<div style="mso-hide:all">99</div>',
        "<template><p>99</p></template>",
        "<!-- 99 -->",
        "<svg><text>99</text></svg>",
        '<input type="hidden" value="99">',
    ],
)
def test_what_is_hidden_is_not_read(tmp_path, hidden):
    assert shown(tmp_path, f"<p>seen</p>{hidden}") == ["seen"]


def test_tables_of_values_are_tables(tmp_path):
    document = read(
        tmp_path,
        b"<html><p>Items</p><table><tr><th>Item<th>Price</tr><tr><td>Shelf</td><td>12.50</td></tr>"
        b'<tr><td colspan="2">Total</td></tr></table>',
    )

    (table,) = document.pages[0].tables
    assert table.rows == (("Item", "Price"), ("Shelf", "12.50"), ("Total", ""))
    assert lines(document)[table.first_line - 1] == "Item\tPrice"


def test_tables_that_lay_out_the_page_are_not(tmp_path):
    document = read(
        tmp_path,
        b"<html><table><tr><td>Logo</td><td>Menu</td></tr><tr><td><table><tr><td>a</td><td>1</td>"
        b"</tr><tr><td>b</td><td>2</td></tr></table></td><td>aside</td></tr></table>",
    )

    assert [table.rows for table in document.pages[0].tables] == [(("a", "1"), ("b", "2"))]


def test_values_typed_into_fields_are_read(tmp_path):
    assert shown(
        tmp_path, '<p>Name <input value="Ada"> <textarea>line 1\nline 2</textarea></p>'
    ) == [
        "Name Ada line 1",
        "line 2",
    ]


def test_boxes_and_choices_are_shown_as_they_stand(tmp_path):
    assert shown(
        tmp_path,
        "<p><input type=checkbox checked> Tea <input type=checkbox> Milk</p>"
        "<p><input type=radio> yes <input type=radio checked> no</p>"
        "<p>Size <select><option>small<option selected>large</select>"
        " Colour <select><option>red<option>blue</select></p>",
    ) == ["☒ Tea ☐ Milk", "", "☐ yes ☒ no", "", "Size large Colour red"]


def test_cells_that_reach_over_rows_stand_in_each_row(tmp_path):
    document = read(
        tmp_path,
        b"<html><table><tr><th>Pallet<th>Item<th colspan=2>Size<th>Lot</tr>"
        b"<tr><td rowspan=2>P-1<td>A<td>1<td>2<td rowspan='3'>L-9</tr><tr><td>B<td>3<td>4</tr>"
        b"<tr><td>P-2<td>C<td>5<td>6</tr></table>",
    )

    (table,) = document.pages[0].tables
    assert table.rows == (
        ("Pallet", "Item", "Size", "", "Lot"),
        ("P-1", "A", "1", "2", "L-9"),
        ("P-1", "B", "3", "4", "L-9"),
        ("P-2", "C", "5", "6", "L-9"),
    )


def test_what_is_said_beside_rows_is_said_once(tmp_path):
    note = "a note that goes on for a while " * 4
    document = read(
        tmp_path,
        f"<html><table><tr><td rowspan=2>{note}<td>net<td>1</tr><tr><td>tax<td>2</tr>".encode(),
    )

    (table,) = document.pages[0].tables
    assert table.rows == ((note.strip(), "net", "1"), ("", "tax", "2"))


@pytest.mark.parametrize("rows", ["0", "2", "65534", "99999999999", "-1", "x"])
def test_cells_reach_no_further_than_the_table(tmp_path, rows):
    document = read(
        tmp_path,
        f"<html><table><tr><td rowspan={rows}>a<td>b</tr><tr><td>c<td>d</tr></table>".encode(),
    )

    assert len(document.pages[0].tables[0].rows) == 2


def test_the_foot_of_a_table_stands_below_its_body(tmp_path):
    document = read(
        tmp_path,
        b"<html><table><tfoot><tr><td>Total<td>9</tr></tfoot>"
        b"<tbody><tr><td>Oak<td>9</tr></tbody></table>",
    )

    assert document.pages[0].tables[0].rows == (("Oak", "9"), ("Total", "9"))


def test_preformatted_text_keeps_its_lines(tmp_path):
    assert shown(tmp_path, "<pre>one\ntwo</pre>") == ["one", "two"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "shift_jis"])
def test_the_declared_encoding_is_used(tmp_path, encoding):
    word = "カフェ" if encoding == "shift_jis" else "café"
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{word}</p></body></html>'

    assert lines(read(tmp_path, page.encode(encoding))) == [word]


def test_deep_nesting_is_read(tmp_path):
    assert shown(tmp_path, "<div>" * 5_000 + "deep" + "</div>" * 5_000) == ["deep"]


def test_unclosed_and_crossed_tags_are_read(tmp_path):
    assert shown(tmp_path, "<p>one<div><b>two</p></b><li>three") == [
        "one",
        "",
        "two",
        "",
        "three",
    ]


def test_the_sample_has_its_table(tmp_path):
    document = read(tmp_path, sample("bill_fr.html"), "bill_fr.html")

    assert document.mime_type == "text/html"
    assert document.pages[0].tables
