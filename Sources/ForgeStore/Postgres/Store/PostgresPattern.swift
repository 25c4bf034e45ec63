/// "Contains this text, ignoring case" in PostgreSQL.
///
/// The columns compare byte by byte, so ILIKE ignores the case of ASCII letters only. A text with other letters that have
/// two cases becomes a regular expression with both (`[Éé]`), tried on the rows that hold the text's longest ASCII part.
struct PostgresPattern {
    private let needle: String

    init(_ needle: String) { self.needle = needle }

    func matches(_ column: String) -> BoundSQL {
        let column = BoundSQL(sql: column)
        guard needle.unicodeScalars.contains(where: { !$0.isASCII && LetterCases.of($0) != nil }) else {
            return "\(column) ILIKE \(LikePattern.containing(needle))"
        }
        let expression: BoundSQL = "\(column) ~ \(regularExpression)"
        guard let part = needle.split(whereSeparator: { !$0.isASCII }).max(by: { $0.count < $1.count }) else {
            return expression
        }
        return "(\(column) ILIKE \(LikePattern.containing(part)) AND \(expression))"
    }

    private var regularExpression: String {
        needle.unicodeScalars.map { scalar in
            if let cases = LetterCases.of(scalar) { return "[\(cases)]" }
            let isSpecial = scalar.isASCII && !scalar.properties.isAlphabetic && scalar.properties.numericType == nil
            return isSpecial ? "\\\(scalar)" : String(scalar)
        }.joined()
    }
}
