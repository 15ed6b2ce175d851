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
