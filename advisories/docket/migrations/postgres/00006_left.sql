-- +goose Up

-- Each batch of rings asks who has left, which mostly is nobody.
CREATE INDEX installations_left ON installations (installation) WHERE left_at > 0;
