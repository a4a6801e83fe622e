# syntax=docker/dockerfile:1

# Build: a static program, for SQLite is Go here, zone data and migrations are
# embedded, and nothing is linked to C.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /image/advisory-bot ./cmd/advisory-bot
# What a program expects of its machine: authorities to trust, a place for
# SQLite's temporary files, and the data directory.
RUN install -D -m 0644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt \
 && install -d -m 1777 /image/tmp \
 && install -d -m 0700 /image/data \
 && chown 65532:65532 /image/data

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
