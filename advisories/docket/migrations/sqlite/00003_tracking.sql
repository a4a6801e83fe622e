-- +goose Up

-- tracking is the case's issue for maintainers; its repository and its number there
-- stand beside it, since a comment's webhook names nothing else.
ALTER TABLE cases ADD COLUMN tracking TEXT NOT NULL DEFAULT '{}';
ALTER TABLE cases ADD COLUMN tracking_repository INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN tracking_issue INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX cases_tracking ON cases (installation, tracking_repository, tracking_issue) WHERE tracking_issue > 0;

-- fields is sealed, and empty where a draft changes none; edited_by names who put
-- their own text in the body's place.
ALTER TABLE drafts ADD COLUMN fields BLOB NOT NULL DEFAULT x'';
ALTER TABLE drafts ADD COLUMN edited_by TEXT NOT NULL DEFAULT '';

-- A command counts once, whatever it came to. reason is sealed.
CREATE TABLE commands (
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    ghsa         TEXT NOT NULL,
    place        TEXT NOT NULL,
    comment      INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    node         TEXT NOT NULL,
    by_id        INTEGER NOT NULL,
    by_login     TEXT NOT NULL,
    by_node      TEXT NOT NULL,
    by_bot       INTEGER NOT NULL,
    verb         TEXT NOT NULL,
    reason       BLOB NOT NULL,
    code         TEXT NOT NULL,
    given_at     INTEGER NOT NULL,
    answered     INTEGER NOT NULL,
    PRIMARY KEY (installation, repository, ghsa, place, comment, line),
    FOREIGN KEY (installation, repository, ghsa) REFERENCES cases (installation, repository, ghsa)
) STRICT;

-- swept_at is when the sweep last looked at a repository.
ALTER TABLE repositories ADD COLUMN swept_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX repositories_swept ON repositories (installation, swept_at);

-- left_at is when an installation was uninstalled, 0 while it is there.
ALTER TABLE installations ADD COLUMN left_at INTEGER NOT NULL DEFAULT 0;
