-- The appointment book (APT). What a source says of a slot (state) and what is booked here (taken) are two columns, so that an import
-- never frees a slot that is booked here, and a booking never overwrites what the source said.
CREATE TABLE schedule (
  practice text NOT NULL REFERENCES practice,
  -- logical id
  id text NOT NULL,
  -- 'own' for sessions that are kept here, 'neutral' for the neutral file, else the system
  source text NOT NULL,
  key text NOT NULL,
  -- logical id of the surgery, or ''
  location text NOT NULL,
  -- logical ids of practitioners
  staff text[] NOT NULL,
  -- SDS job role code, or ''
  role text NOT NULL,
  -- session type (serviceCategory.text), or ''
  category text NOT NULL,
  -- id in the Directory of Services of the session's own service; null: as service_link says; '': not applicable
  own_service text,
  -- that which counts; ''
  service text NOT NULL,
  starts timestamptz NOT NULL,
  ends timestamptz NOT NULL,
  -- how the practice has marked this session (clinical/book Offer), or null: as its rules say
  offer jsonb,
  -- how old what the source says is
  file_day date NOT NULL,
  version_id text NOT NULL DEFAULT '',
  PRIMARY KEY (practice, id)
);
CREATE UNIQUE INDEX schedule_key ON schedule (practice, source, key);

CREATE TABLE slot (
  practice text NOT NULL,
  -- logical id
  id text NOT NULL,
  schedule text NOT NULL,
  source text NOT NULL,
  key text NOT NULL,
  starts timestamptz NOT NULL,
  ends timestamptz NOT NULL,
  -- In-person, Telephone, Video, Visit, or ''
  channel text NOT NULL,
  -- slot type (serviceType.text), or ''
  type text NOT NULL,
  -- by the source: free, booked, blocked, embargoed, unknown, cancelled
  state text NOT NULL,
  -- by an appointment that was booked here
  taken boolean NOT NULL DEFAULT false,
  -- what the practice's rules, or the session's own offer, make of it
  bookable boolean NOT NULL,
  unknown_too boolean NOT NULL,
  organisation_types text[] NOT NULL,
  organisations text[] NOT NULL,
  window_days integer,
  embargo_minutes integer NOT NULL,
  -- what a limit counts by: the rule's number, or the schedule's id; and the limit
  profile text NOT NULL,
  profile_limit integer,
  offered boolean NOT NULL GENERATED ALWAYS AS
    (bookable AND NOT taken AND (state = 'free' OR (state = 'unknown' AND unknown_too))) STORED,
  -- the Slot as a Bundle's entry, with status free
  body text NOT NULL,
  PRIMARY KEY (practice, id),
  FOREIGN KEY (practice, schedule) REFERENCES schedule (practice, id)
) WITH (fillfactor = 85);
CREATE INDEX slot_search ON slot (practice, starts) WHERE offered;
CREATE INDEX slot_schedule ON slot (practice, schedule);
CREATE INDEX slot_day ON slot (practice, starts);

CREATE TABLE appointment (
  practice text NOT NULL REFERENCES practice,
  -- logical id
  id text NOT NULL,
  version integer NOT NULL,
  status text NOT NULL CHECK (status IN ('booked', 'cancelled')),
  -- '', arrived, fulfilled, noshow: where the practice's system tells
  attendance text NOT NULL DEFAULT '',
  -- logical id, or ''
  patient text NOT NULL,
  nhs_number text NOT NULL,
  starts timestamptz NOT NULL,
  ends timestamptz NOT NULL,
  created timestamptz NOT NULL,
  description text NOT NULL,
  comment text NOT NULL,
  cancellation_reason text NOT NULL DEFAULT '',
  -- the booking organisation: ODS code, type, name, and the contained Organization as it was sent; '' if the practice booked it itself
  organisation text NOT NULL DEFAULT '',
  organisation_type text NOT NULL DEFAULT '',
  organisation_name text NOT NULL DEFAULT '',
  organisation_body text NOT NULL DEFAULT '',
  -- as its schedule and slots were when it was booked
  slots text[] NOT NULL,
  channel text NOT NULL,
  type text NOT NULL,
  category text NOT NULL,
  role text NOT NULL,
  location text NOT NULL,
  staff text[] NOT NULL,
  service text NOT NULL,
  -- who booked it (APT-BOOK-26): user id, user name, organisation of the token, trace id; '' if the practice booked it itself
  booked_by text NOT NULL DEFAULT '',
  booked_by_name text NOT NULL DEFAULT '',
  booked_from text NOT NULL DEFAULT '',
  trace_id text NOT NULL DEFAULT '',
  -- the last change: when, by whom, and a hash of the request that made it
  changed timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL DEFAULT '',
  changed_by_request text NOT NULL DEFAULT '',
  -- where the practice's own system has it: '' until it was seen there
  source text NOT NULL DEFAULT '',
  source_key text NOT NULL DEFAULT '',
  seen_in_source timestamptz,
  PRIMARY KEY (practice, id)
);
CREATE INDEX appointment_patient ON appointment (practice, patient, starts);

-- Which appointment has, or had, which slot. That one slot can't be booked twice is ruled out here.
CREATE TABLE appointment_slot (
  practice text NOT NULL,
  slot text NOT NULL,
  appointment text NOT NULL,
  active boolean NOT NULL,
  -- of the booking organisation, for limits: '' if the practice booked it itself
  organisation text NOT NULL,
  profile text NOT NULL,
  starts timestamptz NOT NULL,
  PRIMARY KEY (practice, appointment, slot)
);
CREATE UNIQUE INDEX appointment_slot_once ON appointment_slot (practice, slot) WHERE active;
CREATE INDEX appointment_slot_limit ON appointment_slot (practice, organisation, profile, starts) WHERE active AND organisation <> '';

-- What goes back to the practice's own system: written with the booking, amendment or cancellation itself; by id, so in order.
CREATE TABLE booking_event (
  practice text NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  appointment text NOT NULL,
  version integer NOT NULL,
  -- booked, amended, cancelled
  kind text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  trace_id text NOT NULL,
  by text NOT NULL,
  -- delivery: null until it arrived; when it is tried next; how often it was tried; what failed last
  delivered timestamptz,
  next_try timestamptz NOT NULL DEFAULT now(),
  tries integer NOT NULL DEFAULT 0,
  failure text NOT NULL DEFAULT '',
  PRIMARY KEY (practice, id),
  UNIQUE (practice, appointment, version)
);
CREATE INDEX booking_event_open ON booking_event (practice, id) WHERE delivered IS NULL;

-- The practice's own system and this book disagree: both appointments are kept, and both sides are shown it.
CREATE TABLE booking_conflict (
  practice text NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  slot text NOT NULL,
  -- booked here
  appointment text NOT NULL,
  -- booked in the practice's system, or ''; and what is wrong: taken by another patient, slot gone, slot blocked
  held text NOT NULL,
  reason text NOT NULL,
  noticed timestamptz NOT NULL DEFAULT now(),
  resolved timestamptz,
  PRIMARY KEY (practice, id),
  UNIQUE (practice, slot, appointment, reason)
);

-- A practice's rules, in order (clinical/book AvailabilityRule).
CREATE TABLE booking_rule (
  practice text NOT NULL REFERENCES practice,
  place integer NOT NULL,
  rule jsonb NOT NULL,
  PRIMARY KEY (practice, place)
);

-- Session types that belong to a service of the practice (APT-SVC-09): id in the Directory of Services.
CREATE TABLE service_link (
  practice text NOT NULL REFERENCES practice,
  category text NOT NULL,
  service text NOT NULL,
  PRIMARY KEY (practice, category)
);

-- Every change of rules, links, and sessions that are kept here (APT-CFG-12, APT-SVC-09); before or after is null for what wasn't there.
CREATE TABLE book_change (
  practice text NOT NULL REFERENCES practice,
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- rules, link, session, slot
  what text NOT NULL,
  key text NOT NULL,
  before jsonb,
  after jsonb,
  at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  PRIMARY KEY (practice, id)
);

-- The supplier's switch of service filtering (APT-SVC-01): off, selected (those listed), on. One row.
CREATE TABLE service_filtering (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  state text NOT NULL DEFAULT 'off' CHECK (state IN ('off', 'selected', 'on')),
  selected text[] NOT NULL DEFAULT '{}'
);
INSERT INTO service_filtering DEFAULT VALUES;

CREATE TABLE service_filtering_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL
);

-- One more at each change of a practice's book: what answers kept in memory are checked against.
CREATE TABLE book_head (
  practice text PRIMARY KEY,
  version bigint NOT NULL
);

-- Counts a change of some practices' books.
CREATE FUNCTION book_changed(practices text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO book_head AS h (practice, version) SELECT DISTINCT p, 1 FROM unnest(practices) p ORDER BY p
  ON CONFLICT (practice) DO UPDATE SET version = h.version + 1
$$;

-- Books appointments in one transaction; each succeeds or fails by itself. The caller sees to it that no two of one call have a slot, an id,
-- or a limit in common. Slots are locked in one order for all, so that two calls can't wait for each other in a circle. Outcomes: booked;
-- again (the same request was answered before); cancelled (it was, and has been cancelled since); taken (a slot isn't free any more); limit
-- (the organisation holds as many slots as it may). Plans are by primary keys, whatever the statistics say.
CREATE FUNCTION book_appointments(requests jsonb) RETURNS TABLE (place integer, outcome text) LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(k) FROM (
    SELECT DISTINCT hashtextextended(concat_ws(' ', q->>'practice', q->>'organisation', q->>'profile'), 5) AS k
    FROM jsonb_array_elements(requests) q WHERE q->>'profile_limit' IS NOT NULL ORDER BY k) l;
  PERFORM 1 FROM (
      SELECT q->>'practice' AS practice, s.id FROM jsonb_array_elements(requests) q, jsonb_array_elements_text(q->'slots') s(id)
      ORDER BY 1, 2 OFFSET 0
    ) w CROSS JOIN LATERAL (SELECT FROM slot s WHERE s.practice = w.practice AND s.id = w.id FOR UPDATE) l;
  -- a statement of its own: it sees what those did who had the locks before
  RETURN QUERY
  WITH q AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(requests) AS q(place integer, practice text, id text, patient text, nhs_number text,
      starts timestamptz, ends timestamptz, created timestamptz, description text, comment text, organisation text, organisation_type text,
      organisation_name text, organisation_body text, slots text[], channel text, type text, category text, role text, location text,
      staff text[], service text, booked_by text, booked_by_name text, booked_from text, trace_id text, profile text, profile_limit integer,
      now timestamptz)
  ), wanted AS MATERIALIZED (
    -- LIMIT: one look-up by the primary key a slot, never a walk through all slots of the practice
    SELECT q.place, q.practice, q.id AS appointment, q.organisation, q.profile, w.id AS slot, s.at, s.starts, s.offered
    FROM q CROSS JOIN LATERAL unnest(q.slots) w(id) CROSS JOIN LATERAL
      (SELECT s.ctid AS at, s.starts, s.offered FROM slot s WHERE s.practice = q.practice AND s.id = w.id LIMIT 1) s
  ), judged AS MATERIALIZED (
    SELECT q.*, CASE
      WHEN a.status = 'cancelled' THEN 'cancelled'
      WHEN a.status IS NOT NULL THEN 'again'
      WHEN (SELECT count(*) FROM wanted w WHERE w.place = q.place AND w.offered) < cardinality(q.slots) THEN 'taken'
      WHEN q.profile_limit IS NOT NULL AND q.profile_limit < cardinality(q.slots) + (SELECT count(*) FROM appointment_slot l
        WHERE l.practice = q.practice AND l.organisation = q.organisation AND l.profile = q.profile AND l.active AND l.starts > q.now
          AND l.organisation <> '') THEN 'limit'
      ELSE 'booked' END AS outcome
    FROM q LEFT JOIN LATERAL (SELECT a.status FROM appointment a WHERE a.practice = q.practice AND a.id = q.id LIMIT 1) a ON true
  ), made AS (
    INSERT INTO appointment (practice, id, version, status, patient, nhs_number, starts, ends, created, description, comment,
      organisation, organisation_type, organisation_name, organisation_body, slots, channel, type, category, role, location, staff,
      service, booked_by, booked_by_name, booked_from, trace_id)
    SELECT practice, id, 1, 'booked', patient, nhs_number, starts, ends, created, description, comment, organisation, organisation_type,
      organisation_name, organisation_body, slots, channel, type, category, role, location, staff, service, booked_by, booked_by_name,
      booked_from, trace_id
    FROM judged WHERE outcome = 'booked'
  ), linked AS (
    INSERT INTO appointment_slot (practice, slot, appointment, active, organisation, profile, starts)
    SELECT w.practice, w.slot, w.appointment, true, w.organisation, w.profile, w.starts
    FROM judged j JOIN wanted w ON w.place = j.place WHERE j.outcome = 'booked'
  ), taken AS (
    UPDATE slot s SET taken = true FROM judged j JOIN wanted w ON w.place = j.place
    -- the row is locked, so it stays where it is
    WHERE j.outcome = 'booked' AND s.ctid = w.at
  ), told AS (
    INSERT INTO booking_event (practice, appointment, version, kind, trace_id, by)
    SELECT practice, id, 1, 'booked', trace_id, booked_by FROM judged WHERE outcome = 'booked' ORDER BY place
  ), counted AS (
    INSERT INTO book_head AS h (practice, version) SELECT DISTINCT practice, 1 FROM judged WHERE outcome = 'booked' ORDER BY practice
    ON CONFLICT (practice) DO UPDATE SET version = h.version + 1
  )
  SELECT j.place, j.outcome FROM judged j;
END $$;

-- Changes the texts of an appointment, or cancels it and frees its slots, if it is still at the version that the caller has seen.
-- Outcomes: changed; again (this very request was done before); version; missing.
CREATE FUNCTION change_appointment(p text, i text, seen integer, to_status text, to_description text, to_comment text, reason text,
  request text, trace text, who text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  a appointment;
BEGIN
  SELECT * INTO a FROM appointment x WHERE x.practice = p AND x.id = i FOR UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF a.changed_by_request = request AND a.version = seen + 1 THEN RETURN 'again'; END IF;
  IF a.version <> seen OR a.status <> 'booked' THEN RETURN 'version'; END IF;
  UPDATE appointment x SET version = a.version + 1, status = to_status, description = to_description, comment = to_comment,
    cancellation_reason = reason, changed = now(), changed_by = who, changed_by_request = request WHERE x.practice = p AND x.id = i;
  IF to_status = 'cancelled' THEN
    PERFORM 1 FROM slot s WHERE s.practice = p AND s.id = ANY (a.slots) ORDER BY s.id FOR UPDATE;
    -- what the practice's own system holds stays held there until its files say otherwise
    UPDATE slot s SET taken = false FROM appointment_slot l WHERE s.practice = p AND l.practice = p AND l.appointment = i AND l.slot = s.id
      AND l.active AND s.taken;
    UPDATE appointment_slot l SET active = false WHERE l.practice = p AND l.appointment = i AND l.active;
    PERFORM book_changed(ARRAY[p]);
  END IF;
  INSERT INTO booking_event (practice, appointment, version, kind, trace_id, by)
    VALUES (p, i, a.version + 1, CASE to_status WHEN 'cancelled' THEN 'cancelled' ELSE 'amended' END, trace, who);
  RETURN 'changed';
END $$;
