import GRDB

/// "Contains this text, ignoring case" in SQL.
///
/// SQLite's LIKE ignores the case of ASCII letters only but is fast; texts with other letters become a GLOB pattern
/// with both cases of every letter (`[Éé]`). A NUL ends the part of a text that is searched.
struct TextPattern {
    private let needle: String

    init(_ needle: String) { self.needle = needle }

    func matches(_ column: String) -> SQL {
        let column = SQL(sql: column)
        return needle.utf8.allSatisfy({ $0 < 0x80 })
            ? "\(column) LIKE \(likePattern) ESCAPE '\\'" : "\(column) GLOB \(globPattern)"
    }

    private var likePattern: String {
        let escaped = needle.map { "%_\\".contains($0) ? "\\\($0)" : String($0) }
        return "%" + escaped.joined() + "%"
    }

    private var globPattern: String {
        "*" + needle.unicodeScalars.map(Self.globClass).joined() + "*"
    }

    private static func globClass(_ scalar: Unicode.Scalar) -> String {
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        // ß has no single upper-case letter: it stands for itself.
        guard lower.count == 1, upper.count == 1, lower.first != upper.first else {
            return "*?[".unicodeScalars.contains(scalar) ? "[\(scalar)]" : String(scalar)
        }
        return "[\(String(lower))\(String(upper))]"
    }
}
