-- Documents' bytes, by the Binary's logical id. owner: as source_row has it. body: names the chunks; other bytes are another body.
-- tbl: the table whose row of the same key it goes with; 0 if it goes with its owner only.
CREATE TABLE attachment (
  practice text NOT NULL REFERENCES practice,
  id text NOT NULL,
  source text NOT NULL,
  key text NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  body text NOT NULL,
  tbl smallint NOT NULL,
  PRIMARY KEY (practice, id)
);
CREATE INDEX attachment_owner ON attachment (practice, owner);

CREATE TABLE attachment_chunk (
  practice text NOT NULL,
  body text NOT NULL,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (practice, body, n)
);
-- documents are compressed already, most of them
ALTER TABLE attachment_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Documents that a rendered record refers to; written and cleared with the record's renderings.
CREATE TABLE served_document (
  practice text NOT NULL,
  -- of the attachment
  id text NOT NULL,
  -- logical id
  patient text NOT NULL,
  -- leaves in a migration with conf/R only (DOC-GEN-07, MIG-DOC-03)
  confidential boolean NOT NULL,
  PRIMARY KEY (practice, id)
);
CREATE INDEX served_document_patient ON served_document (practice, patient);

-- DOC-GEN-10, DOC-GEN-11: days after death for which documents stay accessible.
ALTER TABLE practice ADD COLUMN deceased_days integer NOT NULL DEFAULT 28 CHECK (deceased_days BETWEEN 0 AND 36500);
