-- +goose Up

-- Times are microseconds since 1970 in UTC, 0 for "not known"; flags are 0 or 1.
-- Every key of a case begins with installation and repository.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE installations (
    installation BIGINT NOT NULL PRIMARY KEY,
    account      TEXT NOT NULL,
    account_id   BIGINT NOT NULL,
    suspended    BIGINT NOT NULL,
    permissions  TEXT NOT NULL
);

CREATE TABLE repositories (
    installation BIGINT NOT NULL,
    repository   BIGINT NOT NULL,
    owner        TEXT NOT NULL,
    owner_id     BIGINT NOT NULL,
    name         TEXT NOT NULL,
    private      BIGINT NOT NULL,
    archived     BIGINT NOT NULL,
    since        BIGINT NOT NULL,
    PRIMARY KEY (installation, repository)
);

-- work_repository and work_ghsa are the key that the ring wakes; both are empty
-- for what concerns the account. The lengths bound what a forged header can store.
CREATE TABLE rings (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    installation    BIGINT NOT NULL CHECK (installation > 0),
    repository      BIGINT NOT NULL,
    ghsa            TEXT NOT NULL CHECK (length(ghsa) <= 64),
    work_repository BIGINT NOT NULL,
    work_ghsa       TEXT NOT NULL,
    guid            TEXT NOT NULL CHECK (length(guid) <= 256),
    source          TEXT NOT NULL,
    event           TEXT NOT NULL CHECK (length(event) <= 128),
    action          TEXT NOT NULL CHECK (length(action) <= 128),
    account         TEXT NOT NULL CHECK (length(account) <= 256),
    account_id      BIGINT NOT NULL,
    owner           TEXT NOT NULL CHECK (length(owner) <= 256),
    name            TEXT NOT NULL CHECK (length(name) <= 256),
    ref             TEXT NOT NULL CHECK (length(ref) <= 1024),
    issue           BIGINT NOT NULL,
    comment         BIGINT NOT NULL,
    added           TEXT NOT NULL,
    removed         TEXT NOT NULL,
    rang_at         BIGINT NOT NULL,
    stored_at       BIGINT NOT NULL,
    worked_at       BIGINT NOT NULL DEFAULT 0
);

-- GUID and event are not signed, so the same GUID with another body is another ring.
CREATE UNIQUE INDEX rings_once ON rings (installation, repository, ghsa, guid, event, action) WHERE source = 'webhook';
CREATE INDEX rings_waiting ON rings (installation, work_repository, work_ghsa, seq) WHERE worked_at = 0;
CREATE INDEX rings_worked ON rings (worked_at) WHERE worked_at > 0;

-- woken_at is the earliest wake-up since the key was last taken; nudged_at is when
-- a job that runs at once was last queued, queued_at when the newest of those that
-- run later will; code is why the last try failed.
CREATE TABLE work (
    installation BIGINT NOT NULL,
    repository   BIGINT NOT NULL,
    ghsa         TEXT NOT NULL,
    wake_at      BIGINT NOT NULL DEFAULT 0,
    woken_at     BIGINT NOT NULL DEFAULT 0,
    queued_at    BIGINT NOT NULL DEFAULT 0,
    nudged_at    BIGINT NOT NULL DEFAULT 0,
    hold_token   TEXT NOT NULL DEFAULT '',
    hold_until   BIGINT NOT NULL DEFAULT 0,
    failures     BIGINT NOT NULL DEFAULT 0,
    code         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (installation, repository, ghsa)
);
CREATE INDEX work_due ON work (wake_at) WHERE wake_at > 0;

-- An errand is something that one process does at a time, such as the sweep.
CREATE TABLE errands (
    name       TEXT NOT NULL PRIMARY KEY,
    hold_token TEXT NOT NULL,
    hold_until BIGINT NOT NULL
);

CREATE TABLE cases (
    installation   BIGINT NOT NULL,
    repository     BIGINT NOT NULL,
    ghsa           TEXT NOT NULL,
    name           TEXT NOT NULL UNIQUE,
    owner          TEXT NOT NULL,
    repo           TEXT NOT NULL,
    stage          TEXT NOT NULL,
    close_reason   TEXT NOT NULL,
    adopted        BIGINT NOT NULL,
    reporter       BIGINT NOT NULL,
    reporter_login TEXT NOT NULL,
    reporter_bot   BIGINT NOT NULL,
    reported_at    BIGINT NOT NULL,
    opened_at      BIGINT NOT NULL,
    worked_at      BIGINT NOT NULL,
    facts          TEXT NOT NULL,
    history        TEXT NOT NULL,
    verdict        TEXT NOT NULL,
    next_due       BIGINT NOT NULL,
    problem        TEXT NOT NULL,
    clocks_at_risk BIGINT NOT NULL,
    clocks_missed  BIGINT NOT NULL,
    head_seq       BIGINT NOT NULL DEFAULT 0,
    head_hash      TEXT NOT NULL DEFAULT '',
    head_key       TEXT NOT NULL DEFAULT '',
    head_mac       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (installation, repository, ghsa)
);

-- body is sealed.
CREATE TABLE drafts (
    installation    BIGINT NOT NULL,
    repository      BIGINT NOT NULL,
    ghsa            TEXT NOT NULL,
    number          BIGINT NOT NULL,
    rule            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    occurrence      BIGINT NOT NULL,
    act             TEXT NOT NULL,
    permit          TEXT NOT NULL,
    approvals       BIGINT NOT NULL,
    state           TEXT NOT NULL,
    why             TEXT NOT NULL,
    hold            TEXT NOT NULL,
    hand_off        TEXT NOT NULL,
    body            BYTEA NOT NULL,
    comment         BIGINT NOT NULL,
    to_state        TEXT NOT NULL,
    digest          TEXT NOT NULL,
    urgent          BIGINT NOT NULL,
    filed_at        BIGINT NOT NULL,
    begun_at        BIGINT NOT NULL DEFAULT 0,
    settled_at      BIGINT NOT NULL DEFAULT 0,
    attempts        BIGINT NOT NULL DEFAULT 0,
    outcome_state   TEXT NOT NULL DEFAULT '',
    outcome_code    TEXT NOT NULL DEFAULT '',
    outcome_comment BIGINT NOT NULL DEFAULT 0,
    outcome_by      TEXT NOT NULL DEFAULT '',
    outcome_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (installation, repository, ghsa, number),
    FOREIGN KEY (installation, repository, ghsa) REFERENCES cases (installation, repository, ghsa)
);
CREATE UNIQUE INDEX drafts_live ON drafts (installation, repository, ghsa, rule, kind, occurrence)
    WHERE state NOT IN ('superseded', 'stale');
CREATE INDEX drafts_begun ON drafts (installation, repository, begun_at) WHERE begun_at > 0;
CREATE INDEX drafts_state ON drafts (state);

-- why is sealed. A decision is void once its draft was put back to be held.
CREATE TABLE decisions (
    seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    installation BIGINT NOT NULL,
    repository   BIGINT NOT NULL,
    ghsa         TEXT NOT NULL,
    number       BIGINT NOT NULL,
    approve      BIGINT NOT NULL,
    by_whom      TEXT NOT NULL,
    why          BYTEA NOT NULL,
    digest       TEXT NOT NULL,
    decided_at   BIGINT NOT NULL,
    void         BIGINT NOT NULL DEFAULT 0,
    FOREIGN KEY (installation, repository, ghsa, number) REFERENCES drafts (installation, repository, ghsa, number)
);
CREATE UNIQUE INDEX decisions_once ON decisions (installation, repository, ghsa, number, by_whom) WHERE void = 0;

-- salt goes with detail: without both nobody can test a guess against the hash.
CREATE TABLE entries (
    installation BIGINT NOT NULL,
    repository   BIGINT NOT NULL,
    ghsa         TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    what         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    draft        BIGINT NOT NULL,
    detail       TEXT NOT NULL,
    salt         TEXT NOT NULL,
    detail_hash  TEXT NOT NULL,
    hash         TEXT NOT NULL,
    PRIMARY KEY (installation, repository, ghsa, seq),
    FOREIGN KEY (installation, repository, ghsa) REFERENCES cases (installation, repository, ghsa)
);

CREATE TABLE notices (
    installation BIGINT NOT NULL,
    repository   BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    about        TEXT NOT NULL,
    owner        TEXT NOT NULL,
    name         TEXT NOT NULL,
    case_name    TEXT NOT NULL,
    text         TEXT NOT NULL,
    count        BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    PRIMARY KEY (installation, repository, kind, about)
);

CREATE TABLE owner_policies (
    installation BIGINT NOT NULL PRIMARY KEY,
    repository   TEXT NOT NULL,
    path         TEXT NOT NULL,
    ref          TEXT NOT NULL,
    text         TEXT NOT NULL,
    layer        TEXT NOT NULL,
    unreadable   TEXT NOT NULL,
    kept_at      BIGINT NOT NULL
);

CREATE TABLE watermarks (
    installation BIGINT NOT NULL,
    repository   BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (installation, repository)
);
