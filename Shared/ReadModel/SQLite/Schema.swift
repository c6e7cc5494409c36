/// The tables of the read model. `replayed` of a dead letter is 1 where it was sent again, 2 where it was
/// dismissed; `closed_…` say who dismissed it, or corrected and sent it.
///
/// `events` keeps what was said about store orders, as it was published; the other tables say which of them is the newest of
/// what, and are what lists and filters go by. Nothing here is the truth: a file of another format is rebuilt.
enum Schema {
    /// Number of the layout. Another number means: rebuild the file.
    static let format = 5

    static let tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE positions(topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY(topic, partition)) WITHOUT ROWID;

        CREATE TABLE orders(
            id INTEGER PRIMARY KEY, store TEXT NOT NULL, number TEXT NOT NULL, names_people INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX orders_key ON orders(store, number);
        CREATE INDEX orders_people ON orders(id) WHERE names_people = 1;
        CREATE TABLE erasures(
            store TEXT NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(store, number)) WITHOUT ROWID;

        CREATE TABLE events(
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, type INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            at INTEGER, partition INTEGER NOT NULL, offset INTEGER NOT NULL, sender, message_id TEXT NOT NULL,
            causation_id TEXT, data BLOB NOT NULL, alias TEXT, principal TEXT);
        CREATE INDEX events_order ON events(order_id);

        CREATE TABLE outbound_orders(
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, outbound TEXT NOT NULL, merchant TEXT, warehouse TEXT,
            revision INTEGER NOT NULL DEFAULT -1, status TEXT, custody TEXT, changed INTEGER, submitted INTEGER);
        CREATE UNIQUE INDEX outbound_orders_id ON outbound_orders(outbound, order_id);
        CREATE INDEX outbound_orders_order ON outbound_orders(order_id);

        CREATE TABLE cases(
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, case_id TEXT NOT NULL, store TEXT NOT NULL,
            revision INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL, opened_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL, ended_at INTEGER, grace_at INTEGER, due_at INTEGER,
            contradicted INTEGER NOT NULL DEFAULT 0, merged_into TEXT, newest INTEGER NOT NULL);
        CREATE UNIQUE INDEX cases_id ON cases(case_id);
        CREATE INDEX cases_order ON cases(order_id);
        CREATE INDEX cases_state ON cases(state, id);
        CREATE INDEX cases_store ON cases(store, state, id);
        CREATE INDEX cases_due ON cases(due_at, id) WHERE due_at IS NOT NULL;
        CREATE INDEX cases_grace ON cases(store, grace_at) WHERE grace_at IS NOT NULL;

        CREATE TABLE case_parts(
            case_ref INTEGER NOT NULL, outbound TEXT NOT NULL, merchant TEXT NOT NULL, warehouse TEXT NOT NULL,
            state TEXT NOT NULL, PRIMARY KEY(case_ref, outbound)) WITHOUT ROWID;
        CREATE INDEX case_parts_warehouse ON case_parts(warehouse, state, case_ref);
        CREATE INDEX case_parts_merchant ON case_parts(merchant, warehouse, state, case_ref);

        CREATE TABLE requests(
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, store TEXT NOT NULL, request TEXT NOT NULL,
            said INTEGER, case_id TEXT, answer INTEGER, revision INTEGER NOT NULL DEFAULT -1);
        CREATE UNIQUE INDEX requests_id ON requests(request, store);
        CREATE INDEX requests_order ON requests(order_id);

        CREATE TABLE tasks(
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, task TEXT NOT NULL, case_id TEXT NOT NULL,
            outbound TEXT NOT NULL, warehouse TEXT NOT NULL, kind TEXT NOT NULL, due_at INTEGER NOT NULL,
            opened_at INTEGER, closed_at INTEGER, newest INTEGER NOT NULL);
        CREATE UNIQUE INDEX tasks_id ON tasks(task, order_id);
        CREATE INDEX tasks_order ON tasks(order_id);
        CREATE INDEX tasks_open ON tasks(warehouse, due_at, id) WHERE closed_at IS NULL;
        CREATE INDEX tasks_owed ON tasks(warehouse, due_at, case_id) WHERE closed_at IS NULL AND kind <> 'stopWork';
        CREATE INDEX tasks_closed ON tasks(warehouse, closed_at, id) WHERE closed_at IS NOT NULL;

        CREATE TABLE held_lines(
            warehouse TEXT NOT NULL, sku TEXT NOT NULL, task_ref INTEGER NOT NULL, quantity INTEGER NOT NULL,
            PRIMARY KEY(warehouse, sku, task_ref)) WITHOUT ROWID;
        CREATE INDEX held_lines_task ON held_lines(task_ref);

        CREATE TABLE returns(
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, return_id TEXT NOT NULL, merchant TEXT NOT NULL,
            warehouse TEXT NOT NULL, state TEXT NOT NULL, newest INTEGER NOT NULL);
        CREATE UNIQUE INDEX returns_id ON returns(order_id, return_id);
        CREATE INDEX returns_state ON returns(warehouse, state, id);

        CREATE TABLE stock(
            id INTEGER PRIMARY KEY, merchant TEXT NOT NULL, warehouse TEXT NOT NULL, sku TEXT NOT NULL,
            on_hand INTEGER NOT NULL, allocated INTEGER NOT NULL, quarantined INTEGER NOT NULL,
            moved_at INTEGER NOT NULL, oversold INTEGER NOT NULL, movements INTEGER NOT NULL,
            sum_on_hand INTEGER NOT NULL, sum_allocated INTEGER NOT NULL, sum_quarantined INTEGER NOT NULL,
            partition INTEGER NOT NULL);
        CREATE UNIQUE INDEX stock_key ON stock(merchant, warehouse, sku);

        CREATE TABLE movements(
            id INTEGER PRIMARY KEY, stock_id INTEGER NOT NULL, outbound TEXT, recorded_at INTEGER NOT NULL,
            partition INTEGER NOT NULL, offset INTEGER NOT NULL, data BLOB NOT NULL, principal TEXT);
        CREATE INDEX movements_stock ON movements(stock_id);
        CREATE INDEX movements_outbound ON movements(outbound) WHERE outbound IS NOT NULL;

        CREATE TABLE stock_commands(
            id INTEGER PRIMARY KEY, merchant TEXT NOT NULL, warehouse TEXT NOT NULL, document TEXT NOT NULL,
            type INTEGER NOT NULL, recorded_at INTEGER NOT NULL, at INTEGER, partition INTEGER NOT NULL,
            offset INTEGER NOT NULL, sender, message_id TEXT NOT NULL, data BLOB NOT NULL, alias TEXT, principal TEXT,
            names_people INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX stock_commands_people ON stock_commands(recorded_at) WHERE names_people = 1;
        CREATE INDEX stock_commands_document ON stock_commands(document, merchant, warehouse);
        CREATE INDEX stock_commands_place ON stock_commands(partition, offset);

        CREATE TABLE rejections(
            id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, offset INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            code TEXT NOT NULL, order_id INTEGER, record_key TEXT NOT NULL,
            data BLOB NOT NULL, alias TEXT NOT NULL);
        CREATE UNIQUE INDEX rejections_place ON rejections(partition, offset, alias);
        CREATE INDEX rejections_order ON rejections(order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX rejections_code ON rejections(code, id);
        CREATE INDEX rejections_time ON rejections(recorded_at);

        CREATE TABLE dead_letters(
            id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, offset INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            code TEXT NOT NULL, message TEXT NOT NULL, topic TEXT, origin_partition INTEGER, origin_offset INTEGER,
            service TEXT, record_key BLOB, size INTEGER NOT NULL, content INTEGER NOT NULL,
            replayed INTEGER NOT NULL DEFAULT 0, closed_at INTEGER, closed_by TEXT, closed_why TEXT,
            key_length INTEGER NOT NULL, headers_length INTEGER NOT NULL, has_value INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE UNIQUE INDEX dead_letters_place ON dead_letters(partition, offset);
        CREATE INDEX dead_letters_kind ON dead_letters(code, topic, id);
        CREATE INDEX dead_letters_waiting ON dead_letters(id) WHERE replayed = 0;
        CREATE TABLE replays(
            partition INTEGER NOT NULL, offset INTEGER NOT NULL, topic TEXT NOT NULL, content INTEGER NOT NULL,
            PRIMARY KEY(partition, offset, topic, content)) WITHOUT ROWID;

        CREATE TABLE terms(
            id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, order_id INTEGER NOT NULL,
            outbound TEXT, stock_id INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX terms_text ON terms(text, kind, order_id, stock_id);
        CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, detail=full, tokenize='unicode61');

        CREATE TABLE case_flow(hour INTEGER, state TEXT, delta INTEGER NOT NULL, PRIMARY KEY(hour, state)) WITHOUT ROWID;
        CREATE TABLE answer_times(
            day INTEGER, warehouse TEXT, kind TEXT, bucket INTEGER, count INTEGER NOT NULL,
            PRIMARY KEY(day, warehouse, kind, bucket)) WITHOUT ROWID;

        CREATE TABLE changes(
            number INTEGER PRIMARY KEY, kind TEXT NOT NULL, recorded_at INTEGER NOT NULL, store TEXT, number_of_order TEXT,
            merchant TEXT, warehouse TEXT, id TEXT NOT NULL, state TEXT, case_id TEXT);
        """
}
