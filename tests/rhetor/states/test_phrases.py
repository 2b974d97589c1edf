"""This file tests forms of one state that are one noun phrase."""

import pytest

from rhetor.states.candidates import Candidate
from rhetor.states.phrases import join_phrases
from tests.rhetor.states.marked import candidates


def joined(marked: str) -> list[str]:
    found = candidates(marked)
    led = {one.code for one in found} - {""}
    forms = [Candidate(one.text, one.start, one.end, one.kind, one.code or min(led)) for one in found]
    return [forms[0].text[start:end] for _, start, end in join_phrases(forms)]


@pytest.mark.parametrize(
    ("marked", "phrases"),
    [
        ("[Israeli] Prime Minister [Netanyahu] left", ["Israeli Prime Minister Netanyahu"]),
        ("[Israeli] banker [Netanyahu] left", ["Israeli", "Netanyahu"]),
        ("[Israel]'s embattled prime minister, [Netanyahu], left", ["Israel's embattled prime minister, Netanyahu"]),
        ("In [Israel], Prime Minister [Netanyahu] left", ["Israel", "Netanyahu"]),
        ("[Netanyahu] of [Israel] left", ["Netanyahu of Israel"]),
        ("[Netanyahu], the [Israeli] leader, left", ["Netanyahu, the Israeli"]),
        ("[Netanyahu], the [Israeli] singer, left", ["Netanyahu", "Israeli"]),
        ("[Iran]'s parliament, the [Majlis], sat", ["Iran's parliament, the Majlis"]),
        ("[Tehran], [Iran], slept", ["Tehran, Iran"]),
        ("[Tehran], [Iran] and Iraq slept", ["Tehran", "Iran"]),
        ("[Tehran], the capital of [Iran]", ["Tehran, the capital of Iran"]),
        ("[Tehran], the [Iranian] capital", ["Tehran, the Iranian"]),
        ("[Myanmar], formerly known as [Burma],", ["Myanmar, formerly known as Burma"]),
        ("[Myanmar], not [Burma],", ["Myanmar", "Burma"]),
        ("[Iran] ([IRGC]) fired", ["Iran (IRGC)"]),
        ("the [US] Navy fired", ["US Navy"]),
        ("the [British] Royal Navy fired", ["British Royal Navy"]),
        ("the [US] Navy Seals fired", ["US"]),
        ("the [French] Ministry of Foreign Affairs waits", ["French Ministry of Foreign Affairs"]),
        ("[Iran] and [Iran]", ["Iran", "Iran"]),
        ("[Iranian] [Iraqi]", ["Iranian", "Iraqi"]),
        ("[Iran] [Iranian]", ["Iran Iranian"]),
        ("[Tehran], the [Iranian] poet", ["Tehran", "Iranian"]),
        ("[Iranians] or [Iranians]", ["Iranians", "Iranians"]),
        ("[Iran] or [Majlis]", ["Iran", "Majlis"]),
        ("([Iran]) fired", ["Iran"]),
    ],
)
def test_forms_of_one_state_in_one_noun_phrase_are_one(marked: str, phrases: list[str]) -> None:
    assert joined(marked) == phrases
