#pragma once
#include <sqlite3.h>

/* What SQLite has as macros that cast, and Swift cannot read. */
static inline int turnback_sqlite_bind_text(sqlite3_stmt *statement, int at, const char *text, int count) {
    return sqlite3_bind_text(statement, at, text, count, SQLITE_TRANSIENT);
}
static inline int turnback_sqlite_bind_blob(sqlite3_stmt *statement, int at, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, at, bytes, count, SQLITE_TRANSIENT);
}

/* Called before anything else of SQLite: it then counts no memory, for which each allocation takes a lock of all threads.
   Later it does nothing. */
static inline int turnback_sqlite_configure(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
