-- Practices and what the provider's own administration says of them.
CREATE TABLE practice (
  practice text PRIMARY KEY,
  name text NOT NULL,
  system text NOT NULL,
  asid text NOT NULL UNIQUE,
  party_key text NOT NULL,
  -- changes with each change of admin_resource: what caches of the directory are checked against
  directory_version text NOT NULL DEFAULT '',
  created timestamptz NOT NULL DEFAULT now()
);

-- NFR-ENA-01: 'gp-connect' is the practice's master switch, the others are capabilities and clinical areas. Absent means off (NFR-ENA-02).
CREATE TABLE practice_switch (
  practice text NOT NULL REFERENCES practice,
  name text NOT NULL,
  enabled boolean NOT NULL,
  changed timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  PRIMARY KEY (practice, name)
);

-- Every change of a switch (NFR-ENA-03, SEC-IG-10).
CREATE TABLE switch_change (
  practice text NOT NULL REFERENCES practice,
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  enabled boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  PRIMARY KEY (practice, id)
);

-- The names of source tables and of their columns, in the order that source_row.cells has them. The same for all practices; only ever grows.
CREATE TABLE source_table (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  name text NOT NULL,
  columns text[] NOT NULL DEFAULT '{}',
  UNIQUE (source, name)
);

-- Native rows as they came. owner: the patient's key; for shared rows what they are looked up by; '' for rows of the practice.
CREATE TABLE source_row (
  practice text NOT NULL REFERENCES practice,
  tbl smallint NOT NULL,
  key text NOT NULL,
  owner text NOT NULL,
  shared boolean NOT NULL,
  file integer NOT NULL,
  line integer NOT NULL,
  cells text NOT NULL,
  PRIMARY KEY (practice, tbl, key)
);
CREATE INDEX source_row_owner ON source_row (practice, owner);

CREATE TABLE import (
  practice text NOT NULL REFERENCES practice,
  id integer GENERATED ALWAYS AS IDENTITY,
  system text NOT NULL,
  finished timestamptz NOT NULL DEFAULT now(),
  seconds double precision NOT NULL,
  report jsonb NOT NULL,
  PRIMARY KEY (practice, id)
);

CREATE TABLE source_file (
  practice text NOT NULL REFERENCES practice,
  id integer GENERATED ALWAYS AS IDENTITY,
  source text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (practice, id),
  UNIQUE (practice, source, name)
);

-- How far each table of a chained feed has come (TPP SRManifest).
CREATE TABLE import_chain (
  practice text NOT NULL REFERENCES practice,
  source text NOT NULL,
  tbl text NOT NULL,
  upto text NOT NULL,
  PRIMARY KEY (practice, source, tbl)
);

-- What couldn't be read. owner is set where it was the record that couldn't be made, not the row that couldn't be read.
CREATE TABLE reject (
  practice text NOT NULL REFERENCES practice,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  source text NOT NULL,
  owner text,
  file text NOT NULL,
  line integer NOT NULL,
  col text,
  reason text NOT NULL,
  row text NOT NULL,
  PRIMARY KEY (practice, id)
);
CREATE INDEX reject_owner ON reject (practice, owner) WHERE owner IS NOT NULL;

-- What is in the record and doesn't leave, with the reason.
CREATE TABLE withheld (
  practice text NOT NULL REFERENCES practice,
  owner text NOT NULL,
  source text NOT NULL,
  key text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX withheld_owner ON withheld (practice, owner);

CREATE TABLE patient (
  practice text NOT NULL REFERENCES practice,
  id text NOT NULL,
  owner text NOT NULL,
  nhs_number text NOT NULL,
  family text NOT NULL,
  given text NOT NULL,
  birth_date text NOT NULL,
  gender text NOT NULL,
  -- how the source has the NHS number: verified, unverified, unknown
  number_status text NOT NULL,
  registration text NOT NULL,
  registered_from text NOT NULL,
  registered_to text NOT NULL,
  -- '' if alive; 'true' or the date
  deceased text NOT NULL,
  sensitive boolean NOT NULL,
  never_served text NOT NULL,
  in_transit boolean NOT NULL,
  version_id text NOT NULL,
  refs text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (practice, id)
);
ALTER TABLE patient ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX patient_nhs_number ON patient (practice, nhs_number);
CREATE UNIQUE INDEX patient_owner ON patient (practice, owner);

-- What PDS said of an NHS number that this practice holds (FND-PAT-04, FND-PAT-05, STR-ERR-05).
CREATE TABLE patient_trace (
  practice text NOT NULL REFERENCES practice,
  nhs_number text NOT NULL,
  -- verified, mismatch, unknown, invalid, superseded, deceased
  result text NOT NULL,
  sensitive boolean NOT NULL,
  superseded_by text,
  traced timestamptz NOT NULL DEFAULT now(),
  -- the local demographics that were compared: a trace counts for these only
  compared text NOT NULL,
  PRIMARY KEY (practice, nhs_number)
);

-- The provider's own administration of a patient: what no native format carries.
CREATE TABLE patient_flag (
  practice text NOT NULL REFERENCES practice,
  nhs_number text NOT NULL,
  -- dissent (STR-ERR-06), in-transit (STR-WARN-05), merged, hidden
  flag text NOT NULL,
  detail text NOT NULL DEFAULT '',
  set_at timestamptz NOT NULL DEFAULT now(),
  set_by text NOT NULL,
  PRIMARY KEY (practice, nhs_number, flag)
);

-- SDS ids of staff, where the practice's own files don't carry them (SEC-JWT-16, FND-PRA-01). staff: the key in the source.
CREATE TABLE staff_identity (
  practice text NOT NULL REFERENCES practice,
  source text NOT NULL,
  staff text NOT NULL,
  sds_user_id text NOT NULL,
  role_profile_ids text[] NOT NULL,
  set_by text NOT NULL,
  PRIMARY KEY (practice, source, staff)
);

-- One clinical area of one patient, rendered (clinical/layout).
CREATE TABLE record_area (
  practice text NOT NULL,
  patient text NOT NULL,
  area text NOT NULL,
  renderer integer NOT NULL,
  -- bytes of the text in body, and its CRC-32
  length integer NOT NULL,
  crc integer NOT NULL,
  changes_on text NOT NULL,
  withheld integer NOT NULL,
  entries text NOT NULL,
  refs text NOT NULL,
  index text NOT NULL,
  later text NOT NULL,
  -- deflated (clinical/layout/block.ts)
  body bytea NOT NULL,
  PRIMARY KEY (practice, patient, area)
);
ALTER TABLE record_area ALTER COLUMN body SET STORAGE EXTERNAL;

-- Practitioners, roles, sites and organisations of the practice, rendered.
CREATE TABLE admin_resource (
  practice text NOT NULL REFERENCES practice,
  ref text NOT NULL,
  version_id text NOT NULL,
  -- references that must come along, a JSON array
  refs text NOT NULL,
  sds_user_id text NOT NULL,
  ods text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (practice, ref)
);

-- SEC-AUD: always on, in sequence, never changed.
CREATE TABLE audit_head (
  practice text PRIMARY KEY,
  seq bigint NOT NULL
);

CREATE TABLE audit (
  practice text NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  trace_id text NOT NULL,
  interaction text NOT NULL,
  -- who: user id, name, role profile; from where: organisation, system, device; as at the time of the event (SEC-AUD-06)
  user_id text NOT NULL,
  user_name text NOT NULL,
  role_profile text NOT NULL,
  organisation text NOT NULL,
  from_asid text NOT NULL,
  device text NOT NULL,
  reason text NOT NULL,
  scope text NOT NULL,
  -- for whom: NHS number or logical id, as far as the request told
  patient text NOT NULL,
  method text NOT NULL,
  status smallint NOT NULL,
  error text NOT NULL,
  detail text NOT NULL,
  claims text NOT NULL,
  PRIMARY KEY (practice, seq)
);
CREATE INDEX audit_patient ON audit (practice, patient, at);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only (SEC-AUD-05)';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
