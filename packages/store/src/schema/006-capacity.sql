-- How a practice's book is used: sums of each day, so that a report over many practices and days reads no slot.
CREATE TABLE capacity_day (
  practice text NOT NULL,
  -- London's day of the slots' start
  day date NOT NULL,
  -- an array for each kind of slots, as capacity.ts reads it: session type, delivery channel, id of the service in the Directory of
  -- Services ('' where there is none); then numbers: slots that were given, offered to others, booked by the practice, booked by others,
  -- unused, of these known to be free, withheld; cancelled appointments; those not attended, null where the source doesn't tell
  kinds json NOT NULL,
  PRIMARY KEY (practice, day)
);

-- Days whose sums have to be made anew. Changes of the book only ever add to it, so that none waits for another; whoever sums takes away.
CREATE TABLE capacity_stale (
  practice text NOT NULL,
  day date NOT NULL
);

CREATE INDEX appointment_day ON appointment (practice, starts);

INSERT INTO capacity_stale SELECT DISTINCT practice, (starts AT TIME ZONE 'Europe/London')::date FROM slot
  UNION SELECT DISTINCT practice, (starts AT TIME ZONE 'Europe/London')::date FROM appointment;

CREATE FUNCTION capacity_new_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO capacity_stale SELECT DISTINCT practice, (starts AT TIME ZONE 'Europe/London')::date FROM new_rows;
  RETURN NULL;
END $$;
CREATE FUNCTION capacity_old_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO capacity_stale SELECT DISTINCT practice, (starts AT TIME ZONE 'Europe/London')::date FROM old_rows;
  RETURN NULL;
END $$;
CREATE FUNCTION capacity_changed_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO capacity_stale SELECT practice, (starts AT TIME ZONE 'Europe/London')::date FROM old_rows
    UNION SELECT practice, (starts AT TIME ZONE 'Europe/London')::date FROM new_rows;
  RETURN NULL;
END $$;
-- A booked appointment changes nothing that its slot does not.
CREATE FUNCTION capacity_new_appointments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO capacity_stale SELECT DISTINCT practice, (starts AT TIME ZONE 'Europe/London')::date FROM new_rows
    WHERE status <> 'booked' OR attendance <> '';
  RETURN NULL;
END $$;
-- A schedule's session type and service are those of its slots.
CREATE FUNCTION capacity_changed_schedules() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO capacity_stale SELECT DISTINCT s.practice, (s.starts AT TIME ZONE 'Europe/London')::date
    FROM old_rows o JOIN new_rows n ON n.practice = o.practice AND n.id = o.id
    JOIN slot s ON s.practice = n.practice AND s.schedule = n.id
    WHERE (o.category, o.service) IS DISTINCT FROM (n.category, n.service);
  RETURN NULL;
END $$;

CREATE TRIGGER capacity_slot_insert AFTER INSERT ON slot REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_new_rows();
CREATE TRIGGER capacity_slot_delete AFTER DELETE ON slot REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_old_rows();
CREATE TRIGGER capacity_slot_update AFTER UPDATE ON slot REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_changed_rows();
CREATE TRIGGER capacity_appointment_insert AFTER INSERT ON appointment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_new_appointments();
CREATE TRIGGER capacity_appointment_update AFTER UPDATE ON appointment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_changed_rows();
CREATE TRIGGER capacity_appointment_delete AFTER DELETE ON appointment REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_old_rows();
CREATE TRIGGER capacity_schedule_update AFTER UPDATE ON schedule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION capacity_changed_schedules();
