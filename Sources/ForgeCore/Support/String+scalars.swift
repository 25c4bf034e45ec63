extension String {
    /// As `replacing`, by Unicode scalars, which is how other programs read texts: to Swift a character is what a reader
    /// sees, so `"` with a combining accent behind it is no `"`, and would stay where it must not.
    ///
    /// - Parameter old: nothing is replaced when it is empty.
    package func replacingScalars(_ old: String, with new: String) -> String {
        // Most texts have none of it.
        guard let first = old.utf8.first, utf8.contains(first) else { return self }
        return unicodeScalars.split(separator: old.unicodeScalars, omittingEmptySubsequences: false).map { String($0) }
            .joined(separator: new)
    }
}
