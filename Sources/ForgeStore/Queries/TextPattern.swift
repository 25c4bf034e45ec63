import GRDB

/// "Contains this text, ignoring case" in SQL.
///
/// SQLite's LIKE is fast but ignores the case of ASCII letters only. A text with other letters that have two cases
/// becomes a GLOB pattern with both (`[Éé]`), tried on the rows that hold the text's longest ASCII part.
/// A NUL ends the part of a stored text that is searched.
struct TextPattern {
    private let needle: String

    init(_ needle: String) { self.needle = needle }

    func matches(_ column: String) -> SQL {
        let column = SQL(sql: column)
        guard needle.unicodeScalars.contains(where: { !$0.isASCII && LetterCases.of($0) != nil }) else {
            return "\(column) LIKE \(LikePattern.containing(needle)) ESCAPE '\\'"
        }
        let glob: SQL = "\(column) GLOB \(globPattern)"
        guard let part = needle.split(whereSeparator: { !$0.isASCII }).max(by: { $0.count < $1.count }) else {
            return glob
        }
        return "(\(column) LIKE \(LikePattern.containing(part)) ESCAPE '\\' AND \(glob))"
    }

    private var globPattern: String {
        "*" + needle.unicodeScalars.map(Self.globClass).joined() + "*"
    }

    private static func globClass(_ scalar: Unicode.Scalar) -> String {
        if let cases = LetterCases.of(scalar) { return "[\(cases)]" }
        return "*?[".unicodeScalars.contains(scalar) ? "[\(scalar)]" : String(scalar)
    }
}
