import CPostgres

/// The result of one statement.
final class PostgresRows {
    fileprivate let result: OpaquePointer
    let count: Int

    /// - Parameter result: is freed with this object.
    init(taking result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit { PQclear(result) }

    /// Rows that a statement changed.
    var changed: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// What the server did, such as `COMMIT`.
    var command: String { String(cString: PQcmdStatus(result)) }

    var first: PostgresRowReader? { count > 0 ? PostgresRowReader(self, row: 0) : nil }

    func map<Value>(_ body: (inout PostgresRowReader) throws -> Value) throws -> [Value] {
        try (0..<count).map { row in
            var reader = PostgresRowReader(self, row: row)
            return try body(&reader)
        }
    }
}

/// Reads a row's columns one after the other, in the order of the `SELECT`.
struct PostgresRowReader: RowReader {
    private static let json = [114, 3802] as [UInt32]
    private let rows: PostgresRows
    private let row: Int32
    private(set) var index = 0

    init(_ rows: PostgresRows, row: Int) {
        self.rows = rows
        self.row = Int32(row)
    }

    mutating func optionalInt() throws -> Int? {
        try bytes().map { try Int(String(decoding: $0, as: UTF8.self)) ?? { throw corrupt("no whole number") }() }
    }

    mutating func optionalDouble() throws -> Double? {
        try bytes().map { try Double(String(decoding: $0, as: UTF8.self)) ?? { throw corrupt("no number") }() }
    }

    mutating func optionalText() throws -> String? {
        let type = PQftype(rows.result, Int32(index))
        return bytes().map { bytes in
            Self.json.contains(type)
                ? NULEscape.unescapedJSON(String(decoding: bytes, as: UTF8.self)) : NULEscape.unescaped(bytes)
        }
    }

    mutating func truth() throws -> Bool {
        guard let bytes = bytes() else { throw corrupt("a value is missing") }
        return bytes.first == UInt8(ascii: "t")
    }

    /// Of the next column; they live as long as the result.
    private mutating func bytes() -> UnsafeBufferPointer<UInt8>? {
        defer { index += 1 }
        let column = Int32(index)
        guard PQgetisnull(rows.result, row, column) == 0, let value = PQgetvalue(rows.result, row, column) else {
            return nil
        }
        let count = Int(PQgetlength(rows.result, row, column))
        return UnsafeBufferPointer(start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: count)
    }
}
