import ForgeCore
import Foundation

/// Reads a row's columns one after the other, in the order of the `SELECT`, from whichever database.
protocol RowReader {
    /// The number of the next column, for errors.
    var index: Int { get }
    mutating func optionalInt() throws -> Int?
    mutating func optionalDouble() throws -> Double?
    mutating func optionalText() throws -> String?
    mutating func truth() throws -> Bool
}

extension RowReader {
    mutating func int() throws -> Int { try optionalInt() ?? { throw corrupt("a number is missing") }() }

    mutating func double() throws -> Double { try optionalDouble() ?? { throw corrupt("a number is missing") }() }

    mutating func text() throws -> String { try optionalText() ?? { throw corrupt("a text is missing") }() }

    mutating func date() throws -> Date { Date(milliseconds: Int64(try int())) }

    mutating func optionalDate() throws -> Date? { try optionalInt().map { Date(milliseconds: Int64($0)) } }

    mutating func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(Value.self, from: text())
    }

    mutating func jsonValue() throws -> JSONValue { try StoredJSON.parse(text()) }

    /// A JSON array of texts.
    mutating func texts() throws -> [String] {
        let list = try text()
        // Most lists are empty.
        return try list == "[]" ? [] : StoredJSON.parse(list).array?.compactMap(\.string) ?? []
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

    func corrupt(_ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "column \(index): \(what)"))
    }
}

enum StoredJSON {
    static func parse(_ text: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "\(error): \(text.prefix(80))"))
        }
    }
}

extension Date {
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Milliseconds since 1970: what is stored of a date.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
