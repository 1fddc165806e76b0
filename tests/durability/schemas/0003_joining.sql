-- The schema as released by migration 0003_joining; a fixture, never edited.

CREATE TABLE migration (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL);

CREATE TABLE edition (
    edition_id INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE ordinance (
    ordinance_id BIGINT PRIMARY KEY,
    edition_id INTEGER NOT NULL,
    ordinance_key VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    encoding VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    promulgated VARCHAR NOT NULL,
    promulgated_on DATE,
    path VARCHAR[] NOT NULL,
    notes VARCHAR[] NOT NULL,
    clause_count INTEGER NOT NULL,
    UNIQUE (edition_id, ordinance_key)
);

CREATE TABLE clause (
    clause_id BIGINT NOT NULL,
    edition_id INTEGER NOT NULL,
    ordinance_id BIGINT NOT NULL,
    clause_key VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    part VARCHAR NOT NULL,
    locator VARCHAR NOT NULL,
    article VARCHAR,
    paragraph VARCHAR,
    items VARCHAR[] NOT NULL,
    caption VARCHAR NOT NULL,
    headings VARCHAR[] NOT NULL,
    lead VARCHAR[] NOT NULL,
    text VARCHAR NOT NULL
);

CREATE TABLE extraction_run (
    run_id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL,
    started_at TIMESTAMP NOT NULL,
    rules_hash VARCHAR NOT NULL,
    models JSON NOT NULL,
    engine VARCHAR NOT NULL,
    jobs INTEGER NOT NULL
);

CREATE TABLE extraction_end (
    run_id INTEGER PRIMARY KEY,
    seconds DOUBLE NOT NULL,
    ordinances INTEGER NOT NULL,
    candidates INTEGER NOT NULL,
    failures INTEGER NOT NULL
);

CREATE TABLE extraction (
    ordinance_id BIGINT NOT NULL,
    run_id INTEGER NOT NULL,
    rules_hash VARCHAR NOT NULL,
    candidates INTEGER NOT NULL
);

CREATE TABLE candidate (
    candidate_id BIGINT NOT NULL,
    case_id VARCHAR NOT NULL,
    run_id INTEGER NOT NULL,
    ordinance_id BIGINT NOT NULL,
    clause_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    locator VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    rules VARCHAR[] NOT NULL,
    spans JSON NOT NULL,
    modality VARCHAR NOT NULL,
    frequency JSON,
    digital_alternative JSON NOT NULL,
    authority JSON NOT NULL,
    phase TINYINT,
    category VARCHAR NOT NULL,
    flags VARCHAR[] NOT NULL,
    explanation VARCHAR NOT NULL
);

CREATE TABLE review_case (
    case_id VARCHAR PRIMARY KEY,
    ordinance_key VARCHAR NOT NULL,
    clause_key VARCHAR NOT NULL,
    locator VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE event (
    seq BIGINT PRIMARY KEY,
    occurred_at TIMESTAMP NOT NULL,
    person_id VARCHAR NOT NULL,
    person_name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    department_id VARCHAR,
    subject VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    act VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    payload JSON NOT NULL,
    source VARCHAR NOT NULL,
    case_department VARCHAR,
    assignee_id VARCHAR,
    consulted VARCHAR[] NOT NULL,
    due_on DATE,
    wave VARCHAR NOT NULL,
    policy VARCHAR NOT NULL,
    needs_review BOOLEAN,
    phase_target INTEGER,
    planned_on DATE,
    completed_on DATE,
    yearly_cases BIGINT,
    hours_staff DOUBLE NOT NULL,
    hours_citizen DOUBLE NOT NULL,
    tags VARCHAR[] NOT NULL,
    answer JSON,
    prev_hash VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    UNIQUE (subject, revision)
);

CREATE TABLE draft (
    person_id VARCHAR NOT NULL,
    case_id VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    content JSON NOT NULL
);

CREATE TABLE session_seen (session VARCHAR NOT NULL, seen_at TIMESTAMP NOT NULL);

CREATE VIEW case_now AS
SELECT substr(subject, 6) AS case_id, * FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'case:') GROUP BY subject);

CREATE VIEW case_place AS
SELECT c.*, c.run_id = 0 OR c.run_id = latest.run_id AS current
FROM candidate c
LEFT JOIN (SELECT ordinance_id, max(run_id) AS run_id FROM extraction GROUP BY ordinance_id) latest
    ON latest.ordinance_id = c.ordinance_id
WHERE c.candidate_id IN (SELECT max(candidate_id) FROM candidate GROUP BY case_id);

CREATE VIEW ordinance_now AS
SELECT substr(subject, 11) AS ordinance_key, payload ->> '$.department_id' AS department_id, revision
FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'ordinance:') GROUP BY subject);

CREATE VIEW person_now AS
SELECT substr(subject, 8) AS person_id, payload ->> '$.name' AS name, payload ->> '$.role' AS role,
    payload ->> '$.department_id' AS department_id, state = 'active' AS active, revision
FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'person:') GROUP BY subject);

CREATE VIEW credential_now AS
SELECT substr(subject, 12) AS person_id, (payload ->> '$.must_change') = 'true' AS must_change
FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'credential:') GROUP BY subject);

CREATE VIEW department_now AS
SELECT substr(subject, 12) AS department_id, payload ->> '$.name' AS name, payload ->> '$.bureau' AS bureau,
    CAST(payload ->> '$.position' AS INTEGER) AS position, state = 'active' AS active, revision
FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'department:') GROUP BY subject);

CREATE VIEW setting_now AS
SELECT substr(subject, 9) AS key, payload -> '$.value' AS value, revision
FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'setting:') GROUP BY subject);

CREATE TABLE ordinance_link (
    edition_id INTEGER NOT NULL,
    ordinance_id BIGINT UNIQUE,
    origin_id BIGINT,
    change VARCHAR NOT NULL
);

CREATE TABLE clause_link (
    edition_id INTEGER NOT NULL,
    ordinance_id BIGINT NOT NULL,
    clause_id BIGINT,
    origin_id BIGINT,
    change VARCHAR NOT NULL,
    identity VARCHAR NOT NULL,
    parent VARCHAR,
    renumbered BOOLEAN NOT NULL
);

CREATE TABLE ordinance_carried (ordinance_id BIGINT PRIMARY KEY, edition_id INTEGER NOT NULL);

CREATE VIEW clause_identity AS
SELECT c.clause_id, c.ordinance_id, coalesce(l.identity, c.clause_key) AS identity, l.parent
FROM clause c LEFT JOIN clause_link l ON l.clause_id = c.clause_id AND l.change <> 'merged';

ALTER TABLE event ADD COLUMN joined_to VARCHAR;
ALTER TABLE event ADD COLUMN joined VARCHAR[];
ALTER TABLE candidate ADD COLUMN pattern VARCHAR;

CREATE OR REPLACE VIEW case_now AS
SELECT substr(subject, 6) AS case_id, * FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'case:') GROUP BY subject);

CREATE OR REPLACE VIEW case_place AS
SELECT c.*, c.run_id = 0 OR c.run_id = latest.run_id AS current
FROM candidate c
LEFT JOIN (SELECT ordinance_id, max(run_id) AS run_id FROM extraction GROUP BY ordinance_id) latest
    ON latest.ordinance_id = c.ordinance_id
WHERE c.candidate_id IN (SELECT max(candidate_id) FROM candidate GROUP BY case_id);
