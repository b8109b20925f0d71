# The application without development tools, as an unprivileged user.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/static
WORKDIR /app
# What sets the text of a PDF.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY manage.py pyproject.toml ./
COPY disclosure disclosure
COPY reports reports
COPY templates templates
COPY static static
COPY locale locale
COPY deploy/gunicorn.conf.py deploy/gunicorn.conf.py
RUN useradd --uid 10001 --create-home disclosure \
    && mkdir /data /static /public /site \
    && SECRET_KEY=only-for-collecting-static-files python manage.py collectstatic --noinput \
    && chown -R disclosure /data /static /public /site
USER disclosure
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "disclosure.wsgi"]
