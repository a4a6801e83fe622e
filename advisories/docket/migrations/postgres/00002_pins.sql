-- +goose Up

-- A pin is what of the policy was promised to cases when they began. text is
-- sealed; kept_at is when a case last took the pin. A case row holds the digest,
-- empty for a case from before there were pins.
CREATE TABLE pins (
    installation BIGINT NOT NULL,
    digest       TEXT NOT NULL,
    text         BYTEA NOT NULL,
    kept_at      BIGINT NOT NULL,
    PRIMARY KEY (installation, digest)
);

ALTER TABLE cases ADD COLUMN pin TEXT NOT NULL DEFAULT '';
CREATE INDEX cases_pin ON cases (installation, pin) WHERE pin <> '';
