import ForgeCore
import Foundation
import GRDB

/// Reads a row's columns one after the other, in the order of the `SELECT`.
struct ColumnReader {
    private let row: Row
    private var index = 0

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

    mutating func text() throws -> String {
        try optionalText() ?? { throw corrupt("a text is missing") }()
    }

    mutating func optionalText() throws -> String? {
        defer { index += 1 }
        return try row.decode(StoredText?.self, atIndex: index)?.value
    }

    mutating func date() throws -> Date { Date(milliseconds: try next()) }

    mutating func optionalDate() throws -> Date? { try optional(Int64.self).map(Date.init(milliseconds:)) }

    mutating func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(Value.self, from: text())
    }

    mutating func jsonValue() throws -> JSONValue { try Self.parse(text()) }

    /// A JSON array of texts.
    mutating func texts() throws -> [String] {
        let list = try text()
        // Most lists are empty.
        return try list == "[]" ? [] : Self.parse(list).array?.compactMap(\.string) ?? []
    }

    static func parse(_ text: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "\(error): \(text.prefix(80))"))
        }
    }

    /// A value of an enumeration that is stored by its name.
    mutating func named<Value: RawRepresentable<String>>(_ type: Value.Type = Value.self) throws -> Value {
        try value(named: text())
    }

    /// A JSON array of such names.
    mutating func namedList<Value: RawRepresentable<String>>(_ type: Value.Type = Value.self) throws -> [Value] {
        try texts().map { try value(named: $0) }
    }

    private func value<Value: RawRepresentable<String>>(named name: String) throws -> Value {
        try Value(rawValue: name) ?? { throw corrupt("\"\(name)\" is no \(Value.self)") }()
    }

    private func corrupt(_ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "column \(index): \(what)"))
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

extension Date {
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Milliseconds since 1970: what is stored of a date.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
