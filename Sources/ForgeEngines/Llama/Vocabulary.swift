import CLlama
import ForgeCore

/// A model's tokens. Valid as long as its model; llama.cpp's functions used here only read.
struct Vocabulary {
    let pointer: OpaquePointer

    var count: Int { Int(llama_vocab_n_tokens(pointer)) }

    var addsBeginning: Bool { llama_vocab_get_add_bos(pointer) }

    func endsGeneration(_ token: Int32) -> Bool { llama_vocab_is_eog(pointer, token) }

    /// A whole prompt as tokens, control tokens in it read as such.
    ///
    /// Most chat templates write the beginning-of-text token themselves; a second one would change the answers.
    func tokens(ofRendered text: String) throws -> [Int32] {
        let beginning = beginningText
        let hasBeginning = !beginning.isEmpty && text.hasPrefix(beginning)
        return try tokens(of: text, addSpecial: !hasBeginning, parseSpecial: true)
    }

    /// - Parameters:
    ///   - addSpecial: Put in front what the model expects at the start of a text.
    ///   - parseSpecial: Read control tokens written in the text (`<|im_start|>`) as such.
    func tokens(of text: String, addSpecial: Bool, parseSpecial: Bool) throws -> [Int32] {
        var text = text
        return try text.withUTF8 { bytes in
            guard bytes.count < Int(Int32.max) / 2 else {
                throw EngineError.invalidRequest(
                    "The prompt has \(bytes.count) bytes, too many to tokenise.", remedy: "Shorten the prompt.")
            }
            return try bytes.withMemoryRebound(to: CChar.self) { characters in
                try tokens(of: characters, addSpecial: addSpecial, parseSpecial: parseSpecial)
            }
        }
    }

    private func tokens(
        of characters: UnsafeBufferPointer<CChar>, addSpecial: Bool, parseSpecial: Bool
    ) throws -> [Int32] {
        var capacity = characters.count + 8
        for _ in 0..<2 {
            var count: Int32 = 0
            let tokens = [Int32](unsafeUninitializedCapacity: capacity) { buffer, used in
                count = llama_tokenize(
                    pointer, characters.baseAddress, Int32(characters.count), buffer.baseAddress, Int32(capacity),
                    addSpecial, parseSpecial)
                used = max(0, Int(count))
            }
            if count >= 0 { return tokens }
            guard count != Int32.min else { break }
            capacity = Int(-count)
        }
        throw EngineError(
            .internalFailure, "engine.tokenise-failed", "The text could not be tokenised.", cause: LlamaLog.lastLines)
    }

    /// The bytes of a token, which need not be whole characters. Control tokens are empty unless `special`.
    func bytes(of token: Int32, special: Bool = false) -> [UInt8] {
        var capacity = 32
        for _ in 0..<2 {
            var count: Int32 = 0
            let piece = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
                count = buffer.withMemoryRebound(to: CChar.self) {
                    llama_token_to_piece(pointer, token, $0.baseAddress, Int32(capacity), 0, special)
                }
                used = max(0, Int(count))
            }
            if count >= 0 { return piece }
            capacity = Int(-count)
        }
        return []
    }

    func text(of token: Int32) -> String { String(decoding: bytes(of: token, special: true), as: UTF8.self) }

    func text(of tokens: some Sequence<Int32>) -> String {
        String(decoding: tokens.flatMap { bytes(of: $0, special: true) }, as: UTF8.self)
    }

    /// Text of the token that begins a text, for chat templates; empty when the model has none.
    var beginningText: String { specialText(llama_vocab_bos(pointer)) }

    var endText: String { specialText(llama_vocab_eos(pointer)) }

    private func specialText(_ token: Int32) -> String { token < 0 ? "" : text(of: token) }
}
