"""What downloads are called. Addresses are permanent, and a file can be told from others wherever it is saved."""

from werkmonitor.publish.downloads.texts import DIALECTS


def file_name(edition: str, suffix: str = "", extension: str = "csv") -> str:
    """suffix: of a page, a figure on it, a dialect: '-zorgstart', '-komma'.

    >>> file_name("2022-11", "-zorgstart", "xlsx")
    'cijfers-2022-11-zorgstart.xlsx'
    """
    return f"cijfers-{edition}{suffix}.{extension}"


def edition_names(edition: str) -> dict[str, str]:
    """What readers are offered of an edition: in words → the name of the file."""
    texts = {f"CSV ({dialect.name})": file_name(edition, dialect.suffix) for dialect in DIALECTS}
    return texts | {"Excel": file_name(edition, "", "xlsx")}


def metadata_name(file: str) -> str:
    """Of what the columns of a CSV are: where the standard looks for it."""
    return f"{file}-metadata.json"
