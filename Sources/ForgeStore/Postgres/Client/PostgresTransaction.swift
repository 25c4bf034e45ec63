/// An open transaction, used by one thread while it lasts. It begins with its first statement, in the same round trip.
final class PostgresTransaction {
    enum Kind {
        /// A consistent view of one moment.
        case read
        case write

        fileprivate var begin: BoundSQL {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .write: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
            }
        }
    }

    private let connection: PostgresConnection
    private let kind: Kind
    private(set) var hasBegun = false

    init(_ kind: Kind, on connection: PostgresConnection) {
        self.kind = kind
        self.connection = connection
    }

    /// Runs statements in one round trip.
    @discardableResult
    func run(_ statements: [BoundSQL]) throws -> [PostgresRows] {
        if hasBegun { return try connection.run(statements) }
        hasBegun = true
        return Array(try connection.run([kind.begin] + statements).dropFirst())
    }

    @discardableResult
    func run(_ statement: BoundSQL) throws -> PostgresRows {
        guard let rows = try run([statement]).first else {
            throw PostgresFailure(state: nil, message: "a statement gave no result", isLost: true)
        }
        return rows
    }

    /// Several statements without parameters.
    func script(_ text: String) throws {
        if !hasBegun { try run([]) }
        try connection.script(text)
    }

    func first(_ statement: BoundSQL) throws -> PostgresRowReader? { try run(statement).first }

    func map<Value>(_ statement: BoundSQL, _ body: (inout PostgresRowReader) throws -> Value) throws -> [Value] {
        try run(statement).map(body)
    }

    /// Rows that it changed.
    @discardableResult
    func change(_ statement: BoundSQL) throws -> Int { try run(statement).changed }

    /// Seconds that each of the next statements may take; building an index takes longer than a page.
    func allow(_ seconds: Double) { connection.patience = seconds }
}
