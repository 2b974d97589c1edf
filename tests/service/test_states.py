"""Tests of GET /v1/states and of the date of an article."""

import pytest
from flask.testing import FlaskClient

from service.contract import StatesAnswer

TEXT = "Chancellor Olaf Scholz promised more shells, and Tony Blair applauded from the gallery."


def test_every_state_is_there_with_its_names(client: FlaskClient) -> None:
    answer = client.get("/v1/states")
    states = {one.code: one for one in StatesAnswer.model_validate_json(answer.data).states}
    assert len(states) == 197
    assert states["IR"].name == "Iran"
    assert {"Tehran", "Iranian", "Iranians", "Islamic Republic", "IRGC"} <= set(states["IR"].aliases)


@pytest.mark.parametrize(("date", "codes"), [("2022-05-01", ["DE"]), ("2001-05-01", ["GB"]), ("2026-01-01", [])])
def test_a_leader_counts_in_the_years_of_the_office(client: FlaskClient, date: str, codes: list[str]) -> None:
    answer = client.post("/v1/score", json={"text": TEXT, "date": date, "attributes": ["states"]})
    assert [state["code"] for state in answer.json["states"]] == codes  # type: ignore[index]


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01", "20260101", 20260101, True, {}])
def test_what_is_no_date_is_refused(client: FlaskClient, date: object) -> None:
    answer = client.post("/v1/score", json={"text": TEXT, "date": date})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/date"  # type: ignore[index]
