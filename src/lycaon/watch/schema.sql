-- The state of one watch. All but the counts of requests changes in one transaction a page, so that a killed watch goes
-- on where it stood.
CREATE TABLE IF NOT EXISTS rounds (number INTEGER PRIMARY KEY, at TEXT NOT NULL, closed TEXT);
CREATE TABLE IF NOT EXISTS walks (
    round INTEGER, site TEXT, start TEXT, complete INTEGER NOT NULL, pages INTEGER NOT NULL, sign TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (round, site, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ads (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, known TEXT NOT NULL,
    scanned TEXT NOT NULL DEFAULT '', row TEXT NOT NULL DEFAULT '', protected REAL NOT NULL DEFAULT 0,
    captured TEXT NOT NULL DEFAULT '', capture TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ads_of_site ON ads (site);
CREATE TABLE IF NOT EXISTS events (
    at TEXT, site TEXT, ad TEXT, kind TEXT, event TEXT NOT NULL, PRIMARY KEY (at, site, ad, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looks (round INTEGER, site TEXT, health TEXT, number INTEGER NOT NULL,
    PRIMARY KEY (round, site, health)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (site TEXT, day TEXT, number INTEGER NOT NULL, PRIMARY KEY (site, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (round INTEGER, site TEXT, kind TEXT, what TEXT, sign TEXT NOT NULL,
    PRIMARY KEY (round, site, kind, what)) WITHOUT ROWID;
