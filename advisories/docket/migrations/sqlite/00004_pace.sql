-- +goose Up

-- booked_writes are the slots that an installation's writes to GitHub were given,
-- for as long as they count. write_bookings has one row for each installation that
-- writes: who books locks it. told_at is the latest time that one who got no slot
-- was told to come back.
CREATE TABLE write_bookings (
    installation INTEGER NOT NULL PRIMARY KEY,
    told_at      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE booked_writes (
    installation INTEGER NOT NULL,
    slot         INTEGER NOT NULL,
    PRIMARY KEY (installation, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX booked_writes_old ON booked_writes (slot);

-- A rate limit says until when GitHub refuses an installation's requests, by the
-- count that ran out.
CREATE TABLE rate_limits (
    installation INTEGER NOT NULL,
    resource     TEXT NOT NULL CHECK (length(resource) <= 64),
    until_at     INTEGER NOT NULL,
    PRIMARY KEY (installation, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_limits_until ON rate_limits (until_at);

-- pings has one row, written to see whether anything can be.
CREATE TABLE pings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

-- What is read often is read by an index whose size goes by what is open or waits,
-- not by what there ever was.
CREATE INDEX work_due_of ON work (installation, wake_at) WHERE wake_at > 0;
CREATE INDEX work_held ON work (hold_until) WHERE hold_until > 0;
CREATE INDEX work_failing ON work (installation) WHERE failures > 0;
CREATE INDEX cases_newest ON cases (opened_at DESC, name);
CREATE INDEX cases_newest_of ON cases (installation, opened_at DESC, name);
CREATE INDEX cases_open ON cases (opened_at DESC, name) WHERE stage NOT IN ('published', 'closed');
CREATE INDEX cases_open_by ON cases (stage, opened_at DESC, name) WHERE stage NOT IN ('published', 'closed');
CREATE INDEX cases_open_of ON cases (installation, opened_at DESC, name) WHERE stage NOT IN ('published', 'closed');
CREATE INDEX cases_open_in ON cases (installation, repository, ghsa) WHERE stage NOT IN ('published', 'closed');
CREATE INDEX cases_open_counts ON cases (stage, clocks_at_risk, clocks_missed) WHERE stage NOT IN ('published', 'closed');
CREATE INDEX cases_ended ON cases (stage, opened_at DESC, name) WHERE stage IN ('published', 'closed');
CREATE INDEX cases_problem ON cases (installation) WHERE problem <> '';
CREATE INDEX drafts_filed ON drafts (installation, repository, filed_at);
