import ForgeCore

/// A grammar's text before llama.cpp reads it: its parser calls itself for every parenthesis.
struct GrammarText {
    static let longest = 64 << 10
    static let deepest = 100

    private let text: String

    init(_ text: String) { self.text = text }

    /// - Throws: `EngineError` `request.invalid`.
    func validate() throws {
        try GenerationRequest.require(
            text.contains { !$0.isWhitespace }, "the grammar is empty", "Leave it out, or give a rule `root ::= …`.")
        try GenerationRequest.require(
            text.utf8.count <= Self.longest && !text.utf8.contains(0), "the grammar cannot be read",
            "Give at most \(Self.longest) bytes of text without NUL.")
        try GenerationRequest.require(
            depth <= Self.deepest, "the grammar's parentheses are nested \(depth) deep",
            "Nest at most \(Self.deepest), or use rules.")
    }

    /// Parentheses in literals are counted too, which errs on the safe side.
    private var depth: Int {
        var (depth, deepest) = (0, 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "(") { depth += 1 } else if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) }
            deepest = max(deepest, depth)
        }
        return deepest
    }
}
