"""Every figure of a monitor, traced: which it is, and what it is computed from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import median

from werkmonitor.errors import Problem, UsageError, did_you_mean, near_miss
from werkmonitor.figures.forecast import forecasts
from werkmonitor.figures.goals import SUMMED, in_force
from werkmonitor.figures.lineage import Lineage
from werkmonitor.figures.register import Cell, Part, Row
from werkmonitor.indicators import Median, OfProgress, Share
from werkmonitor.indicators import Register as Registered
from werkmonitor.traces import Number, Trace, number

SLIGHT = 1e-5
"""Plans are published with six decimals."""

AS_REGISTERED = "published as it stands in the register"

Tracer = Callable[[Lineage, Cell, date], Trace]


def trace(lineage: Lineage, cell: Cell, what: str, on: date | None = None) -> Trace:
    """A figure of an edition with all that it is made of.

    cell: level, code, category ('' for all but municipality × category) and indicator ('' where there is none). what:
    one of WHAT. on: the as-of date by default. Raises UsageError for what is no figure of a monitor.
    """
    if what not in WHAT:
        raise UsageError(Problem(f"--what {what}", "is nothing that a monitor tells", did_you_mean(what, WHAT)))
    day = lineage.edition.as_of
    if on not in (None, day) and not _is_of_days(lineage, cell, what):
        said = f"{cell[3]} ({what})" if cell[3] and what != "value" else cell[3] or what
        raise UsageError(Problem(f"--on {on}", f"{said} is told of the as-of date {day} only", "leave it out"))
    return WHAT[what](lineage, cell, on or day)


def _is_of_days(lineage: Lineage, cell: Cell, what: str) -> bool:
    """Whether a figure is told of other days than the as-of date: counts are, and what was planned."""
    if what == "value":
        return not isinstance(lineage.programme.indicator(cell[3]).counted, (Share, Median, Registered))
    return what in ("added", "plan", "revisions")


def asked(
    lineage: Lineage, indicator: str | None, what: str | None, scope: Mapping[str, str | None]
) -> tuple[Cell, str]:
    """Which figure is meant: the cell, and what of it.

    indicator: a code, alias or Dutch name, or what needs no indicator (OF_SCOPES). scope: level → code; none of them
    means the programme, a municipality may have a category beside it. Raises UsageError for what is not there.
    """
    if indicator is None:
        known = [one.code for one in lineage.programme.indicators]
        raise UsageError(
            Problem(f"edition {lineage.edition.id}", "which figure of it?", f"name one of: {', '.join(known)}")
        )
    level, code, category = _part(lineage, scope)
    if indicator in OF_SCOPES and what in (None, indicator):
        return (level, code, category, ""), indicator
    words = {word.casefold(): one.code for one in lineage.programme.indicators for word in (one.name, *one.aliases)}
    codes = {one.code for one in lineage.programme.indicators}
    found = words.get(indicator.casefold(), indicator)
    if found not in codes and (close := near_miss(indicator, [*codes, *words, *OF_SCOPES])):
        remedy = f"did you mean '{words.get(close, close)}'?"
        raise UsageError(Problem(f"indicator '{indicator}'", "is not known in programme.toml", remedy))
    return (level, code, category, lineage.programme.indicator(found).code), what or "value"


def _part(lineage: Lineage, scope: Mapping[str, str | None]) -> Part:
    """The part of the programme that is meant."""
    given = {level: code for level, code in scope.items() if code is not None}
    problems = []
    for level, code in given.items():
        known = [row["code"] for row in lineage.cube["scopes"] if row["level"] == level]
        if code not in known:
            what = f"is not in edition {lineage.edition.id}"
            problems.append(Problem(f"{level.replace('_', ' ')} '{code}'", what, did_you_mean(code, known)))
    if len(given) > 1 and set(given) != {"municipality", "category"}:
        names = ", ".join(f"--{level.replace('_', '-')}" for level in given)
        remedy = "ask for one of them; only a municipality may have a category beside it"
        problems.append(Problem(names, "there are no figures of these together", remedy))
    if problems:
        raise UsageError(problems)
    if len(given) == 2:
        return "municipality", str(given["municipality"]), str(given["category"])
    level, code = next(iter(given.items()), ("programme", lineage.programme.programme.code))
    return level, code, ""


# ------------------------------------------------------------ counts


def _value(lineage: Lineage, cell: Cell, on: date) -> Trace:
    """What an indicator is, by the way in which it is counted."""
    match lineage.programme.indicator(cell[3]).counted:
        case Share(numerator=numerator, denominator=denominator, out_of=out_of):
            return _share(lineage, cell, [numerator, denominator, *filter(None, [out_of])])
        case Median(since=since, until=until):
            return _median(lineage, cell, since, until)
        case Registered(column="capacity"):
            return _capacity(lineage, cell, on)
        case Registered(column="state"):
            return _states(lineage, cell)
        case Registered(column="results"):
            return _results(lineage, cell)
        case OfProgress(column=column):
            remedy = f"name the indicator: 'trace {lineage.edition.id} started --what {column}'"
            raise UsageError(Problem(cell[3], "is told of every indicator that has a goal or a plan", remedy))
    earlier = None if cell[2] else lineage.row("history", _of(cell) | {"on": on})
    return lineage.previous(earlier["edition"]).count(cell, on) if earlier else lineage.count(cell, on)


def _added(lineage: Lineage, cell: Cell, on: date) -> Trace:
    return lineage.count(cell, on, since=lineage.quarter_before(on))


def _previous(lineage: Lineage, cell: Cell, on: date) -> Trace:
    row = _progress(lineage, cell)
    if row["previous_edition"] is None:
        raise UsageError(Problem(_name(cell), "no earlier edition shows it", "ask for its value"))
    earlier = lineage.previous(row["previous_edition"])
    return earlier.count(cell, earlier.edition.as_of)


def _change(lineage: Lineage, cell: Cell, on: date) -> Trace:
    row = _progress(lineage, cell)
    was, now = _previous(lineage, cell, on), lineage.count(cell, lineage.edition.as_of)
    change, value, before = row["change"], row["value"], row["previous_value"]
    how = "one of the two is rounded and the other is not: they cannot be compared"
    if value is None:
        how = _no_count(row)
    elif change is not None:
        how = f"published {value} less published {before} in edition {row['previous_edition']}"
    return _computed(lineage, cell, "change", change, (now, was), how)


def _revisions(lineage: Lineage, cell: Cell, on: date) -> Trace:
    rows = [row for row in lineage.cube["revisions"] if _is_of(row, cell) and row["on"] == on]
    if not rows:
        days = sorted({str(row["on"]) for row in lineage.cube["revisions"] if _is_of(row, cell)})
        remedy = f"it was on {', '.join(days)}" if days else "none of its figures was"
        raise UsageError(Problem(f"{_name(cell)}, {on}", "was not revised in this edition", remedy))
    causes = "; ".join(f"{row['was']} → {row['now']}" + (f" ({row['cause']})" if row["cause"] else "") for row in rows)
    since = rows[0]["since"] or lineage.cube.edition["previous"]
    was, now = lineage.previous(since).count(cell, on), lineage.count(cell, on)
    return _computed(lineage, cell, "revisions", rows[-1]["now"], (now, was), f"since {since}: {causes}", on)


# ------------------------------------------------------------ goals and plans, of the register


def _goal(lineage: Lineage, cell: Cell, on: date) -> Trace:
    scope, indicator = cell[:2], cell[3]
    goal = in_force(lineage.goals).get((scope, indicator))
    if goal is None:
        raise UsageError(Problem(_name(cell), "has no goal", "ask for its value"))
    asked = lineage.asked(cell, "goal", goal["valid_from_on"] or on)
    if goal["reference"] == SUMMED:
        projects = [("project", project, "", indicator) for project in sorted(lineage.within[scope])]
        with_goal = [one for one in projects if (one[:2], indicator) in in_force(lineage.goals)]
        made_of = tuple(_goal(lineage, one, on) for one in with_goal)
        return Trace(asked, goal["value"], goal["value"], made_of=made_of, how="the sum of its projects' goals")
    rows = [row for row in lineage.register.targets if _is_of(row, cell)]
    pieces = {row["version"]: lineage.registered(row, row["value"], _goal_in_words(row)) for row in rows}
    current = pieces.pop(goal["version"])
    in_its_place = f"version {goal['version']} is in force on {lineage.edition.published_on}"
    replaced = [replace(piece, because=in_its_place) for piece in pieces.values()]
    return Trace(asked, goal["value"], goal["value"], (current,), tuple(replaced), published=AS_REGISTERED)


def _plan(lineage: Lineage, cell: Cell, on: date) -> Trace:
    scope, indicator = cell[:2], cell[3]
    givers = lineage.plans.given_by(scope, indicator, on)
    planned = lineage.plans.to_date(scope, indicator, on)
    value = None if planned is None else round(float(planned), 6)
    asked = lineage.asked(cell, "plan", on)
    if givers == [scope]:
        points = {row["on"]: row for row in lineage.register.plan if _is_of(row, cell) and row["value"] is not None}
        chosen = _around(sorted(points), on)
        pieces = tuple(lineage.registered(points[day], points[day]["value"], f"plan on {day}") for day in chosen)
        how = _line(lineage, cell, [points[day] for day in chosen], on, value)
        return _published_plan(lineage, cell, on, Trace(asked, value, value, pieces, how=how))
    made_of = tuple(_plan(lineage, (*giver, "", indicator), on) for giver in givers)
    unknown = [one.asked.code for one in made_of if one.low is None]
    how = "the sum of its projects' plans" if made_of else "there are no plan points, and no project with a goal"
    how += f"; that of {', '.join(unknown)} cannot be determined, so neither can this" if unknown else ""
    return _published_plan(lineage, cell, on, Trace(asked, value, value, made_of=made_of, how=how))


def _published_plan(lineage: Lineage, cell: Cell, on: date, found: Trace) -> Trace:
    """The last step of a plan: what is published of it, beside the count or as a line by quarter."""
    told = lineage.row("progress", _of(cell)) if on == lineage.edition.as_of and not cell[2] else None
    point = None if cell[2] or told else lineage.row("plan", _of(cell) | {"on": on})
    value = told["plan_to_date"] if told else point["value"] if point else None
    if value is not None:
        differs = found.low is None or abs(value - found.low) > SLIGHT
        return replace(found, published=f"published {number(value)}", differs=differs)
    day = lineage.edition.as_of
    said = "it cannot be determined" if found.low is None else f"plans are told at the end of quarters and on {day}"
    return replace(found, published=f"not published: {said}")


def _around(days: Sequence[date], on: date) -> list[date]:
    """The days of the plan points between which a day lies; on a point, or beyond the last one, only that."""
    last = [day for day in days if day <= on][-1:]
    following = [day for day in days if day > on][:1]
    return last if last == [on] else [*last, *following]


def _line(lineage: Lineage, cell: Cell, points: Sequence[Row], on: date, value: float | None) -> str:
    """How the plan on a day follows from the points around it."""
    if not points:
        return "there are no plan points"
    told = [f"{point['value']} on {point['on']}" for point in points]
    if value is None:
        where = "before its first" if points[0]["on"] > on else "after its last"
        return f"cannot be determined {where} plan point ({told[0]})"
    if len(points) == 2:
        return f"on a straight line from {told[0]} to {told[1]}"
    first = points[0]["on"]
    return f"nil before its start; its first plan point is {told[0]}" if first > on else f"its plan point: {told[0]}"


def _capacity(lineage: Lineage, cell: Cell, on: date) -> Trace:
    scope = cell[:2]
    projects = lineage.within.get(scope) or {cell[1]}
    rows = [row for row in lineage.register.projects if row["project"] in projects and row["capacity"] is not None]
    pieces = tuple(lineage.registered(row, row["capacity"], f"capacity of {row['project']}") for row in rows)
    total = sum(piece.low or 0 for piece in pieces) if pieces else None
    asked = lineage.asked((*scope, "", ""), "capacity", on)
    return Trace(asked, total, total, pieces, published=AS_REGISTERED)


def _registered(name: str, column: str, what: str) -> Tracer:
    """The rows of a table of the register that speak of a scope: what one column of the latest says."""

    def trace_it(lineage: Lineage, cell: Cell, on: date) -> Trace:
        shown = lineage.cube[name]
        rows = [
            row
            for row in getattr(lineage.register, name)
            if (row["level"], row["code"]) == cell[:2]
            and row.get("indicator") in (None, cell[3] or None)
            and any(all(row[key] == one[key] for key in one if key in row) for one in shown)
        ]
        if not rows:
            raise UsageError(Problem(_name(cell), f"the monitor tells no {what} of it", "ask for its value"))
        pieces = []
        for row in rows:
            number = row[column] if isinstance(row[column], int) else None
            said = ", ".join(str(row[key]) for key in (column, "on", "role", "decided_by") if row.get(key) is not None)
            pieces.append(lineage.registered(row, number, said))
        number = pieces[-1].low
        asked = lineage.asked(cell, what, on)
        return Trace(asked, number, number, tuple(pieces[-1:]), published=AS_REGISTERED)

    return trace_it


def _states(lineage: Lineage, cell: Cell) -> Trace:
    """The projects of a scope, and the last event of each: so many are told."""
    day, projects = lineage.edition.as_of, _projects(lineage, cell)
    pieces = []
    for project in projects:
        events = [row for row in lineage.register.project_states if row["project"] == project["project"]]
        last = max((row for row in events if row["on"] and row["on"] <= day), key=lambda row: row["on"], default=None)
        said = (
            f"{project['project']}: {last['state']} since {last['on']}" if last else f"{project['project']}: no event"
        )
        pieces.append(lineage.registered(last or project, 1, said))
    return Trace(lineage.asked(cell, "value", day), len(pieces), len(pieces), tuple(pieces), published=AS_REGISTERED)


def _results(lineage: Lineage, cell: Cell) -> Trace:
    """The results in words of a scope's projects that are published."""
    codes = {row["project"] for row in _projects(lineage, cell)}
    shown = {(row["project"], row["on"], row["text"]) for row in lineage.cube["results"]}
    rows = [row for row in lineage.register.results if row["project"] in codes]
    pieces = [
        lineage.registered(row, 1, f"{row['project']}, {row['on']}")
        for row in rows
        if (row["project"], row["on"], row["text"]) in shown
    ]
    asked = lineage.asked(cell, "value", lineage.edition.as_of)
    return Trace(asked, len(pieces), len(pieces), tuple(pieces), published=AS_REGISTERED)


def _projects(lineage: Lineage, cell: Cell) -> list[Row]:
    """The projects of a scope, also those that are followed in words."""
    level, code = cell[:2]
    column = {"category": "category", "sector": "sector", "project": "project"}.get(level)
    return [row for row in lineage.register.projects if column is None or row[column] == code]


# ------------------------------------------------------------ computed from published figures


def _ratio(lineage: Lineage, cell: Cell, on: date) -> Trace:
    row = _progress(lineage, cell)
    made_of = (lineage.count(cell, lineage.edition.as_of), _plan(lineage, cell, lineage.edition.as_of))
    how = f"published {row['value']} ÷ plan to date {number(row['plan_to_date'])}"
    if row["ratio"] is None:
        how = _no_count(row) or f"there is nothing to divide by: the plan to date is {number(row['plan_to_date'])}"
    return _computed(lineage, cell, "ratio", row["ratio"], made_of, how)


def _word(lineage: Lineage, cell: Cell, on: date) -> Trace:
    row, limits = _progress(lineage, cell), lineage.programme.thresholds
    steps = {"ahead": limits.ahead, "on_course": limits.on_course, "attention": limits.attention}
    how = f"'{row['word']}': " + ", ".join(f"{word} from {limit:g}" for word, limit in steps.items()) + ", else behind"
    if row["word"] == "too_small":
        least = limits.smallest_plan if row["base"] == 1 else limits.smallest_plan_rounded
        how = f"'too_small': the plan to date is {number(row['plan_to_date'])}; it is judged from {least}"
    elif row["word"] == "undeterminable":
        how = "'undeterminable': there is no count, or its plan to date cannot be determined"
    return replace(_ratio(lineage, cell, on), asked=lineage.asked(cell, "word", lineage.edition.as_of), how=how)


def _share_of_goal(lineage: Lineage, cell: Cell, on: date) -> Trace:
    row = _progress(lineage, cell)
    made_of = (lineage.count(cell, lineage.edition.as_of), _goal(lineage, cell, on))
    how = f"published {row['value']} ÷ goal {row['goal']}"
    if row["share_of_goal"] is None:
        how = _no_count(row) or f"there is nothing to divide by: the goal is {row['goal']}"
    return _computed(lineage, cell, "share_of_goal", row["share_of_goal"], made_of, how)


def _over_goal(lineage: Lineage, cell: Cell, on: date) -> Trace:
    row = _progress(lineage, cell)
    made_of = (lineage.count(cell, lineage.edition.as_of), _goal(lineage, cell, on))
    how = f"published {row['value']} ÷ goal {row['goal']} − 1"
    if row["over_goal"] is None:
        is_over = row["goal"] and (row["value"] or 0) > row["goal"]
        beside = f"published {row['value']} is not over the goal of {row['goal']}"
        how = _no_count(row) or ("a rounded count is not told to be over its goal" if is_over else beside)
    return _computed(lineage, cell, "over_goal", row["over_goal"], made_of, how)


def _no_count(row: Row) -> str:
    """Why nothing can be computed of a row without a count; '' for one that has it."""
    return "no count of it is published" if row["value"] is None else ""


def _share(lineage: Lineage, cell: Cell, codes: Sequence[str]) -> Trace:
    """A share of two counts; a third one says of how many more it cannot be told yet."""
    day = lineage.edition.as_of
    made_of = [_value(lineage, (*cell[:3], code), day) for code in codes]
    row = lineage.row("shares", _of(cell))
    if row is None or row["value"] is None:
        said = lineage.why_not(cell, day) if row else "not published: of this scope there is no such share"
        return Trace(lineage.asked(cell, "value", day), None, None, made_of=tuple(made_of), published=said)
    how = f"{row['numerator']} ÷ {row['denominator']}"
    how += f"; of {row['undetermined']} more it is not known yet" if row["undetermined"] is not None else ""
    return _computed(lineage, cell, "value", row["value"], made_of, how)


def _median(lineage: Lineage, cell: Cell, since: str, until: str) -> Trace:
    """The median of days between two days of the same row of a list."""
    day, row = lineage.edition.as_of, lineage.row("shares", _of(cell))
    pieces, days = lineage.days_between(cell, since, until, day)
    value = float(median(days)) if days else None
    how = f"the median number of days from {since} to {until} in these {len(days)} rows, each of which counts once"
    found = Trace(lineage.asked(cell, "value", day), value, value, pieces, how=how)
    if row is None or row["value"] is None:
        return replace(found, published=lineage.why_not(cell, day))
    return replace(found, published=f"published {number(row['value'])}", differs=row["value"] != value)


def _forecast(lineage: Lineage, cell: Cell, on: date) -> Trace:
    """What is computed to be reached on the goal's date, from what is published of its projects by quarter."""
    day = lineage.edition.as_of
    shown = lineage.row("forecasts", _of(cell))
    computed = forecasts(lineage.cube["cells"], lineage.plans, lineage.register, lineage.programme, day)
    row = shown or next((row for row in computed if _is_of(row, cell)), None)
    if row is None:
        raise UsageError(
            Problem(_name(cell), "has no forecast", "only exact figures with a goal of a later date have one")
        )
    capacity = _capacity(lineage, cell, day)
    made_of = [lineage.count(cell, day), _goal(lineage, cell, day), _plan(lineage, cell, day), capacity]
    told = "too few are counted to tell"
    if row.get("expected") is not None:
        between, chance = f"{number(row['low'])} to {number(row['high'])}", f"{row['probability']:.0%}"
        told = f"expected {number(row['expected'])}, {between} with a chance of 80%; goal met with a chance of {chance}"
    how = f"{told}: '{row['word']}'; from the published quarters, plans, dates and capacity of its projects"
    found = _computed(lineage, cell, "forecast", row.get("expected"), made_of, how, row["on"])
    return found if shown else replace(found, published="not published: the computed forecast is for the team")


def _computed(
    lineage: Lineage,
    cell: Cell,
    what: str,
    value: Number | None,
    made_of: Sequence[Trace],
    how: str,
    on: date | None = None,
) -> Trace:
    asked = lineage.asked(cell, what, on or lineage.edition.as_of)
    published = f"published {number(value)}, computed from what is published" if value is not None else "not published"
    return Trace(asked, value, value, made_of=tuple(made_of), how=how, published=published)


WHAT: dict[str, Tracer] = {
    "value": _value,
    "added": _added,
    "goal": _goal,
    "plan": _plan,
    "ratio": _ratio,
    "word": _word,
    "share_of_goal": _share_of_goal,
    "previous": _previous,
    "change": _change,
    "over_goal": _over_goal,
    "forecast": _forecast,
    "revisions": _revisions,
    "capacity": _capacity,
    "expectation": _registered("expectations", "text", "expectation"),
    "override": _registered("overrides", "word", "override"),
    "budget": _registered("money", "budget", "budget"),
    "spent": _registered("money", "spent", "spent"),
    "freed": _registered("money", "freed", "freed"),
}
"""What a monitor tells of a scope and indicator, and how it is traced."""

OF_SCOPES = ("budget", "spent", "freed", "capacity", "expectation")
"""What it tells of a scope without an indicator."""


# ------------------------------------------------------------ parts


def _of(cell: Cell) -> Row:
    return {"level": cell[0], "code": cell[1], "indicator": cell[3]}


def _is_of(row: Row, cell: Cell) -> bool:
    return all(row[key] == value for key, value in _of(cell).items())


def _progress(lineage: Lineage, cell: Cell) -> Row:
    row = None if cell[2] else lineage.row("progress", _of(cell))
    if row is None:
        raise UsageError(Problem(_name(cell), "the monitor does not judge it", "ask for its value"))
    return row


def _goal_in_words(row: Row) -> str:
    told = [f"goal, version {row['version']}", row["relation"], f"by {row['goal_on']}" if row["goal_on"] else None]
    return ", ".join(filter(None, [*told, row["decided_by"], row["reference"]]))


def _name(cell: Cell) -> str:
    return " · ".join(part for part in cell if part)
