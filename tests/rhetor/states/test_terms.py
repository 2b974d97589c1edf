"""This file tests leaders' times in office."""

from rhetor.lexicons import rows
from rhetor.states.names import load_states
from rhetor.states.terms import surnames, terms_by_form


def test_leaders_have_a_state_an_office_and_years() -> None:
    for row in rows("leaders.tsv"):
        assert row["code"] in load_states(), row
        assert 1900 < int(row["from"]) <= int(row["to"] or 2026) <= 2026, row
        assert row["name"], row
        assert row["office"], row
        assert row["undated"] in {"", "name", "both"}, row


def test_a_name_has_a_term_for_every_row_that_holds_it() -> None:
    terms = terms_by_form()
    for row in rows("leaders.tsv"):
        for form in row["name"].split("|"):
            assert any(term.code == row["code"] and term.first == int(row["from"]) for term in terms[form]), row


def test_whom_all_know_by_the_surname_is_famous_by_it() -> None:
    terms = terms_by_form()
    assert all(term.famous for term in terms["Putin"])
    assert not any(term.famous for term in terms["Brown"])


def test_a_surname_is_known_in_capitals_and_without_accents() -> None:
    assert surnames()["Merkel"] == surnames()["MERKEL"] == {"Angela Merkel"}
    assert "Erdogan" in surnames()
    assert "Angela Merkel" not in surnames()
