/// The byte-level vocabulary and merges of a file, in bytes instead of GPT-2's alphabet.
struct BytePairVocabulary {
    private let merges: BytePairMerges
    private let tokens: [(bytes: [UInt8], id: Int32)]

    /// - Parameter list: merges, each `"a b"` or `["a", "b"]`.
    /// - Throws: `NetworkError` when a byte has no token or a merge joins what the vocabulary doesn't hold.
    init(_ vocabulary: Vocabulary, _ list: [TokenizerNode], _ file: String, _ files: TokenizerFiles) throws {
        let byteIDs = ByteAlphabet.scalars.compactMap { scalar in
            Unicode.Scalar(scalar).flatMap { vocabulary.id(of: String(Character($0))) }
        }
        guard byteIDs.count == 256 else {
            throw files.unsupported(file, "a vocabulary without tokens for all 256 bytes")
        }
        guard list.count <= TokenizerLimits.ids else { throw files.malformed(file, "it has \(list.count) merges") }
        var merges = BytePairMerges(byteIDs: byteIDs, capacity: list.count)
        for (rank, node) in list.enumerated() {
            guard let (left, right) = Self.pair(node), let leftID = vocabulary.trie.id(of: left),
                let rightID = vocabulary.trie.id(of: right), let joined = vocabulary.trie.id(of: left + right)
            else { throw files.malformed(file, "merge \(rank + 1) joins no two tokens of the vocabulary to a third") }
            merges.add(leftID, rightID, rank: UInt32(rank), joined: joined)
        }
        self.merges = merges
        tokens = vocabulary.tokens.compactMap { token in ByteAlphabet.bytes(of: token.bytes).map { ($0, token.id) } }
    }

    private static func pair(_ node: TokenizerNode) -> ([UInt8], [UInt8])? {
        let parts: [[UInt8]]
        switch node {
        case .string(let line): parts = line.split(separator: 0x20, omittingEmptySubsequences: false).map(Array.init)
        case .array(let nodes): parts = nodes.compactMap(\.bytes)
        default: return nil
        }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    func tokenizer(_ options: ByteLevelTokenizer.Options) -> ByteLevelTokenizer {
        ByteLevelTokenizer(merges: merges, options: options, vocabulary: tokens)
    }
}
