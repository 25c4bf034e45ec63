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
        /// By Holm, over all differences of the report.
        package var adjustedP = 1.0
    }

    package var retriever: RetrieverInfo
    package var queries: Int
    package var depth: Int
    package var methods: [Score]
    package var differences: [Difference]
}
