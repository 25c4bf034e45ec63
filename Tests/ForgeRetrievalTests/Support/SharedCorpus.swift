import ForgeCore
import ForgeRetrieval
import Foundation

/// A set in BEIR's layout in `../shared/data` (or `$FORGE_SHARED/data`), which is not part of the package.
struct SharedCorpus: Sendable {
    let folder: URL
    let split: String

    static let scifact = SharedCorpus("scifact", split: "train")
    static let hotpotQA = SharedCorpus("hotpotqa_passages", split: "dev")

    init(_ name: String, split: String) {
        folder = Self.data.appending(path: name)
        self.split = split
    }

    static let data: URL = {
        if let path = ProcessInfo.processInfo.environment["FORGE_SHARED"], !path.isEmpty {
            return URL(filePath: path, directoryHint: .isDirectory).appending(path: "data")
        }
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/data")
    }()

    static var isThere: Bool {
        [scifact, hotpotQA].allSatisfy { FileManager.default.fileExists(atPath: $0.corpus.path()) }
    }

    var corpus: URL { folder.appending(path: "corpus.jsonl") }

    /// Query texts by id.
    func queries() throws -> [String: String] {
        let lines = try String(contentsOf: folder.appending(path: "queries.jsonl"), encoding: .utf8)
        var queries: [String: String] = [:]
        for line in lines.split(separator: "\n") {
            let record = try JSONValue(parsing: String(line))
            if let id = record["_id"]?.string { queries[id] = record["text"]?.string }
        }
        return queries
    }

    /// Relevance by query and document.
    func judgements() throws -> [String: [String: Double]] {
        let lines = try String(contentsOf: folder.appending(path: "qrels/\(split).tsv"), encoding: .utf8)
        var judgements: [String: [String: Double]] = [:]
        for line in lines.split(separator: "\n").dropFirst() {
            let parts = line.split(separator: "\t").map(String.init)
            if parts.count == 3, let gain = Double(parts[2]), gain > 0 {
                judgements[parts[0], default: [:]][parts[1]] = gain
            }
        }
        return judgements
    }
}

/// nDCG@10 with linear gain, and recall@10, of documents in the order of their best chunk.
struct RankingQuality {
    private(set) var queries = 0
    private var gains = 0.0
    private var found = 0.0

    var nDCG: Double { gains / Double(queries) }
    var recall: Double { found / Double(queries) }

    mutating func add(_ documents: [String], _ relevant: [String: Double]) {
        var seen: Set<String> = []
        let top = documents.filter { seen.insert($0).inserted }.prefix(10)
        let ideal = relevant.values.sorted(by: >).prefix(10)
        gains += Self.discounted(top.map { relevant[$0] ?? 0 }) / Self.discounted(Array(ideal))
        found += Double(top.count { relevant[$0] != nil }) / Double(relevant.count)
        queries += 1
    }

    private static func discounted(_ gains: [Double]) -> Double {
        gains.enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset) + 2) }
    }
}
