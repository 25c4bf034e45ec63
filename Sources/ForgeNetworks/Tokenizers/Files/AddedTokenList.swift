/// `added_tokens` of tokenizer.json.
struct AddedTokenList {
    let tokens: [AddedToken]

    init(_ node: TokenizerNode?, _ vocabulary: Vocabulary, _ files: TokenizerFiles) throws {
        let nodes = node?.array ?? []
        guard nodes.count <= TokenizerLimits.addedTokens else {
            throw files.malformed(TokenizerFile.name, "it has \(nodes.count) added tokens")
        }
        tokens = try nodes.map { node in
            guard let id = node["id"]?.id, let content = node["content"]?.bytes, !content.isEmpty,
                content.count <= TokenizerLimits.tokenBytes
            else { throw files.malformed(TokenizerFile.name, "an added token lacks its id or content") }
            if let known = vocabulary.trie.id(of: content), known != id {
                throw files.malformed(TokenizerFile.name, "an added token has id \(id), but \(known) in the vocabulary")
            }
            return AddedToken(
                id: id, content: content, isSingleWord: node["single_word"]?.bool ?? false,
                takesSpaceBefore: node["lstrip"]?.bool ?? false, takesSpaceAfter: node["rstrip"]?.bool ?? false,
                isNormalized: node["normalized"]?.bool ?? false)
        }
    }

    func id(of token: String) -> Int32? {
        let content = Array(token.utf8)
        return tokens.last { $0.content == content }?.id
    }

    /// First for what is found in the text as it is, then for what is found after normalisation.
    var finders: [AddedTokenFinder] {
        [tokens.filter { !$0.isNormalized }, tokens.filter(\.isNormalized)].filter { !$0.isEmpty }
            .map(AddedTokenFinder.init)
    }
}
