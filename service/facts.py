"""This file answers what is known without an article: the releases, and the states with their names."""

import json
from pathlib import Path
from typing import Any

from flask import Response, jsonify
from flask_openapi3.openapi import OpenAPI

from rhetor.attributes import OF_SENTENCES, describe_wordings
from rhetor.packaged import RELEASE_NAME
from rhetor.release import MANIFEST, named_hash
from rhetor.states import load_states

from .contract import ModelAnswer, ModelsAnswer, ReleasePath, StatesAnswer
from .openapi import KEY_PROBLEMS, responses
from .problems import Problem
from .services import Services

_TOLD = ("release", "files", "corpora", "parameters", "metrics")  # of a manifest


def add_facts(app: OpenAPI, services: Services) -> None:
    """Add the paths of releases and states."""
    models, scorer = services.models, services.scorer

    @app.get("/v1/models", summary="The releases on disk", responses=responses(ModelsAnswer, *KEY_PROBLEMS))
    def list_models() -> Response:
        current = scorer.release.name if scorer else None
        found = (path.parent.name for path in models.glob(f"*/{MANIFEST}"))
        names = sorted(filter(RELEASE_NAME.fullmatch, found))
        return jsonify(current=current, releases=[name for name in names if _describe(models / name)])

    @app.get(
        "/v1/models/<release>",
        summary="A release: metrics, hashes, card",
        responses=responses(ModelAnswer, "not_found", "invalid_request", *KEY_PROBLEMS),
    )
    def show_model(path: ReleasePath) -> Response:
        if told := _describe(models / path.release):
            return jsonify(told)
        raise Problem("not_found", "There is no such release, or it is not whole; /v1/models lists those that are.")

    @app.get(
        "/v1/states",
        summary="The states that are scored, and their names",
        responses=responses(StatesAnswer, *KEY_PROBLEMS),
    )
    def list_states() -> Response:
        known = load_states().values()
        return jsonify(states=[{"code": one.code, "name": one.name, "aliases": list(one.forms)} for one in known])


def _describe(release: Path) -> dict[str, Any] | None:
    """Return what is told of a release, or None where it is not there or not whole."""
    try:
        text, reference = ((release / name).read_bytes() for name in (MANIFEST, "reference.json"))
        manifest, quantiles, card = json.loads(text), json.loads(reference), release / "CARD.md"
        told = {key: manifest[key] for key in _TOLD}
        told |= {"hash": named_hash(text)}
        told |= {"reference": {one.name: quantiles[one.name] for one in OF_SENTENCES}}
        told |= {"attributes": describe_wordings()}
        told |= {"card": card.read_text(encoding="utf-8") if card.is_file() else ""}
        return ModelAnswer.model_validate(told).model_dump()
    except (OSError, ValueError, KeyError, TypeError):
        return None
