# One image for the pages, the API and workers. Nothing of a machine is in it: results, models and data are in /data.
#   docker build -t llm-forge . && docker run -p 127.0.0.1:8080:8080 -e FORGE_API_TOKEN=… -v forge:/data llm-forge
ARG SWIFT_IMAGE=swift:6.3-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
# Not for the building machine's processor alone: any x86-64 with AVX2, any ARM64.
ENV DEBIAN_FRONTEND=noninteractive FORGE_CACHE=/cache FORGE_BUILD_DIR=/build \
    FORGE_LLAMA_FROM_SOURCE=1 FORGE_LLAMA_NATIVE=OFF
WORKDIR /source
# What takes longest changes least: llama.cpp and the pages' charts and fonts have a layer of their own.
COPY scripts scripts
RUN scripts/packages.sh && scripts/llama.sh && scripts/web-assets.sh
COPY . .
RUN scripts/build.sh release --product forge
# The executable looks for Swift's libraries beside itself, too.
RUN mkdir -p /out \
    && cp /build/release/forge /out/ \
    && ldd /build/release/forge | awk '$3 ~ /\/swift\/linux\// { print $3 }' | xargs cp -t /out \
    && cp -rL /cache/web-assets /out/forge.web-assets \
    && rm -f /out/forge.web-assets/.complete

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libgomp1 libpq5 libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home --shell /usr/sbin/nologin forge \
    && install -d -o forge -g forge -m 700 /data
COPY --from=build /out /opt/forge
RUN ln -s /opt/forge/forge /usr/local/bin/forge && forge --version
USER forge
WORKDIR /data
# Every address of the container; who can reach it is for the host to say. Without FORGE_API_TOKEN it does not start.
ENV FORGE_HOME=/data FORGE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["bash", "/opt/forge/health.sh"]
COPY --chmod=755 deploy/health.sh /opt/forge/health.sh
ENTRYPOINT ["forge"]
CMD ["serve"]
