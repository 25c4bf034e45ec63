import ForgeCore

extension IngestReport {
    /// The error of an ingest that brought nothing into a base; nil when it brought something, or all of it was there
    /// already.
    ///
    /// - Parameter sources: as the user calls them.
    package func nothingTaken(into base: String, from sources: [String]) -> RetrievalError? {
        guard kept + duplicates + removed == 0 else { return nil }
        let onlyTaken = idTaken ?? 0 > 0 && idTaken == leftOut
        return RetrievalError(
            .invalidInput, "knowledge.nothing-taken",
            "Nothing was taken into the knowledge base `\(base)` from \(sources.joined(separator: ", ")).",
            cause: [read == 0 ? "There is no document in it." : leftOutText, skippedText].compactMap(\.self)
                .joined(separator: " "),
            remedy: onlyTaken
                ? Self.idTakenRemedy
                : "Give .jsonl, .json, .md or .txt files with texts in UTF-8, or a folder of .md and .txt files.")
    }

    private var leftOutText: String {
        let parts = [(empty, "without text"), (unreadable, "unreadable"), (idTaken ?? 0, "under an id that is taken")]
        let first = issues.first { $0.kind != .long }.map { " (\($0.place): \($0.detail))" } ?? ""
        let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? "is" : "are") \($0.1)" }
        return "Of the documents read, " + told.joined(separator: ", ") + first + "."
    }

    private var skippedText: String? {
        guard let skipped, !skipped.isEmpty else { return nil }
        return "Passed over: " + skipped.map(\.text).joined(separator: "; ") + "."
    }
}

extension SkippedFiles {
    /// `3 files of other kinds (a.pdf, b.png, …)`.
    package var text: String {
        let what =
            switch reason {
            case .ending: count == 1 ? "file of another kind" : "files of other kinds"
            case .link: count == 1 ? "symbolic link" : "symbolic links"
            case .hidden: count == 1 ? "hidden file or folder" : "hidden files or folders"
            }
        return "\(count) \(what) (\(names.joined(separator: ", "))\(count > names.count ? ", …" : ""))"
    }
}
