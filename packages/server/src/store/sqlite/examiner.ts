import { inSnapshot, openConnection, Statements } from './connection.ts'
import { invariantViolations } from './invariants.ts'

/** A process that looks at the whole store once, prints what is broken as JSON, and ends. Its argument is the database's file. */
const db = openConnection(process.argv[2] ?? '', { readOnly: true })
try {
  process.stdout.write(JSON.stringify(inSnapshot(db, () => invariantViolations(new Statements(db)))))
} finally {
  db.close()
}
