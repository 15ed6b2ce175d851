-- Where a practice's bookings, amendments and cancellations go: a folder, or a webhook. Without one, they wait.
CREATE TABLE event_destination (
  practice text PRIMARY KEY REFERENCES practice,
  -- absolute path of a folder, or URL
  target text NOT NULL,
  changed timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL
);

-- The appointment as it was after the event, once it has changed again; null: as it is now. So a booking itself costs nothing more.
ALTER TABLE booking_event ADD COLUMN content jsonb;

CREATE FUNCTION booking_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE booking_event SET content = to_jsonb(OLD)
    WHERE practice = OLD.practice AND appointment = OLD.id AND version = OLD.version AND content IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER booking_event_keep AFTER UPDATE ON appointment
  FOR EACH ROW WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION booking_event_keep();
