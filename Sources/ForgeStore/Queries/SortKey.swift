import ForgeCore
import GRDB

/// A value that rows are sorted by, as a cursor carries it.
extension JSONValue {
    init(sortKey value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(Int(number))
            case .double(let number): .number(number)
            case .string(let text): .string(text)
            case .blob: .string(StoredText.fromDatabaseValue(value)?.value ?? "")
            }
    }

    /// Nil for a row without a value. What no row can have counts as text, which sorts after all numbers.
    var sortKey: (any DatabaseValueConvertible)? {
        switch self {
        case .null: nil
        case .integer(let number): number
        case .number(let number): number
        default: StoredText(string ?? "")
        }
    }
}
