"""Every verdict as it is said: with what came, what was expected, how long, how many share it, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from spillerum.analysis.judgement import Direction, Judgement, Verdict
from spillerum.analysis.series import Kind
from spillerum.calendar.period import Period
from spillerum.deviations.sentences import Named, reason, reasons

JULY = Period.parse("2018-07")
LOCAL = Judgement(
    "Fenham", "visits", "", JULY, Verdict.LOCAL, 757, 1439.4, 897.2, 2309.1, 0.001, -0.47, Direction.DOWN,
    good=False, lasted=1, siblings=17, alike=0, history=60,
)  # fmt: skip
COMMON = replace(
    LOCAL, unit=None, verdict=Verdict.COMMON, value=1200.0, expected=9000, low=8000, high=10000, alike=16
)
EXPECTED = {"da": "Besøg i juli 2018: 757, hvor vi havde ventet omkring 1.439 (mellem 897 og 2.309)",
            "en": "Visits in July 2018: 757, where we had expected about 1,439 (between 897 and 2,309)"}  # fmt: skip
NAMES = {
    "da": {"visits": Named("besøg"), "loans": Named("udlån"), "sick": Named("sygefravær", Kind.RATE)},
    "en": {"visits": Named("visits"), "loans": Named("loans"), "sick": Named("sick leave", Kind.RATE)},
}


def said(*judgements):
    told = {}
    for language, names in NAMES.items():
        with translation.override(language):
            told[language] = reasons(judgements, names)
    return told


def of(kind, unit="", **fields):
    """The local verdict on a measure of another kind, in both languages."""
    told = {}
    for language in ("da", "en"):
        with translation.override(language):
            told[language] = reason(replace(LOCAL, **fields), {"visits": Named("X", kind, unit)})
    return told


LOCAL_ONES = {
    "only here": (
        {},
        ", og de 17 andre ligger som ventet, så det ser ud til at være noget lokalt.",
        ", and the other 17 are as expected, so it seems to be something here.",
    ),
    "for a while": (
        {"lasted": 3},
        ", nu 3 måneder i træk, og de 17 andre ligger som ventet, så det ser ud til at være noget lokalt.",
        ", now 3 months in a row, and the other 17 are as expected, so it seems to be something here.",
    ),
    "one other": (
        {"siblings": 1},
        ", og den anden ligger som ventet, så det ser ud til at være noget lokalt.",
        ", and the other one is as expected, so it seems to be something here.",
    ),
    "some as well": (
        {"alike": 3},
        ", og 3 af de 17 andre ligger også lavere end ventet.",
        ", and 3 of the other 17 are unexpectedly low as well.",
    ),
    "some as well, upwards": (
        {"alike": 3, "direction": Direction.UP},
        ", og 3 af de 17 andre ligger også højere end ventet.",
        ", and 3 of the other 17 are unexpectedly high as well.",
    ),
    "nobody to compare with": (
        {"siblings": 0},
        ", og der er ingen andre at sammenligne med, så vi kan ikke vide, om det kun er her.",
        ", and there are no others to compare with, so we cannot know whether it is only here.",
    ),
    "more here": (
        {"verdict": Verdict.BOTH, "lasted": 2},
        ", nu 2 måneder i træk, og de andre afviger også, men det er mere her.",
        ", now 2 months in a row, and the others are off as well, but this one more than they are.",
    ),
    "a short history": (
        {"history": 8, "alike": 3},
        ", og 3 af de 17 andre ligger også lavere end ventet. Der er kun 8 tal før det, så vi kender ikke dets egen sæson.",
        (", and 3 of the other 17 are unexpectedly low as well. There are only 8 figures before it, so its own "
        "season is not known."),
    ),
    "nobody has said what matters": (
        {"materiality_known": False, "alike": 3},
        ", og 3 af de 17 andre ligger også lavere end ventet. Ingen har sagt, hvor meget der skal til her, så vi har brugt 10 %.",
        ", and 3 of the other 17 are unexpectedly low as well. Nobody has said how much matters here, so 10% was taken.",
    ),
    "a quarter divided by three": (
        {"spread": True, "alike": 3},
        (", og 3 af de 17 andre ligger også lavere end ventet. Det samme tal står i måneden før: det ligner et kvartal delt i "
        "tre og tæller én gang."),
        (", and 3 of the other 17 are unexpectedly low as well. The same figure stands in the month before: it seems to be a "
        "quarter divided by three, and counts once."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LOCAL_ONES)
def test_what_is_off_here(what):
    fields, danish, english = LOCAL_ONES[what]
    assert said(replace(LOCAL, **fields)) == {"da": EXPECTED["da"] + danish, "en": EXPECTED["en"] + english}


NOTHING = {"expected": None, "low": None, "high": None, "p": None, "effect": None, "direction": None}
OTHERS = {
    "quiet": (
        replace(LOCAL, verdict=Verdict.QUIET, value=1300),
        "Besøg i juli 2018: 1.300, som ventet: omkring 1.439 (mellem 897 og 2.309).",
        "Visits in July 2018: 1,300, as expected: about 1,439 (between 897 and 2,309).",
    ),
    "quiet, just outside": (
        replace(LOCAL, verdict=Verdict.QUIET, value=880),
        "Besøg i juli 2018: 880, uden for det, vi havde ventet: omkring 1.439 (mellem 897 og 2.309), men ikke nok til en sag.",
        ("Visits in July 2018: 880, outside what we had expected: about 1,439 (between 897 and 2,309), but not enough for a "
        "matter."),
    ),
    "off as all are": (
        replace(LOCAL, verdict=Verdict.COMMON, value=80, expected=75.04, low=40.4, high=140.2),
        ("Besøg i juli 2018: 80, hvor man kunne vente omkring 75 (mellem 40,4 og 140), når det afviger alle steder: ikke mere "
        "her end hos de 17 andre."),
        ("Visits in July 2018: 80, where about 75 (between 40.4 and 140) was to be expected now that it is off everywhere: "
        "here no more than at the other 17."),
    ),
    "a common cause": (
        replace(COMMON, lasted=2),
        ("Besøg i juli 2018: 1.200 tilsammen, hvor vi havde ventet omkring 9.000 (mellem 8.000 og 10.000), nu 2 måneder i "
        "træk, og det rammer 16 af 17 enheder, så årsagen er fælles."),
        ("Visits in July 2018: 1,200 together, where we had expected about 9,000 (between 8,000 and 10,000), now 2 months in "
        "a row, and it touches 16 of 17 units, so the cause is common."),
    ),
    "missing": (
        replace(LOCAL, verdict=Verdict.MISSING, value=None, since=JULY + -1, **NOTHING),
        ("Der er intet tal for besøg i juli 2018, mens de 17 andre har tal, så vi kan ikke vide, om det er som "
        "ventet; det sidste tal er fra juni 2018."),
        ("There is no figure for visits in July 2018, while the other 17 have figures, so we cannot know whether it is "
        "as expected; the last figure is from June 2018."),
    ),
    "missing, alone": (
        replace(LOCAL, verdict=Verdict.MISSING, value=None, siblings=0, **NOTHING),
        "Der er intet tal for besøg i juli 2018, så vi kan ikke vide, om det er som ventet.",
        "There is no figure for visits in July 2018, so we cannot know whether it is as expected.",
    ),
    "closed": (
        replace(LOCAL, verdict=Verdict.CLOSED, value=None, since=JULY + -2, **NOTHING),
        "Besøg i juli 2018: enheden er lukket, mens de 17 andre har tal; det sidste tal er fra maj 2018.",
        "Visits in July 2018: the unit is closed, while the other 17 have figures; the last figure is from May 2018.",
    ),
    "too short": (
        replace(LOCAL, verdict=Verdict.TOO_SHORT, history=3, since=JULY + -3, **NOTHING),
        ("Besøg i juli 2018: 757, men med kun 3 tal før det kan vi ikke vide, om det er som ventet; det første er fra april "
        "2018."),
        ("Visits in July 2018: 757, but with only 3 figures before it we cannot know whether it is as expected; the first is "
        "from April 2018."),
    ),
    "the first figure": (
        replace(LOCAL, verdict=Verdict.TOO_SHORT, history=0, since=JULY, **NOTHING),
        "Besøg i juli 2018: 757, men det er det første tal, så vi kan ikke vide, om det er som ventet.",
        "Visits in July 2018: 757, but it is the first figure, so we cannot know whether it is as expected.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_every_other_verdict(what):
    judgement, danish, english = OTHERS[what]
    assert said(judgement) == {"da": danish, "en": english}


KINDS = {
    "kroner": (
        (Kind.AMOUNT, "", {"value": 1_250_000, "expected": 980_000, "low": 900_000, "high": 1_060_000}),
        "X i juli 2018: 1.250.000 kr., hvor vi havde ventet omkring 980.000 kr. (mellem 900.000 og 1.060.000 kr.)",
        "X in July 2018: 1,250,000 kr., where we had expected about 980,000 kr. (between 900,000 and 1,060,000 kr.)",
    ),
    "an amount in something else": (
        (Kind.AMOUNT, "kWh", {"value": 1250, "expected": 980, "low": 900, "high": 1060}),
        "X i juli 2018: 1.250 kWh, hvor vi havde ventet omkring 980 (mellem 900 og 1.060)",
        "X in July 2018: 1,250 kWh, where we had expected about 980 (between 900 and 1,060)",
    ),
    "per cent": (
        (Kind.RATE, "", {"value": 6.45, "expected": 4.2, "low": 3.15, "high": 5.25}),
        "X i juli 2018: 6,45 %, hvor vi havde ventet omkring 4,2 % (mellem 3,15 og 5,25 %)",
        "X in July 2018: 6.45%, where we had expected about 4.2% (between 3.15 and 5.25%)",
    ),
    "a rate of something else": (
        (Kind.RATE, "pr. 1.000", {"value": 6.45, "expected": 4.2, "low": 3.15, "high": 5.25}),
        "X i juli 2018: 6,45 pr. 1.000, hvor vi havde ventet omkring 4,2 (mellem 3,15 og 5,25)",
        "X in July 2018: 6.45 pr. 1.000, where we had expected about 4.2 (between 3.15 and 5.25)",
    ),
    "per cent of something": (
        (Kind.RATE, "% af tiden", {"value": 6.45, "expected": 4.2, "low": 3.15, "high": 5.25}),
        "X i juli 2018: 6,45 % af tiden, hvor vi havde ventet omkring 4,2 % (mellem 3,15 og 5,25 %)",
        "X in July 2018: 6.45% af tiden, where we had expected about 4.2% (between 3.15 and 5.25%)",
    ),
    "nobody knows in what": (
        (Kind.AMOUNT, None, {"value": 1250, "expected": 980, "low": 900, "high": 1060}),
        "X i juli 2018: 1.250, hvor vi havde ventet omkring 980 (mellem 900 og 1.060)",
        "X in July 2018: 1,250, where we had expected about 980 (between 900 and 1,060)",
    ),
    "a score": (
        (Kind.SCORE, "", {"value": 3.1, "expected": 3.9, "low": 3.5, "high": 4.3}),
        "X i juli 2018: 3,1, hvor vi havde ventet omkring 3,9 (mellem 3,5 og 4,3)",
        "X in July 2018: 3.1, where we had expected about 3.9 (between 3.5 and 4.3)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", KINDS)
def test_every_kind_of_measure_is_told_in_its_own_unit(what):
    (kind, unit, fields), danish, english = KINDS[what]
    told = of(kind, unit, **fields)
    assert {language: text.split(", og ")[0].split(", and ")[0] for language, text in told.items()} == {
        "da": danish,
        "en": english,
    }


def ending(**fields):
    told = said(replace(COMMON, value=3100, expected=4000, low=3700, high=4300, **fields))
    return {language: text[text.index(")") + 1 :] for language, text in told.items()}


def test_a_districts_cause_is_told_as_the_districts():
    assert ending(siblings=5, alike=4, subgroup="Distrikt Øst") == {
        "da": ", og det rammer 4 af de 5 i Distrikt Øst, så årsagen ligger dér.",
        "en": ", and it touches 4 of the 5 in Distrikt Øst, so the cause is there.",
    }
    assert ending(siblings=5, alike=5, subgroup="Distrikt Øst") == {
        "da": ", og det rammer alle 5 i Distrikt Øst, så årsagen ligger dér.",
        "en": ", and it touches all 5 in Distrikt Øst, so the cause is there.",
    }


def test_a_unit_of_such_a_district_is_told_of_it():
    with_it = replace(LOCAL, verdict=Verdict.COMMON, value=1300, subgroup="Distrikt Øst")
    assert said(with_it) == {
        "da": (
            "Besøg i juli 2018: 1.300, hvor man kunne vente omkring 1.439 (mellem 897 og 2.309), "
            "når det afviger i hele Distrikt Øst."
        ),
        "en": (
            "Visits in July 2018: 1,300, where about 1,439 (between 897 and 2,309) was to be expected "
            "now that it is off in all of Distrikt Øst."
        ),
    }
    assert said(replace(with_it, verdict=Verdict.BOTH, value=757)) == {
        "da": EXPECTED["da"] + ", og de andre i Distrikt Øst afviger også, men det er mere her.",
        "en": EXPECTED["en"]
        + ", and the others in Distrikt Øst are off as well, but this one more than they are.",
    }


def test_a_common_cause_in_a_rate_is_told_as_a_mean():
    judgement = replace(COMMON, measure="sick", value=6.4, expected=4.2, low=3.5, high=4.9, alike=17)
    assert said(judgement)["da"].startswith(
        "Sygefravær i juli 2018: 6,4 % i gennemsnit, hvor vi havde ventet"
    )


@pytest.mark.parametrize(
    ("period", "danish", "english"),
    [
        ("2018-W05", "i uge 5, 2018: 757", "nu 2 uger i træk"),
        ("2018-Q3", "i 3. kvartal 2018: 757", "nu 2 kvartaler i træk"),
        ("2018", "i 2018: 757", "nu 2 år i træk"),
        ("2018-07-01", "den 1. juli 2018: 757", "nu 2 dage i træk"),
    ],
)
def test_every_rhythm_is_told_in_its_own_words(period, danish, english):
    told = said(replace(LOCAL, period=Period.parse(period), lasted=2))["da"]
    assert (danish in told, english in told) == (True, True)


def test_two_measures_with_one_cause_are_one_sentence():
    loans = replace(LOCAL, measure="loans", value=300, expected=600, low=400, high=800, lasted=2)
    assert said(replace(LOCAL, lasted=2), loans) == {
        "da": "Besøg i juli 2018: 757, hvor vi havde ventet omkring 1.439 (mellem 897 og 2.309); udlån: 300, hvor vi havde "
        "ventet omkring 600 (mellem 400 og 800); nu 2 måneder i træk, og de 17 andre ligger som ventet, så det ser ud til "
        "at være noget lokalt.",
        "en": "Visits in July 2018: 757, where we had expected about 1,439 (between 897 and 2,309); loans: 300, where we had "
        "expected about 600 (between 400 and 800); now 2 months in a row, and the other 17 are as expected, so it seems to "
        "be something here.",
    }  # fmt: skip


def test_what_two_measures_do_not_share_is_said_of_each():
    loans = replace(LOCAL, measure="loans", value=300, expected=600, low=400, high=800, alike=4)
    assert said(replace(LOCAL, lasted=2), loans)["da"] == (
        "Besøg i juli 2018: 757, hvor vi havde ventet omkring 1.439 (mellem 897 og 2.309), nu 2 måneder i træk, og de 17 "
        "andre ligger som ventet, så det ser ud til at være noget lokalt; udlån: 300, hvor vi havde ventet omkring 600 "
        "(mellem 400 og 800), og 4 af de 17 andre ligger også lavere end ventet."
    )


def test_measures_of_different_periods_are_a_sentence_each_and_what_was_taken_for_granted_is_said_once():
    first = replace(LOCAL, materiality_known=False)
    other = replace(first, measure="loans", period=JULY + 1)
    told = said(first, other)["en"]
    assert told.startswith("Visits in July 2018: 757, where")
    assert "here. Loans in August 2018: 757, where" in told
    assert told.count("Nobody has said") == 1
