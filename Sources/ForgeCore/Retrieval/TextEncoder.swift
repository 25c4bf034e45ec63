/// A model that reads text and writes none: embedder, reranker or judge of entailment.
///
/// Callers simply await; calls of many samples at once are computed together where that is faster.
package protocol TextEncoder: TokenMeter {
    /// What is running, for provenance. Constant for the life of the encoder.
    var info: EncoderInfo { get }
}

/// Cuts text into a model's own tokens without running the model.
package protocol TokenMeter: Sendable {
    /// The UTF-8 range of every token of the text, in order, without special tokens and without a limit on length.
    func tokenRanges(of text: String) -> [Range<Int>]
}

/// Identity of an encoder: stored vectors and scores belong to it, and to no other.
package struct EncoderInfo: Sendable, Codable, Hashable {
    /// Name in the catalogue, or of the folder.
    package var name: String
    /// `bert`, `roberta`, `bart`.
    package var architecture: String
    /// SHA-256 of the weights' file.
    package var sha256: String
    /// Length of a vector; of a classifier the number of its labels.
    package var dimension: Int
    /// Tokens that one input may hold, special tokens included.
    package var maxTokens: Int
    /// What the products are computed in (`float32`, `bfloat16`).
    package var precision: String

    package init(
        name: String, architecture: String, sha256: String, dimension: Int, maxTokens: Int, precision: String
    ) {
        self.name = name
        self.architecture = architecture
        self.sha256 = sha256
        self.dimension = dimension
        self.maxTokens = maxTokens
        self.precision = precision
    }
}

/// Turns texts into vectors of length 1, so that a dot product is the cosine.
package protocol Embedder: TextEncoder {
    /// Texts longer than the model's window are cut to it, as the model's own library does.
    func embed(_ texts: [String]) async throws -> Vectors
}

/// Judges how well passages answer a query, looking at both together (a cross-encoder).
package protocol Reranker: TextEncoder {
    /// One relevance logit per passage, higher is better; the passage's end is cut when both don't fit.
    func scores(of passages: [String], for query: String) async throws -> [Double]
}

/// Judges whether a premise entails a hypothesis (natural language inference).
package protocol EntailmentJudge: TextEncoder {
    /// The premise's end is cut when both don't fit: callers window long premises by `tokenRanges(of:)`.
    func judge(_ pairs: [EntailmentPair]) async throws -> [Entailment]
}

package struct EntailmentPair: Sendable, Codable, Hashable {
    package var premise: String
    package var hypothesis: String

    package init(premise: String, hypothesis: String) {
        self.premise = premise
        self.hypothesis = hypothesis
    }
}

/// Probabilities that add up to 1.
package struct Entailment: Sendable, Codable, Hashable {
    package var entailment: Double
    package var neutral: Double
    package var contradiction: Double

    package init(entailment: Double, neutral: Double, contradiction: Double) {
        self.entailment = entailment
        self.neutral = neutral
        self.contradiction = contradiction
    }
}

/// Rows of equal length, one after the other.
package struct Vectors: Sendable, Hashable {
    package var dimension: Int
    /// Row-major, `count * dimension` numbers.
    package var values: [Float]

    package init(dimension: Int, values: [Float] = []) {
        precondition(dimension > 0 && values.count.isMultiple(of: dimension), "whole rows only")
        self.dimension = dimension
        self.values = values
    }

    package var count: Int { values.count / dimension }

    package subscript(row: Int) -> ArraySlice<Float> { values[row * dimension..<(row + 1) * dimension] }
}
