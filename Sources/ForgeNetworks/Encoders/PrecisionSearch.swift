import ForgeCore

/// A network and what its products are computed in.
struct ChosenNetwork: Sendable {
    let network: any Network
    let precision: Precision

    var outputs: Int { network.outputs }
}

/// Settles the precision of a model: as asked for, or the fastest that is near enough to float32 on a few sentences.
struct PrecisionSearch {
    let choice: PrecisionChoice
    let tokenizer: any Tokenizer

    static let leastCosine = 0.9999

    private static let sentences = [
        "The river rose after three days of rain, and the old mill stood in the water.",
        "Cells divide more slowly when glucose is scarce.", "Who wrote it?",
        "In 1928 the committee moved to Geneva, where it met twice a year until the war; its papers are kept there.",
    ]

    func network(_ build: (Precision) throws -> any Network) throws -> ChosenNetwork {
        switch choice {
        case .float32: return ChosenNetwork(network: try build(.float32), precision: .float32)
        case .bfloat16:
            guard Precision.bfloat16.isAvailable else {
                throw NetworkError(
                    .invalidInput, "precision.unavailable", "This processor does not multiply in bfloat16.",
                    remedy: "Choose float32 or automatic.")
            }
            return ChosenNetwork(network: try build(.bfloat16), precision: .bfloat16)
        case .automatic:
            let exact = try build(.float32)
            guard Precision.bfloat16.isAvailable else { return ChosenNetwork(network: exact, precision: .float32) }
            let rounded = try build(.bfloat16)
            return try isNear(rounded, exact)
                ? ChosenNetwork(network: rounded, precision: .bfloat16)
                : ChosenNetwork(network: exact, precision: .float32)
        }
    }

    private func isNear(_ rounded: any Network, _ exact: any Network) throws -> Bool {
        let sequences = Self.sentences.map { tokenizer.encode($0, maxLength: min(64, exact.positions)) }
        guard sequences.allSatisfy({ $0.fits(exact) }) else { return false }
        var workspace = Workspace()
        let batch = PackedBatch(sequences)
        let (near, far) = (rounded.run(batch, in: &workspace), exact.run(batch, in: &workspace))
        // A few logits have no direction of their own: a classifier's are compared over all sentences together.
        let isVector = exact.outputs >= 16
        let pairs = isVector ? Array(zip(near, far)) : [(Array(near.joined()), Array(far.joined()))]
        return pairs.allSatisfy { Self.cosine($0, $1) > Self.leastCosine }
    }

    static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        var dot = 0.0, first = 0.0, second = 0.0
        for (x, y) in zip(a, b) {
            dot += Double(x) * Double(y)
            first += Double(x) * Double(x)
            second += Double(y) * Double(y)
        }
        return dot / (first * second).squareRoot()
    }
}

extension TokenSequence {
    /// Whether a network has a row for every token, type and position of this sequence.
    func fits(_ network: any Network) -> Bool {
        !ids.isEmpty && ids.count <= network.positions && types.count == ids.count
            && ids.allSatisfy { 0 <= $0 && Int($0) < network.vocabulary }
            && types.allSatisfy { Int($0) < network.tokenTypes }
    }
}
