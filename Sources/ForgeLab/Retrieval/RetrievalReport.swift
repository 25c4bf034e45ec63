package import ForgeCore

/// How retrieval methods compare on judged queries.
package struct RetrievalReport: Sendable, Codable, Hashable {
    package struct Mean: Sendable, Codable, Hashable {
        package var value: Double
        /// 95 % by the bootstrap over queries; nil for fewer than two.
        package var interval: Interval?
    }

    package struct Score: Sendable, Codable, Hashable {
        package var method: RetrievalMethod
        /// At the report's depth, linear gain.
        package var ndcg: Mean
        package var recall: Mean
        package var reciprocalRank: Mean
        /// Seconds per query.
        package var median: Double
        package var p95: Double
    }

    /// nDCG of a method minus that of another, paired over the queries.
    package struct Difference: Sendable, Codable, Hashable {
        package var method: RetrievalMethod
        package var baseline: RetrievalMethod
        package var ndcg: PairedBootstrap
        /// By flipping signs.
        package var pValue: Double
        /// By Holm, over all differences of the report.
        package var adjustedP = 1.0
    }

    package var retriever: RetrieverInfo
    package var queries: Int
    package var depth: Int
    package var methods: [Score]
    package var differences: [Difference]
    /// Nil for a retriever whose documents were not compared with the judgements.
    package var judged: JudgedCoverage?
    /// Why the scores may say less than they seem to.
    package var warnings: [KnowledgeWarning] = []

    /// Adds what is known of the base, with a warning when judged documents are missing.
    package mutating func note(_ coverage: JudgedCoverage, _ warnings: [KnowledgeWarning]) {
        judged = coverage
        self.warnings = warnings
        guard coverage.missing > 0 else { return }
        let (missing, hopeless) = (coverage.missing, coverage.hopelessQueries)
        let queries =
            hopeless == 0
            ? "" : " \(NumberText.count(hopeless)) \(hopeless == 1 ? "query scores" : "queries score") 0 for that."
        self.warnings.append(
            KnowledgeWarning(
                "\(NumberText.count(missing)) of \(NumberText.count(coverage.relevant)) judged documents "
                    + "\(missing == 1 ? "is" : "are") not in the base (\(coverage.examples.joined(separator: ", "))"
                    + (missing > coverage.examples.count ? ", …" : "") + ")." + queries,
                remedy: "Ingest them, or take the scores for those of a harder task."))
    }
}
