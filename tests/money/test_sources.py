"""Sources of money are sources like others: a page, an upload, a lateness, a log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import a_person
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.figures.models import Delivery, Lateness, UnreadRow
from spillerum.figures.services import look_for_late, wave_off
from spillerum.matters.models import Entry
from spillerum.people.models import Holding

HEAD = "nummer;konto;dato;beløb\n"
MARCH = datetime(2026, 3, 20, 8, tzinfo=UTC)


@pytest.fixture
def owner(postings, client):
    person = a_person("Dina")
    Holding.objects.create(post=postings.owner, person=person, first_day=MARCH.date().replace(year=2020))
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


def test_the_owner_sends_a_file_on_the_sources_page_and_sees_what_is_left_to_do(postings, owner, client):
    file = SimpleUploadedFile("nat.csv", (HEAD + "1;a;10-03-2026;1,00\n2;a;i går;2,00\n").encode())
    with pinned(MARCH):
        answer = client.post(reverse("deliver", args=[postings.pk]), {"file": file}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Modtaget: 1 posteringer læst, heraf 1 nye og 0 rettede." in page
    assert "1 konto er ikke placeret endnu" in page
    assert "Datoen kan ikke læses. Skriv den som 2026-03-10 eller 10-03-2026." in page
    assert Delivery.objects.get().by == owner


def test_a_row_is_waved_off_as_any_other(postings, send, unread):
    send(postings, HEAD + "1;a;10-03-2026;en krone\n")
    wave_off(viewer=None, row=UnreadRow.objects.get())
    assert unread() == []


def test_books_that_do_not_come_are_a_matter_and_end_it_when_they_do(postings, send):
    postings.expected_from, postings.grace_days = Period.parse("2026-01-01"), 3
    postings.save()
    send(postings, HEAD + "1;a;02-01-2026;1,00\n")
    look_for_late(at=datetime(2026, 1, 7, 8, tzinfo=UTC))
    lateness = Lateness.objects.get()
    assert (str(lateness.period), lateness.ended) == ("2026-01-03", False)
    send(postings, HEAD + "2;a;06-01-2026;1,00\n", day=5)
    lateness.refresh_from_db()
    assert lateness.ended


def test_each_file_has_its_line_in_the_log(postings, send):
    send(postings, HEAD + "1;a;02-01-2026;1,00\n2;a;02-01-2026;x\n")
    entry = Entry.objects.get(about=f"source:{postings.pk}")
    assert (entry.what, entry.note) == ("receive", "nat.csv")
    assert entry.data == {"delivery": Delivery.objects.get().pk, "new": 1, "corrections": 0, "unread": 1}
