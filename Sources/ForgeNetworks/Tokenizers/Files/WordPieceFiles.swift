/// A BERT tokenizer of vocab.txt, as `transformers` reads it.
struct WordPieceFiles {
    private static let file = "vocab.txt"
    private let files: TokenizerFiles

    init(_ files: TokenizerFiles) { self.files = files }

    func tokenizer(_ config: TokenizerConfig) throws -> FolderTokenizer {
        try files.refuseAddedTokens()
        let vocabulary = try Vocabulary(lines: try files.lines(Self.file), Self.file, files)
        let special = config.specialTokens { vocabulary.id(of: $0) }
        guard let unknown = special.unknown, let classifier = special.classifier, let separator = special.separator
        else { throw files.malformed(Self.file, "it lacks one of [UNK], [CLS] and [SEP]") }
        var options = BERTNormalizer.Options()
        options.lowercases = config.lowercases ?? true
        options.stripsAccents = config.stripsAccents ?? options.lowercases
        options.spacesIdeographs = config.spacesIdeographs ?? true
        let ids = Set([special.padding, unknown, classifier, separator, special.mask].compactMap(\.self))
        let added = vocabulary.tokens.filter { ids.contains($0.id) }.map { AddedToken(id: $0.id, content: $0.bytes) }
        return FolderTokenizer(
            specialTokens: special, vocabularySize: vocabulary.size, maxLength: config.maxLength,
            segments: WordPieceTokenizer(
                normalizer: BERTNormalizer(options),
                vocabulary: WordPieceVocabulary(
                    trie: vocabulary.trie, continuationPrefix: Array("##".utf8), unknown: unknown, longestWord: 100)),
            template: .bert(classifier: classifier, separator: separator), finders: [AddedTokenFinder(added)])
    }
}

extension TokenizerFiles {
    /// added_tokens.json extends a vocabulary in ways that only tokenizer.json writes down.
    func refuseAddedTokens() throws {
        let name = "added_tokens.json"
        guard has(name), try json(name).members?.isEmpty == false else { return }
        throw unsupported(name, "more tokens; save the tokenizer with tokenizer.json")
    }
}
