"""Hold the SQL of each step from one schema of the store to the next; `clausetrail.snapshots.storage.schema` runs them.

A step is never edited, not even its comments: a released store has run it, and SQLite keeps the text of each CREATE TABLE.
Some tables and columns have names from earlier releases. They mean:

* told: from which facts and by which code a timeline was derived
* faces: transient texts, which replaced a version for a while; turns: the number of spells in which one was seen
* sightings: the number of captures that show a text
* likeness: the profile of a text, by which other documents are recognised
* outsiders: captures that screening found not to show the policy
* standings: from which version to which one a wording is present; places: its headings and label
* shells: captures of pages that only show other pages in frames
* page_places: where the clauses of a reading are on its page; elsewhere: wordings of doubtful text, which is not compared
* news: whether an event is to be announced; seal: a digest of what the last derivation found of it
"""

from __future__ import annotations

FACTS = """
CREATE TABLE policies (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    declaration TEXT NOT NULL,              -- JSON: urls, title, select, remove, since, until
    declared_at TEXT NOT NULL
) STRICT;
CREATE TABLE archives (
    name TEXT PRIMARY KEY,                  -- the host: captures of one archive stay together on any port
    endpoint TEXT NOT NULL,
    dialect TEXT NOT NULL
) STRICT;
CREATE TABLE listings (                     -- what an index was asked, and how far its answer reaches
    id INTEGER PRIMARY KEY,
    policy INTEGER NOT NULL REFERENCES policies,
    archive TEXT NOT NULL,
    url TEXT NOT NULL,
    since TEXT NOT NULL,
    reached TEXT NOT NULL,                  -- 14 digits: everything from since to here is known
    outcome TEXT NOT NULL,                  -- an answer's name; only "listed" reaches
    captures INTEGER NOT NULL,
    malformed INTEGER NOT NULL,
    detail TEXT NOT NULL,
    asked_at TEXT NOT NULL
) STRICT;
CREATE INDEX listings_by_url ON listings (policy, archive, url);
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    policy INTEGER NOT NULL REFERENCES policies,
    archive TEXT NOT NULL,
    urlkey TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    original TEXT NOT NULL,
    mimetype TEXT NOT NULL,
    statuscode TEXT NOT NULL,               -- as the index has it: "-" for a revisit
    digest TEXT NOT NULL,
    length INTEGER,
    listed_at TEXT NOT NULL,
    UNIQUE (policy, archive, timestamp, original, statuscode, digest)
) STRICT;
CREATE INDEX captures_by_digest ON captures (policy, digest);
CREATE TABLE bodies (
    sha256 TEXT PRIMARY KEY,
    sha1 TEXT NOT NULL,                     -- base 32, to be held against the index's digest
    size INTEGER NOT NULL,
    codec TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE TABLE snapshots (
    capture INTEGER PRIMARY KEY REFERENCES captures,
    body TEXT NOT NULL REFERENCES bodies,
    memento TEXT NOT NULL,
    status INTEGER NOT NULL,
    archive_headers TEXT NOT NULL,          -- JSON: [[name, value], ...], in the order received
    origin_headers TEXT NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT;
CREATE TABLE absences (                     -- what was asked for and did not come, and why
    id INTEGER PRIMARY KEY,
    policy INTEGER NOT NULL REFERENCES policies,
    capture INTEGER REFERENCES captures,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL,
    detail TEXT NOT NULL,
    asked_at TEXT NOT NULL
) STRICT;
CREATE INDEX absences_by_policy ON absences (policy);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    exit_code INTEGER,
    summary TEXT
) STRICT;
"""

DERIVATIONS = """
CREATE TABLE texts (                        -- the clauses of a reading, once however often they were read
    id TEXT PRIMARY KEY,                    -- SHA-256 of the clauses as canonical JSON
    clauses BLOB NOT NULL                   -- that JSON, zstd
) STRICT;
CREATE TABLE readings (
    capture INTEGER PRIMARY KEY REFERENCES snapshots,
    code TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    encoding TEXT NOT NULL,
    text TEXT REFERENCES texts,
    fingerprint TEXT
) STRICT;
CREATE TABLE versions (
    policy INTEGER NOT NULL REFERENCES policies,
    number INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES texts,
    first INTEGER NOT NULL REFERENCES captures,
    last INTEGER NOT NULL REFERENCES captures,
    sightings INTEGER NOT NULL,
    PRIMARY KEY (policy, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE revisions (
    policy INTEGER NOT NULL REFERENCES policies,
    number INTEGER NOT NULL,                -- that of the version after it
    before_text TEXT NOT NULL REFERENCES texts,
    after_text TEXT NOT NULL REFERENCES texts,
    code TEXT NOT NULL,
    changes TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (policy, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE told (                         -- from how many facts, and by which code, a timeline was told
    policy INTEGER PRIMARY KEY REFERENCES policies,
    facts TEXT NOT NULL,
    code TEXT NOT NULL
) STRICT;
"""

# The last results of the index and of the newest memento for each address, so that a run without new captures costs one
# playback per address; and whether the SHA-1 of a body is the digest in the index.
ADDRESSES_AND_PROOFS = """
CREATE TABLE addresses (
    policy INTEGER NOT NULL REFERENCES policies,
    archive TEXT NOT NULL,
    url TEXT NOT NULL,
    newest TEXT NOT NULL,                   -- 14 digits of the newest capture that was listed, or ""
    listed_at TEXT NOT NULL,                -- when an index was last read to its end, or ""
    probed_at TEXT NOT NULL,                -- when the newest memento was last asked for, or ""
    PRIMARY KEY (policy, archive, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE settled (                      -- policies of which nothing that was listed is left to fetch
    policy INTEGER PRIMARY KEY REFERENCES policies
) STRICT;
ALTER TABLE snapshots ADD COLUMN proof TEXT NOT NULL DEFAULT '';
"""

# Transient texts, and the changes between any two texts, with the two texts as the key. Earlier derivations stay valid until
# the next one.
FACES_AND_COMPARISONS = """
ALTER TABLE versions ADD COLUMN candidate INTEGER NOT NULL DEFAULT 0;
CREATE TABLE faces (
    policy INTEGER NOT NULL REFERENCES policies,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES texts,
    first INTEGER NOT NULL REFERENCES captures,
    last INTEGER NOT NULL REFERENCES captures,
    sightings INTEGER NOT NULL,
    turns INTEGER NOT NULL,
    PRIMARY KEY (policy, version, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE comparisons (
    policy INTEGER NOT NULL REFERENCES policies,
    before_text TEXT NOT NULL REFERENCES texts,
    after_text TEXT NOT NULL REFERENCES texts,
    code TEXT NOT NULL,
    changes TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (policy, before_text, after_text)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO comparisons SELECT policy, before_text, after_text, code, changes FROM revisions;
DROP TABLE revisions;
"""

# The profile that distinguishes texts of the policy from other documents, and the captures that a comparison with their
# neighbours in time found not to show the policy.
LIKENESSES_AND_OUTSIDERS = """
ALTER TABLE readings ADD COLUMN likeness BLOB;
CREATE TABLE outsiders (
    capture INTEGER PRIMARY KEY REFERENCES captures,
    policy INTEGER NOT NULL REFERENCES policies,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX outsiders_by_policy ON outsiders (policy);
"""

# Every wording of a clause once, with the versions of its policy that have it and its headings in them. Where SQLite has
# FTS5, `clausetrail.snapshots.search.clause_index` creates the index over the words.
WORDINGS = """
CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    policy INTEGER NOT NULL REFERENCES policies,
    digest BLOB NOT NULL,                   -- of the words
    words TEXT NOT NULL,
    UNIQUE (policy, digest)
) STRICT;
CREATE TABLE places (                       -- under which headings and numbers clauses stand
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    path TEXT NOT NULL,                     -- JSON
    UNIQUE (label, path)
) STRICT;
CREATE TABLE standings (                    -- from which version to which one: of those that still stand to 2^31 - 1
    policy INTEGER NOT NULL REFERENCES policies,
    wording INTEGER NOT NULL REFERENCES wordings,
    place INTEGER NOT NULL REFERENCES places,
    face INTEGER NOT NULL,                  -- 0: in the version itself, else in so many-th of its faces
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (wording, first, face, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX standings_by_policy ON standings (policy, last);
CREATE TABLE indexed (                      -- the texts that the standings were told from
    policy INTEGER NOT NULL REFERENCES policies,
    number INTEGER NOT NULL,
    texts TEXT NOT NULL,                    -- JSON: the version's, then those of its faces
    PRIMARY KEY (policy, number)
) STRICT, WITHOUT ROWID;
"""

# Changes that were or are to be announced, and to which channels. They are neither facts of the past nor derived again: an
# announcement cannot be undone. For policies derived before this step, no change before the newest capture is announced.
OUTBOX = """
CREATE TABLE horizons (
    policy INTEGER PRIMARY KEY REFERENCES policies,
    newest TEXT NOT NULL                    -- 14 digits: changes up to here were there when the policy was first told
) STRICT;
INSERT INTO horizons SELECT policy, max(timestamp) FROM captures
    WHERE policy IN (SELECT policy FROM told) GROUP BY policy;
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    policy INTEGER NOT NULL REFERENCES policies,
    name TEXT NOT NULL,                     -- a UUID that no later telling changes
    version INTEGER NOT NULL,               -- the one after the change, in the last telling
    earliest TEXT NOT NULL,                 -- 14 digits: the last capture without the change
    latest TEXT NOT NULL,                   -- and the first one with it
    before_text TEXT NOT NULL,              -- fingerprints
    after_text TEXT NOT NULL,
    seal TEXT NOT NULL,                     -- a digest of what the last telling says of it
    news INTEGER NOT NULL,                  -- 1: to be announced, 0: it was history when it was first told
    noted_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL              -- when a telling no longer found it, or ""
) STRICT;
CREATE INDEX events_by_policy ON events (policy);
CREATE INDEX events_by_update ON events (updated_at);
CREATE TABLE channels (
    name TEXT PRIMARY KEY,                  -- a digest of its URL as policies.toml has it: no secret is kept here
    since INTEGER NOT NULL                  -- the last event before the channel was first seen
) STRICT;
CREATE TABLE deliveries (                   -- what has been decided, per channel and event
    channel TEXT NOT NULL REFERENCES channels,
    event INTEGER NOT NULL REFERENCES events,
    outcome TEXT NOT NULL,                  -- "delivered", or "passed over" by the channel's filter
    decided_at TEXT NOT NULL,
    PRIMARY KEY (channel, event)
) STRICT, WITHOUT ROWID;
"""

# Without these, deleting one text scans every table that may refer to it: an hour at 100,000 texts.
TEXTS_BY_USE = """
CREATE INDEX readings_by_text ON readings (text);
CREATE INDEX versions_by_text ON versions (text);
CREATE INDEX faces_by_text ON faces (text);
CREATE INDEX comparisons_by_before ON comparisons (before_text);
CREATE INDEX comparisons_by_after ON comparisons (after_text);
"""

# Pages with few words of their own that show other pages in frames, and what archives played for those frames. An answer is
# kept, and so the choice of the frame that is followed: otherwise newer code might follow another one, and the timeline would
# have both.
FRAMES = """
CREATE TABLE shells (
    policy INTEGER NOT NULL REFERENCES policies,
    capture INTEGER NOT NULL REFERENCES captures,
    code TEXT NOT NULL,                     -- what read it
    frames TEXT NOT NULL,                   -- JSON: originals, in the order of the page
    PRIMARY KEY (policy, capture)
) STRICT, WITHOUT ROWID;
CREATE TABLE frames (
    policy INTEGER NOT NULL REFERENCES policies,
    archive TEXT NOT NULL,
    address TEXT NOT NULL,                  -- the original without what does not tell addresses apart
    url TEXT NOT NULL,
    answer TEXT NOT NULL,                   -- an answer's name; of "capture" the rest is known
    served TEXT NOT NULL,                   -- 14 digits: the time of what was played, or ""
    words INTEGER NOT NULL,                 -- of a policy
    frames TEXT NOT NULL,                   -- JSON: its own, where it is a shell itself
    asked_at TEXT NOT NULL,
    PRIMARY KEY (policy, archive, address)
) STRICT, WITHOUT ROWID;
"""

# Wordings in scripts without spaces, with their characters separated: the index over the words is built from these.
# `clausetrail.snapshots.search.clause_index` rebuilds the index of an earlier release at the next update or search.
SPELLINGS = """
ALTER TABLE wordings ADD COLUMN spelled TEXT;
CREATE VIEW spellings AS SELECT id, coalesce(spelled, words) AS words FROM wordings;
"""

# A hash of what came with the bytes of a capture, which `verify` compares. Snapshots of an earlier release are hashed here:
# for them it shows changes only from this day on.
SNAPSHOT_HASHES = """
ALTER TABLE snapshots ADD COLUMN hash TEXT NOT NULL DEFAULT '';
ALTER TABLE snapshots ADD COLUMN hashed_since TEXT NOT NULL DEFAULT '';
UPDATE snapshots SET hashed_since = time_of_migration(), hash = (
    SELECT snapshot_hash(body, memento, status, archive_headers, origin_headers, fetched_at, proof,
    timestamp, original, statuscode, captures.digest) FROM captures WHERE captures.id = snapshots.capture
);
"""

# The SHA-256 of each body without its content codings, by which records of one request are recognised.
PAYLOADS = """
ALTER TABLE readings ADD COLUMN payload TEXT NOT NULL DEFAULT '';
"""

# Names of channels become keyed hashes: a plain hash of a URL shows which password it has to whoever guesses it. And while a
# process sends to a channel it holds the claim of the channel, so that no other process sends the same message.
CHANNEL_CLAIMS = """
CREATE TABLE channel_key (
    key BLOB NOT NULL
) STRICT;
INSERT INTO channel_key VALUES (randomblob(32));
INSERT INTO channels SELECT keyed_name(key, name), since FROM channels, channel_key;
UPDATE deliveries SET channel = keyed_name((SELECT key FROM channel_key), channel);
DELETE FROM channels WHERE length(name) = 16;
CREATE TABLE channel_claims (
    channel TEXT PRIMARY KEY REFERENCES channels,
    holder TEXT NOT NULL,                   -- the process that sends, or "" where none does
    since TEXT NOT NULL,                    -- when it claimed the channel
    until REAL NOT NULL,                    -- seconds since 1970: from then on another process may claim it
    unconfirmed INTEGER NOT NULL            -- the changes of a message that may have arrived
) STRICT, WITHOUT ROWID;
"""

# Events of a text that is new and seen once: they are announced only where the watchlist asks for candidates. A confirmed one
# gets a new number, so that a channel of today gets it whatever it was before.
CANDIDATES = """
ALTER TABLE events ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;
"""

# Where each archive answered, and which of these endpoints listed a capture. What an older release had recorded is the last
# endpoint of a host, also of one that never answered; so the mementos that served the stored bytes decide. Archive files
# lose the path of the folder that they were read from.
ENDPOINTS = """
CREATE TABLE endpoints (
    id INTEGER PRIMARY KEY,
    archive TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    dialect TEXT NOT NULL,
    answered_at TEXT NOT NULL,              -- when it first answered, or ""
    UNIQUE (archive, endpoint, dialect)
) STRICT;
ALTER TABLE captures ADD COLUMN endpoint INTEGER REFERENCES endpoints;
CREATE TABLE sources (                      -- mementos of web archives that records in archive files were copied from
    capture INTEGER PRIMARY KEY REFERENCES captures,
    memento TEXT NOT NULL
) STRICT;
UPDATE archives SET endpoint = 'file:'
    || replace(replace(replace(substr(name, 1, length(name) - 13), '%', '%25'), ' ', '%20'), '#', '%23')
    WHERE dialect = 'files';
UPDATE snapshots SET memento = (SELECT archives.endpoint FROM archives JOIN captures ON captures.archive = archives.name
    WHERE captures.id = snapshots.capture) || substr(memento, instr(memento, '#'))
    WHERE memento LIKE 'file:%' AND instr(memento, '#') > 0
    AND capture IN (SELECT captures.id FROM captures JOIN archives ON archives.name = archive WHERE dialect = 'files');
UPDATE snapshots SET hash = (
    SELECT snapshot_hash(body, memento, status, archive_headers, origin_headers, fetched_at, proof,
    timestamp, original, statuscode, captures.digest) FROM captures WHERE captures.id = snapshots.capture
) WHERE capture IN (SELECT captures.id FROM captures JOIN archives ON archives.name = archive WHERE dialect = 'files');
CREATE TEMP TABLE played (capture INTEGER PRIMARY KEY, policy INTEGER, archive TEXT, endpoint TEXT, dialect TEXT);
INSERT INTO played SELECT captures.id, policy, archive,
    substr(memento, 1, instr(memento, '/' || timestamp || 'id_/') - 1), dialect
    FROM captures JOIN snapshots ON snapshots.capture = captures.id JOIN archives ON archives.name = captures.archive
    WHERE dialect <> 'files' AND instr(memento, '/' || timestamp || 'id_/') > 0;
UPDATE played SET dialect = CASE WHEN dialect = 'ia' THEN 'pywb' ELSE dialect END WHERE endpoint NOT LIKE '%/web';
UPDATE played SET dialect = 'ia', endpoint = substr(endpoint, 1, length(endpoint) - 4) WHERE endpoint LIKE '%/web'
    AND NOT EXISTS (SELECT 1 FROM archives WHERE archives.name = played.archive AND archives.endpoint = played.endpoint);
INSERT OR IGNORE INTO endpoints (archive, endpoint, dialect, answered_at) SELECT archive, endpoint, dialect, '' FROM played
    ORDER BY capture;
INSERT OR IGNORE INTO endpoints (archive, endpoint, dialect, answered_at) SELECT name, endpoint, dialect, '' FROM archives
    WHERE name NOT IN (SELECT archive FROM played) AND name IN (SELECT archive FROM captures);
UPDATE captures SET endpoint = (SELECT endpoints.id FROM played JOIN endpoints ON endpoints.archive = played.archive
    AND endpoints.endpoint = played.endpoint AND endpoints.dialect = played.dialect WHERE played.capture = captures.id);
CREATE TEMP TABLE played_first AS SELECT policy, archive, min(endpoint) AS endpoint FROM captures
    WHERE endpoint IS NOT NULL GROUP BY policy, archive;
UPDATE captures SET endpoint = coalesce(
    (SELECT played_first.endpoint FROM played_first WHERE played_first.policy = captures.policy AND played_first.archive = captures.archive),
    (SELECT max(endpoints.id) FROM endpoints WHERE endpoints.archive = captures.archive)) WHERE endpoint IS NULL;
UPDATE endpoints SET archive = archive || rtrim(substr(substr(endpoint, instr(endpoint, '://') + 3),
        instr(substr(endpoint, instr(endpoint, '://') + 3), '/')), '/')
    WHERE dialect <> 'files' AND instr(substr(endpoint, instr(endpoint, '://') + 3), '/') > 0 AND endpoint NOT IN (
        'https://arquivo.pt/wayback', 'https://wayback.archive-it.org/all', 'https://web.archive.org.au/awa',
        'https://www.webarchive.org.uk/wayback/archive');
UPDATE captures SET archive = (SELECT endpoints.archive FROM endpoints WHERE endpoints.id = captures.endpoint) WHERE endpoint IS NOT NULL;
DROP TABLE played_first;
DROP TABLE played;
DROP TABLE archives;
"""

# Which run is reading which policy, so that two runs on one store do not fetch the same captures.
POLICY_CLAIMS = """
CREATE TABLE policy_claims (
    policy INTEGER PRIMARY KEY REFERENCES policies,
    holder TEXT NOT NULL,                   -- the process
    since TEXT NOT NULL,
    until REAL NOT NULL                     -- seconds since 1970: when it ends unless it is renewed
) STRICT;
"""

# From which versions on a page shows another document, or its text in another language. A derivation: recomputed with the
# timeline.
SWITCHES = """
CREATE TABLE switches (
    policy INTEGER NOT NULL REFERENCES policies,
    version INTEGER NOT NULL,               -- the later one
    kind TEXT NOT NULL,
    old_language TEXT NOT NULL,
    new_language TEXT NOT NULL,
    shared REAL NOT NULL,                   -- of the words of the smaller text, 0 to 1
    same_document INTEGER NOT NULL,         -- translated, or written anew under its title
    base INTEGER,                           -- the newest earlier version of what is shown again
    PRIMARY KEY (policy, version)
) STRICT, WITHOUT ROWID;
"""

# What of each reading is certain. `page_places` has for each clause of a reading where it is on the page; NULL in `readings`
# where nothing on the page is doubtful. `certain_texts` has what the history of the policy makes of it, `elsewhere` the
# doubtful wordings in the search index.
ZONES = """
CREATE TABLE page_places (
    id TEXT PRIMARY KEY,                    -- SHA-256 of the places as canonical JSON
    places BLOB NOT NULL                    -- that JSON, zstd
) STRICT;
ALTER TABLE readings ADD COLUMN places TEXT REFERENCES page_places;
ALTER TABLE readings ADD COLUMN page_fingerprint TEXT;
UPDATE readings SET page_fingerprint = fingerprint;
CREATE INDEX readings_by_places ON readings (places);
CREATE TABLE certain_texts (
    policy INTEGER NOT NULL REFERENCES policies,
    text TEXT NOT NULL REFERENCES texts,    -- of the reading
    places TEXT NOT NULL REFERENCES page_places,
    certain TEXT NOT NULL REFERENCES texts, -- the clauses of `text` that are compared; equal to it where all are
    fingerprint TEXT NOT NULL,              -- of the certain text
    likeness BLOB,                          -- its profile, NULL where it equals the text of the reading
    doubtful TEXT NOT NULL,                 -- JSON: positions in `text`, by the reason
    PRIMARY KEY (policy, text, places)
) STRICT, WITHOUT ROWID;
CREATE INDEX certain_texts_by_text ON certain_texts (text);
CREATE INDEX certain_texts_by_places ON certain_texts (places);
CREATE INDEX certain_texts_by_certain ON certain_texts (certain);
CREATE TABLE elsewhere (
    policy INTEGER NOT NULL REFERENCES policies,
    wording INTEGER NOT NULL REFERENCES wordings,
    place INTEGER NOT NULL REFERENCES places,
    reason TEXT NOT NULL,
    first INTEGER NOT NULL REFERENCES captures,
    last INTEGER NOT NULL REFERENCES captures,
    sightings INTEGER NOT NULL,
    PRIMARY KEY (wording, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX elsewhere_by_policy ON elsewhere (policy);
"""
