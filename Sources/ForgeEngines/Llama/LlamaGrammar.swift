import CLlama
import ForgeCore

/// Owner of one request's grammar with the place that its output has reached.
///
/// llama.cpp ends the process when it is told a token that the grammar does not allow, so only tokens that were
/// allowed are ever told.
struct LlamaGrammar: ~Copyable {
    private let sampler: UnsafeMutablePointer<llama_sampler>

    /// - Throws: `EngineError` `request.invalid` with what llama.cpp's parser said.
    init(_ text: String, vocabulary: Vocabulary) throws {
        LlamaLog.clear()
        guard let sampler = llama_sampler_init_grammar(vocabulary.pointer, text, "root") else {
            throw EngineError(
                .invalidInput, "request.invalid", "Invalid request: the grammar is not valid GBNF.",
                cause: LlamaLog.lastLines,
                remedy: "Correct it: rules are `name ::= …`, the first is called root, none begins with itself.")
        }
        self.sampler = sampler
    }

    deinit { llama_sampler_free(sampler) }

    /// The token that the request's own choice comes to within the grammar, nil when it allows none at all.
    ///
    /// The free choice is tried first: asking the grammar of one token is much cheaper than of all.
    mutating func choose(
        free token: Int32, row: UnsafeBufferPointer<Float>, vocabulary: Vocabulary,
        among choose: (inout [llama_token_data]) -> Int32
    ) -> Int32? {
        var chosen = token
        if !allows(token, logit: row[Int(token)]) {
            var allowed = allowedTokens(row)
            guard !allowed.isEmpty else { return nil }
            chosen = choose(&allowed)
        }
        // An end of the text is not part of it.
        if !vocabulary.endsGeneration(chosen) { llama_sampler_accept(sampler, chosen) }
        return chosen
    }

    private func allows(_ token: Int32, logit: Float) -> Bool {
        var entries = [llama_token_data(id: token, logit: logit, p: 0)]
        apply(to: &entries)
        return entries[0].logit > -.infinity
    }

    private func allowedTokens(_ row: UnsafeBufferPointer<Float>) -> [llama_token_data] {
        var entries = row.indices.map { llama_token_data(id: Int32($0), logit: row[$0], p: 0) }
        apply(to: &entries)
        return entries.filter { $0.logit > -.infinity }
    }

    private func apply(to entries: inout [llama_token_data]) {
        entries.withUnsafeMutableBufferPointer { buffer in
            var array = llama_token_data_array(
                data: buffer.baseAddress, size: buffer.count, selected: -1, sorted: false)
            llama_sampler_apply(sampler, &array)
        }
    }
}
