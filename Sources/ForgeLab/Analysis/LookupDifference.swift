import ForgeCore

/// Whether compared experiments searched the same passages with the same encoders: what their configs do not say.
struct LookupDifference {
    /// What differs, as `Comparison.differences` names it.
    private(set) var names: [String] = []
    /// A sentence each, with every state and who had it.
    private(set) var warnings: [String] = []

    private struct Side {
        var label: String
        var retriever: RetrieverInfo?
        var judge: EncoderInfo?
    }

    /// - Parameter labels: how the experiments are called, in their order.
    init(_ experiments: [Experiment], labels: [String]) {
        let sides = zip(experiments, labels).map { experiment, label in
            Side(
                label: label, retriever: Self.value(experiment.provenance["retriever"]),
                judge: Self.value(experiment.provenance["nli"]))
        }
        var bases: [String] = []
        for name in sides.compactMap(\.retriever?.knowledgeBase) where !bases.contains(name) { bases.append(name) }
        for base in bases { compare(base, sides.filter { $0.retriever?.knowledgeBase == base }) }
        if bases.count > 1 { compareMaking(of: sides) }
        compareRerankers(sides)
        compareJudges(sides)
    }

    private static func value<Value: Decodable>(_ json: JSONValue?) -> Value? {
        guard let json, json != .null else { return nil }
        return try? JSON.decode(from: JSON.data(json))
    }

    // MARK: One base

    /// The passages by their hash; they change with the documents and with how they are cut.
    private mutating func compare(_ base: String, _ sides: [Side]) {
        let states = Self.states(sides) { side in
            side.retriever.map { info in
                (
                    key: info.contentHash,
                    text: "\(Self.count(info.chunks, "passage")) of \(Self.count(info.documents, "document")), "
                        + "content \(info.contentHash.prefix(8))"
                )
            }
        }
        if let states {
            names.append("passages of \(base)")
            warnings.append(
                "The knowledge base `\(base)` changed between the runs: \(states). The difference may come from its "
                    + "passages.")
        }
        note("embedder", "The knowledge base `\(base)` had different embedders", Self.embedders(sides))
        note("chunking", "The knowledge base `\(base)` was cut into passages differently", Self.chunking(sides))
    }

    // MARK: Several bases

    /// Under other names other passages are expected; that they were also made otherwise is easily overlooked.
    private mutating func compareMaking(of sides: [Side]) {
        note("embedder", "The knowledge bases have different embedders", Self.embedders(sides))
        note("chunking", "The knowledge bases are cut into passages differently", Self.chunking(sides))
    }

    private static func embedders(_ sides: [Side]) -> String? {
        states(sides) { side in
            guard let retriever = side.retriever else { return nil }
            guard let encoder = retriever.embedder else { return ("", "none (words only)") }
            return (encoder.sha256, text(encoder))
        }
    }

    private static func chunking(_ sides: [Side]) -> String? {
        states(sides) { side in
            side.retriever.map { info in
                let text = "up to \(count(info.chunkTokens, "token")), \(info.chunkOverlap) of them shared"
                return (text, text)
            }
        }
    }

    private mutating func compareRerankers(_ sides: [Side]) {
        // A method without one differs in its config.
        let states = Self.states(sides) { side in side.retriever?.reranker.map { ($0.sha256, Self.text($0)) } }
        note("reranker", "The rerankers differ", states)
    }

    private mutating func compareJudges(_ sides: [Side]) {
        let states = Self.states(sides) { side in side.judge.map { ($0.sha256, Self.text($0)) } }
        note("NLI model", "Faithfulness was judged by different NLI models", states)
    }

    private mutating func note(_ name: String, _ message: String, _ states: String?) {
        guard let states else { return }
        if !names.contains(name) { names.append(name) }
        warnings.append("\(message): \(states).")
    }

    // MARK: Words

    /// `a, b: one state; c: another`; nil unless there are two.
    private static func states(
        _ sides: [Side], _ state: (Side) -> (key: String, text: String)?
    ) -> String? {
        var found: [(key: String, text: String, labels: [String])] = []
        for side in sides {
            guard let (key, text) = state(side) else { continue }
            if let index = found.firstIndex(where: { $0.key == key }) {
                found[index].labels.append(side.label)
            } else {
                found.append((key, text, [side.label]))
            }
        }
        guard found.count > 1 else { return nil }
        return found.map { "\($0.labels.joined(separator: ", ")): \($0.text)" }.joined(separator: "; ")
    }

    private static func text(_ encoder: EncoderInfo) -> String { "\(encoder.name) (\(encoder.sha256.prefix(8)))" }

    private static func count(_ count: Int, _ word: String) -> String {
        "\(NumberText.count(count)) \(word)\(count == 1 ? "" : "s")"
    }
}
