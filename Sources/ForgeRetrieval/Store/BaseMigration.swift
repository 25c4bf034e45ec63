/// One step of the schema's history. Steps are named, run in order, and never change once released.
struct BaseMigration: Sendable {
    let name: String
    let sql: String

    /// All steps, oldest first. A new one goes to the end.
    static let all: [BaseMigration] = [.documents]
}

extension BaseMigration {
    /// `chunks.title` repeats the document's, so that the words of a chunk are in one row, as FTS5 wants them.
    /// `chunks.vector` is the vector's place in the vector store; nil as long as the chunk is not embedded.
    /// `forgotten` lists deleted chunks whose vectors the vector store has still to forget.
    static let documents = BaseMigration(
        name: "0001-documents",
        sql: """
            CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE documents (
                key INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                title TEXT NOT NULL,
                url TEXT,
                source TEXT NOT NULL,
                hash TEXT NOT NULL,
                characters INTEGER NOT NULL,
                chunks INTEGER NOT NULL,
                seen TEXT NOT NULL
            );
            CREATE INDEX documents_by_hash ON documents (hash);
            CREATE INDEX documents_by_title ON documents (title);
            CREATE TABLE chunks (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                document INTEGER NOT NULL REFERENCES documents (key),
                position INTEGER NOT NULL,
                title TEXT NOT NULL,
                section TEXT,
                text TEXT NOT NULL,
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                tokens INTEGER NOT NULL,
                vector INTEGER
            );
            CREATE UNIQUE INDEX chunks_by_document ON chunks (document, position);
            CREATE INDEX chunks_without_vector ON chunks (id) WHERE vector IS NULL;
            CREATE VIRTUAL TABLE words USING fts5 (
                title, section, text, content = 'chunks', content_rowid = 'id', tokenize = 'unicode61'
            );
            CREATE TRIGGER chunks_added AFTER INSERT ON chunks BEGIN
                INSERT INTO words (rowid, title, section, text) VALUES (new.id, new.title, new.section, new.text);
            END;
            CREATE TABLE forgotten (chunk INTEGER PRIMARY KEY);
            CREATE TRIGGER vectors_removed AFTER DELETE ON chunks WHEN old.vector IS NOT NULL BEGIN
                INSERT INTO forgotten (chunk) VALUES (old.id);
            END;
            CREATE TRIGGER chunks_removed AFTER DELETE ON chunks BEGIN
                INSERT INTO words (words, rowid, title, section, text)
                VALUES ('delete', old.id, old.title, old.section, old.text);
            END;
            """)
}
