"""A matter that has long been open proposes a new level, with a date and intervals; only a person accepts it."""

from __future__ import annotations

import pytest
from django.utils import translation

from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations.forms import RenewForm
from spillerum.deviations.models import Deviation, LevelChange
from spillerum.deviations.queries import newest_findings
from spillerum.deviations.sentences import new_level
from spillerum.deviations.settling import Proposal, proposed
from world import night_after

JULY = Period.parse("2018-07")


def proposal_after(world, months, factor=0.7):
    for n in range(months):
        world.month(str(JULY + n), u2=factor)
    deviation = Deviation.objects.get()
    part = deviation.parts.select_related("measure").get()
    return deviation, proposed(part, newest_findings([deviation.pk])[part.pk])


def test_what_has_been_off_for_half_a_year_is_proposed_with_its_date_and_its_size(world):
    deviation, level = proposal_after(world, 8)
    assert level.early <= JULY <= level.late
    assert level.low <= -0.3 <= level.high
    with pinned(night_after(JULY + 7)):
        form = RenewForm(matter=deviation.matter)
    assert form.fields["first_period"].initial == str(level.first)


def test_nothing_is_re_based_by_itself(world):
    proposal_after(world, 8)
    assert LevelChange.objects.count() == 0
    assert Deviation.objects.get().matter.state == "found"


def test_before_half_a_year_nothing_is_proposed(world):
    deviation, level = proposal_after(world, 4)
    assert level is None
    with pinned(night_after(JULY + 3)):
        assert RenewForm(matter=deviation.matter).fields["first_period"].initial == "2018-07"


def test_the_page_asks_and_the_answer_is_filled_in(world, client):
    deviation, _ = proposal_after(world, 8)
    client.force_login(world.leaders[2])
    with pinned(night_after(JULY + 7).replace(hour=7)):
        page = client.get(f"/sag/{deviation.matter_id}/").content.decode()
        asked = client.get(f"/sag/{deviation.matter_id}/renew/").content.decode()
    assert "Det ligner et nyt niveau siden" in page
    assert 'value="2018-07"' in asked


P = Period.parse
LEVELS = [
    (
        Proposal(P("2018-03"), P("2018-02"), P("2018-05"), -0.18, -0.23, -0.12, relative=True),
        (
            "Det ligner et nyt niveau siden omkring marts 2018 (mellem februar 2018 og maj 2018): ca. 18 % lavere (mellem "
            "12 % og 23 %). Er det sådan fremover? Det kan kun lederen sige."
        ),
        (
            "It looks like a new level since about March 2018 (between February 2018 and May 2018): about 18% lower (between "
            "12% and 23%). Is this how it is from now on? Only the leader can say so."
        ),
    ),
    (
        Proposal(P("2018-03"), P("2018-03"), P("2018-03"), 4.25, 2.5, 6.125, relative=False),
        (
            "Det ligner et nyt niveau siden marts 2018: ca. 4,25 højere (mellem 2,5 og 6,12). Er det sådan fremover? Det kan "
            "kun lederen sige."
        ),
        (
            "It looks like a new level since March 2018: about 4.25 higher (between 2.5 and 6.12). Is this how it is from now "
            "on? Only the leader can say so."
        ),
    ),
]


@pytest.mark.parametrize(("level", "danish", "english"), LEVELS)
def test_it_is_said_in_plain_words(level, danish, english):
    said = {}
    for language in ("da", "en"):
        with translation.override(language):
            said[language] = new_level(level)
    assert said == {"da": danish, "en": english}
