# syntax=docker/dockerfile:1
ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim-bookworm AS build
ARG WITH_OCR=1
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /build
COPY requirements.txt requirements-ocr.txt ./
# OCR reads scans and photographs; without it (WITH_OCR=0) the image is 400 MB smaller
RUN /venv/bin/pip install --require-hashes -r requirements.txt \
    && if [ "$WITH_OCR" = 1 ]; then /venv/bin/pip install --require-hashes -r requirements-ocr.txt; fi

FROM python:${PYTHON_VERSION}-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BIND_HOST=0.0.0.0 \
    DATA_DIR=/data \
    LOG_FORMAT=json
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin service \
    && install --directory --owner=service --group=service /data
WORKDIR /app
COPY --from=build /venv /venv
# .dockerignore lets through what the service needs and nothing else
COPY . .
RUN python -m compileall -q .
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; \
urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8000)}/health/ready', timeout=4)"]
# roles may follow: web, worker, scheduler
ENTRYPOINT ["python", "-m", "config.supervisor"]
