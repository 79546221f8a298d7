# The application without embedded servers: give it DATABASE_URL, REDIS_URL, SECRET_KEY and SITE_URL.
# One image, three uses: the web server (default), `celery -A mentoring worker`, `celery -A mentoring beat`.

# By its exact version; to pin it by its digest: docs/operating.md, “What is installed”.
ARG PYTHON_IMAGE=python:3.11.14-slim-trixie

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
COPY requirements/server.txt requirements/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/server.txt
COPY . .
# Collecting needs settings, but connects to nothing.
RUN SECRET_KEY=only-while-building DATABASE_URL=postgres://127.0.0.1/none REDIS_URL=redis://127.0.0.1 \
    SITE_URL=http://localhost \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q goals mentoring pairings programs

FROM ${PYTHON_IMAGE}
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin mentoring \
    && install -d -o mentoring -g mentoring /data
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "mentoring/embedded/probe.py", "database", "migrations"]
CMD ["python", "-m", "mentoring.serving", "--host", "0.0.0.0"]
