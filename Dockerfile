# Dependencies come from the hashed lock alone; the lock also holds the tools of the tests, pyproject.toml says which to leave out.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy
WORKDIR /build
COPY pyproject.toml requirements.lock ./
RUN awk '/^uv==/ {own = 1} own {print} own && !/\\$/ {exit}' requirements.lock > uv.txt \
 && pip install --no-cache-dir --require-hashes --no-deps -r uv.txt \
 && python -m venv /opt/gongron \
 && uv pip install --no-cache --compile-bytecode --python /opt/gongron/bin/python \
      --require-hashes -c requirements.lock -r pyproject.toml

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv/gongron --shell /usr/sbin/nologin gongron
WORKDIR /srv/gongron
ENV PATH=/opt/gongron/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GONGRON_ENVIRONMENT=production \
    GONGRON_HOST=0.0.0.0 \
    GONGRON_PORT=8000 \
    GONGRON_KEY_FOLDER=/srv/gongron/keys
COPY --from=build /opt/gongron /opt/gongron
COPY LICENSE pyproject.toml ./
COPY migrations migrations
COPY static static
COPY templates templates
COPY app app
RUN python -m compileall -q app && install -d -o gongron -g gongron -m 700 var keys
USER gongron
VOLUME ["/srv/gongron/var", "/srv/gongron/keys"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "app", "serve"]
