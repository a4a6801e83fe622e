# The same sources and VERSION give the same image, wherever and whenever it is
# built: bases are named by digest, the program is built by .ci/build, and every
# file bears the time SOURCE_DATE_EPOCH. CI compares; see .ci/reproduce.

# Build: a static program, for SQLite is Go here, zone data and migrations are
# embedded, and nothing is linked to C. Go builds for other machines than its own.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go mod verify
COPY . .
ARG TARGETOS TARGETARCH
# What `advisory-bot version` says; --build-arg VERSION=$(git describe --always --dirty).
ARG VERSION=devel
# In seconds. buildx hands it on from the environment.
ARG SOURCE_DATE_EPOCH=0
# What a program expects of its machine: authorities to trust, a place for
# SQLite's temporary files, and the data directory.
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH .ci/build "$VERSION" /image/advisory-bot \
 && install -D -m 0644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt \
 && install -d -m 1777 /image/tmp \
 && install -d -m 0700 /image/data \
 && chown 65532:65532 /image/data \
 && find /image -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# The program alone, for releases: docker buildx build --target program --output DIR .
FROM scratch AS program
COPY --from=build /image/advisory-bot /

# Run: nothing but the program, as nobody in particular.
FROM scratch
COPY --from=build /image/ /
USER 65532:65532
ENV ADVISORY_BOT_DATA_DIR=/data
VOLUME /data
# Webhooks. Health and metrics stay on 127.0.0.1:9090 inside the container.
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["/advisory-bot", "health"]
ENTRYPOINT ["/advisory-bot"]
CMD ["serve"]
