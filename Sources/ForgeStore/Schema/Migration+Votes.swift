extension Migration {
    /// Vote studies with their items and votes.
    ///
    /// - The statements are the same in SQLite and PostgreSQL but for the collation: ids are the keys, values that are never searched are JSON
    ///   (which writes NUL as an escape), dates are milliseconds since 1970.
    /// - `number` is the order of a voter's votes, for taking the latest back.
    /// - A judge's calls go with its votes.
    static let votes = Migration(
        name: "0006-votes", sqlite: voteTables,
        // Compared byte by byte, as SQLite does.
        postgres: voteTables.replacing(" TEXT", with: " TEXT COLLATE \"C\""))

    private static let voteTables = """
        CREATE TABLE vote_studies (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            closed_at BIGINT,
            deleted_at BIGINT,
            study TEXT NOT NULL
        );
        CREATE INDEX vote_studies_by_creation ON vote_studies (created_at, id);
        CREATE TABLE vote_items (
            study TEXT NOT NULL REFERENCES vote_studies (id),
            position BIGINT NOT NULL,
            item TEXT NOT NULL,
            PRIMARY KEY (study, position)
        );
        CREATE TABLE votes (
            study TEXT NOT NULL,
            kind TEXT NOT NULL,
            voter TEXT NOT NULL,
            position BIGINT NOT NULL,
            number BIGINT NOT NULL,
            verdict TEXT NOT NULL,
            mirrored TEXT,
            seconds DOUBLE PRECISION NOT NULL,
            voted_at BIGINT NOT NULL,
            PRIMARY KEY (study, kind, voter, position),
            UNIQUE (study, kind, voter, number),
            FOREIGN KEY (study, position) REFERENCES vote_items (study, position)
        );
        CREATE TABLE vote_calls (
            study TEXT NOT NULL,
            kind TEXT NOT NULL,
            voter TEXT NOT NULL,
            position BIGINT NOT NULL,
            step BIGINT NOT NULL,
            call TEXT NOT NULL,
            PRIMARY KEY (study, kind, voter, position, step),
            FOREIGN KEY (study, kind, voter, position) REFERENCES votes (study, kind, voter, position)
                ON DELETE CASCADE
        );
        """
}
