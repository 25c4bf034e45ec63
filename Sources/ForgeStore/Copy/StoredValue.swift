import ForgeCore
import Foundation

/// A value on its way from one database to another.
enum StoredValue: Sendable, Hashable, Codable {
    case null
    case whole(Int)
    case real(Double)
    /// A text, or JSON with sorted keys, in which form that of both databases is equal.
    case text(String)

    init(_ kind: StoredTable.Kind, from column: inout some RowReader) throws {
        switch kind {
        case .whole: self = try column.optionalInt().map { .whole($0) } ?? .null
        case .real: self = try column.optionalDouble().map { .real($0) } ?? .null
        case .text: self = try column.optionalText().map { .text($0) } ?? .null
        case .json: self = try column.optionalText().map { .text(try JSON.text(StoredJSON.parse($0))) } ?? .null
        case .truth: self = .whole(try column.truth() ? 1 : 0)
        }
    }

    var int: Int? { if case .whole(let value) = self { value } else { nil } }
    var double: Double? { if case .real(let value) = self { value } else { nil } }
    var string: String? { if case .text(let value) = self { value } else { nil } }
}

/// What rows amount to: their number and a digest that does not depend on their order, which two databases may see
/// differently.
struct RowDigest: Sendable, Hashable {
    private(set) var count = 0
    /// The sum of the rows' SHA-256 digests, in four parts.
    private var sums: [UInt64] = [0, 0, 0, 0]

    mutating func add(_ row: [StoredValue]) {
        count += 1
        let digest = Array(Digest.sha256(Self.bytes(of: row)).utf8)
        for part in 0..<4 {
            let digits = digest[part * 16..<part * 16 + 16]
            sums[part] &+= UInt64(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
        }
    }

    var text: String { sums.map(\.hexDigits).joined() }

    /// Every value with its kind and length, so that no two different rows have the same bytes.
    private static func bytes(of row: [StoredValue]) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ kind: Character, _ value: some Sequence<UInt8>) {
            let value = Array(value)
            bytes += Array("\(kind)\(value.count):".utf8) + value
        }
        for value in row {
            switch value {
            case .null: add("n", [])
            case .whole(let number): add("i", String(number).utf8)
            case .real(let number): add("r", String(number.bitPattern).utf8)
            case .text(let text): add("t", text.utf8)
            }
        }
        return bytes
    }
}
