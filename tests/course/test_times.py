"""Times as charts, spreadsheets and word processors have them are read as a physician means them, or refused with what to write."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest

from rechallenge.course.moments import duration_of, span_of
from rechallenge.course.planned_regimen import stopped
from rechallenge.course.problems import CourseError, RefusedError
from rechallenge.course.reading import Reading
from rechallenge.formats.reading import read_course
from rechallenge.formats.regimens import read_regimen
from rechallenge.presentation.language import Language

DAY_0 = date(2018, 3, 12)
DASHES = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) == "Pd"] + ["\u2212"]


def days(written: str, field: str = "") -> tuple[float, float]:
    span = span_of(written, DAY_0, field)
    return span.low, span.high


def told(written: str) -> set[str]:
    return {code for code, _ in span_of(written, DAY_0).notes}


def refusal(written: str, field: str = "") -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        span_of(written, DAY_0, field)
    return caught.value


def sentences(error: RefusedError) -> tuple[str, str]:
    """What the refusal says in English and in French."""
    return Language("en").text(error.code, **error.values), Language("fr").text(error.code, **error.values)


def course(**fields: object) -> Reading:
    return read_course(json.dumps({"rechallenge": 1, "anchor": "2018-03-12", **fields}))


class TestSigns:
    @pytest.mark.parametrize("dash", DASHES, ids=[f"U+{ord(dash):04X}" for dash in DASHES])
    def test_every_dash_of_unicode_is_a_minus_where_one_can_stand(self, dash: str) -> None:
        assert days(f"{dash}60 d") == (-60, -60)
        assert days(f"{dash}90..{dash}30 d") == (-90, -30)
        assert days(f"J{dash}5") == (-5, -5)

    @pytest.mark.parametrize("written", ["&minus;60 d", "&ndash;60 d", "&#8211;60&nbsp;d", "\u200e-60 d", "\uff0d\uff16\uff10 d", "- 60 d"])
    def test_what_html_and_word_processors_make_of_a_minus_is_one(self, written: str) -> None:
        assert days(written) == (-60, -60)

    @pytest.mark.parametrize("dash", ["-", "\u2013", "\u2212"])
    def test_a_dash_between_two_times_is_an_interval_and_told(self, dash: str) -> None:
        for written in (f"5{dash}7 d", f"5 {dash} 7 j", f"J5{dash}J7", f"day 5{dash}7"):
            assert days(written) == (5, 7)
            assert told(written) == {"time.read_interval"}
        assert days(f"{dash}90{dash}{dash}30 d") == (-90, -30)

    def test_a_dash_that_may_be_either_is_refused_with_both_readings(self) -> None:
        error = refusal("-5-7 d")
        assert (error.code, error.values["first"], error.values["second"]) == ("time.sign", "-7..-5 d", "-5..7 d")

    def test_two_numbers_with_a_dash_may_be_a_date(self) -> None:
        assert "5..7 d" in sentences(refusal("5-7"))[0]
        assert "5..7 j" in sentences(refusal("5–7"))[1]

    def test_a_regimen_has_the_sign_too(self) -> None:
        record = course(treatments=[{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}]).course
        for written in ("anakinra@-3 d", "anakinra@–3 d", "anakinra@−3 d"):
            with pytest.raises(CourseError) as caught:
                stopped(record, written)
            assert [problem.code for problem in caught.value.problems] == ["regimen.past"]

    @pytest.mark.parametrize("written", ["–3 d", "-14 d", "—1 wk"])
    def test_a_duration_below_zero_is_none(self, written: str) -> None:
        with pytest.raises(RefusedError) as caught:
            duration_of(written)
        assert caught.value.code == "time.duration"


class TestClocks:
    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("2018-03-12 08:30", 8.5 / 24),
            ("2018-03-12 08:30:00", 8.5 / 24),
            ("2018-03-12T08:30:36", 8.51 / 24),
            ("2018-03-12t08:30:36.000", 8.51 / 24),
            ("2018-03-12 8h30", 8.5 / 24),
            ("2018-03-12 8h", 8 / 24),
            ("12/03/2018 à 8h30", 8.5 / 24),
            ("12/03/2018 08:30", 8.5 / 24),
            ("13 mars 2018 18:00", 1.75),
            ("2018-03-13 6:00 pm", 1.75),
            ("2018-03-13 12:30 am", 1 + 0.5 / 24),
            ("J5 12h", 5.5),
            ("day 5 12:00", 5.5),
        ],
    )
    def test_a_clock_time_is_part_of_the_day(self, written: str, day: float) -> None:
        assert days(written) == (pytest.approx(day), pytest.approx(day))

    @pytest.mark.parametrize("zone", ["Z", "+01:00", "+0100", "-05:00", "+01", " UTC"])
    def test_a_zone_is_told_and_the_clock_kept(self, zone: str) -> None:
        assert days(f"2018-03-12T12:00:00{zone}") == (0.5, 0.5)
        assert told(f"2018-03-12T12:00:00{zone}") == {"time.zone"}

    @pytest.mark.parametrize(
        "clock", ["08:75", "24:00", "25:00", "99:99", "08:60", "23:59:60", "8h75", "24h", "13:00 pm", "0:30 am", "08:30:99"]
    )
    def test_a_clock_time_that_no_clock_shows_is_refused(self, clock: str) -> None:
        assert refusal(f"2018-03-12 {clock}").code == "time.clock"

    def test_a_clock_time_without_a_day_is_refused(self) -> None:
        assert refusal("2018-03 08:30").code == "time.clock_without_day"


class TestDates:
    @pytest.mark.parametrize(
        "written",
        [
            "12/03/2018", "12.03.2018", "12-03-2018", "12–03–2018", "2018/03/12", "2018.03.12", "12-Mar-2018", "12MAR2018",
            "March 12, 2018", "Mar 12th 2018", "12th of March 2018", "le 12 mars 2018", "lundi 12 mars 2018", "Monday, 12 March 2018",
            "on 2018-03-12",
        ],
    )  # fmt: skip
    def test_a_date_is_a_day_however_it_is_written(self, written: str) -> None:
        assert days(written) == (0, 0)

    @pytest.mark.parametrize("written", ["12/03/2018", "12.03.2018", "12-03-2018"])
    def test_the_order_of_day_and_month_is_told(self, written: str) -> None:
        assert told(written) == {"time.french_date"}

    @pytest.mark.parametrize(
        ("written", "low", "high"),
        [
            ("2018-03", -11, 19),
            ("2018-03-00", -11, 19),
            ("03/2018", -11, 19),
            ("en mars 2018", -11, 19),
            ("2018-00-00", -70, 294),
            ("en 2018", -70, 294),
            ("early March 2018", -11, -2),
            ("début mars 2018", -11, -2),
            ("mid-March 2018", -1, 8),
            ("mi-mars 2018", -1, 8),
            ("late March 2018", 9, 19),
            ("fin mars 2018", 9, 19),
            ("end of February 2018", -19, -12),
            ("début 2018", -70, 49),
            ("late 2018", 173, 294),
            ("Q2 2018", 20, 110),
            ("T2 2018", 20, 110),
            ("2017-2018", -435, 294),
            ("du 12 au 20 mars 2018", 0, 8),
            ("12-20 March 2018", 0, 8),
            ("march to april 2018", -11, 49),
            ("2018-03-12/2018-03-20", 0, 8),
            ("12/03/2018 - 20/03/2018", 0, 8),
        ],
    )
    def test_a_date_of_which_less_is_known_is_an_interval(self, written: str, low: float, high: float) -> None:
        assert days(written) == (low, high)

    @pytest.mark.parametrize(
        ("written", "write"),
        [
            ("00/03/2018", "2018-03"),
            ("XX/03/2018", "2018-03"),
            ("??/03/2018", "2018-03"),
            ("2018-03-XX", "2018-03"),
            ("00/00/2018", "2018"),
            ("2018-UN-UN", "2018"),
            ("03/25/2018", "2018-03-25"),
            ("12/03/18", "12/03/2018"),
            ("12.03.18", "12.03.2018"),
            ("12-Mar-18", "12-Mar-2018"),
            ("18-03-12", "2018-03-12"),
            ("12 mars", "2018-03-12"),
            ("Mar 18", "2018-03"),
            ("spring 2018", "2018-03..2018-05"),
            ("hiver 2018", "2017-12..2018-02"),
        ],
    )
    def test_a_date_that_is_not_whole_is_refused_with_what_to_write(self, written: str, write: str) -> None:
        assert all(write in sentence for sentence in sentences(refusal(written)))

    @pytest.mark.parametrize(
        "written", ["31/02/2018", "2018-02-30", "2018-13-01", "2018-00-12", "2019-02-29", "0000-01-01", "31 avril 2018"]
    )
    def test_a_date_of_no_calendar_is_refused(self, written: str) -> None:
        assert refusal(written).code == "time.no_such_date"

    def test_a_day_of_the_week_that_is_another_is_refused(self) -> None:
        assert refusal("mardi 12 mars 2018").code == "time.weekday"

    @pytest.mark.parametrize("written", ["2018", "2018-03", "2018-03-00", "J0", "early March 2018"])
    def test_day_0_needs_a_whole_date(self, written: str) -> None:
        with pytest.raises(CourseError) as caught:
            read_course(f"rechallenge: 1\nanchor: {written}\n")
        assert [problem.code for problem in caught.value.problems] == ["time.day_zero"]

    @pytest.mark.parametrize("written", ["12/03/2018", "12.03.2018", "12 mars 2018"])
    def test_day_0_is_read_as_other_dates_are(self, written: str) -> None:
        reading = read_course(
            json.dumps({"rechallenge": 1, "anchor": written, "observations": [{"what": "CRP", "at": "0", "value": "normal"}]})
        )
        assert reading.course.anchor == "2018-03-12"
        assert ("time.french_date" in {note.code for note in reading.notes}) == ("mars" not in written)


class TestWords:
    @pytest.mark.parametrize(
        ("written", "low", "high"),
        [
            # day 0 lies in week 0 and month 0
            ("week 0", 0, 6),
            ("week 2", 14, 20),
            ("W2", 14, 20),
            ("S2", 14, 20),
            ("semaine 2", 14, 20),
            ("S-2", -14, -8),
            # visits: the first is day 0
            ("W0", 0, 0),
            ("S0", 0, 0),
            ("M0", 0, 0),
            ("m0", 0, 0),
            ("M 0", 0, 0),
            ("M6", 183, 212),
            ("month 6", 183, 212),
            ("mois 6", 183, 212),
            ("weeks 2-4", 14, 34),
            # numbers in words
            ("day five", 5, 5),
            ("jour cinq", 5, 5),
            ("week two", 14, 20),
            ("semaine deux", 14, 20),
            ("month six", 183, 212),
            ("year 1", 365, 729),
            # a first week is week 0
            ("first week", 0, 6),
            ("deuxième semaine", 7, 13),
            ("3e mois", 61, 90),
            # round numbers: half a week, half a month, a quarter of a year on each side
            ("at 6 months", 168, 198),
            ("à 6 mois", 168, 198),
            ("at six months", 168, 198),
            ("after 2 weeks", 11, 17),
            ("après deux semaines", 11, 17),
            ("at 1 year", 274, 456),
            ("3 months before", -106, -76),
            ("3 mois avant", -106, -76),
            ("three months before day 0", -106, -76),
            # days and hours are counted
            ("2 days before", -2, -2),
            ("at 5 d", 5, 5),
            ("à J5", 5, 5),
            ("D+5", 5, 5),
            ("J-5", -5, -5),
            ("H48", 2, 2),
            ("two weeks", 14, 14),
            ("une semaine", 7, 7),
            ("between day 5 and day 7", 5, 7),
            ("de 5 à 7 jours", 5, 7),
        ],
    )
    def test_words_that_say_when_are_read(self, written: str, low: float, high: float) -> None:
        assert days(written) == (low, high)

    @pytest.mark.parametrize(
        ("written", "shown"), [("week 2", "14..20"), ("à 6 mois", "168..198"), ("3 mois avant", "-106..-76"), ("5-7 d", "5..7")]
    )
    def test_the_interval_is_shown_in_both_languages(self, written: str, shown: str) -> None:
        ((code, values),) = span_of(written).notes
        assert f"{shown} d" in Language("en").text(code, **values)
        assert f"{shown} j" in Language("fr").text(code, **values)

    @pytest.mark.parametrize(
        ("written", "english", "french"),
        [
            ("two weeks later", "11..17 d", "11..17 j"),
            ("deux semaines plus tard", "11..17 d", "11..17 j"),
            ("3 months before the first dose", "-106..-76 d", "-106..-76 j"),
            ("6 mois de traitement", "168..198 d", "168..198 j"),
            ("the day before", "-1 d", "-1 j"),
            ("la veille", "-1 d", "-1 j"),
            ("le lendemain", "within: 1..2 d", "dans les: 1..2 j"),
            ("2 weeks ago", "-90..-60 d", "-90..-60 j"),
            ("il y a 3 mois", "-90..-60 d", "-90..-60 j"),
            ("before", "-90..-1 d", "-90..-1 j"),
            ("avant", "-90..-1 d", "-90..-1 j"),
            ("before the first dose", "-90..-1 d", "-90..-1 j"),
            ("avant la première dose", "-90..-1 d", "-90..-1 j"),
            ("baseline", "write its day (5 d)", "écrivez son jour (5 j)"),
            ("unknown", "-90..-1 d", "-90..-1 j"),
            ("?", "-90..-1 d", "-90..-1 j"),
            ("inconnu", "-90..-1 d", "-90..-1 j"),
            ("—", "-90..-1 d", "-90..-1 j"),
            ("since 2010", "from", "du"),
            ("depuis 2010", "from", "du"),
            ("until 30 d", "'to'", "« au »"),
            ("0...5 d", "0..5 d", "0..5 d"),
            ("0…5 j", "0..5 j", "0..5 j"),
            ("14 ± 3 d", "11..17 d", "11..17 d"),
            ("< 5 d", "0..5 d", "0..5 d"),
            ("dans les 2 semaines", "0..2 semaines", "0..2 semaines"),
            ("about 5 d", "3..7 d", "3..7 j"),
            ("quelques semaines", "3..7 d", "3..7 j"),
            ("months before", "-90..-60 d", "-90..-60 j"),
            ("5 m", "5 mo", "5 mois"),
            ("2 s", "2 wk", "2 sem"),
            ("today", "date", "date"),
            ("en cours", "date", "date"),
            ("gobbledygook", "-90..-1 d", "-90..-1 j"),
        ],
    )
    def test_words_that_do_not_say_when_are_refused_with_what_to_write(self, written: str, english: str, french: str) -> None:
        said = sentences(refusal(written))
        assert english in said[0].replace("−", "-").replace("‘", "'").replace("’", "'")
        assert french in said[1].replace("\u00a0", " ").replace("−", "-").replace("’", "'")

    def test_since_and_until_say_what_their_fields_say(self) -> None:
        assert days("since 2010", "from") == days("depuis 2010", "from") == days("2010")
        assert days("until J30", "to") == days("jusqu'à J30", "to") == (30, 30)

    def test_an_end_that_is_not_known_is_asked_for_as_none_means_still_given(self) -> None:
        assert refusal("unknown", "to").code == "time.unknown_end"


class TestBareNumbers:
    @pytest.mark.parametrize(("written", "day"), [("5", 5), ("-60", -60), ("–60", -60), ("0.5", 0.5), ("3650", 3650)])
    def test_a_number_where_a_day_is_asked_for_is_a_day_and_told(self, written: str, day: float) -> None:
        assert days(written) == (day, day)
        assert told(written) == {"time.days_assumed"}

    def test_nothing_is_told_of_zero(self) -> None:
        assert (days("0"), told("0")) == ((0, 0), set())

    @pytest.mark.parametrize(
        ("written", "is_date"),
        [
            ("43171", "2018-03-12"),
            ("43171 d", "2018-03-12"),
            ("43171.354", "2018-03-12"),
            ("20180312", "2018-03-12"),
            ("1520812800", "2018-03-12"),
            ("1520812800000", "2018-03-12"),
        ],
    )
    def test_the_number_that_a_computer_stores_for_a_date_is_named(self, written: str, is_date: str) -> None:
        assert all(is_date in sentence for sentence in sentences(refusal(written)))

    @pytest.mark.parametrize("written", ["3651", "-5000", "9999", "1e9"])
    def test_a_larger_number_is_asked_about(self, written: str) -> None:
        assert refusal(written).code in ("time.large_number", "time.serial")

    @pytest.mark.parametrize("written", ["5..2018-03-20", "2 wk..4"])
    def test_a_number_beside_another_kind_of_time_is_no_day(self, written: str) -> None:
        assert refusal(written).code in ("time.unreadable", "time.unit_missing")

    @pytest.mark.parametrize("written", ["14", "3..14"])
    def test_a_duration_needs_its_unit(self, written: str) -> None:
        with pytest.raises(RefusedError) as caught:
            duration_of(written)
        assert caught.value.code == "time.unit_missing"


@pytest.mark.parametrize(
    ("written", "low", "high"), [("1e3 d", 1000, 1000), ("1e-3 d", 0.001, 0.001), ("5\u00a0d", 5, 5), (".5 d", 0.5, 0.5)]
)
def test_numbers_are_numbers_however_they_are_written(written: str, low: float, high: float) -> None:
    assert days(written) == (low, high)


class TestInACourse:
    def test_doses_at_days_with_a_dash_are_asked_about(self) -> None:
        with pytest.raises(CourseError) as caught:
            course(treatments=[{"drug": "anakinra", "dose": "100 mg", "at": "5-7 d"}])
        assert [problem.code for problem in caught.value.problems] == ["time.dash_of_doses"]

    @pytest.mark.parametrize("written", ["2018-04-15", "J14", "week 2", "before"])
    def test_a_delay_is_no_moment(self, written: str) -> None:
        treatment = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "30 d"}
        with pytest.raises(CourseError) as caught:
            course(treatments=[treatment], events=[{"what": "relapse", "after": "stop of anakinra", "within": written}])
        assert [problem.code for problem in caught.value.problems] == ["time.duration"]

    def test_a_date_in_a_regimen_is_refused_with_the_days_from_today(self) -> None:
        treatment = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}
        record = course(treatments=[treatment], observations=[{"what": "CRP", "at": "20 d", "value": "normal"}]).course
        with pytest.raises(CourseError) as caught:
            read_regimen("treatments: [{drug: anakinra, dose: 100 mg, every: 2 d, from: 2018-04-11}]", record)
        (problem,) = caught.value.problems
        assert (problem.code, problem.values["write"]) == ("regimen.date", "10")
        with pytest.raises(CourseError) as caught:
            stopped(record, "anakinra@2018-04-11")
        assert [problem.code for problem in caught.value.problems] == ["regimen.date"]
