/// SQL text with its values beside it: what is interpolated is bound as a parameter, never written into the text.
///
/// ```swift
/// let sql: BoundSQL = "SELECT key FROM experiments WHERE id = \(id)"
/// ```
struct BoundSQL: Sendable {
    fileprivate enum Piece: Sendable {
        case text(String)
        case value(PostgresValue)
    }

    fileprivate var pieces: [Piece]

    /// Text written by this program, such as the name of a column.
    init(sql: String) { pieces = [.text(sql)] }

    fileprivate init(pieces: [Piece]) { self.pieces = pieces }

    /// The text with `$1`, `$2`, … and the values in that order.
    var rendered: (text: String, values: [PostgresValue]) {
        var (text, values): (String, [PostgresValue]) = ("", [])
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .value(let value):
                values.append(value)
                text += "$\(values.count)"
            }
        }
        return (text, values)
    }
}

extension BoundSQL: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self.init(sql: value) }

    init(stringInterpolation: Interpolation) { self.init(pieces: stringInterpolation.pieces) }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.text(literal)) }
        }

        mutating func appendInterpolation<Value: PostgresConvertible>(_ value: Value) {
            pieces.append(.value(PostgresValue(value)))
        }

        mutating func appendInterpolation<Value: PostgresConvertible>(_ value: Value?) {
            pieces.append(.value(value.map(PostgresValue.init) ?? PostgresValue(text: nil, type: Value.postgresType)))
        }

        mutating func appendInterpolation(_ sql: BoundSQL) { pieces += sql.pieces }

        mutating func appendInterpolation(sql: String) { pieces.append(.text(sql)) }
    }
}

extension [BoundSQL] {
    func joined(separator: String) -> BoundSQL {
        var pieces: [BoundSQL.Piece] = []
        for (index, part) in enumerated() {
            if index > 0 { pieces.append(.text(separator)) }
            pieces += part.pieces
        }
        return BoundSQL(pieces: pieces)
    }
}
