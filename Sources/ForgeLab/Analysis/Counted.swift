/// Numbers of things, in the singular where there is one.
package enum Counted {
    /// `1 document`, `1,200 documents`.
    package static func of(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(NumberText.count(count)) \(count == 1 ? one : many ?? one + "s")"
    }

    /// What there is of these, `nil` when there is none of any.
    package static func listed(_ parts: [(count: Int, one: String, many: String?)]) -> String? {
        let told = parts.filter { $0.count > 0 }.map { of($0.count, $0.one, $0.many) }
        return told.isEmpty ? nil : told.joined(separator: ", ")
    }
}
