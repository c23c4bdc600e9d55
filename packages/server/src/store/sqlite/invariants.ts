import type { Reading } from './connection.ts'

/** The invariants of security.md as far as the data shows them: each query selects what breaks it. I10 and I11 are not about data. */
const INVARIANTS = {
  'I1 at most one live activation per license': `
    SELECT license AS id FROM activations WHERE returned_at IS NULL GROUP BY license HAVING count(*) > 1`,
  "I2 a key's live hosts <= hostsMax": `
    SELECT k.id AS id FROM activation_keys k JOIN licenses l ON l.key_id = k.id
    JOIN activations a ON a.license = l.id AND a.returned_at IS NULL
    GROUP BY k.id, k.hosts_max HAVING count(DISTINCT a.host) > k.hosts_max`,
  'I3 at most one owner per license': `
    SELECT l.id AS id FROM licenses l LEFT JOIN events e ON e.license = l.id
    GROUP BY l.id, l.account
    HAVING sum(CASE e.type WHEN 'associated' THEN 1 WHEN 'released' THEN -1 ELSE 0 END)
      <> CASE WHEN l.account IS NULL THEN 0 ELSE 1 END`,
  'I4 one acknowledged operation = one event group': `
    SELECT o.id AS id FROM operations o LEFT JOIN (
      SELECT caller, operation, count(*) AS written FROM events GROUP BY caller, operation
    ) e ON e.caller = o.caller AND e.operation = o.id
    WHERE o.events <> coalesce(e.written, 0)`,
  'I4 every event belongs to an operation': `
    SELECT e.id AS id FROM events e LEFT JOIN operations o ON o.caller = e.caller AND o.id = e.operation
    WHERE o.id IS NULL AND e.at > (SELECT min(at) FROM operations)`,
  'I4 every event has its place in the life of its license': `
    SELECT l.id AS id FROM licenses l LEFT JOIN events e ON e.license = l.id
    GROUP BY l.id, l.version HAVING count(e.id) <> l.version OR max(e.version) <> l.version`,
  'I5 same operation id = same bytes': `
    SELECT id FROM operations GROUP BY caller, id HAVING count(DISTINCT answer) > 1 OR count(DISTINCT response) > 1`,
  'I6 generations rise strictly': `
    SELECT l.id AS id FROM licenses l LEFT JOIN activations a ON a.license = l.id
    GROUP BY l.id, l.generation HAVING count(a.generation) <> l.generation OR coalesce(max(a.generation), 0) <> l.generation`,
  'I7 nothing signed without committed intent': `
    SELECT id FROM operations WHERE response IS NOT NULL AND answer = ''`,
  'I8 a return is counted once': `
    SELECT a.license AS id FROM (
      SELECT license, sum(CASE WHEN returned_at IS NULL THEN 0 ELSE 1 END) AS ended FROM activations GROUP BY license
    ) a LEFT JOIN (
      SELECT license, count(*) AS told FROM events WHERE type = 'returned' GROUP BY license
    ) e ON e.license = a.license
    WHERE a.ended <> coalesce(e.told, 0)`,
  'I8 an emergency license is what its events say': `
    SELECT l.id AS id FROM licenses l LEFT JOIN (
      SELECT license, max(at) AS at FROM events WHERE type = 'emergency-issued' GROUP BY license
    ) e ON e.license = l.id
    WHERE coalesce(l.emergency_issued_at, -1) <> coalesce(e.at, -1)
      OR l.emergency_until < l.emergency_issued_at OR (l.emergency_host IS NULL) <> (l.emergency_until IS NULL)`,
  'I9 no mail or webhook without its event': `
    SELECT d.id AS id FROM deliveries d LEFT JOIN events e ON e.id = d.event WHERE e.id IS NULL AND d.event IS NOT NULL
    UNION ALL SELECT m.id AS id FROM mails m LEFT JOIN events e ON e.id = m.event WHERE e.id IS NULL`,
} as const satisfies Readonly<Record<string, string>>

/** Names each invariant that is broken, and the first rows that break it. */
export function invariantViolations(db: Reading): readonly string[] {
  return Object.entries(INVARIANTS).flatMap(([name, sql]) => {
    const broken = db.query<{ readonly id: string }>(`${sql} LIMIT 5`).all()
    return broken.length === 0 ? [] : [`${name}: ${broken.map(({ id }) => id).join(', ')}`]
  })
}
