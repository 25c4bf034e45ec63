extension Migration {
    /// The server's waiting line. `ticket` is the order of arrival.
    static let queue = Migration(
        name: "0002-queue",
        sqlite: """
            CREATE TABLE queue (
                ticket INTEGER PRIMARY KEY AUTOINCREMENT,
                experiment INTEGER NOT NULL UNIQUE REFERENCES experiments (key),
                batch TEXT NOT NULL,
                added_at INTEGER NOT NULL
            );
            """,
        postgres: PostgresSchema.queue)
}
