"""Real files damaged at random."""

from __future__ import annotations

import random

from tests.engine.documents.files import unzipped, zipped

TOKENS = (
    b"\0",
    b"\xff\xfe",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"endobj",
    b"stream",
    b"<table><tr><td>",
    b"<!ENTITY",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"2147483648",
    b"-1",
    b"\xf0\x9f\x92\xa9",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with some bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        at = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 4, 64, 1024))
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = chance.choice(TOKENS)
            case _:
                changed[at : at + length] = chance.randbytes(length)
    return bytes(changed)


def mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """One member of a container mutated: changed bytes of the container itself fail its checks."""
    members = unzipped(data)
    name = chance.choice(sorted(members))
    return zipped({**members, name: mutated(members[name], chance)})
