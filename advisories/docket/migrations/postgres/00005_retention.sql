-- +goose Up

-- ended_at is when a published or closed case ended, 0 for one that goes on, and
-- for one that an older program ended until Forget looks; forgotten_at is when its
-- sealed texts were purged last.
ALTER TABLE cases ADD COLUMN ended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN forgotten_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_kept ON cases (ended_at) WHERE ended_at > 0 AND forgotten_at <= worked_at;
CREATE INDEX cases_unmarked ON cases (installation, repository, ghsa) WHERE ended_at = 0 AND stage IN ('published', 'closed');

-- purged is 1 where the sealed text was put out: an empty one is sealed in its place.
ALTER TABLE drafts ADD COLUMN purged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN purged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE commands ADD COLUMN purged BIGINT NOT NULL DEFAULT 0;
