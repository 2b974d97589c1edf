# Rhetor, the service alone: built in one stage, run in another by a user without rights.
FROM python:3.13-slim-bookworm AS build
COPY requirements/run.txt /build/run.txt
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /build/run.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home rhetor
COPY --from=build /venv /venv
WORKDIR /srv/rhetor
COPY wsgi.py gunicorn.conf.py LICENSE NOTICE ./
COPY models models
COPY rhetor rhetor
COPY service service
ENV RHETOR_BIND=0.0.0.0:8000 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s CMD ["/venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["/venv/bin/gunicorn", "wsgi:app"]
