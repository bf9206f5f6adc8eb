"""Tables as values: what the writers of this folder put into files. Standard library only."""

from dataclasses import dataclass, field

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(stem):
    """A unified social credit code of a fictional body: 17 characters and the check character of GB 32100—2015."""
    total = sum(ALPHABET.index(c) * pow(3, at, 31) for at, c in enumerate(stem))
    return stem + ALPHABET[-total % 31]


@dataclass(frozen=True)
class Num:
    """A number; style `date`, `percent`, `rk` (an integer in BIFF's short form) or nothing."""

    value: float
    style: str = ""


@dataclass(frozen=True)
class Calc:
    """A formula with the value the office program left beside it."""

    text: str
    value: object
    style: str = ""


@dataclass(frozen=True)
class Rich:
    """A text in runs of different type, with a reading beside it that is no part of the text."""

    runs: tuple
    reading: str = ""


@dataclass
class Sheet:
    """A sheet. Places are counted from 0; a merge is (first row, first column, last row, last column)."""

    name: str
    rows: list
    merges: list = field(default_factory=list)
    hidden_rows: tuple = ()
    hidden_columns: tuple = ()
    hidden: bool = False


def letters(column):
    """A column's letters."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row, column):
    """A cell's address."""
    return f"{letters(column)}{row + 1}"
