/// How documents are cut.
package struct ChunkSettings: Sendable, Codable, Hashable {
    /// The most tokens of a chunk.
    package var tokens: Int
    /// About how many tokens of a chunk the next one repeats.
    package var overlap: Int

    package init(tokens: Int = 256, overlap: Int = 50) {
        self.tokens = tokens
        self.overlap = overlap
    }

    func check() throws {
        guard (8...8192).contains(tokens) else {
            throw RetrievalError.invalid(
                "Chunks of \(tokens) tokens were asked for; they may have 8 to 8192.", remedy: "Use 128, 256 or 512.")
        }
        guard (0...tokens / 2).contains(overlap) else {
            throw RetrievalError.invalid(
                "An overlap of \(overlap) tokens does not fit chunks of \(tokens).",
                remedy: "Use at most half of the chunk: 0 to \(tokens / 2).")
        }
    }
}
