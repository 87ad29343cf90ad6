import unicodedata

# control characters, lone surrogates, and the separators of lines and paragraphs
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
# they turn the direction of what follows, so that a name shows another ending than it has
_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_LONGEST = 255


def clean_file_name(name: str | None) -> str:
    """The name of an upload as it was sent, without folders and control characters.

    Of a long name the end is kept.
    """
    _, _, last = (name or "").replace("\\", "/").rpartition("/")
    bare = "".join(
        character
        for character in last
        if unicodedata.category(character) not in _CONTROLS
        and unicodedata.bidirectional(character) not in _DIRECTIONS
    )
    return bare[-_LONGEST:] if bare.strip(" .") else "document"
