from pathlib import PurePosixPath, PureWindowsPath


def clean_file_name(name: str | None) -> str:
    """The bare name of an upload: no folders, no control characters, at most 255 long."""
    bare = PurePosixPath(PureWindowsPath(name or "").name).name
    bare = "".join(character for character in bare if character.isprintable()).strip()
    return bare[-255:] or "document"
