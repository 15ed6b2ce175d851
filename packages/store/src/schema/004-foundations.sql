-- Services of a practice, as the Directory of Services names them (FND-HCS, APT-SVC-05). A schedule belongs to one of them, or to none.
CREATE TABLE healthcare_service (
  practice text NOT NULL REFERENCES practice,
  -- logical id
  id text NOT NULL,
  -- service id in the Directory of Services
  dos_service_id text NOT NULL,
  name text NOT NULL,
  -- logical id of the surgery where it is given, or ''
  location text NOT NULL,
  PRIMARY KEY (practice, id),
  UNIQUE (practice, dos_service_id)
);

-- Every change of a practice's list of services, with what stood there before and after: null for what wasn't there (SEC-IG-10).
CREATE TABLE healthcare_service_change (
  practice text NOT NULL REFERENCES practice,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  id text NOT NULL,
  before jsonb,
  after jsonb,
  at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  PRIMARY KEY (practice, seq)
);
