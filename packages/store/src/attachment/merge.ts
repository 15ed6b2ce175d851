/** Merging: staged documents into stored ones. Whoever's document is new, other than before, or gone, is rendered again. */
import type pg from 'pg'

/** Remembers every body that this import has written, before staging is thinned out. */
export async function rememberBodies(client: pg.PoolClient): Promise<void> {
  await client.query(
    `CREATE TEMPORARY TABLE IF NOT EXISTS loose_body (body text NOT NULL) ON COMMIT DROP;
     INSERT INTO loose_body SELECT cells::json->>'body' FROM staging WHERE op = 'a'`,
  )
}

/** Documents of patients who are deleted. */
export async function removeOfOwners(client: pg.PoolClient, practice: string): Promise<void> {
  await remove(client, `USING staging o WHERE o.op = 'o' AND a.practice = $1 AND a.owner = o.owner`, practice)
}

/** The documents of `latest`, and those whose row is gone. Chunks that nothing names any more go. */
export async function mergeAttachments(client: pg.PoolClient, practice: string): Promise<void> {
  const given = `(SELECT l.key AS id, l.owner, g.* FROM latest l, json_to_record(CASE WHEN l.op = 'a' THEN l.cells::json END)
    AS g(source text, key text, name text, "contentType" text, size bigint, sha256 text, body text, tbl smallint) WHERE l.op = 'a')`
  await client.query(
    `WITH old AS (
       SELECT a.owner, a.body, a.body <> g.body AS loose FROM attachment a JOIN ${given} g ON g.id = a.id
       WHERE a.practice = $1 AND (a.owner, a.name, a.content_type, a.body) IS DISTINCT FROM (g.owner, g.name, g."contentType", g.body)),
     bodies AS (INSERT INTO loose_body SELECT body FROM old WHERE loose)
     INSERT INTO affected SELECT DISTINCT owner FROM old ON CONFLICT DO NOTHING`,
    [practice],
  )
  await client.query(
    `WITH written AS (
       INSERT INTO attachment AS a (practice, id, source, key, owner, name, content_type, size, sha256, body, tbl)
       SELECT $1, g.id, g.source, g.key, g.owner, g.name, g."contentType", g.size, g.sha256, g.body, g.tbl
       FROM ${given} g
       ON CONFLICT (practice, id) DO UPDATE SET owner = excluded.owner, name = excluded.name,
         content_type = excluded.content_type, size = excluded.size, sha256 = excluded.sha256, body = excluded.body, tbl = excluded.tbl
       WHERE (a.owner, a.name, a.content_type, a.body, a.tbl)
         IS DISTINCT FROM (excluded.owner, excluded.name, excluded.content_type, excluded.body, excluded.tbl)
       RETURNING a.owner)
     INSERT INTO affected SELECT DISTINCT owner FROM written ON CONFLICT DO NOTHING`,
    [practice],
  )
  await remove(
    client,
    `WHERE a.practice = $1 AND a.tbl <> 0
     AND NOT EXISTS (SELECT FROM source_row r WHERE r.practice = $1 AND r.tbl = a.tbl AND r.key = a.key)`,
    practice,
  )
  await client.query(
    `DELETE FROM attachment_chunk c USING (SELECT DISTINCT body FROM loose_body) l
     WHERE c.practice = $1 AND c.body = l.body AND NOT EXISTS (SELECT FROM attachment a WHERE a.practice = $1 AND a.body = l.body)`,
    [practice],
  )
  await client.query('DROP TABLE loose_body')
}

/** Removes documents (`a`); their bodies become loose and their owners affected. */
async function remove(client: pg.PoolClient, which: string, practice: string): Promise<void> {
  await client.query(
    `WITH gone AS (DELETE FROM attachment a ${which} RETURNING a.owner, a.body),
     bodies AS (INSERT INTO loose_body SELECT body FROM gone)
     INSERT INTO affected SELECT DISTINCT owner FROM gone ON CONFLICT DO NOTHING`,
    [practice],
  )
}
