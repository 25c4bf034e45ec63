import ForgeCore
import Foundation
import GRDB

/// The columns of a row of SQLite.
struct ColumnReader: RowReader {
    private let row: Row
    private(set) var index = 0

    init(_ row: Row) { self.row = row }

    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type = Value.self
    ) throws -> Value {
        defer { index += 1 }
        return try row.decode(Value.self, atIndex: index)
    }

    mutating func optional<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type = Value.self
    ) throws -> Value? {
        defer { index += 1 }
        return try row.decode(Value?.self, atIndex: index)
    }

    mutating func optionalInt() throws -> Int? { try optional() }

    mutating func optionalDouble() throws -> Double? { try optional() }

    mutating func truth() throws -> Bool { try next() }

    mutating func optionalText() throws -> String? {
        defer { index += 1 }
        return try row.decode(StoredText?.self, atIndex: index)?.value
    }
}

/// Text that keeps NUL characters.
///
/// SQLite's text functions and GRDB end a text at its first NUL, and a model can emit one. Such a text is stored as
/// a BLOB of its UTF-8 bytes, every other one as TEXT.
struct StoredText: DatabaseValueConvertible {
    let value: String

    init(_ value: String) { self.value = value }

    init?(_ value: String?) {
        guard let value else { return nil }
        self.value = value
    }

    var databaseValue: DatabaseValue {
        value.utf8.contains(0) ? Data(value.utf8).databaseValue : value.databaseValue
    }

    static func fromDatabaseValue(_ value: DatabaseValue) -> StoredText? {
        switch value.storage {
        case .string(let text): StoredText(text)
        case .blob(let data): StoredText(String(decoding: data, as: UTF8.self))
        default: nil
        }
    }
}
