import ForgeCore
package import ForgeRetrieval

/// How many of the documents that answer the queries are in the base that is searched.
package struct JudgedCoverage: Sendable, Codable, Hashable {
    /// Documents with a gain above 0.
    package var relevant: Int
    /// Those of them that the base does not have.
    package var missing: Int
    /// A few of the missing ones.
    package var examples: [String]
    /// Queries none of whose relevant documents is there: they score 0 whatever is found.
    package var hopelessQueries: Int
}

extension JudgedQueries {
    private static let mostExamples = 5

    /// Compares the judged documents with those of a base.
    ///
    /// - Throws: `LabError` when the base is empty, or has none of them: every score would be 0 and mean nothing.
    package func coverage(in base: KnowledgeBase) async throws -> JudgedCoverage {
        let wanted = queries.map { query in Set(query.gains.filter { $0.value > 0 }.keys) }
        let relevant = wanted.reduce(into: Set<String>()) { $0.formUnion($1) }
        let info = try await base.info()
        guard info.documents > 0 else {
            throw LabError(
                .invalidInput, "evaluate.empty-base", "The knowledge base `\(base.name)` is empty.",
                remedy: "Ingest the documents that the judgements are about: \(info.ingestCommand)")
        }
        let missing = try await base.missing(documents: relevant)
        let examples = Array(missing.sorted().prefix(Self.mostExamples))
        guard missing.count < relevant.count else {
            let there = try await base.documents(DocumentQuery(limit: Self.mostExamples)).documents.map(\.id)
            throw LabError(
                .invalidInput, "evaluate.other-documents",
                relevant.count == 1
                    ? "The one judged document is not in the knowledge base `\(base.name)`."
                    : "None of the \(NumberText.count(relevant.count)) judged documents is in the knowledge base "
                        + "`\(base.name)`.",
                cause: "The judgements name \(Self.listed(examples)); the base has \(Self.listed(there)).",
                remedy:
                    "Name the judgements of this base's documents, or ingest the documents that are judged. The id of "
                    + "a file in a folder is its path within; `forge kb search` prints ids.")
        }
        return JudgedCoverage(
            relevant: relevant.count, missing: missing.count, examples: examples,
            hopelessQueries: wanted.count { $0.isSubset(of: missing) })
    }

    private static func listed(_ ids: [String]) -> String {
        ids.map { "`\($0)`" }.joined(separator: ", ") + (ids.count == mostExamples ? ", …" : "")
    }
}
