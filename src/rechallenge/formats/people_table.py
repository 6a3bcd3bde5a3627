"""Tables as people keep them and laboratories export them: read, or refused at the cell that is at fault.

One reader serves files and what is pasted into the page; what each column became is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rechallenge.course.draft import Draft
from rechallenge.course.problems import CourseError, Place, Problem
from rechallenge.formats.exported_heads import is_exported
from rechallenge.formats.exported_tables import PLAIN_HEADS, with_plain_heads
from rechallenge.formats.format import LIKELY, NO, Format
from rechallenge.formats.people_cells import Sheet, Written, separator_of, sheet_of, with_tabs
from rechallenge.formats.people_days import first_date, is_day
from rechallenge.formats.people_entries import Entries, is_missing, upper_limit, with_unit
from rechallenge.formats.people_heads import drug_in, heads_treatments, role_of, variable_of, words
from rechallenge.formats.people_lines import headless, is_dated_lines, read_lines
from rechallenge.formats.people_points import refuse_points, with_sure_points
from rechallenge.formats.people_rows_of_days import rows_of_days
from rechallenge.formats.people_rows_of_entries import fields_of, rows_of_entries
from rechallenge.formats.registry import register
from rechallenge.formats.yaml import has_version
from rechallenge.literature.drugs import drug_names, folded
from rechallenge.outcomes import named

COLUMNS = {
    "observations": ("at", "what", "value", "note"),
    "events": ("at", "what", "note"),
    "treatments": ("drug", "dose", "every", "from", "to", "note"),
}
"""Order of the columns of rows without a head, which only the page takes: it knows the section."""

_CLOCK = re.compile(r"\d{1,2}\s*[:h]\s*\d{2}(?::\d{2})?")
_UNIT = re.compile(r"/ ?10|/ ?100|(?:[^\W\d_]+|10\^\d+|/)\s?[/.]\s?(?:[^\W\d_]+3?|1[.,]73 ?m2)|%|mm|cm|kg|d|j|days?|jours?")
_FIRST_VISIT = re.compile(r"[^\W\d]+\s*0")
_BARELY = 0.2
"""How sure a table is whose head names variables and no days: it is refused with what its head must say."""


def read_table(text: str, section: str | None = None) -> Entries:
    r"""Read a table of one patient.

    Parameters
    ----------
    text
        The table, with a head.
    section
        Section of the course into which it is pasted; then rows in the order of `COLUMNS` need no head.

    Raises
    ------
    CourseError
        With all that is wrong in it at once, each with its row and column.

    Examples
    --------
    >>> read_table("Date\tAnalyse\tRésultat\tUnité\n12/03/2018\tCRP\t120\tmg/L").sections
    {'observations': [{'at': '2018-03-12', 'what': 'CRP', 'value': '120 mg/L'}]}
    """
    found = Entries()
    if (row := headless(text)) is not None:
        found.note("table.headless", Written(row[0], Place(1, 1)), found=row[0], n=row[1])
        return _judged(found, section)
    if is_dated_lines(text):
        read_lines(found, text)
        return _judged(found, section)
    sheet = _with_visits(_with_clocks(_with_units(_with_unit_column(_with_plain_heads(found, sheet_of(text))))))
    if sheet.head:
        if sheet.above:
            found.note("table.lines_above", sheet.head[0], "warning", n=sheet.above, found=sheet.head[0].text)
        if blank := [cell for row in sheet.rows for cell in row if cell.text and is_missing(cell.text)]:
            found.note("table.missing", blank[0], "note", found=blank[0].text, n=len(blank))
        if separator_of(with_tabs(text))[0] == ";":
            refuse_points(found, sheet)
        sheet = with_sure_points(sheet)
        _read(found, _with_limits(sheet), section)
        if any(problem.code == "table.exported" for problem in found.told):  # its columns were told by the names that they had
            of_plain = [p for p in found.told if "column" in p.code and p.values.get("name") in PLAIN_HEADS.values()]
            found.told = [problem for problem in found.told if problem not in of_plain or problem.severity == "error"]
    return _judged(found, section)


def _judged(found: Entries, section: str | None) -> Entries:
    """Return what a table tells, all of which stands in one section where it is pasted into one.

    Raises
    ------
    CourseError
        With all that is wrong in it.
    """
    if not found.sections and not any(problem.severity == "error" for problem in found.told):
        found.told.append(Problem("table.empty", {}, Place(1, 1)))
    if section is not None:
        for other in sorted(set(found.sections) - {section}):
            found.told.append(Problem(f"table.other_section.{other}", {}, Place(1, 1)))
    if wrong := [problem for problem in found.told if problem.severity == "error"]:
        raise CourseError(wrong)
    return found


def _with_plain_heads(found: Entries, sheet: Sheet) -> Sheet:
    """Return an exported table with the heads of a table of results, which is told; any other as it is."""
    exported = with_plain_heads(sheet) if sheet.head else None
    if exported is None:
        return sheet
    plain, read, left = exported
    found.note("table.exported", sheet.head[0], "note", read=", ".join(read))
    if left:
        found.note("table.exported_left", sheet.head[0], "note", left=", ".join(left))
    return plain


def _with_unit_column(sheet: Sheet) -> Sheet:
    """Return a table of days whose column of units of a variable stands in the values of the variable."""
    roles = [role_of(cell.text) for cell in sheet.head]
    if "day" not in roles or {"what", "value"} & set(roles):
        return sheet
    pairs = ((unit, at) for unit in range(1, len(roles)) for at in range(len(roles)) if unit != at)
    found = next(((unit, at) for unit, at in pairs if _is_unit_of(sheet.head[unit].text, sheet.head[at].text, behind=unit == at + 1)), None)
    if found is None:
        return sheet
    place, of = found
    rows = [
        [Written(with_unit(cell.text, row[place].text), cell.place) if i == of and cell.text else cell for i, cell in enumerate(row)]
        for row in sheet.rows
    ]
    kept = [[cell for i, cell in enumerate(row) if i != place] for row in (sheet.head, *rows)]
    return _with_unit_column(Sheet(kept[0], kept[1:], sheet.above))


def _is_unit_of(head: str, other: str, *, behind: bool) -> bool:
    """Whether a head is of the units of another column: "CRP unit", "unité CRP"; "Unit" alone where it stands right behind it."""
    name, unit = variable_of(other)
    outcome = named(name)
    if outcome is None or unit:
        return False
    return (behind and role_of(head) == "unit") or any(
        role_of(word) == "unit" and named(rest.strip()) is outcome
        for rest, word in (
            *((rest, word) for rest, _, word in (head.rpartition(" "), head.rpartition("_"))),
            *((rest, word) for word, _, rest in (head.partition(" "), head.partition("_"))),
        )
    )


def _with_units(sheet: Sheet) -> Sheet:
    """Return a table whose second row tells the units of its columns with each unit in the head of its column."""
    if not sheet.rows:
        return sheet
    roles = [role_of(cell.text) for cell in sheet.head]
    told = [(i, cell.text.strip("()[]")) for i, cell in enumerate(sheet.rows[0]) if cell.text and roles[i] != "day"]
    if "day" not in roles or not told or not all(_UNIT.fullmatch(text) and roles[i] is None for i, text in told):
        return sheet
    if any(cell.text and _UNIT.fullmatch(cell.text) is None for i, cell in enumerate(sheet.rows[0]) if roles[i] == "day"):
        return sheet
    units = dict(told)
    head = [Written(f"{cell.text} ({units[i]})", cell.place) if i in units else cell for i, cell in enumerate(sheet.head)]
    return Sheet(head, sheet.rows[1:], sheet.above)


def _with_clocks(sheet: Sheet) -> Sheet:
    """Return a table whose column "time", beside one of dates, is named for the clock times that it holds."""
    days = [i for i, cell in enumerate(sheet.head) if role_of(cell.text) == "day"]
    clocks = [i for i in days if (cells := [row[i].text for row in sheet.rows if row[i].text]) and all(map(_CLOCK.fullmatch, cells))]
    if len(days) != 2 or len(clocks) != 1:
        return sheet
    head = [Written("clock time", cell.place) if i in clocks else cell for i, cell in enumerate(sheet.head)]
    return Sheet(head, sheet.rows, sheet.above)


def _with_visits(sheet: Sheet) -> Sheet:
    """Return a table without days whose one column of visits tells them ("M0", "week 12", "J5"), with that column as its days."""
    roles = [role_of(cell.text) for cell in sheet.head]
    visits = [i for i, role in enumerate(roles) if role == "visit"]
    if "day" in roles or len(visits) != 1:
        return sheet
    (at,) = visits
    cells = [row[at].text for row in sheet.rows if row[at].text]
    if not cells or not any(is_day(cell, numbers=False) for cell in cells):
        return sheet
    head = [Written(f"date ({cell.text})", cell.place) if i == at else cell for i, cell in enumerate(sheet.head)]
    rows = [
        [Written("0", cell.place) if i == at and _is_first_visit(cell.text) else cell for i, cell in enumerate(row)] for row in sheet.rows
    ]
    return Sheet(head, rows, sheet.above)


def _is_first_visit(text: str) -> bool:
    """Whether a visit is the one at day 0: "week 0" is, and not the week that follows it, as it is in a sentence.

    There only the letters are a visit's (`rechallenge.course.moment_words.worded`): "M0", and not "month 0".
    """
    return _FIRST_VISIT.fullmatch(text) is not None or folded(text) in map(folded, words()["cells"]["first_visit"])


def _with_limits(sheet: Sheet) -> Sheet:
    """Return a table with a column of limits of normal behind each head that tells one: "CRP (N<5 mg/L)"."""
    head, rows = list[Written](), [list[Written]() for _ in sheet.rows]
    for place, cell in enumerate(sheet.head):
        name, unit = variable_of(cell.text)
        outcome = named(name)
        limit = upper_limit(unit, "") if unit and outcome is not None and not outcome.scale.is_score else None
        of = limit.partition(" ")[2] if limit is not None else ""
        head.append(cell if limit is None else Written(f"{name} ({of})" if of else name, cell.place))
        for row, full in zip(rows, sheet.rows, strict=True):
            row.append(full[place])
        if limit is not None:
            head.append(Written(f"{name} {words()['roles']['limit'][0]}", cell.place))
            for row, full in zip(rows, sheet.rows, strict=True):
                row.append(Written(limit if full[place].text else "", full[place].place))
    return Sheet(head, rows, sheet.above)


def _read(found: Entries, sheet: Sheet, section: str | None) -> None:
    roles = [role_of(cell.text) for cell in sheet.head]
    treatments, observations, events = (fields_of(each, sheet.head) for each in ("treatments", "observations", "events"))
    days = [role == "day" for role in roles]
    measured = "what" in observations and bool({"value", "change"} & set(observations))
    if "drug" in treatments and not measured and sum(map(bool, treatments)) > 1:
        rows_of_entries(found, sheet, "treatments")
    elif section != "events" and measured:
        rows_of_entries(found, sheet, "observations")
    elif (turned := _turned(sheet)) is not None:
        found.note("table.turned", sheet.head[0], "note")
        for head, role in zip(sheet.head, roles, strict=True):
            if role == "left":
                found.note("table.column_left", head, "warning", name=head.text)
        rows_of_days(found, turned)
    elif "what" in events and (section == "events" or ("event" in roles and len([r for r in roles if r not in ("note", "left")]) == 2)):
        rows_of_entries(found, sheet, "events")
    elif sum(days) > 1:
        second = [cell for cell, day in zip(sheet.head, days, strict=True) if day][1]
        found.note("table.days_twice", second, found=second.text)
    elif any(days) and len(sheet.head) > 1:
        rows_of_days(found, sheet)
    elif section is not None and _headless(sheet, section):
        _rows_without_head(found, sheet, section)
    else:
        found.note("table.no_days", sheet.head[0], found=", ".join(cell.text for cell in sheet.head))


def _turned(sheet: Sheet) -> Sheet | None:
    """Return a table whose columns are days with its rows as columns, None for another table."""
    roles = [role_of(cell.text) for cell in sheet.head]
    names = roles[0] in ("day", "what", "visit") or not sheet.head[0].text
    extra = [i for i, role in enumerate(roles) if i and role in ("unit", "limit", "left")]
    days = [i for i in range(1, len(roles)) if i not in extra]
    if not names or not days or not sheet.rows or not all(is_day(sheet.head[i].text, numbers=True) for i in days):
        return None
    units, limits = (next((i for i in extra if roles[i] == role), None) for role in ("unit", "limit"))
    rows = [[sheet.head[i]] for i in days]
    head = [Written("date", sheet.head[0].place)]
    for row in sheet.rows:
        unit = row[units].text if units is not None else ""
        head.append(Written(f"{row[0].text} ({unit})" if unit else row[0].text, row[0].place))
        own = limits is not None and row[limits].text and named(variable_of(row[0].text)[0]) is not None
        if own and limits is not None:
            head.append(Written(f"{variable_of(row[0].text)[0]} {words()['roles']['limit'][0]}", row[limits].place))
        for turned, i in zip(rows, days, strict=True):
            turned += [row[i], row[limits]] if own and limits is not None else [row[i]]
    return Sheet(head, rows)


def _headless(sheet: Sheet, section: str) -> bool:
    """Whether the first row is an entry in the order of the page."""
    first = sheet.head
    if len(first) > len(COLUMNS[section]) or len(first) < 2:
        return False
    if section == "treatments":
        return folded(first[0].text) in drug_names() and any(mark.isdigit() for mark in first[1].text)
    return is_day(first[0].text, numbers=True) and not is_day(first[1].text, numbers=True)


def _rows_without_head(found: Entries, sheet: Sheet, section: str) -> None:
    head = [Written(name, cell.place) for name, cell in zip(COLUMNS[section], sheet.head, strict=False)]
    rows: Sequence[list[Written]] = [sheet.head, *sheet.rows]
    rows_of_entries(found, Sheet(head, list(rows)), section)


class PeopleTable(Format):
    """A table of one patient, as people and laboratories write it."""

    name = "table"
    title = "table of one patient"
    suffixes = (".csv", ".tsv", ".txt")
    any_encoding = True

    def recognises(self, text: str) -> float:
        """Its first row has cells, one of which heads days, results or drugs."""
        if has_version(text[:20_000]):
            return NO  # at once: to look for the head of a table takes longer than all else that is asked of a short course file
        if headless(text[:20_000]) is not None or is_dated_lines(text[:20_000]):
            return LIKELY
        text = with_tabs(text[:20_000])
        separator, skipped = separator_of(text)
        lines = [line for line in text[:20_000].splitlines()[skipped:] if line.strip()]
        if any(line.lstrip().startswith("rechallenge") for line in text[:20_000].splitlines()[:skipped]):
            return NO
        cells = [cell.strip().strip('"') for cell in lines[0].removeprefix("\ufeff").split(separator)] if lines else []
        if len(cells) < 2 or lines[0].lstrip().startswith(("<", "{", "-", "#")):
            return NO
        if is_exported(cells):
            return LIKELY
        known = {role_of(cell) for cell in cells} & {"day", "what", "value", "event", "visit"}
        if known or heads_treatments(cells) or all(is_day(cell, numbers=not cells[0]) for cell in cells[1:]):
            return LIKELY
        named_cells = [cell for cell in cells if named(variable_of(cell)[0]) is not None or drug_in(cell) is not None]
        return _BARELY if named_cells else NO

    def read(self, text: str) -> Draft:
        """Read it as a course: a list of observations, treatments and events, and day 0 where there are dates."""
        found = read_table(text)
        draft = Draft({"rechallenge": 1, **found.sections}, {"": Place(1, 1), **found.places}, problems=list(found.told))
        if (first := first_date(found.days)) is not None:
            draft.data["anchor"] = first.isoformat()
            code = "lines.anchor" if found.are_lines else "table.anchor"
            draft.problems.append(Problem(code, {"found": first.isoformat()}, Place(1, 1), severity="warning"))
        return draft


register(PeopleTable())
