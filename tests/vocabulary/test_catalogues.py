"""Every language says the same things: the same codes, with the same blanks, in the forms that its numbers take."""

from __future__ import annotations

import string
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from rechallenge.presentation.language import _WAYS, COUNT, Language
from rechallenge.vocabulary.catalogues import catalogues, lacking, messages, read_catalogue
from rechallenge.vocabulary.languages import base, languages
from rechallenge.vocabulary.messages import Template, plural_rule

OTHERS = [code for code in languages() if code != base().code]


def blanks(template: Template) -> set[str]:
    """Blanks of a message; a form may leave out the number that chose it."""
    found = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in template.forms]
    assert len({frozenset(each - {template.counted}) for each in found}) == 1, template
    return set().union(*found) | ({template.counted} if template.counted else set())


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_catalogues_of_english_with_the_same_codes(code: str) -> None:
    def codes(language: str) -> dict[str, set[str]]:
        return {path.name: set(read_catalogue(path)) for path in languages()[language].folder.glob("*.po")}

    assert codes(code) == codes(base().code)
    assert lacking(code) == ()


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_fills_the_same_blanks(code: str) -> None:
    english, other = messages(base().code), messages(code)
    # a sentence may need a blank in another form (the article of a drug), never another blank
    assert {name for name, template in english.items() if blanks(template) != blanks(other[name])} == set()


@pytest.mark.parametrize("code", languages())
def test_every_format_named_in_a_catalogue_exists(code: str) -> None:
    texts = [text for template in messages(code).values() for text in template.forms]
    used = {spec for text in texts for _, field, spec, _ in string.Formatter().parse(text) if field and spec}
    assert {spec for spec in used if not spec.startswith(COUNT)} <= set(_WAYS)
    assert {spec for spec in used if spec.startswith(COUNT)} <= set(messages(code))


@pytest.mark.parametrize("code", languages())
def test_no_code_stands_in_two_catalogues(code: str) -> None:
    codes = [name for path in catalogues(code) for name in read_catalogue(path)]
    assert len(codes) == len(set(codes))


# plurals


@pytest.mark.parametrize("code", languages())
def test_every_plural_message_has_the_forms_of_its_language_and_of_babel_s_rule(code: str) -> None:
    number, expression = get_plural(code)
    for path in languages()[code].folder.glob("*.po"):
        with path.open("rb") as stream:
            catalogue = read_po(stream)
        assert catalogue.num_plurals == number, path
        ours, theirs = plural_rule(catalogue.plural_expr, code), plural_rule(expression, code)
        assert [ours(Decimal(n)) for n in range(200)] == [theirs(Decimal(n)) for n in range(200)]
        assert [t for t in read_catalogue(path).values() if t.counted and len(t.forms) != number] == []


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "0\u00a0days", "0\u00a0jour"),
        (1, "1\u00a0day", "1\u00a0jour"),
        (1.0, "1\u00a0day", "1\u00a0jour"),
        (1.04, "1.0\u00a0days", "1,0\u00a0jour"),
        (1.96, "2.0\u00a0days", "2,0\u00a0jours"),
        (2, "2\u00a0days", "2\u00a0jours"),
        (0.5, "0.50\u00a0days", "0,50\u00a0jour"),
    ],
)
def test_a_number_takes_its_form_as_it_is_written(number: float, english: str, french: str) -> None:
    assert (Language("en").days(number), Language("fr").days(number)) == (english, french)


def test_one_of_a_thing_is_not_told_as_several() -> None:
    english, french = Language("en"), Language("fr")
    assert english.text("warning.few_draws", n=1).startswith("Only 1 independent draw:")
    assert french.text("warning.few_draws", n=2).startswith("Seulement 2 tirages indépendants")
    assert french.text("reason.some_relapses", n=1, total=3) == "sur 3 arrêts du médicament, 1 a entraîné une rechute"
    assert "of the 1 observation, relapse or remission:" in english.text("warning.poor_fit", n=1, total=1)
    assert english.text("cli.wrong", n=1) == "1 error. Nothing was written."


def test_a_plural_message_says_which_blank_decides(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text('msgid "made.up"\nmsgid_plural "made.ups"\nmsgstr[0] "one"\nmsgstr[1] "more"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"made\.up should name the blank"):
        read_catalogue(tmp_path / "en.po")
