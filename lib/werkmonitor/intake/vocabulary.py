"""Their words → our codes: the vocabulary of programme.toml and of the register, whatever the case and the quotes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from werkmonitor.errors import near_miss
from werkmonitor.fingerprints import digest_of
from werkmonitor.intake.words import fold
from werkmonitor.models import Coded
from werkmonitor.programme import Programme

TRUTHS = {"ja": "ja", "j": "ja", "yes": "ja", "nee": "nee", "n": "nee", "no": "nee"}
LEVELS = {
    "programma": "programme",
    "programme": "programme",
    "categorie": "category",
    "category": "category",
    "project": "project",
    "gemeente": "municipality",
    "municipality": "municipality",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Kind of word (a field's kind) → word as compared → code; and the words as they are written, for near misses."""

    codes: Mapping[str, Mapping[str, str]]
    written: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str] = field(default_factory=dict)
    """Project code → its name."""
    in_words: frozenset[str] = frozenset()
    """The projects that are followed in words, without figures."""

    def find(self, kind: str, text: str) -> str | None:
        return self.codes[kind].get(fold(text))

    def hint(self, kind: str, text: str, more: Iterable[str] = ()) -> dict[str, str]:
        """`hint` and `hint_nl` for a finding: the near miss, if there is one."""
        if close := near_miss(text, (*self.written.get(kind, ()), *more)):
            return {"hint": f"did you mean '{close}'? Otherwise ", "hint_nl": f"Bedoelt u '{close}'?"}
        return {"hint": "", "hint_nl": "Gebruik een van de afgesproken namen."}

    @property
    def has_projects(self) -> bool:
        return bool(self.codes["project"])

    @property
    def digest_of_projects(self) -> str:
        """Of all that registers say; the other words are those of programme.toml."""
        return digest_of([self.codes["project"], self.written["project"], self.names, sorted(self.in_words)])

    def with_projects(self, projects: Iterable[Mapping[str, object]]) -> "Vocabulary":
        """This vocabulary and the projects of a register (rows of the table `projects`); later registers lead."""
        codes, names, in_words = dict(self.codes["project"]), dict(self.names), set(self.in_words)
        written = dict.fromkeys(self.written["project"])
        for project in projects:
            code, name, aliases = str(project["project"]), str(project["name"]), project["aliases"]
            names[code] = name
            (in_words.add if project.get("kind") == "qualitative" else in_words.discard)(code)
            for word in (name, *(aliases if isinstance(aliases, tuple) else ()), code):
                codes[fold(word)] = code
                written[word] = None
        words = {**self.written, "project": tuple(written)}
        return Vocabulary({**self.codes, "project": codes}, words, names, frozenset(in_words))


def vocabulary_of(programme: Programme) -> Vocabulary:
    """The words of programme.toml, without projects: those come from the registers."""
    about = programme.programme
    kinds: dict[str, dict[str, str]] = {
        "project": {},
        "place": dict(programme.residences),
        "category": _words(programme.categories),
        "municipality": _words(programme.municipalities),
        "plan": _words(programme.plans),
        "sector": _words(programme.sectors),
        "indicator": _words(programme.counted_indicators),
        "target_groups": _words(programme.target_groups),
        "truth": TRUTHS,
        "level": LEVELS,
        "programme": dict.fromkeys((about.code, about.name, about.region, "programma"), about.code),
    }
    return Vocabulary(
        {kind: {fold(word): code for word, code in words.items()} for kind, words in kinds.items()},
        {kind: tuple(words) for kind, words in kinds.items()} | {"place": tuple(_places(programme))},
    )


def _places(programme: Programme) -> Iterator[str]:
    for one in programme.municipalities:
        yield from (one.name, *one.aliases, *one.places)
    yield from programme.outside_region.places
    for unit in programme.reporting_units:
        yield from (unit.name, *unit.aliases)


def _words(coded: Iterable[Coded]) -> dict[str, str]:
    return {word: one.code for one in coded for word in (one.name, *one.aliases, one.code)}
