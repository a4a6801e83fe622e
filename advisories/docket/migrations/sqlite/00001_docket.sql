-- +goose Up

-- Times are microseconds since 1970 in UTC, 0 for "not known"; flags are 0 or 1.
-- Every key of a case begins with installation and repository.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE installations (
    installation INTEGER NOT NULL PRIMARY KEY,
    account      TEXT NOT NULL,
    account_id   INTEGER NOT NULL,
    suspended    INTEGER NOT NULL,
    permissions  TEXT NOT NULL
) STRICT;

CREATE TABLE repositories (
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    owner        TEXT NOT NULL,
    owner_id     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    private      INTEGER NOT NULL,
    archived     INTEGER NOT NULL,
    since        INTEGER NOT NULL,
    PRIMARY KEY (installation, repository)
) STRICT;

-- work_repository and work_ghsa are the key that the ring wakes; both are empty
-- for what concerns the account. The lengths bound what a forged header can store.
CREATE TABLE rings (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    installation    INTEGER NOT NULL CHECK (installation > 0),
    repository      INTEGER NOT NULL,
    ghsa            TEXT NOT NULL CHECK (length(ghsa) <= 64),
    work_repository INTEGER NOT NULL,
    work_ghsa       TEXT NOT NULL,
    guid            TEXT NOT NULL CHECK (length(guid) <= 256),
    source          TEXT NOT NULL,
    event           TEXT NOT NULL CHECK (length(event) <= 128),
    action          TEXT NOT NULL CHECK (length(action) <= 128),
    account         TEXT NOT NULL CHECK (length(account) <= 256),
    account_id      INTEGER NOT NULL,
    owner           TEXT NOT NULL CHECK (length(owner) <= 256),
    name            TEXT NOT NULL CHECK (length(name) <= 256),
    ref             TEXT NOT NULL CHECK (length(ref) <= 1024),
    issue           INTEGER NOT NULL,
    comment         INTEGER NOT NULL,
    added           TEXT NOT NULL,
    removed         TEXT NOT NULL,
    rang_at         INTEGER NOT NULL,
    stored_at       INTEGER NOT NULL,
    worked_at       INTEGER NOT NULL DEFAULT 0
) STRICT;

-- GUID and event are not signed, so the same GUID with another body is another ring.
CREATE UNIQUE INDEX rings_once ON rings (installation, repository, ghsa, guid, event, action) WHERE source = 'webhook';
CREATE INDEX rings_waiting ON rings (installation, work_repository, work_ghsa, seq) WHERE worked_at = 0;
CREATE INDEX rings_worked ON rings (worked_at) WHERE worked_at > 0;

-- woken_at is the earliest wake-up since the key was last taken; nudged_at is when
-- a job that runs at once was last queued, queued_at when the newest of those that
-- run later will; code is why the last try failed.
CREATE TABLE work (
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    ghsa         TEXT NOT NULL,
    wake_at      INTEGER NOT NULL DEFAULT 0,
    woken_at     INTEGER NOT NULL DEFAULT 0,
    queued_at    INTEGER NOT NULL DEFAULT 0,
    nudged_at    INTEGER NOT NULL DEFAULT 0,
    hold_token   TEXT NOT NULL DEFAULT '',
    hold_until   INTEGER NOT NULL DEFAULT 0,
    failures     INTEGER NOT NULL DEFAULT 0,
    code         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (installation, repository, ghsa)
) STRICT;
CREATE INDEX work_due ON work (wake_at) WHERE wake_at > 0;

-- An errand is something that one process does at a time, such as the sweep.
CREATE TABLE errands (
    name       TEXT NOT NULL PRIMARY KEY,
    hold_token TEXT NOT NULL,
    hold_until INTEGER NOT NULL
) STRICT;

CREATE TABLE cases (
    installation   INTEGER NOT NULL,
    repository     INTEGER NOT NULL,
    ghsa           TEXT NOT NULL,
    name           TEXT NOT NULL UNIQUE,
    owner          TEXT NOT NULL,
    repo           TEXT NOT NULL,
    stage          TEXT NOT NULL,
    close_reason   TEXT NOT NULL,
    adopted        INTEGER NOT NULL,
    reporter       INTEGER NOT NULL,
    reporter_login TEXT NOT NULL,
    reporter_bot   INTEGER NOT NULL,
    reported_at    INTEGER NOT NULL,
    opened_at      INTEGER NOT NULL,
    worked_at      INTEGER NOT NULL,
    facts          TEXT NOT NULL,
    history        TEXT NOT NULL,
    verdict        TEXT NOT NULL,
    next_due       INTEGER NOT NULL,
    problem        TEXT NOT NULL,
    clocks_at_risk INTEGER NOT NULL,
    clocks_missed  INTEGER NOT NULL,
    head_seq       INTEGER NOT NULL DEFAULT 0,
    head_hash      TEXT NOT NULL DEFAULT '',
    head_key       TEXT NOT NULL DEFAULT '',
    head_mac       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (installation, repository, ghsa)
) STRICT;

-- body is sealed.
CREATE TABLE drafts (
    installation    INTEGER NOT NULL,
    repository      INTEGER NOT NULL,
    ghsa            TEXT NOT NULL,
    number          INTEGER NOT NULL,
    rule            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    occurrence      INTEGER NOT NULL,
    act             TEXT NOT NULL,
    permit          TEXT NOT NULL,
    approvals       INTEGER NOT NULL,
    state           TEXT NOT NULL,
    why             TEXT NOT NULL,
    hold            TEXT NOT NULL,
    hand_off        TEXT NOT NULL,
    body            BLOB NOT NULL,
    comment         INTEGER NOT NULL,
    to_state        TEXT NOT NULL,
    digest          TEXT NOT NULL,
    urgent          INTEGER NOT NULL,
    filed_at        INTEGER NOT NULL,
    begun_at        INTEGER NOT NULL DEFAULT 0,
    settled_at      INTEGER NOT NULL DEFAULT 0,
    attempts        INTEGER NOT NULL DEFAULT 0,
    outcome_state   TEXT NOT NULL DEFAULT '',
    outcome_code    TEXT NOT NULL DEFAULT '',
    outcome_comment INTEGER NOT NULL DEFAULT 0,
    outcome_by      TEXT NOT NULL DEFAULT '',
    outcome_at      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (installation, repository, ghsa, number),
    FOREIGN KEY (installation, repository, ghsa) REFERENCES cases (installation, repository, ghsa)
) STRICT;
CREATE UNIQUE INDEX drafts_live ON drafts (installation, repository, ghsa, rule, kind, occurrence)
    WHERE state NOT IN ('superseded', 'stale');
CREATE INDEX drafts_begun ON drafts (installation, repository, begun_at) WHERE begun_at > 0;
CREATE INDEX drafts_state ON drafts (state);

-- why is sealed. A decision is void once its draft was put back to be held.
CREATE TABLE decisions (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    ghsa         TEXT NOT NULL,
    number       INTEGER NOT NULL,
    approve      INTEGER NOT NULL,
    by_whom      TEXT NOT NULL,
    why          BLOB NOT NULL,
    digest       TEXT NOT NULL,
    decided_at   INTEGER NOT NULL,
    void         INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (installation, repository, ghsa, number) REFERENCES drafts (installation, repository, ghsa, number)
) STRICT;
CREATE UNIQUE INDEX decisions_once ON decisions (installation, repository, ghsa, number, by_whom) WHERE void = 0;

-- salt goes with detail: without both nobody can test a guess against the hash.
CREATE TABLE entries (
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    ghsa         TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    what         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    draft        INTEGER NOT NULL,
    detail       TEXT NOT NULL,
    salt         TEXT NOT NULL,
    detail_hash  TEXT NOT NULL,
    hash         TEXT NOT NULL,
    PRIMARY KEY (installation, repository, ghsa, seq),
    FOREIGN KEY (installation, repository, ghsa) REFERENCES cases (installation, repository, ghsa)
) STRICT;

CREATE TABLE notices (
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    about        TEXT NOT NULL,
    owner        TEXT NOT NULL,
    name         TEXT NOT NULL,
    case_name    TEXT NOT NULL,
    text         TEXT NOT NULL,
    count        INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    PRIMARY KEY (installation, repository, kind, about)
) STRICT;

CREATE TABLE owner_policies (
    installation INTEGER NOT NULL PRIMARY KEY,
    repository   TEXT NOT NULL,
    path         TEXT NOT NULL,
    ref          TEXT NOT NULL,
    text         TEXT NOT NULL,
    layer        TEXT NOT NULL,
    unreadable   TEXT NOT NULL,
    kept_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE watermarks (
    installation INTEGER NOT NULL,
    repository   INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (installation, repository)
) STRICT;
