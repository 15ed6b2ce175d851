-- Records are stored in parts of all clinical areas; what was rendered before knows allergies and medicines only.
ALTER TABLE record_area ADD COLUMN awaiting boolean NOT NULL DEFAULT false;
ALTER TABLE record_area ALTER COLUMN awaiting DROP DEFAULT;
ALTER TABLE patient ADD COLUMN renderer integer NOT NULL DEFAULT 1;
ALTER TABLE patient ALTER COLUMN renderer DROP DEFAULT;
