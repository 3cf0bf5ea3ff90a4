# docker build -t clausetrail . && docker run --rm -v "$PWD/data:/data" clausetrail history example.com/privacy
FROM python:3.12-slim
RUN useradd --create-home clausetrail && mkdir /data && chown clausetrail /data
COPY pyproject.toml README.md LICENSE /source/
COPY clausetrail /source/clausetrail
COPY crawler /source/crawler
COPY pipelines /source/pipelines
COPY reports /source/reports
COPY snapshots /source/snapshots
RUN pip install --no-cache-dir '/source[notify,browse,parquet]' && rm -r /source
USER clausetrail
ENV CLAUSETRAIL_DATA=/data
VOLUME /data
ENTRYPOINT ["clausetrail"]
